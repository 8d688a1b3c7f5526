"""The keys of a trace that choose and keep: filters, clearing, files, the editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutor.core.selection import FAMILIES
from tutor.core.sieve import Sieve
from tutor.core.tokens import PatternError
from tutor.errors import TutorError
from tutor.runtime import chosen_files
from tutor.runtime.processes.editor import Editor
from tutor.tui.ask_line import AskLine
from tutor.tui.growing import Grows
from tutor.view import picture_names, source
from tutor.view.text import count

if TYPE_CHECKING:
    from tutor.tui.trace_state import TraceState

EDIT: Final = "edit"  # what is wished: the editor has the terminal
SAVED: Final = "trace.jsonl"
KEPT: Final = "recording.jsonl"
LONGEST: Final = 24  # characters of a connection's name


class Keeps(Grows, inherit_bindings=False):
    """The part of a trace's screen that has a line to type in, and files."""

    trace: TraceState
    line: AskLine

    # ── what is shown ───────────────────────────────────────────────────────────────────────

    def action_filter(self) -> None:
        """Only some messages: to be typed."""
        sieve = self.trace.selection.sieve
        self._ask_for("filter", sieve.text if sieve is not None else "")

    def sieve(self, text: str) -> None:
        """Only messages like this; "" shows all."""
        trace = self.trace
        try:
            sieve = Sieve.parse(text) if text else None
        except PatternError as error:
            self._say(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        trace.selection.choose(sieve)
        trace.selection.look(trace.observed.rows, trace.observed.timeline, trace.observed.names)
        trace.sort()
        self._answered()
        self._grow()
        self.painter.paint()

    def action_answer(self, number: int) -> None:
        """Hides a family of facts, or shows it again."""
        name = [*FAMILIES][number - 1]
        hidden = self.trace.selection.toggle(name)
        self.trace.sort()
        self._grow()
        self._say(f"Facts of {name} are {'hidden' if hidden else 'shown again'}.")

    def action_clear(self) -> None:
        """Forget what has happened, and go on from now."""
        run = self.trace.run
        run.clear()
        self.trace.opened, self.state.fact = 0, 0
        self.begins(run.live)
        self._grow()
        self.state.follow()
        self._say("Cleared: what happens from now on is shown.")

    # ── files ───────────────────────────────────────────────────────────────────────────────

    def action_save(self) -> None:
        """All that is kept, into a file: its name is to be typed."""
        self._ask_for("save", str(free(SAVED)))

    def _save(self, name: str) -> None:
        path = Path(name).expanduser()
        try:
            chosen_files.check_new(path, like=SAVED)
            number = self.trace.run.save(path)
        except TutorError as error:
            self._say(error.told)
            return
        self._answered()
        self._say(f"{count(number, 'fact')} saved. `tutor why --trace {path}` says what is wrong.")

    def action_keep(self) -> None:
        """Record from here on; again: until here."""
        run = self.trace.run
        if run.kept is None:
            path = free(KEPT)
            try:
                run.keep(path)
            except TutorError as error:
                self._say(error.told)
                return
            self._say(f"What happens from here on is kept in {path}. R ends that.")
        elif (kept := run.end_keeping()) is not None:
            how = kept.failed or f"{count(kept.count, 'fact')} kept in {kept.path}."
            self._say(f"{how} `tutor why --trace {kept.path}` says what is wrong.")

    # ── the editor ──────────────────────────────────────────────────────────────────────────

    def action_where(self) -> None:
        """The line that the code's picture marks for the fact in hand, in the reader's editor."""
        timeline, state = self.trace.observed.timeline, self.state
        found = source.place(timeline.moment(state.fact or state.visit.walk.step))
        if found is None:
            self._say("No line of the project has acted yet.")
            return
        file, line, editor = Path(found[0].path), found[0].line, Editor()
        if not file.is_file():
            self._say(f"{file}:{line} is not below this folder.")
        elif not editor.program:
            self._say(f"EDITOR names no editor here. The line is {file}:{line}.")
        elif editor.has_window:
            editor.open_beside(file, line)
            self._say(f"{editor.name} opens {file}:{line} in a window of its own.")
        else:
            self.trace.editing = file, line
            self._leave(0, EDIT)

    # ── names ───────────────────────────────────────────────────────────────────────────────

    def action_rename(self) -> None:
        """Another name for the connection in hand: to be typed."""
        trace, state = self.trace, self.state
        moment = trace.observed.timeline.moment(state.fact or state.visit.walk.step)
        conn = picture_names.focus(moment)
        if conn is None:
            self._say("Nobody has connected yet.")
            return
        trace.naming = conn
        self._ask_for("name", "")

    def _call(self, name: str) -> None:
        """Calls that connection so from here on."""
        trace = self.trace
        name = " ".join(name.split())
        if not name or len(name) > LONGEST:
            self._say(f"Expected a name of 1 to {LONGEST} characters, got {len(name)}.")
            return
        if trace.observed.names.is_taken(name, by=trace.naming):
            self._say(f"Another connection is called {name}.")
            return
        trace.run.name(trace.naming, name)
        self._answered()
        self._say(f"Called {name} from here on, in what is saved, too.")

    # ── the line ────────────────────────────────────────────────────────────────────────────

    def _ask_for(self, what: str, line: str) -> None:
        self.trace.asks = what  # type: ignore[assignment]
        self.trace.shows_output = False
        self.state.said = ""
        self.painter.paint()
        self.line.ask(line)

    def _answered(self) -> None:
        """The keys are the player's again."""
        self.trace.asks, self.state.said = "", ""
        self.set_focus(None)

    def on_ask_line_sent(self, message: AskLine.Sent) -> None:
        """Enter."""
        if self.trace.asks == "save":
            self._save(message.line)
        elif self.trace.asks == "name":
            self._call(message.line)
        else:
            self.sieve(message.line)

    def on_ask_line_left(self) -> None:
        """Esc."""
        self._answered()
        self.painter.paint()


def free(name: str) -> Path:
    """This name, or one like it that no file has."""
    path, number = Path(name), 2
    while path.exists():
        path = Path(name).with_stem(f"{Path(name).stem}-{number}")
        number += 1
    return path
