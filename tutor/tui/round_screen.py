"""The screen on which a round of an interview is held: what was said, and a line to type.

It decides nothing: `quiz.round_talk` says what follows a line, the views how it looks.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

from textual.events import Key as Pressed
from textual.events import Paste
from textual.strip import Strip

from tutor.quiz.round_talk import leave, step
from tutor.tui import bars
from tutor.tui.bindings import Key
from tutor.tui.one_panel import ALL, ENDED, OnePanel, ask
from tutor.tui.surface import strips
from tutor.view import card_page, round_bars, round_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.quiz.round_state import Talk

LEAVE: Final = "Leave the round? y or the same key: yes; any other: no."
MORE: Final = "More below: PgDn, or just type."
LEAVES: Final = frozenset({"ctrl+c", "ctrl+d", "ctrl+q"})
SCROLLS: Final = {"pageup": -10, "pagedown": 10, "up": -2, "down": 2}
KEYS: Final = (
    Key("enter", "Enter", "", "end the line", "go"),
    Key("", "empty line", " ", "done: that was all of this stage", "go"),
    Key("", ":skip", ":skip", "the next stage", "go"),
    Key("", ":help", ":help", "what may be typed here", "go"),
    Key("pageup", "PgUp", "", "scroll a page up", "go"),
    Key("pagedown", "PgDn", "", "scroll a page down", "go"),
    Key("ctrl+c", "Ctrl-C", "", "leave the round", "go"),
)
SPACES: Final = re.compile(r"[^\S ]+")


class RoundScreen(OnePanel):
    """One round, from where its talk is."""

    def __init__(
        self, talk: Talk, *, ascii: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(ascii=ascii)
        self.talk, self.clock = talk, clock
        self.typed = self.told = ""
        self.is_asked_to_leave = False
        self.seen = 0  # items that were on the screen before the last line

    def on_mount(self) -> None:
        """The first frame, and a clock that runs."""
        super().on_mount()
        self.set_interval(1, self.paint_lines)

    # ── keys ────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: Pressed) -> None:
        """A letter, the end of a line, or a way through what was said."""
        if self.is_covered:
            return
        event.stop()
        event.prevent_default()
        if event.key == ALL and not self.is_asked_to_leave:
            self.offer(KEYS, self._chosen)
        elif self.is_asked_to_leave:
            self._stay_or_leave(event.key)
        elif event.key in LEAVES:
            self._ask_to_leave()
        elif event.key in SCROLLS:
            self.panel.scroll_lines(SCROLLS[event.key])
            self.paint_lines()
        elif event.key in {"enter", "ctrl+j"}:
            self._enter()
        else:
            self._type(event.key, event.character if event.is_printable else None)

    def _chosen(self, key: Key) -> None:
        """A key, or a line that is typed, in place of what stands in the field."""
        if key.action:
            self.typed = key.action.strip()
            self._enter()
        else:
            self.simulate_key(key.keys)

    def _type(self, key: str, char: str | None) -> None:
        if key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "ctrl+u":
            self.typed = ""
        else:
            self.typed += char or ""
        self.paint()

    def on_paste(self, event: Paste) -> None:
        """Lines from elsewhere: each is typed, the last one stays to be ended."""
        if self.is_covered:
            return
        event.stop()
        *whole, self.typed = (self.typed + event.text.replace("\r\n", "\n")).split("\n")
        for line in whole:
            self.talk = step(self.talk, _clean(line), self.clock())
        self.typed = _clean(self.typed)
        self.paint()

    def _enter(self) -> None:
        if self.talk.is_over:
            self.exit("")
            return
        self.seen, self.told = len(self.talk.items), ""
        self.talk = step(self.talk, self.typed, self.clock())
        self.typed = ""
        self.paint()

    def _ask_to_leave(self) -> None:
        if self.talk.is_over:
            self.exit("")
            return
        self.is_asked_to_leave, self.told = True, LEAVE
        self.paint_lines()

    def _stay_or_leave(self, key: str) -> None:
        self.is_asked_to_leave, self.told = False, "It goes on."
        if key == "y" or key in LEAVES:
            self.talk = leave(self.talk, self.clock())
            self.exit("")
            return
        self.paint_lines()

    # ── painting ────────────────────────────────────────────────────────────────────────────

    def draw(self, **_: bool) -> None:
        """Everything: the newest below, from its first line on where it is long."""
        panel = self.panel
        lines, fresh = self.body(panel.size.width)
        lowest = max(len(lines) - panel.size.height, 0)
        panel.show(lines, top=lowest if self.typed else min(fresh, lowest))
        self.paint_lines()

    def paint_lines(self) -> None:
        """Heading, track and keys."""
        look: dict[str, Any] = {"width": self.size.width, "pen": self.pen}
        self.line("heading", round_bars.heading(self.talk, self.clock(), **look))
        told = self.told or MORE * bool(self.panel.below)
        self.line("scrubber", round_bars.track(self.talk, said=told, **look))
        self.line("keys", bars.keys(round_bars.keys(self.talk), width=self.size.width))

    def body(self, width: int) -> tuple[list[Strip], int]:
        """All lines, and the first of those that the last line brought."""
        look: dict[str, Any] = {"width": width, "ascii": self.pen.glyphs.ascii}
        lines: list[Strip] = []
        begins = []
        for one in self.talk.items:
            begins.append(len(lines))
            lines += [*strips(self.console, round_page.item(one, **look), width), Strip.blank(0)]
        fresh = [*begins, len(lines)][min(self.seen, len(begins))]
        if self.talk.is_over:
            lines += strips(self.console, round_page.summary(self.talk, **look), width)
            return lines, fresh
        if self.talk.stage.kind == "talk" and self.talk.phase != "claim":
            for line in self.talk.lines:
                lines += strips(self.console, round_page.typed(line, **look), width)
        if self.talk.phase == "claim":
            lines += strips(self.console, round_page.claiming(**look), width)
        lines += strips(self.console, card_page.entry(self.typed, **look), width)
        return lines, fresh


def _clean(line: str) -> str:
    return "".join(char for char in SPACES.sub(" ", line) if char.isprintable())


def play(talk: Talk, *, keep: Callable[[Talk], bool], ascii: bool = False) -> bool:
    """Holds it until it is over or the candidate leaves, and has it kept; whether it was."""
    from tutor.tui.guard import guarded_terminal

    with guarded_terminal() as guard:
        app = RoundScreen(talk, ascii=ascii)
        result = ask(app, guard)
    kept = keep(leave(app.talk, time.monotonic()))
    if result.startswith(ENDED):
        raise SystemExit(int(result.removeprefix(ENDED)))
    return kept
