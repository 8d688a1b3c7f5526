"""An open stage in the player: what is typed is done, and is said and shown.

A mistake is a sentence and never the end; what takes long can be given up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.console import RenderableType
from rich.text import Text
from textual.binding import BindingType
from textual.events import DescendantBlur, DescendantFocus

from tutor.core.records import read as read_record
from tutor.core.summary import summary
from tutor.course.model import Scene
from tutor.errors import TutorError
from tutor.play.attempt import ABOUT_GOALS, GOAL_COMMANDS, NO_GOAL, understood
from tutor.play.command import Command, read
from tutor.play.menu import Choice, menu
from tutor.play.vocabulary import VERBS, aligned, explained
from tutor.runtime.scene_recordings import Played
from tutor.story.follow import telling
from tutor.tui.bindings import bindings
from tutor.tui.command_line import SHEET, CommandLine
from tutor.tui.growing import Grows, Repaint
from tutor.tui.opened_stage import OpenedStage
from tutor.tui.play_keys import PLAY_KEYS, PLAY_TOPICS
from tutor.tui.play_painter import PlayPainter
from tutor.tui.play_state import Entry
from tutor.tui.resume import SUSPEND
from tutor.view import goal_panel

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline
    from tutor.library.open_goal import Keeper
    from tutor.runtime.fact_intake import Record
    from tutor.runtime.live_recording import LiveRecording
    from tutor.tui.command_palette import Entry as Offered

STARTS: Final = "A server starts …"
SOON: Final = 0.3  # seconds after which it is said that a command still runs
CLIENT: Final = "client."  # what facts begin with that the tutor itself sees, as it happens
AGAIN: Final = frozenset({"undo", "reset", "layer"})  # they play on fresh servers
EVERY: Final = 0.5  # seconds from one look at it to the next


class PlayScreen(Grows, inherit_bindings=False):
    """Plays on one stage. `refused` is why it could not be opened."""

    CSS = Grows.CSS + SHEET
    BINDINGS: ClassVar[list[BindingType]] = [*SUSPEND, *bindings(PLAY_KEYS)]
    KEYS, TOPICS = PLAY_KEYS, PLAY_TOPICS
    PAINTER = PlayPainter

    def __init__(
        self, stage: OpenedStage, goals: Keeper | None = None, *, back: str = "", **more: Any
    ) -> None:
        """`goals`: the goal that is open and the list of all; None: this stage has none.

        `back`: where leaving leads to, "" = out of the program.
        """
        opening = stage.opening
        super().__init__(opening.what, opening.folder, stage, **more)
        self.stage, self.goals = stage, goals
        self.playing.goal = goals.attempt if goals is not None else None
        self.playing.back = back
        self.refused: TutorError | None = None
        self.line = CommandLine(self._choices)
        self._waiting: list[str] = []  # lines that were typed while a command ran
        self._command: asyncio.Task[str] | None = None
        self._since = 0.0  # when it began
        self._entry: Entry | None = None  # what is said of it
        self._seen: tuple[str, Record] | None = None  # the newest that a client saw of it
        self.news = Repaint(self, self._show_news)
        stage.begun = self.begins

    # ── opening ─────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """The player's own comes as well: Textual calls those of all classes."""
        self._opened = Entry("", [STARTS, *self._asked()])
        self._note(self._opened)
        self.line.focus()

    def _asked(self) -> list[str]:
        """The goal, or what the page understands; it stands there before the server does."""
        goal = self.playing.goal
        said = understood(self.stage.opening.words)
        return goal.told if goal is not None else [said] if said else []

    def _open(self) -> None:
        scene = self.state.visit.page.scene
        assert scene is not None, "a stage's only page has one"
        self._record(scene)

    def _take(self, scene: Scene, played: Played) -> bool:
        self.state.live, self.state.progress = True, ""
        self._say_opened()
        self.settle(0)
        self._next()
        return False  # it is painted here

    def _give_up(self, scene: Scene, why: TutorError) -> None:
        self.refused = why
        self.exit(int(why.exit_code))

    def _say_opened(self) -> None:
        opening = self.stage.opening
        self.playing.address = self.stage.address
        if opening.scene:
            where = f"up to step {opening.step}" if self.stage.is_cut else "to its end"
            said = f"The script of {opening.scene} was played {where} on fresh servers: "
            said += "go on from there."
        elif opening.lines:
            said = f"{len(opening.lines)} tabs are open: {', '.join(self.stage.tabs)}."
        else:
            said = "A server runs, and no tab is open yet."
        if opening.path and not opening.lines:
            said += f" `open ann` opens one on {opening.path}"
        goal = self.playing.goal
        if goal is not None:
            goal.begin(self.stage.so_far[0])
        how = [GOAL_COMMANDS] if goal is not None else []
        self._opened.told = [said, *how, *self._asked()]  # the last rows are in sight
        self._opened.step = self.last

    def _note(self, entry: Entry) -> None:
        entry.step = self.last
        self.playing.entries.append(entry)

    # ── what is seen before it is settled ───────────────────────────────────────────────────

    def begins(self, live: LiveRecording) -> None:
        """A recording: what its clients see is told at once, while a command runs."""
        super().begins(live)
        live.facts.watch(self._arrived)

    def _arrived(self, process: str, batch: Sequence[Record]) -> None:
        """A fact waits 50 ms for what belongs before it; that it has happened is known now."""
        if self._entry is None:
            return
        seen = next((record for record in reversed(batch) if record[0].startswith(CLIENT)), None)
        if seen is not None:
            self._seen = process, seen
            self.news.ask()

    def _show_news(self) -> None:
        if self._entry is not None and self._seen is not None:
            self._entry.news = summary(read_record(*self._seen))
            self.painter.paint_log()  # type: ignore[attr-defined]

    # ── what is typed ───────────────────────────────────────────────────────────────────────

    async def _choices(self, line: str) -> list[Choice]:
        return menu(line, await self.stage.here(), self.line.history.used)

    def on_command_line_sent(self, message: CommandLine.Sent) -> None:
        """A line: done at once, or when what runs is over."""
        if not self.playing.follows:
            self.action_jump(-1)
        self._waiting.append(message.line)
        self._next()

    def _next(self) -> None:
        """Begins with the next line that waits, if nothing runs."""
        while self._waiting and self._command is None and self.stage.is_open:
            self._begin_line(self._waiting.pop(0))
        if self._command is None:
            self.painter.paint()

    def _begin_line(self, line: str) -> None:
        try:
            command = read(line)
        except TutorError as error:
            entry = Entry(line)
            self._note(entry)
            self._mistaken(entry, error)
            return
        if command is None:
            return
        if command.verb == "help":
            self._help(command.topic)
        elif command.verb in ABOUT_GOALS:
            self._about_goals(command)
        else:
            self._begin_command(command)

    def _about_goals(self, command: Command) -> None:
        """What `goal`, `hint` and `solution` say; `goals` is a page."""
        if self.goals is None:
            self._note(Entry(command.line, [NO_GOAL], is_bad=True))
            return
        if command.verb == "goals":
            every, ascii = self.goals.every(), self.painter.pen.glyphs.ascii
            self._page("goals", lambda width: goal_panel.listing(every, width=width, ascii=ascii))
            return
        entry = Entry(command.line)
        self._note(entry)
        try:
            entry.told = self.goals.talk(command)
        except TutorError as error:
            self._mistaken(entry, error)

    def _begin_command(self, command: Command) -> None:
        entry = Entry(command.line)
        self._note(entry)
        self.playing.runs, self._since = command.line, time.monotonic()
        self._entry, self._seen = entry, None
        self._command = asyncio.create_task(self.stage.run(command))
        self.run_worker(self._see_over(self._command, entry, self.last, self.timeline))

    async def _see_over(
        self, runs: asyncio.Task[str], entry: Entry, since: int, before: Timeline | None
    ) -> None:
        """Until the command is over, which began after step `since` of the recording `before`."""
        ticking = self.set_timer(SOON, self._tick_running)
        self.painter.paint_log()  # type: ignore[attr-defined]
        try:
            await self._outcome(runs, entry)
        finally:
            ticking.stop()
            self._command, self.playing.runs, self.state.progress = None, "", ""
            self._entry, entry.news = None, ""
        self._over(entry, since if self.timeline is before else 0)
        self._next()

    async def _outcome(self, task: asyncio.Task[str], entry: Entry) -> None:
        """What is said of it, once it is over."""
        try:
            entry.told = [said for said in [await task] if said]
        except TutorError as error:
            self._mistaken(entry, error)
        except asyncio.CancelledError:
            mine = asyncio.current_task()
            if mine is not None and mine.cancelling():  # the screen is at its end
                task.cancel()
                raise
            entry.told = [f"Given up after {time.monotonic() - self._since:.1f} s."]
            if entry.line.split()[0].casefold() in AGAIN:
                count = self.stage.so_far[1]
                entry.told.append(f"{count} command{'s' * (count != 1)} played again so far.")

    def _over(self, entry: Entry, since: int) -> None:
        """What came of a command is said, where nothing else has been."""
        self.playing.address = self.stage.address
        event = telling(self.timeline, since) if self.timeline is not None else None
        if not entry.told and event is not None:
            entry.told = [summary(event)]
        entry.step = self.last
        if self.goals is not None and (met := self.goals.after(*self.stage.so_far)):
            entry.told.append(met)
        self.settle(since, entry.line)

    def _tick_running(self) -> None:
        """Says that it still runs, and how it is given up."""
        if self._command is not None:
            took = time.monotonic() - self._since
            self.state.progress = f"{self.playing.runs} runs, {took:.1f} s. Esc gives it up."
            self.painter.paint()
            self.set_timer(EVERY, self._tick_running)

    def _mistaken(self, entry: Entry, error: TutorError) -> None:
        from tutor.runtime.stage.open_play import one_sentence

        entry.told, entry.is_bad = [one_sentence(error)], True

    def _help(self, topic: str) -> None:
        row = VERBS.get(topic.partition(" ")[0].casefold())
        if row is not None:
            self._note(Entry(f"help {topic}", explained(row)))
            return
        pen = self.painter.pen
        words = Text("\n".join(pen.safe(line) for line in aligned()))
        self._page("what may be typed", lambda _: words)

    def _page(self, title: str, draw: Callable[[int], RenderableType]) -> None:
        """Over the screen, with the keys behind it."""
        from tutor.tui.overlays import Help, Leaf

        leaf = Leaf(title, draw)
        self.push_screen(Help(self.painter.pen, self.KEYS, self.TOPICS, before=[leaf]))

    def _stop(self) -> bool:
        """Gives up what runs, and what waits behind it; whether there was anything."""
        self._waiting.clear()
        if self._command is None:
            return False
        self._command.cancel()
        return True

    # ── the line and the player's keys ──────────────────────────────────────────────────────

    def on_command_line_left(self) -> None:
        """Esc in the line."""
        if not self._stop():
            self.set_focus(None)

    def on_command_line_stopped(self) -> None:
        """Ctrl-C in the line."""
        if not self._stop():
            self._say("Ctrl-D leaves.")

    def on_command_line_ended(self) -> None:
        """Ctrl-D in an empty line."""
        self.action_leave()

    def on_command_line_offers(self) -> None:
        """The menu is another one."""
        self.painter.paint_menu()  # type: ignore[attr-defined]

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        """Keys go elsewhere."""
        self._notice_focus()

    def on_descendant_blur(self, _: DescendantBlur) -> None:
        """Keys go elsewhere."""
        self._notice_focus()

    def _notice_focus(self) -> None:
        self.playing.typing = self.line.has_focus
        self.painter.paint()

    def action_type(self) -> None:
        """To the line."""
        self.line.focus()

    def action_swap(self) -> None:
        """Tab completes in the line, and swaps the views elsewhere."""
        if self.line.has_focus:
            self.line.post_message(CommandLine.Complete())
        else:
            super().action_swap()

    def action_unzoom(self) -> None:
        """Esc: what runs is given up; else as in a lesson."""
        if not self._stop():
            super().action_unzoom()

    # ── by name ─────────────────────────────────────────────────────────────────────────────

    def _pages(self) -> Iterator[Offered]:
        yield from ()

    def _scenes(self) -> Iterator[Offered]:
        yield from ()

    def _lessons(self) -> Iterator[Offered]:
        yield from ()
