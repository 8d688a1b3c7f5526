"""The screen on which cards are asked.

It decides nothing: `answer_keys` says what a key does, `quiz.step` what follows, the views how it
looks.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.events import Key, Paste
from textual.strip import Strip

from tutor.quiz.sitting import (
    Action,
    Asking,
    Doubting,
    Following,
    Leave,
    Over,
    Sitting,
    Ticking,
    Told,
    Undo,
)
from tutor.quiz.sitting_summary import by_topic
from tutor.quiz.step import Refused
from tutor.tui import answer_keys as drafts
from tutor.tui import bars
from tutor.tui.answer_keys import Deed, Draft
from tutor.tui.fresh import EARLY, Subject
from tutor.tui.one_panel import ALL, ENDED, OnePanel, ask
from tutor.tui.surface import Panel, strips
from tutor.view import card_bars as desk_view
from tutor.view import card_page as card_view
from tutor.view import rubric_page, sitting_page
from tutor.view.card_code import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.library.examiner import Examiner

LEAVE = "Leave the interview? y or the same key: yes; any other: no."
FRAME = 8  # cells that the frame and its margins take
PROOF = "proof"  # what the app returns when a run is to be played


class Cards(OnePanel):
    """One sitting, from the phase in which it is."""

    def __init__(
        self,
        examiner: Examiner,
        *,
        title: str,
        said: str,
        ascii: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(ascii=ascii)
        self.subject = Subject(clock)
        self.is_asked_to_leave = False  # an interview is not left by one key
        self.examiner, self.name_of_it = examiner, title
        self.said = said
        self.draft = drafts.fresh(self.sitting)
        self.place: object = None  # what was painted last; another place begins at its own line

    @property
    def sitting(self) -> Sitting:
        """Its state now."""
        return self.examiner.sitting

    def on_mount(self) -> None:
        """The first frame; a clock where time is short."""
        super().on_mount()
        if self.sitting.until:
            self.set_interval(1, self.paint_lines)

    # ── keys ────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: Key) -> None:
        """One key; a screen that covers this one has its own keys."""
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

    def _take(self, result: Draft | Deed | Action) -> None:
        """What a key leads to, unless it came before the card did."""
        if drafts.is_about_the_card(result) and not self.subject.is_seen:
            self.said = EARLY
            self.paint_lines()
            return
        self.said = ""
        if isinstance(result, Draft):
            self.draft = result
            self.paint(moved=True)
        elif isinstance(result, Deed):
            getattr(self, f"_{result.name}")(result)
        else:
            self.do(result)

    def _stay_or_leave(self, result: Draft | Deed | Action, key: str) -> None:
        self.is_asked_to_leave = False
        if key == "y" or (isinstance(result, Deed) and result.name == "leave"):
            self.exit("")
            return
        self.said = "It goes on."
        self.paint_lines()

    def do(self, action: Action) -> None:
        """Hands an action to the examiner, and shows the state after it, or why it was refused."""
        before = self.sitting.place
        try:
            self.examiner.do(action)
        except Refused as error:
            self.said = str(error)
        else:
            self.said = "Taken back; here it is again." if isinstance(action, Undo) else ""
        if self.sitting.place != before:
            self.draft = drafts.fresh(self.sitting)
        self.paint()

    def _scroll(self, deed: Deed) -> None:
        self.query_one(Panel).scroll_lines(deed.by)

    def _flag(self, _: Deed) -> None:
        if self.sitting.asked is not None:
            on = self.examiner.flag()
            self.said = "Flagged; `tutor flagged` lists it." if on else "No longer flagged."
        self.paint()

    def _proof(self, _: Deed) -> None:
        turn = self.sitting.last
        if turn is None or not turn.card.proof[1]:
            self.said = "No run shows this one." if turn else "Nothing has been answered yet."
            self.paint()
        else:
            self.exit(PROOF)

    def _identify(self, _: Deed) -> None:
        asked = self.sitting.asked
        self.said = f"tutor quiz --card {asked.card.id}" if asked else "No card is in hand."
        self.paint()

    def _palette(self, _: Deed) -> None:
        keys = [key for key in drafts.KEYS if key.keys != ALL]
        self.offer(keys, lambda key: self._take(drafts.chosen(self.sitting, self.draft, key.keys)))

    def _help(self, _: Deed) -> None:
        from tutor.tui.overlays import Help

        self.push_screen(Help(self.pen, drafts.KEYS, drafts.TOPICS))
        self.paint()

    def _refuse(self, deed: Deed) -> None:
        self.said = deed.why
        self.paint()

    def _leave(self, _: Deed) -> None:
        if self.sitting.mode == "interview" and not isinstance(self.sitting.phase, Over):
            self.is_asked_to_leave, self.said = True, LEAVE
            self.paint()
        else:
            self.exit("")

    # ── painting ────────────────────────────────────────────────────────────────────────────

    def draw(self, *, moved: bool = False) -> None:
        """Everything; the cursor has `moved`."""
        self.paint_lines()
        self.query_one("#stage").set_class(self._has_columns(), "columns")
        panel, sitting = self.query_one("#narration", Panel), self.sitting
        lines, top = self.body(panel.size.width, panel.size.height)
        asked = (sitting.place, sitting.asked, self.draft.shown)
        place = (asked, sitting.hints, panel.size)
        if place == self.place:
            top = self._in_sight(lines, panel.top, panel.size.height) if moved else panel.top
        self.place = place
        panel.show(lines, top=top)
        if panel.size.width:  # before it is laid out it shows nothing
            self.subject.becomes(asked)

    def _has_columns(self) -> bool:
        """Whether code and text go side by side, in a wider frame."""
        asked = self.sitting.asked
        return asked is not None and columns(asked.card, self.size.width - FRAME) is not None

    def _in_sight(self, lines: Sequence[Strip], top: int, height: int) -> int:
        """`top`, moved as little as shows the cursor, or what is typed, and the row below it."""
        heads = (f"{self.pen.glyphs.now} ", "> ")
        row = next((n for n, line in enumerate(lines) if line.text.startswith(heads)), top)
        return min(max(top, row + 2 - height), row)

    def paint_lines(self) -> None:
        """Heading, track and keys."""
        now = self.examiner.services.now() if self.sitting.until else None
        told = desk_view.where(self.sitting, self.name_of_it, now)
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
        if isinstance(self.sitting.phase, Ticking):  # all points, and above them what has room
            return lines, max(len(lines) - height, 0)
        told = not isinstance(self.sitting.phase, Asking | Over) or self.sitting.hints
        return lines, min(start, max(len(lines) - height, 0)) if told else 0

    def _parts(self, look: dict[str, Any]) -> list[Text]:
        """The question, what has come of it, and at the end the summary."""
        sitting, draft = self.sitting, self.draft
        if sitting.asked is None:
            scores = by_topic(sitting.turns)
            timed = sitting.turns if sitting.mode == "interview" else ()
            return [sitting_page.summary(scores, timed, **look)]
        whole, room = look, columns(sitting.card, look["width"]) if sitting.card.code else None
        look = {**look, "width": room[0]} if room else look
        parts: list[Text] = []
        if isinstance(sitting.phase, Asking) and drafts.is_field(sitting, draft):
            parts.append(card_view.entry(draft.text, typing=draft.typing, **look))
        if hints := self.examiner.hints():
            parts.append(card_view.hints(hints, **look))
        match sitting.phase:
            case Ticking(asked=asked, said=said):
                marks = sitting.marked
                parts += [rubric_page.said(said, marks, **look)] if said else []
                look |= {"cursor": draft.cursor, "picks": draft.picks}
                parts.append(rubric_page.rubric(asked, marks=marks, **look))
            case Doubting(asked=asked, said=said):
                parts.append(card_view.entry(said, typing=False, **look))
                parts.append(card_view.doubt(asked.card.model, **look))
            case Following(asked=asked, point=number):
                point = asked.card.points[number]
                told: dict[str, Any] = {"claimed": sitting.claimed, "shown": draft.shown}
                parts.append(card_view.follow_up(point, **told, **look))
                if not draft.shown:
                    parts.append(card_view.entry(draft.text, typing=draft.typing, **look))
            case Told():
                turn = sitting.turns[-1]
                again = self.examiner.services.again(turn)
                parts.append(card_view.verdict(turn, again=again, **look))
        below = parts if room else ()
        question = card_view.question(sitting.asked, below=below, **self._marks(), **whole)
        return [question, *([] if room else parts)]

    def _marks(self) -> dict[str, Any]:
        """The cursor, the ticks or the verdict's marks on the question's choices."""
        match self.sitting.phase:
            case Asking():
                return {"cursor": self.draft.cursor, "picks": self.draft.picks}
            case Told() if self.sitting.card.kind != "say":
                turn = self.sitting.turns[-1]
                picks = turn.response.picks if turn.card.kind == "fault" else ()
                return {"told": turn.verdict.parts, "picks": picks}
            case _:
                return {}


def play(examiner: Examiner, *, title: str, said: str = "", ascii: bool = False) -> None:
    """Asks until the learner leaves; a proof is played in between, in a process of its own."""
    from tutor.tui.guard import guarded_terminal

    with guarded_terminal() as guard:
        while True:
            app = Cards(examiner, title=title, said=said, ascii=ascii)
            result = ask(app, guard)
            if result != PROOF or (turn := examiner.sitting.last) is None:
                break
            said = examiner.services.prove(turn.card)
    examiner.do(Leave())
    if result.startswith(ENDED):
        raise SystemExit(int(result.removeprefix(ENDED)))
