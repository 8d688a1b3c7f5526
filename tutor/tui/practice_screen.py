"""The screen of an exercise at work: it shows what `Practising` says, and passes on what is asked.

It decides nothing: `practice.tries` says what follows what, `view.practice_page` how it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key as Pressed
from textual.strip import Strip

from tutor.errors import TutorError
from tutor.practice import telling
from tutor.practice.tries import RUNGS
from tutor.runtime.processes.editor import NONE, Editor
from tutor.tui import bars
from tutor.tui.bindings import Key
from tutor.tui.one_panel import ALL, OnePanel
from tutor.tui.surface import Panel, Surface, strips
from tutor.view import palette, practice_page
from tutor.view.practice_page import Desk, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.library.practising import Practising
    from tutor.practice.tries import Tries

LEAVE: Final = ("q", "ctrl+c", "ctrl+d", "ctrl+q")
SCROLLS: Final = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 10, "pageup": -10}
SEE, EDIT, NEXT, CARDS = "see", "edit", "next", "cards"
MEND, LOOK, REST = "mend", "look", "rest"
TOPICS: Final = {MEND: "Mend it", LOOK: "Look", REST: "Go on"}
KEYS: Final = (
    Key("o", "o", "", "open the file in your editor ($VISUAL, $EDITOR)", MEND),
    Key("r", "r", "", "run what stands in the file now", MEND),
    Key("u", "u", "", "undo a save; all are kept", MEND),
    Key("x", "x", "", "start over with the starter; asks first", MEND),
    Key("h", "h", "", f"a hint; there are {RUNGS}", MEND),
    Key("s", "s", "", "our solution; asks first, until it is mended", MEND),
    Key("n", "n", "", "see the run, at the step that refutes", LOOK),
    Key("d", "d", "", "my changes, against the starter", LOOK),
    Key("t", "t", "", "the task again, whole", LOOK),
    Key("j,down", "j  ↓", "", "scroll down", LOOK),
    Key("k,up", "k  ↑", "", "scroll up", LOOK),
    Key("escape", "Esc", "", "back to the last run", LOOK),
    Key("enter", "Enter", "", "once it is mended: the next exercise", REST),
    Key("c", "c", "", "cards on this lesson", REST),
    Key("ctrl+p", "Ctrl-P", "", "everything by its name", REST),
    Key("question_mark", "?", "", "these keys", REST),
    Key("q", "q  Ctrl-C  Ctrl-D", "", "leave; the file stays where it is", REST),
)
NO_RUN: Final = "There is no run yet: save the file, or press r."
NOTHING_RAN: Final = "That code did not run, so there is nothing to see."
NOT_YET: Final = "It is not mended yet. `tutor practice` lists the other exercises."
NO_NEXT: Final = "That was the last exercise."
STAYS: Final = "It stays as it is."


class PracticeScreen(OnePanel):
    """Returns SEE, EDIT, NEXT or CARDS: what another program shows; "" to leave."""

    def __init__(self, practising: Practising, desk: Desk, *, ascii: bool) -> None:
        super().__init__(ascii=ascii)
        self.practising, self.desk = practising, desk
        self._is_there = False

    def compose(self) -> ComposeResult:
        """The surfaces, empty; the page has no frame of its own."""
        yield Surface(id="heading")
        with Container(id="stage", classes="below" + " ascii" * self.pen.glyphs.ascii):
            yield Panel(id="narration")
        yield Surface(id="scrubber")
        yield Surface(id="keys")

    def on_mount(self) -> None:
        """The first frame."""
        self.panel.hint = self._more
        self._is_there = True

    def changed(self, tries: Tries) -> None:
        """Something has happened to the exercise."""
        is_news = tries.last is not self.desk.tries.last
        self.desk = self.desk.after(tries)
        if self._is_there:
            if is_news:  # a verdict is seen from its top
                self.panel.top = 0
            self.paint()

    # ── keys ────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: Pressed) -> None:
        """One key; under the help they are its own."""
        if self.is_covered:
            return
        event.stop()
        event.prevent_default()
        self.desk = replace(self.desk, said="")
        try:
            self._on(event.key)
        except TutorError as error:
            self._say(error.told)
        self.paint()

    def _on(self, key: str) -> None:
        if self.desk.asks:
            self._answered(key, self.desk.asks)
        elif key == ALL:
            self.offer([row for row in KEYS if row.keys != ALL], self._chosen)
        elif key in LEAVE:
            self.exit("")
        elif key in SCROLLS:
            self.panel.scroll_lines(SCROLLS[key])
        elif (does := self._does.get(key)) is not None:
            does()

    def _chosen(self, key: Key) -> None:
        self.simulate_key(key.keys.partition(",")[0])

    @property
    def _does(self) -> Mapping[str, Callable[[], object]]:
        practising = self.practising
        return {
            "n": self._see,
            "h": self._hint,
            "d": lambda: self._turn("mine"),
            "t": lambda: self._turn("task"),
            "s": self._solution,
            "u": lambda: self._say(telling.UNDONE if practising.undo() else telling.NO_SAVE),
            "x": lambda: self._ask("x"),
            "r": practising.run,
            "o": self._edit,
            "c": lambda: self.exit(CARDS),
            "enter": self._next,
            "escape": lambda: self._turn("work"),
            "question_mark": self._help,
        }

    def _say(self, sentence: str) -> None:
        self.desk = replace(self.desk, said=sentence)

    def _turn(self, leaf: practice_page.Leaf) -> None:
        """To another page; the same key again leads back."""
        back = leaf == self.desk.leaf
        self.desk = replace(self.desk, leaf="work" if back else leaf, is_hinted=False)
        self.panel.top = 0

    def _ask(self, question: Question) -> None:
        self.desk = replace(self.desk, asks=question)

    def _answered(self, key: str, question: Question) -> None:
        self.desk = replace(self.desk, asks="")
        if key != "y":
            self._say(STAYS)
        elif question == "x":
            self.practising.start_over()
            self._say(telling.STARTED_OVER)
        else:
            self.practising.solution()
            self._turn("ours")

    def _see(self) -> None:
        ran = self.practising.ran
        if ran is None or not ran.events:
            self._say(NO_RUN if ran is None else NOTHING_RAN)
        else:
            self.exit(SEE)

    def _hint(self) -> None:
        self.practising.hint()
        self.desk = replace(self.desk, leaf="work", is_hinted=True)
        self.draw()
        title = f"hint {self.desk.tries.hints} of "
        lines = enumerate(self.panel.lines)
        below = next((row for row, line in lines if line.text.strip().startswith(title)), 0)
        self.panel.scroll_lines(below - self.panel.top)  # it may begin under the lower edge

    def _edit(self) -> None:
        """An editor with a window of its own opens beside us; any other has the terminal."""
        editor = Editor()
        if not editor.program:
            self._say(NONE)
        elif editor.has_window:
            editor.open_beside(self.practising.bench.file)
            self._say(f"{editor.name} opens the file in a window of its own.")
        else:
            self.exit(EDIT)

    def _solution(self) -> None:
        tries = self.desk.tries
        if self.desk.leaf == "ours" or tries.was_mended or tries.is_solution_shown:
            self._turn("ours")
        else:
            self._ask("s")

    def _next(self) -> None:
        if not self.desk.tries.was_mended:
            self._say(NOT_YET)
        elif not self.desk.following:
            self._say(NO_NEXT)
        else:
            self.exit(NEXT)

    def _help(self) -> None:
        from tutor.tui.overlays import Help

        self.push_screen(Help(self.pen, KEYS, TOPICS))

    # ── painting ────────────────────────────────────────────────────────────────────────────

    def draw(self, **_: bool) -> None:
        """Everything."""
        panel = self.panel
        look: dict[str, Any] = {"width": self.size.width, "pen": self.pen}
        page: dict[str, Any] = {"width": panel.size.width, "height": panel.size.height}
        shown = practice_page.render(self.desk, ascii=self.pen.glyphs.ascii, **page)
        panel.show(strips(self.console, shown, panel.size.width), top=panel.top)
        self.line("heading", practice_page.heading(self.desk, **look))
        self.line("scrubber", practice_page.track(self.desk, **look))
        self.line("keys", bars.keys(practice_page.keys(self.desk), width=self.size.width))

    def _more(self, below: int) -> Strip:
        """The last row, where lines lie under it."""
        from rich.text import Text

        more = Text(f"{self.pen.glyphs.more} {below} more lines: j, PgDn", palette.QUIET, end="")
        more.no_wrap = True
        return strips(self.console, more, self.panel.size.width)[0]
