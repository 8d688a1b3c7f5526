"""A stage on which somebody types: runs commands one by one, undoes, and saves.

    async with Session() as session, Play(session, opening) as play:
        said = await play.run(command)       # a sentence, or ""
        ... play.live.timeline ...

A command that cannot be done raises a `TutorError` and is forgotten; the stage goes on. `undo` and
`layer` play what was typed again, on fresh servers and a new recording.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from tutor.errors import SceneFailed, TutorError, UsageError
from tutor.play.command import Command, read
from tutor.play.offers import Here
from tutor.play.written_scene import Done, Setting
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import play as play_script
from tutor.runtime.stage.open_stage import open_stage
from tutor.runtime.stage.save_play import save
from tutor.runtime.stage.scene_scripts import Script, find_script
from tutor.runtime.stage.stage import Progress, Stage
from tutor.runtime.stage.typed_commands import Commands
from tutor.runtime.stage.what_is_here import what_is_here


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """With what a play begins."""

    folder: Path  # where labs and scenes.py are
    app: str = ""  # a lab, "" for the demo project
    scene: str = ""  # whose script is played first
    calls: int | None = None  # of the script that are carried out; None: all
    step: int = 0  # of a recording of the scene, which these calls lead to
    layer: str = ""  # of servers whose script names none
    path: str = ""  # where a tab opens that names no path
    lines: tuple[str, ...] = ()  # what is done first
    words: Mapping[str, str] = field(default_factory=dict)  # frames that a tab may send → meaning

    @property
    def what(self) -> str:
        """What is on the stage: "lobby", "three_tabs", "the demo project"."""
        return self.scene or Path(self.app.partition(":")[0]).stem or "the demo project"

    @property
    def setting(self) -> Setting:
        """What a script that is written of it has to know."""
        return Setting(
            folder=self.folder.name,
            app=self.app,
            scene=self.scene,
            calls=self.calls,
            path=self.path,
        )


class Play:
    """`async with`: opening raises `Unavailable` where no live run can be had on this machine."""

    live: LiveRecording
    stage: Stage

    def __init__(
        self,
        session: Session,
        opening: Opening,
        *,
        progress: Progress | None = None,
        begun: Callable[[LiveRecording], None] = lambda _: None,
    ) -> None:
        """`begun` is told of each recording as it begins: the first, and those of `undo`."""
        self.opening = opening
        self._begun = begun
        self.done: list[Done] = []
        self.session = session
        self._progress = progress
        self._stack = AsyncExitStack()
        self.is_cut = False  # the script was stopped before its end
        self._ports: list[int] = []  # of the servers that were, for those in their place

    # ── opening and closing

    async def __aenter__(self) -> Self:
        try:
            await self._begin(self._layer([]))
            await self._open_all()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._end()

    async def _end(self) -> None:
        """Everything on the stage is over."""
        await self._stack.aclose()

    async def _open_all(self) -> None:
        for line in self.opening.lines:
            command = read(line)
            if command is not None:
                await self.run(command)

    async def _begin(self, layer: str) -> None:
        """An empty stage with its first server, or with what a scene's script has left.

        Giving up leaves a stage, on which the script has come as far as it has.
        """
        opened = asyncio.ensure_future(self._open_stage(layer))
        try:
            await asyncio.shield(opened)
        except asyncio.CancelledError:
            await opened
            raise
        if self.opening.scene:
            failed = await play_script(self.stage, self._script())
            if failed:
                raise SceneFailed(f"{self.opening.scene} did not come to its end: {failed}")
        await self._calm()

    def _script(self) -> Script:
        """The scene's, as far as it is to be played."""
        opening = self.opening
        script = find_script(opening.folder, opening.scene)
        if opening.calls is None:
            return script
        calls = opening.calls

        async def part(stage: Stage) -> None:
            self.is_cut = await stage.part(script, calls)

        return part

    async def _open_stage(self, layer: str) -> None:
        await self._end()  # their ports are free again, and a browser looks for them there
        facts = Facts()
        self.live = await self._stack.enter_async_context(LiveRecording(facts))
        self._begun(self.live)
        self.stage = await self._stack.enter_async_context(
            open_stage(
                self.opening.folder,
                scene=self.opening.scene,
                layer=layer or self.opening.layer,
                facts=facts,
                progress=self._progress,
                session=self.session,
            )
        )
        has_broker = bool(self.opening.scene) or layer not in {"", "memory"}
        self._commands = Commands(self.stage, has_broker=has_broker)
        self._stack.callback(self._commands.let_go)
        self.stage.wished_ports = self._ports
        if not self.opening.scene:
            await self.stage.server(self.opening.app)

    async def here(self) -> Here:
        """What can be named at the moment."""
        world = self.live.timeline.moment(len(self.live.timeline)).world
        users = (await self.session.template()).sessions
        opening = self.opening
        return what_is_here(
            self.stage, world, path=opening.path, users=tuple(users), words=opening.words
        )

    @staticmethod
    def _layer(done: Sequence[Done]) -> str:
        layers = [each.command.layer for each in done if each.command.verb == "layer"]
        return layers[-1] if layers else ""

    # ── commands

    async def run(self, command: Command) -> str:
        """Carry it out, and wait until what it has brought about is over and recorded.

        Returns a sentence where there is something to say beyond what is recorded, else "".
        Raises `TutorError`: nothing came of it.
        """
        if command.verb == "undo":
            return await self._undo()
        if command.verb == "reset":
            return await self._reset()
        if command.verb == "save":
            events = self.live.timeline.events
            return save(command.file, self.opening.setting, self.done, events)
        if command.verb == "layer":
            return await self._relayer(command)
        return await self._carry_out(command)

    async def _carry_out(self, command: Command) -> str:
        if command.verb in {"open", "crowd"} and not command.path:
            command = replace(command, path=self._path())
        refused, said = await self._do(command)
        self.done.append(Done(command=command, refused=refused))
        await self._calm()
        return said

    def _path(self) -> str:
        """Where a tab opens that names no path: where the last one did, or the lab's usual one."""
        urls = [client.url for client in self.stage.clients]
        if found := self.opening.path or (urls[-1] if urls else ""):
            return found
        raise UsageError("Which path?", "The first tab needs one, as in `open ann /ws/`.")

    async def _calm(self) -> None:
        await self.stage.quiet()
        await self.live.caught_up()

    async def _do(self, command: Command) -> tuple[bool, str]:
        """Whether a handshake was refused, and what there is to say."""
        before = self.stage.crowd_size
        try:
            said = await self._commands.do(command)
        except asyncio.CancelledError:
            if command.verb == "crowd":
                self._came(command, self.stage.crowd_size - before)
            raise
        except TutorError:
            raise
        except Exception as error:  # a mistake must not end the session
            raise SceneFailed(f"that cannot be done: {type(error).__name__}: {error}") from error
        return command.verb == "open" and bool(said), said

    def _came(self, command: Command, count: int) -> None:
        """Of a crowd that was given up those that have come stay: it was one of so many."""
        if count:
            line = command.line.replace(str(command.count), str(count), 1)
            self.done.append(Done(command=replace(command, count=count, line=line)))

    # ── once more

    async def _undo(self) -> str:
        if not self.done:
            raise UsageError("There is nothing to undo.")
        last = self.done[-1].command
        count = len(self.done) - 1
        await self._again(self.done[:-1])
        what = {0: "There was nothing before it", 1: "The command before it was played again"}
        told = what.get(count, f"The {count} commands before it were played again")
        return f"Undone: {last.line}. {told} on fresh servers."

    async def _reset(self) -> str:
        await self._again([])
        await self._open_all()
        return "Fresh servers, as at the beginning."

    async def _relayer(self, command: Command) -> str:
        if self.opening.scene:
            raise UsageError("A scene's script names its own layers; `layer` goes with a lab.")
        before = list(self.done)
        try:
            await self._again([*before, Done(command=command)])
        except TutorError:
            await self._again(before)
            raise
        return f"Fresh servers on the {command.layer} layer, and all that was typed played again."

    async def _again(self, done: Sequence[Done]) -> None:
        self.done = []
        self._ports = [server.port for server in self.stage.servers]
        await self._begin(self._layer(done))
        for each in done:
            if each.command.verb == "layer":
                self.done.append(each)
            else:
                await self._carry_out(each.command)


def one_sentence(error: TutorError) -> str:
    """What is said of a command that could not be done."""
    message = error.message
    is_name = message.partition(" ")[0].endswith(":")  # "ann: cannot send"
    if isinstance(error, SceneFailed) and not is_name:  # others begin as they stay: "send lacks"
        message = f"{message[:1].upper()}{message[1:]}"
    if not message.endswith((".", "?")):
        message = f"{message}."
    return f"{message} {error.hint}".rstrip()
