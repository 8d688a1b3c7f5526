"""The facts around a step, one a line: number, milliseconds, process, connection, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.events import Event
from tutor.core.summary import summary
from tutor.view import clock, palette, picture_names
from tutor.view.fold import fold
from tutor.view.picks import telling
from tutor.view.text import Pen, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

EMPTY: Final = "This recording is empty: nothing has been observed."
_LATELY: Final = "No fact is kept."
_ROWS: Final = 15  # without a height
BACK: Final = 2_000  # facts on each side that are looked at where some are hidden


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    plan: Plan | None = None,
    hides: tuple[str, ...] = (),
) -> RenderableType:
    """The facts before and after the moment's step; what comes after is quiet.

    `width` and `height` are cells; `plan`: the recording is finished; facts whose kind begins with
    one of `hides` have no line, but for that of the step.
    """
    ink = pen(ascii=ascii)
    facts = moment.timeline.events
    if not facts:
        words = picture_names.nothing(moment, EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    room = max(_ROWS if height is None else height, 1)
    zero = clock.counted_from(moment, plan)
    digits = len(str(len(moment.timeline if plan is None else plan.timeline)))
    look = _Look(moment, digits, _causes(moment), zero, width, ink)
    shown = _around(moment, room, hides)
    lines = {fact.seq: look.lines(fact, fact.seq) for fact in shown}
    while len(lines) > 1 and sum(map(len, lines.values())) > room:  # one takes several lines
        del lines[min(lines) if min(lines) < moment.step else max(lines)]
    whole = [row for rows in lines.values() for row in rows]
    return page(whole, width=width, height=height, pen=ink)


def _around(moment: Moment, room: int, hides: tuple[str, ...]) -> Sequence[Event]:
    """As many facts as there is room for, two thirds of them from before the step."""
    facts, step = moment.timeline.events, moment.step
    here = step - moment.timeline.first - 1  # the place of the step's own
    if not hides:
        first = max(min(here - room * 2 // 3, len(facts) - room), 0)
        return facts[first : first + room]

    def shown(places: range, most: int) -> list[Event]:
        found = (
            facts[n] for n in places[:BACK] if n == here or not facts[n].kind.startswith(hides)
        )
        return [*islice(found, most)]

    after = shown(range(max(here + 1, 0), len(facts)), room)
    before = shown(range(here, -1, -1), max(room - len(after), room * 2 // 3 + 1))
    return [*reversed(before), *after[: room - len(before)]]


def _causes(moment: Moment) -> set[int]:
    """The steps that the fact in hand goes back to."""
    found: set[int] = set()
    fact = moment.event
    while fact is not None and fact.cause is not None and fact.cause not in found:
        found.add(fact.cause)
        fact = moment.timeline.event(fact.cause)
    return found


class _Look(NamedTuple):
    """What every line is drawn with."""

    moment: Moment
    digits: int
    causes: set[int]
    zero: int
    width: int
    ink: Pen

    def lines(self, fact: Event, step: int) -> list[Text]:
        """One line; of the fact in hand as many as it needs."""
        ink, width = self.ink, self.width
        here, led = step == self.moment.step, step in self.causes
        sign = ink.glyphs.now if here else ink.glyphs.vertical if led else " "
        line = Text().append(f"{sign} ", palette.MARK if here or led else palette.QUIET)
        base = palette.NOW if here else palette.QUIET if step > self.moment.step else ""
        line.append(f"{step:>{self.digits}} ", base)
        if width >= 50:
            line.append(f"{clock.stamp(fact.at - self.zero):>8} ", palette.QUIET)
        if width >= 90:
            line.append(f"{ink.pad(fact.process, 9)} ", palette.QUIET)
        if width >= 60:
            conn = "" if fact.conn is None else f"c{fact.conn}"
            line.append(f"{conn:<4}", palette.CLIENT)
        shown = fact.cause is not None and width >= 40
        because = f" {ink.glyphs.head_left}{fact.cause}" if shown else ""
        hang, words = line.cell_len, summary(fact)
        room = max(width - hang - cell_len(because), 1)
        line.append(ink.safe(words) if here else ink.cut(words, room), base)
        line.append(because, palette.QUIET)
        return telling(fold(line, width, hang=hang) if here else [line], step)
