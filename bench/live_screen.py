"""`python -m bench.live_screen TIMES COMMAND …`: a traced command on the screen that grows.

When the command has ended it writes to TIMES when each fact happened: a number a line, nanoseconds
of the machine's monotonic clock, the first one's step being 1.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tutor.course.model import Scene
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.scene_recordings import Played, Progress
from tutor.runtime.stage.open_play import Opening
from tutor.runtime.traced_command import TracedCommand
from tutor.tui.app import run
from tutor.tui.opened_stage import OpenedStage
from tutor.tui.pace import settle_down
from tutor.tui.play_screen import PlayScreen

KEEP = 50_000


class Traced(OpenedStage):
    """What a traced command does, as a stage that nothing is typed on."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(Opening(folder=Path.cwd(), app="room", path=""))
        self.command = command
        self.facts = Facts()
        self.recording = LiveRecording(self.facts, keep=KEEP)

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        """The command begins."""
        live = await self._stack.enter_async_context(self.recording)
        self.begun(live)
        command = TracedCommand(self.command, self.facts)
        self.running = await self._stack.enter_async_context(command)
        return Played(events=live.timeline.events, live=True)

    @property
    def is_open(self) -> bool:
        """Nothing is typed."""
        return False


async def main(times: str, *command: str) -> None:
    """Until the command has ended, or the screen is left."""
    stage = Traced([*command])
    screen = PlayScreen(stage)
    screen.on_first_frame = settle_down
    try:
        await run(screen)
    finally:
        await stage.close()
    first = min(record[2] for _, record in stage.facts.records)
    events = stage.recording.timeline.events
    Path(times).write_text("".join(f"{event.seq} {first + event.at}\n" for event in events))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
