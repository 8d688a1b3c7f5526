"""The pictures of the README, from the recordings that are shipped.

`python -m tests.docs.readme_pictures` writes them to `docs/`; with names, only those.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from textual.pilot import Pilot

from tests.architecture.source import ROOT
from tests.docs.film import Screen, svg
from tests.docs.screens import Shot, playing, screen, settled, taken
from tutor.course.model import LETTERS
from tutor.tui.player import Player

FOLDER = ROOT / "docs"
FILM = "playing"

STILLS = {
    "onion": Shot(
        lesson=4,
        scene="layer_by_layer",
        beat=10,
        title="The scope, layer by layer, and the accept on its way out",
        shows=("SessionMiddleware", "a send of its own", "101 to john", "self.scope"),
    ),
    "message": Shot(
        lesson=7,
        scene="three_tabs",
        beat=10,
        keys=("m",),
        title="One message, from the masked frame to the other tabs",
        shows=("masked", "group event", "chat.message", "says Hello"),
    ),
    "three_tabs": Shot(
        lesson=7,
        scene="three_tabs",
        beat=10,
        keys=("f",),
        title="Three tabs in one room, with the milliseconds of each message",
        shows=("john·1", "admin", "layer", "group_send", "chat.message"),
    ),
    "stall": Shot(
        lesson=6,
        scene="stall_meter",
        beat=3,
        title="One line that blocks the event loop, and who waits for it",
        shows=("event loop", "stands still", "time.sleep", "loop stood still"),
    ),
}
FILMED = Shot(lesson=7, scene="three_tabs", beat=4, keys=("t",), size=(100, 30))
HELD, ASKED, MOVED = 1.2, 1.6, 0.08  # seconds: a beat, a question, a frame of a motion
BEATS = 6  # of the film


async def still(name: str) -> str:
    """One picture."""
    shot = STILLS[name]
    return svg([(await taken(shot), 0.0)], shot.title)


async def film() -> str:
    """Some beats of three tabs, with the way of each message, and a guess."""
    async with playing(FILMED, motion=True) as pilot:
        frames = [(screen(pilot), HELD)]
        for _ in range(BEATS):
            await _on(pilot, frames)
    return svg(frames, "The player goes from beat to beat through three tabs in one room")


async def _on(pilot: Pilot[int], frames: list[tuple[Screen, float]]) -> None:
    """One beat on; a question on the way is answered as the run will answer it."""
    player = pilot.app
    assert isinstance(player, Player)
    player.mover._later = lambda: None  # type: ignore[method-assign] # each frame when we ask
    await pilot.press("n")
    await settled(pilot)
    while (asked := player.state.visit.asked) is not None:
        frames.append((screen(pilot), ASKED))
        await pilot.press(LETTERS[asked.right])
        await settled(pilot)
        frames.append((screen(pilot), HELD))
        await pilot.press("n")
        await settled(pilot)
    while player.mover.is_moving:
        frames.append((screen(pilot), MOVED))
        player.mover._next()
        await settled(pilot)
    frames.append((screen(pilot), HELD))


async def main(names: list[str]) -> None:
    for name in names or [*STILLS, FILM]:
        picture = await (film() if name == FILM else still(name))
        file: Path = FOLDER / f"{name}.svg"
        file.write_text(picture, encoding="utf-8")
        print(f"Written: {file.relative_to(ROOT)}, {len(picture.encode()) // 1000} kB")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
