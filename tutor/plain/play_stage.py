"""`tutor play` as text: commands from standard input, one picture or sentence after each."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from json import dumps
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from tutor import gate
from tutor.course.inside import source_text
from tutor.course.model import Beat, Source
from tutor.errors import Exit, TutorError
from tutor.plain.illustrate import Illustrator
from tutor.plain.printer import Printer
from tutor.plain.typed_lines import lines
from tutor.play.attempt import ABOUT_GOALS, GOAL_COMMANDS, understood
from tutor.play.command import read
from tutor.play.offers import ASK, asked
from tutor.play.vocabulary import ROWS, VERBS, aligned, explained, overview
from tutor.story.follow import telling, view_for
from tutor.terminal import wants_ascii, wants_color
from tutor.view import goal_panel, palette
from tutor.view.text import wrap

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline
    from tutor.library.open_goal import Keeper
    from tutor.play.attempt import Attempt
    from tutor.play.goal import Listed
    from tutor.runtime.stage.open_play import Opening, Play

PROMPT: Final = "> "
TWO_COLUMNS: Final = 60
STANDING: Final = "topology"
"""The view that shows what stands on the stage."""


def run(
    opening: Opening,
    goals: Keeper,
    *,
    ascii: bool = False,
    words: bool = False,
    json: bool = False,
) -> int:
    """Plays until the input ends; the exit code: a script in which a command failed has failed,
    and one for a goal that is not met at its end.
    """
    is_terminal = sys.stdin.isatty()
    screen: _Text | _Json
    if json:
        screen = _Json()
    else:
        screen = _Text(_printer(ascii, words), opening.folder, is_terminal=is_terminal)
    failed = asyncio.run(_play(opening, goals, screen))
    if goals.attempt is not None:
        failed = not goals.attempt.is_met
    return Exit.FAILED if failed and not is_terminal else Exit.OK


def list_goals(every: Sequence[Listed], *, ascii: bool = False, words: bool = False) -> None:
    """All goals, and how one is opened."""
    printer = _printer(ascii, words)
    printer.show(goal_panel.listing(every, width=printer.width, ascii=printer.ascii))
    printer.say("`tutor play --goal NAME` opens one.")


def list_labs(
    every: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    *,
    ascii: bool = False,
    words: bool = False,
) -> None:
    """All labs by lesson, each with what it is for, and how one is opened."""
    printer = _printer(ascii, words)
    ink = printer.pen
    widest = max((cell_len(ink.safe(name)) for _, rows in every for name, _ in rows), default=0)
    column = min(widest + 4, max(printer.width // 2, 4))
    for lesson, rows in every:
        lines = [Text(ink.cut(ink.safe(lesson), printer.width), palette.TITLE)]
        for name, purpose in rows:
            said = wrap(ink.safe(purpose), max(printer.width - column, 8)) or [""]
            first = Text(f"  {ink.pad(ink.safe(name), column - 2)}", palette.STRONG)
            lines.append(first.append(said[0], palette.PLAIN))
            lines += [Text(" " * column + row) for row in said[1:]]
        printer.show(Text("\n").join(lines))
    printer.say("`tutor play NAME` opens one.")


def _printer(ascii: bool, words: bool) -> Printer:
    return Printer(
        sys.stdout,
        width=get_terminal_size().columns,
        ascii=ascii or wants_ascii(),
        color=wants_color(),
        words=words,
    )


async def _play(opening: Opening, goals: Keeper, screen: _Text | _Json) -> int:
    """Everything from the first server to the end of the input; how many commands failed."""
    from tutor.runtime.processes.session import Session
    from tutor.runtime.stage.open_play import Play

    failed = 0
    async with Session() as session, Play(session, opening) as play:
        if goals.attempt is not None:
            goals.attempt.begin(play.live.timeline.events)
        screen.begin(play, goals.attempt)
        async with aclosing(_asked(screen)) as typed:
            async for line in typed:
                failed += not await _one(line, play, goals, screen)
    return failed


async def _asked(screen: _Text | _Json) -> AsyncGenerator[str, None]:
    """The lines that are typed, each asked for where somebody is at a terminal."""
    screen.ask()
    async with aclosing(lines()) as typed:
        async for line in typed:
            yield line
            screen.ask()
    screen.end()


async def _one(line: str, play: Play, goals: Keeper, screen: _Text | _Json) -> bool:
    """One line; False: nothing came of it."""
    from tutor.runtime.stage.open_play import one_sentence

    screen.echo(line.strip())
    try:
        if ASK in line and (found := asked(line, await play.here())):
            screen.offer(found)
            return True
        command = read(line)
        if command is None:  # Enter: a browser may have done something meanwhile
            await play.live.caught_up()
            _shown(play, goals, screen, "")
            return True
        if command.verb == "help":
            screen.help(command.topic)
            return True
        if command.verb == "goals":
            screen.list(goals.every())
            return True
        if command.verb in ABOUT_GOALS:
            screen.tell(goals.talk(command))
            return True
        said = await play.run(command)
    except TutorError as error:
        screen.mistake(one_sentence(error))
        return False
    _shown(play, goals, screen, said)
    return True


def _shown(play: Play, goals: Keeper, screen: _Text | _Json, said: str) -> None:
    """What came of a command, and what the judge says of it."""
    screen.show(play, said)
    result = goals.after(play.live.timeline.events, len(play.done))
    if goals.attempt is not None:
        screen.judged(goals.attempt, result)


class _Text:
    """Pictures and sentences."""

    def __init__(self, printer: Printer, folder: Path, *, is_terminal: bool) -> None:
        self.printer, self.folder, self.is_terminal = printer, folder, is_terminal
        self._timeline: Timeline | None = None
        self._since = 0

    def begin(self, play: Play, attempt: Attempt | None = None) -> None:
        """What stands on the stage, where a browser finds it, and the goal if one is open."""
        opening = play.opening
        what = opening.scene or opening.app or "the demo project"
        where = f" of {self.folder.name}" if opening.scene or opening.app else ""
        self.printer.say(f"On the stage: {what}{where}", palette.TITLE)
        for server in play.stage.servers:
            if server.is_running:
                self.printer.say(f"{server.name}: http://{server.address}/ (open it in a browser)")
        self.printer.say(
            "`help` lists the commands, `send ?` says what may follow, Enter shows what is new."
        )
        if attempt is None and (said := understood(opening.words)):
            self.printer.say(said)
        self.printer.console.print()
        self.show(play, "")
        if attempt is not None:
            self.printer.say(f"Goal: {attempt.title}", palette.TITLE)
            for line in (*attempt.told, GOAL_COMMANDS):
                self.printer.say(line)
            self.judged(attempt, "")

    def judged(self, attempt: Attempt, result: str) -> None:
        """The conditions, and what is said if they have just come to hold."""
        self.printer.show(
            goal_panel.render(attempt, width=self.printer.width, ascii=self.printer.ascii)
        )
        if result:
            self.printer.say(result, palette.GOOD)

    def tell(self, lines: Sequence[str]) -> None:
        """Lines about the goal."""
        for line in lines:
            self.printer.say(line)

    def list(self, every: Sequence[Listed]) -> None:
        """All goals."""
        self.printer.show(
            goal_panel.listing(every, width=self.printer.width, ascii=self.printer.ascii)
        )

    def ask(self) -> None:
        """A prompt for somebody who types."""
        if self.is_terminal:
            print(PROMPT, end="", flush=True)

    def echo(self, line: str) -> None:
        """What was typed, where no terminal shows it."""
        if line and not self.is_terminal:
            self.printer.say(f"{PROMPT}{line}", palette.STRONG)

    def offer(self, found: Sequence[str]) -> None:
        """What may be typed, a line each."""
        for offered in found:
            self.printer.say(offered)

    def end(self) -> None:
        """The line of the prompt that nobody has answered."""
        if self.is_terminal:
            print()

    def mistake(self, told: str) -> None:
        """One sentence."""
        self.printer.say(told, palette.BAD)

    def help(self, topic: str) -> None:
        """All commands, or the one whose name is nearest."""
        row = VERBS.get(topic.partition(" ")[0].casefold())
        if topic and row is None:
            self.printer.say(f"There is no command {topic}.", palette.BAD)
        if row is not None:
            for line in explained(row):
                self.printer.say(line)
        else:
            self._overview()
        if row is None:
            self.printer.say(f"`help {ROWS[0].verb}` says more about one of them.")

    def _overview(self) -> None:
        """All commands in two columns, or one below the other where there is no room for two."""
        first = max(len(title) for title, _ in overview()) + 2
        if self.printer.width < TWO_COLUMNS:
            for title, does in overview():
                self.printer.say(f"{title}: {does}")
            return
        for title, does in overview():
            rows = wrap(self.printer.pen.safe(does), self.printer.width - first)
            for number, row in enumerate(rows):
                self.printer.console.print(Text(f"{'' if number else title:<{first}}{row}"))

    def show(self, play: Play, said: str) -> None:
        """What came of a command: a sentence if there is one, and a picture if facts are new."""
        timeline = play.live.timeline
        if said:
            self.printer.say(said)
        if timeline is not self._timeline:  # all of it was played again
            self._timeline, self._draw = timeline, self._illustrator(timeline)
            self._picture(STANDING, len(timeline), 0)
        elif event := telling(timeline, self._since):
            view = view_for(event)
            # A message is followed from the step at which it is seen; all else is as it is now.
            step = event.seq if view == "message" else len(timeline)
            self._picture(view, step, self._since)
        self._since = len(timeline)

    def _illustrator(self, timeline: Timeline) -> Illustrator:
        from tutor.runtime.paths import project_root

        roots = (project_root(), self.folder, self.folder / "labs")
        return Illustrator(
            timeline,
            width=self.printer.width,
            ascii=self.printer.ascii,
            words=self.printer.words,
            read=lambda path: source_text(roots, path),
            grows=True,
        )

    def _picture(self, view: str, step: int, since: int) -> None:
        beat = Beat(pattern="", text="", source=Source(file=Path(), line=0), look=(view,))
        for picture in self._draw.pictures(beat, step, since):
            self.printer.show(picture)


class _Json:
    """The facts, a line each; what goes wrong is said elsewhere."""

    def __init__(self) -> None:
        self._timeline: Timeline | None = None
        self._told = 0

    def begin(self, play: Play, attempt: Attempt | None = None) -> None:
        """What has happened up to the first command."""
        self.show(play, "")
        if attempt is not None:
            self.judged(attempt, "")

    def judged(self, attempt: Attempt, result: str) -> None:
        """A line of its own among the facts."""
        gate.put_json(f"{dumps(attempt.as_data())}\n")
        sys.stdout.flush()

    def tell(self, lines: Sequence[str]) -> None:
        """To standard error: it is for a reader."""
        print("\n".join(lines), file=sys.stderr)

    def list(self, every: Sequence[Listed]) -> None:
        """Their names, to standard error: `tutor play --goals --json` is for programs."""
        print("\n".join(each.goal.name for each in every), file=sys.stderr)

    def ask(self) -> None:
        """Programs are not asked."""

    def end(self) -> None:
        """There is no prompt."""

    def echo(self, line: str) -> None:
        """A program knows what it has typed."""

    def mistake(self, told: str) -> None:
        """To standard error."""
        print(f"tutor: {told}", file=sys.stderr)

    def offer(self, found: Sequence[str]) -> None:
        """To standard error as well."""
        print("\n".join(found), file=sys.stderr)

    def help(self, topic: str) -> None:
        """To standard error as well."""
        row = VERBS.get(topic.partition(" ")[0].casefold())
        print("\n".join(explained(row) if row else aligned()), file=sys.stderr)

    def show(self, play: Play, said: str) -> None:
        """The new facts; all of them where everything was played again."""
        from tutor.runtime.recording import Recording

        timeline = play.live.timeline
        if timeline is not self._timeline:
            self._timeline, self._told = timeline, 0
        events = tuple(timeline.between(self._told, len(timeline)))
        self._told = len(timeline)
        gate.put_json(Recording(events).dumps())
        sys.stdout.flush()
