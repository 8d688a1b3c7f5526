"""The first screen: the lessons, what is due, and one key for everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from rich.cells import cell_len
from rich.text import Text
from textual.events import Key as Pressed

from tutor.tui import bars
from tutor.tui.bindings import Key
from tutor.tui.course_hits import ASKS, CourseHits, wish_of
from tutor.tui.one_panel import ALL, OnePanel, ask
from tutor.tui.surface import strips
from tutor.view import home_page, palette, plan_page
from tutor.view.home_page import Offer, Row
from tutor.view.plan_page import Plan

LEAVE: Final = ("q", "escape", "ctrl+c", "ctrl+d", "ctrl+q")
BACK: Final = ("q", "escape")
SCROLLS: Final = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 10, "pageup": -10}
NO_PLAN: Final = "There is no plan yet. `tutor prepare --by thursday` makes one."
TOPICS: Final = {"go": "Learn", "rest": "More"}
LESSON_KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus")
COMMANDS: Final[Mapping[str, str]] = {
    "n": "next",
    "r": "review",
    "c": "quiz",
    "i": "interview",
    "p": "progress",
    "t": "prepare --go",
    "x": "practice",
}
KEYS: Final = (
    Key("", "1 … 9  0  -", "", "play that lesson", "go"),
    Key("", "j  k  ↓  ↑", "", "move in the list", "go"),
    Key("enter", "Enter", "", "play the selected lesson", "go"),
    Key("n", "n", "", "go on: where you left off, or the next lesson", "go"),
    Key("", "a  b  e", "", "how much time you have: what to watch in it", "go"),
    Key("t", "t", "", "today's part of the plan that `tutor prepare` made", "go"),
    Key("T", "T", "", "the whole plan", "go"),
    Key("r", "r", "", "review the cards that are due", "go"),
    Key("c", "c", "", "a quiz on all lessons", "go"),
    Key("C", "C", "", "a quiz on the selected lesson", "go"),
    Key("x", "x", "", "exercises: real code with a fault, to be mended", "go"),
    Key("i", "i", "", "a mock interview", "go"),
    Key("p", "p", "", "your progress", "rest"),
    Key("slash", "/", "", "search: lessons, cards, symptoms, terms", "rest"),
    Key("ctrl+p", "Ctrl-P", "", "everything by its name", "rest"),
    Key("question_mark", "?", "", "this help", "rest"),
    Key("q", "q  Ctrl-C", "", "leave", "rest"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What stands on the screen."""

    title: str
    rows: tuple[Row, ...]
    right: str  # "3 due, 4 days in a row"
    onward: str  # "n goes on: 7 Channel layers and groups, page 3"
    hints: tuple[tuple[str, str], ...]  # keys and what they do
    offers: tuple[Offer, ...] = ()  # ways through the course
    said: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)  # commands of no use now, and why
    plan: Plan | None = None  # of the preparation for an interview


