"""An open stage as the player's recordings: opened when the page asks for it, ended with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from tutor.course.model import Scene
from tutor.play.command import Command
from tutor.play.offers import Here
from tutor.runtime.scene_recordings import Played, Progress

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.runtime.live_recording import LiveRecording
    from tutor.runtime.stage.open_play import Opening, Play


class OpenedStage:
    """What `navigation.Recordings` asks for, and the commands on the stage."""

    replay = False

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.play: Play | None = None  # None: not open yet
        self.begun: Callable[[LiveRecording], None] = lambda _: None
        self._stack = AsyncExitStack()

    def at_once(self, scene: Scene) -> Played | None:
        """There is none before it is opened."""
        return None

    def warm(self, scene: Scene) -> None:
        """There is one only."""

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        """Opens the stage. Raises `Unavailable` where no live run can be had on this machine."""
        from tutor.runtime.processes.session import Session
        from tutor.runtime.stage.open_play import Play

        session = await self._stack.enter_async_context(Session())
        play = Play(session, self.opening, progress=progress, begun=self.begun)
        self.play = await self._stack.enter_async_context(play)
        return Played(events=self.play.live.timeline.events, live=True)

    @property
    def is_cut(self) -> bool:
        """Whether a scene's script was stopped before its end."""
        return self.play is not None and self.play.is_cut

    async def run(self, command: Command) -> str:
        """A command; a sentence about it, or "". Raises `TutorError`: nothing came of it."""
        assert self.play is not None, "commands wait until the stage is open"
        self.play.session.belong_to(asyncio.current_task())
        return await self.play.run(command)

    async def here(self) -> Here:
        """What can be named at the moment; nothing before it is open."""
        return await self.play.here() if self.play is not None else Here()

    @property
    def is_open(self) -> bool:
        """Whether commands are taken."""
        return self.play is not None

    @property
    def tabs(self) -> list[str]:
        """The names of the tabs that there have been."""
        return [tab.name for tab in self.play.stage.clients] if self.play is not None else []

    @property
    def so_far(self) -> tuple[Sequence[Event], int]:
        """What has happened, and how many commands brought it about."""
        if self.play is None:
            return (), 0
        return self.play.live.timeline.events, len(self.play.done)

    @property
    def address(self) -> str:
        """Where a browser finds the first server; "" while there is none."""
        servers = self.play.stage.servers if self.play is not None else []
        return f"http://{servers[0].address}/" if servers else ""

    async def close(self) -> None:
        """Ends every server."""
        await self._stack.aclose()
