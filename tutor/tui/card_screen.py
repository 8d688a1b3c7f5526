"""The screen on which cards are asked. It decides nothing: `draft` says what a key does, `Sitting`
what follows, the views what stands there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.events import Key, Paste
from textual.strip import Strip

from tutor.quiz.hints import EASY, HARD
from tutor.quiz.sitting import HINTED, Desk, Sitting
from tutor.quiz.sitting_summary import by_topic
from tutor.tui import answer_keys as drafts
from tutor.tui import bars
from tutor.tui.answer_keys import Deed, Draft
from tutor.tui.fresh import EARLY, Subject
from tutor.tui.one_panel import ENDED, OnePanel, ask
from tutor.tui.surface import Panel, strips
from tutor.view import card_bars as desk_view
from tutor.view import card_page as card_view
from tutor.view import sitting_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEAVE = "Leave the interview? y or the same key: yes; any other: no."
PROOF = "proof"  # what the app returns when a run is to be played


class Cards(OnePanel):
    """One sitting, from where it stands."""

    def __init__(
        self,
        sitting: Sitting,
        desk: Desk,
        *,
        title: str,
        said: str,
        ascii: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(ascii=ascii)
        self.subject = Subject(clock)
        self.is_asked_to_leave = False  # an interview is not left by one key
        self.sitting, self.desk, self.name_of_it = sitting, desk, title
        self.said = said
        self.draft = drafts.fresh(sitting)
        self.place: object = None  # what stood on the screen: another begins at its own line

    def on_mount(self) -> None:
        """The first frame; a clock where time is short."""
        super().on_mount()
        if self.sitting.until:
            self.set_interval(1, self.paint_lines)

    # ── keys ────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: Key) -> None:
        """One key; what lies over the screen has its own."""
        if self.is_covered:
            return
        event.stop()
        event.prevent_default()
        char = event.character if event.is_printable and event.character else ""
        result = drafts.press(self.sitting, self.draft, event.key, char)
        if self.is_asked_to_leave:
            self._stay_or_leave(result, event.key)
        else:
            self._take(result)

    def on_panel_picked(self, message: Panel.Picked) -> None:
        """A click on a choice."""
        if not self.is_covered and not self.is_asked_to_leave:
            self._take(drafts.click(self.sitting, self.draft, message.place))

    def on_paste(self, event: Paste) -> None:
        """A text from elsewhere, where one is typed."""
        if not self.is_covered and not self.is_asked_to_leave:
            event.stop()
            self._take(drafts.paste(self.draft, event.text))

    def _take(self, result: Draft | Deed) -> None:
        """What a key leads to, unless it came before the card did."""
        if drafts.is_about_the_card(result) and not self.subject.is_seen:
            self.said = EARLY
            self.paint_lines()
            return
        self.said = ""
        if isinstance(result, Draft):
            self.draft = result
            self.paint(moved=True)
        else:
            self.do(result)

    def _stay_or_leave(self, result: Draft | Deed, key: str) -> None:
        self.is_asked_to_leave = False
        if key == "y" or (isinstance(result, Deed) and result.name == "leave"):
            self.exit("")
            return
        self.said = "It goes on."
        self.paint_lines()

    def do(self, deed: Deed) -> None:
        """Hands a deed to the sitting, and shows what has become of it."""
        if deed.name == "scroll":
            self.query_one(Panel).scroll_lines(deed.by)
            return
        stage, asked = self.sitting.stage, self.sitting.asked
        getattr(self, f"_{deed.name}")(deed)
        if (self.sitting.stage, self.sitting.asked) != (stage, asked):
            self.draft = drafts.fresh(self.sitting)
        self.paint()

    def _respond(self, deed: Deed) -> None:
        self.sitting.respond(deed.response, self.desk.now())

    def _tick(self, deed: Deed) -> None:
        self.sitting.tick(deed.picks, self.desk.now())

    def _follow(self, deed: Deed) -> None:
        self.sitting.follow(deed.response.text, deed.made, self.desk.now())
        self.draft = drafts.fresh(self.sitting)

    def _hint(self, _: Deed) -> None:
        if self.sitting.has_hint:
            self.sitting.hint()
        else:
            self.said = self.sitting.no_hint

    def _next(self, _: Deed) -> None:
        self.sitting.go_on(self.desk.now())

    def _undo(self, _: Deed) -> None:
        if self.sitting.undo(self.desk.now()):
            self.said = "Taken back; here it is again."
            self.draft = drafts.fresh(self.sitting)
        else:
            self.said = "There is nothing to take back."

    def _flag(self, _: Deed) -> None:
        if self.sitting.asked is not None:
            on = self.desk.flag(self.sitting.card)
            self.said = "Flagged; `tutor flagged` lists it." if on else "No longer flagged."

    def _proof(self, _: Deed) -> None:
        turn = self.sitting.last
        if turn is None or not turn.card.proof[1]:
            self.said = "No run shows this one." if turn else "Nothing has been answered yet."
        else:
            self.exit(PROOF)

    def _hard(self, _: Deed) -> None:
        self._regrade(HARD)

    def _easy(self, _: Deed) -> None:
        self._regrade(EASY)

    def _regrade(self, grade: int) -> None:
        if not self.sitting.regrade(grade):
            hinted = self.sitting.turns[-1].review.correct
            self.said = HINTED if hinted else "A wrong answer is asked again soon anyway."

    def _help(self, _: Deed) -> None:
        from tutor.tui.overlays import Help

        self.push_screen(Help(self.pen, drafts.KEYS, drafts.TOPICS))

    def _refuse(self, deed: Deed) -> None:
        self.said = deed.why

    def _leave(self, _: Deed) -> None:
        if self.sitting.mode == "interview" and self.sitting.stage != "over":
            self.is_asked_to_leave, self.said = True, LEAVE
        else:
            self.exit("")

    # ── painting ────────────────────────────────────────────────────────────────────────────

    def draw(self, *, moved: bool = False) -> None:
        """Everything; the cursor has `moved`."""
        self.paint_lines()
        panel, sitting = self.query_one("#narration", Panel), self.sitting
        lines, top = self.body(panel.size.width, panel.size.height)
        asked = (sitting.stage, sitting.asked, len(sitting.turns), self.draft.shown)
        place = (*asked, sitting.hints, panel.size)
        if place == self.place:
            top = self._in_sight(lines, panel.top, panel.size.height) if moved else panel.top
        self.place = place
        panel.show(lines, top=top)
        if panel.size.width:  # before it is laid out nothing stands there
            self.subject.becomes((*asked, tuple(sitting.follows)))

    def _in_sight(self, lines: Sequence[Strip], top: int, height: int) -> int:
        """`top`, moved as little as shows the cursor, or what is typed, and the row below it."""
        heads = (f"{self.pen.glyphs.now} ", "> ")
        row = next((n for n, line in enumerate(lines) if line.text.startswith(heads)), top)
        return min(max(top, row + 2 - height), row)

    def paint_lines(self) -> None:
        """Heading, track and keys."""
        left = max(self.sitting.until - self.desk.now(), 0.0) if self.sitting.until else 0.0
        told = desk_view.where(self.sitting, self.name_of_it, left)
        look: dict[str, Any] = {"width": self.size.width, "pen": self.pen}
        self.line("heading", desk_view.heading(told, **look))
        self.line("scrubber", desk_view.track(self.sitting, said=self.said, **look))
        pairs = desk_view.keys(self.sitting, typing=self.draft.typing, shown=self.draft.shown)
        self.line("keys", bars.keys(pairs, width=self.size.width))

    def body(self, width: int, height: int) -> tuple[list[Strip], int]:
        """The lines of the panel, and the one to begin with."""
        look: dict[str, Any] = {"width": width, "ascii": self.pen.glyphs.ascii}
        parts = [strips(self.console, part, width) for part in self._parts(look)]
        lines: list[Strip] = []
        start = 0
        for number, part in enumerate(parts):
            lines += [Strip.blank(0)] * bool(number)
            start = len(lines)
            lines += part
        told = self.sitting.stage not in {"ask", "over"} or self.sitting.hints
        return lines, min(start, max(len(lines) - height, 0)) if told else 0

    def _parts(self, look: dict[str, Any]) -> list[Text]:
        sitting, draft = self.sitting, self.draft
        if sitting.stage == "over" or sitting.asked is None:
            return [sitting_page.summary(by_topic(sitting.turns), **look)]
        asking = sitting.stage == "ask"
        chosen: dict[str, Any] = {"cursor": draft.cursor, "picks": draft.picks} if asking else {}
        if sitting.stage == "told" and sitting.card.kind not in {"say", "fault"}:
            chosen = {"told": sitting.turns[-1].verdict.parts}
        parts = [card_view.question(sitting.asked, **chosen, **look)]
        hints = [(name, self._look(name, text)) for name, text in sitting.hints_taken]
        if asking and drafts.is_field(sitting, draft):
            parts.append(card_view.entry(draft.text, typing=draft.typing, **look))
        if hints:
            parts.append(card_view.hints(hints, **look))
        match sitting.stage:
            case "tick":
                told: dict[str, Any] = {
                    "ticking": True,
                    "cursor": draft.cursor,
                    "picks": draft.picks,
                }
                parts[0] = card_view.question(sitting.asked, **told, **look)
                if sitting.said:
                    parts.append(card_view.said(sitting.said, **look))
            case "follow":
                point = sitting.card.points[sitting.follows[0]]
                parts.append(card_view.follow_up(point, shown=draft.shown, **look))
                if not draft.shown:
                    parts.append(card_view.entry(draft.text, typing=draft.typing, **look))
            case "told":
                turn = sitting.turns[-1]
                parts.append(card_view.verdict(turn, again=self.desk.again(turn), **look))
        return parts

    def _look(self, name: str, text: str) -> str:
        return self.desk.look(text) if name == "where to look" else text


def play(sitting: Sitting, desk: Desk, *, title: str, said: str = "", ascii: bool = False) -> None:
    """Asks until the learner leaves; a proof is played in between, in a process of its own."""
    from tutor.tui.guard import guarded_terminal

    with guarded_terminal() as guard:
        while True:
            app = Cards(sitting, desk, title=title, said=said, ascii=ascii)
            result = ask(app, guard)
            if result != PROOF:
                break
            assert sitting.last is not None
            said = desk.prove(sitting.last.card)
    sitting.leave(desk.now(), app.draft.text)
    if result.startswith(ENDED):
        raise SystemExit(int(result.removeprefix(ENDED)))