class HomeScreen(OnePanel):
    """Returns "lesson 7", "path b 2026-12-03", "next", "review"…; "" to leave."""

    def __init__(self, told: Home, *, cursor: int = 0, ascii: bool = False) -> None:
        super().__init__(ascii=ascii)
        self.told, self.cursor = told, cursor
        self.way: Offer | None = None  # that is being looked at
        self.asks_day = False  # on which day it is to end
        self.is_planning = False  # the plan is being looked at
        self._hits = CourseHits(lambda found: self.exit(wish_of(found)))

    def on_key(self, event: Pressed) -> None:
        """One key; under the help they are its own."""
        if self.is_covered:
            return
        event.stop()
        event.prevent_default()
        if event.key == ALL:
            self._offer_all()
        elif self.is_planning:
            self._on_plan(event.key)
        elif self.way is None or not self._on_way(self.way, event.key):
            self._at_home(event.key)

    def _at_home(self, key: str) -> None:
        rows = self.told.rows
        if key in LEAVE:
            self.exit("")
        elif key in LESSON_KEYS and LESSON_KEYS.index(key) < len(rows):
            self.exit(f"lesson {LESSON_KEYS.index(key) + 1}")
        elif key == "enter":
            self.exit(f"lesson {self.cursor + 1}")
        elif key == "C":
            self.exit(f"quiz {self.cursor + 1}")
        elif key in COMMANDS:
            self._command(COMMANDS[key])
        elif key in (own := {"T": self._plan, "slash": self._search}):
            own[key]()
        elif (found := [offer for offer in self.told.offers if offer.key == key]) != []:
            self._look_at(found[0])
        elif key in {"j", "down", "k", "up"}:
            by = 1 if key in {"j", "down"} else -1
            self.cursor = min(max(self.cursor + by, 0), len(rows) - 1)
            self.paint()
        elif key == "question_mark":
            from tutor.tui.overlays import Help

            self.push_screen(Help(self.pen, KEYS, TOPICS))

    def _search(self) -> None:
        """Words of the course: what is found goes where its command does."""
        from tutor.tui.command_palette import Palette

        self._hits.begin()
        self.push_screen(Palette(self.screen, self.pen, [], asks=ASKS, more=self._hits))

    def _plan(self) -> None:
        """The whole plan, or that there is none."""
        self.is_planning = self.told.plan is not None
        if not self.is_planning:
            self.told = replace(self.told, said=NO_PLAN)
        self.paint()

    def _on_plan(self, key: str) -> None:
        """A key while the plan is looked at."""
        if key in SCROLLS:
            self.panel.scroll_lines(SCROLLS[key])
        elif key in {"t", "enter"}:
            self._command(COMMANDS["t"])
        elif key in BACK or key == "T":
            self.is_planning = False
            self.paint()
        elif key in LEAVE:
            self.exit("")

    def _offer_all(self) -> None:
        """Every key, every lesson and every way, by its name."""
        lessons = [
            (f"lesson {number}", row.title, Key(key, key, "", "", "go"))
            for number, (key, row) in enumerate(zip(LESSON_KEYS, self.told.rows, strict=False), 1)
        ]
        ways = [
            (f"path {offer.key}", offer.title, Key(offer.key, offer.key, "", "", "go"))
            for offer in self.told.offers
        ]
        keys = [key for key in KEYS if key.keys != ALL]
        self.offer(keys, self._chosen, *lessons, *ways)

    def _chosen(self, key: Key) -> None:
        """By its name: it means what it does at home, whatever is being looked at."""
        self.way, self.is_planning = None, False
        self.paint()
        self._at_home(key.keys)

    def _look_at(self, offer: Offer) -> None:
        """A way: what it leads to; of one that ends on a day, first the day."""
        self.asks_day = bool(offer.days) and (not offer.is_chosen or self.way == offer)
        self.way = offer
        self.paint()

    def _on_way(self, offer: Offer, key: str) -> bool:
        """A key while a way is looked at; whether it had a meaning there."""
        day = next((day for day in offer.days if self.asks_day and day.key == key), None)
        if day is not None:
            self.exit(f"path {offer.key} {day.date}")
        elif key in BACK:
            self.way = None
            self.paint()
        elif key in {"n", "enter"}:
            if not self.asks_day:
                self.exit("next" if offer.is_chosen else f"path {offer.key}")
        else:
            return key in {"j", "down", "k", "up", "C"} or key in LESSON_KEYS
        return True

    def _command(self, wish: str) -> None:
        if wish not in self.told.refused:
            self.exit(wish)
            return
        self.told = replace(self.told, said=self.told.refused[wish])
        self.paint()

    def draw(self) -> None:
        """Everything."""
        width, told = self.size.width, self.told
        heading = Text(" ", no_wrap=True, overflow="crop", end="")
        heading.append(self.pen.cut(told.title, max(width - 2, 1)), palette.TITLE)
        room, right = width - heading.cell_len - 1, self.pen.safe(told.right)
        if cell_len(right) < room:
            heading.append(right.rjust(room))
        self.line("heading", heading)
        look: dict[str, Any] = {"width": self.panel.size.width, "ascii": self.pen.glyphs.ascii}
        if self.is_planning and told.plan is not None:
            lines = strips(self.console, plan_page.render(told.plan, **look), look["width"])
            self.panel.show(lines, top=self.panel.top)
        else:
            self.panel.show_one(self.console, self._page(look))
        line = told.said or told.onward
        text = Text(" ").append(self.pen.cut(line, max(width - 2, 1)), palette.STRONG)
        self.line("scrubber", text)
        self.line("keys", bars.keys(self._hints(), width=width))

    def _page(self, look: dict[str, Any]) -> Text:
        """The lessons, or the way that is being looked at."""
        told, height = self.told, self.panel.size.height
        if self.way is None:
            return home_page.home(told.rows, self.cursor, told.offers, height=height, **look)
        return (home_page.days if self.asks_day else home_page.way)(self.way, **look)

    def _hints(self) -> Sequence[tuple[str, str]]:
        if self.is_planning:
            return [("t", "today's first"), ("j k", "scroll"), ("Esc", "back")]
        if self.way is None:
            return self.told.hints
        if self.asks_day:
            return [(f"1 to {len(self.way.days)}", "the day"), ("Esc", "back")]
        other = [(self.way.key, "another day")] if self.way.days else []
        return [("n", "go on" if self.way.is_chosen else "begin"), *other, ("Esc", "back")]


def choose(told: Home, *, cursor: int, ascii: bool) -> tuple[str, int]:
    """What the learner wants, and the lesson in hand, from 0."""
    from tutor.tui.guard import guarded_terminal

    with guarded_terminal() as guard:
        screen = HomeScreen(told, cursor=cursor, ascii=ascii)
        return ask(screen, guard), screen.cursor


def keys(due: int, verb: str, *, is_planned: bool = False) -> Sequence[tuple[str, str]]:
    """The line at the bottom, the most useful first; `verb`: what n does, "" = nothing."""
    begin = [("t", "today"), ("T", "plan")] * is_planned + ([("n", verb)] if verb else [])
    review = [("r", f"review {due}")] if due else []
    rest = [
        ("c", "quiz"),
        ("x", "exercises"),
        ("i", "interview"),
        ("p", "progress"),
        ("/", "search"),
    ]
    rest += [("Ctrl-P", "all"), ("?", "help"), ("q", "quit")]
    return [*begin, *review, ("Enter", "lesson"), *rest]
