"""The message flow: a sequence diagram up to the step, the newest rows at the bottom.

Lifelines for clients, consumers, layers and the database; an arrow is solid once what it carries
has arrived, dashed as long as it is under way (a frame on the wire, a copy in its queue, a query in
its thread) or where it came late, and broken by a cross when it never will. A lifeline is thick
while its consumer runs a handler. What led to the step is bold, all else dim. Nothing after the
step is drawn: the run must not give its answers away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from rich.console import RenderableType
from rich.text import Text

from tutor.core import journeys
from tutor.view import acts, clock, flow_gaps, flow_rows, flow_rules, picture_names
from tutor.view.flow import Flow, Lane
from tutor.view.flow_rows import Cut, Run
from tutor.view.flow_seats import ends
from tutor.view.flow_sketch import Followed, Sketch
from tutor.view.lifelines import OTHERS, Layout, Wanted, lay_out, names_of
from tutor.view.picks import telling
from tutor.view.text import Pen, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

_EMPTY: Final = "No message has been sent yet. The first arrow will appear here."
_LATELY: Final = "No message is among the facts that are kept."
_ROWS: Final = 24  # without a height


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    since: int | None = None,
    plan: Plan | None = None,
    hides: tuple[str, ...] = (),
) -> RenderableType:
    """The rows that lead up to the moment's step; only those after step `since`, if given.

    `width` and `height` are cells; `plan` has the columns of a finished recording; facts whose kind
    begins with one of `hides` have no row, but for that of the step.
    """
    ink = pen(ascii=ascii)
    whole, step = flow_rules.of(moment.timeline), moment.step
    room = None if since is not None and height is None else height or _ROWS
    rows = flow_rows.candidates(whole, step, room or _ROWS, since, hides)
    if not rows:
        words = picture_names.nothing(moment, _EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    bold = flow_rows.ancestors(whole, moment.timeline, step)
    cuts = flow_rows.cuts(whole, acts.of(moment.timeline), rows, step)
    layout = _layout(moment, rows, cuts, bold, since, width, plan, ink)
    zero = clock.counted_from(moment, plan)
    sketch = Sketch(whole, layout, step, ink, zero, _followed(moment), frozenset(bold))
    lines = sketch.heading()
    if room is not None:
        lines = lines[: max(room - 1, 0)]
        room = max(room - len(lines), 1)
    longest = whole.gap(step) if plan is None else plan.longest
    picture = _Picture(sketch, rows, cuts, room, longest, since)
    lines += picture.lines()
    return page(lines, width=width, height=height, pen=ink)


def others(moment: Moment, *, width: int, height: int, plan: Plan | None = None) -> tuple[str, ...]:
    """The names of those that share one lifeline in the picture of this size."""
    whole, step, ink = flow_rules.of(moment.timeline), moment.step, pen(ascii=False)
    rows = flow_rows.candidates(whole, step, height, None)
    if not rows:
        return ()
    bold = flow_rows.ancestors(whole, moment.timeline, step)
    cuts = flow_rows.cuts(whole, acts.of(moment.timeline), rows, step)
    hidden = _layout(moment, rows, cuts, bold, None, width, plan, ink).hidden
    return names_of(hidden, whole, step, ink, plan)


def _layout(
    moment: Moment,
    rows: Sequence[int],
    cuts: Sequence[Cut],
    bold: set[int],
    since: int | None,
    width: int,
    plan: Plan | None,
    ink: Pen,
) -> Layout:
    """The lifelines for these rows, their columns and names."""
    whole, step = flow_rules.of(moment.timeline), moment.step
    here = whole.index(step)
    first = 0 if since is not None else flow_rows.newest_round(rows, cuts)
    wanted = Wanted(
        rows=[whole.row(index) for index in rows if index >= first],
        current=whole.row(rows[-1] if here is None else here),
        kept=_lanes(whole, bold if since is None else {*bold, *rows}),
        # In a project that nobody directs, what was over before the first row is out of play.
        beat=acts.of(moment.timeline).beat(step) or whole.row(rows[0]).step,
    )
    return lay_out(whole, wanted, step, width, ink, plan)


def _lanes(whole: Flow, rows: Iterable[int]) -> list[Lane]:
    """The lifelines of these rows, the newest first."""
    newest = sorted(rows, reverse=True)
    return list(dict.fromkeys(lane for index in newest for lane in ends(whole.row(index))))


def _followed(moment: Moment) -> Followed | None:
    """The message that the step's fact belongs to."""
    messages = journeys.of(moment.timeline)
    trail = messages.trail(moment.step)
    root = moment.timeline.event(trail.root) if trail is not None and trail.number else None
    return None if trail is None or root is None else Followed(messages, trail, root.at)


class _Picture(msgspec.Struct, frozen=True):
    """The lines below the names, of as many rows as there is room for."""

    sketch: Sketch
    rows: Sequence[int]
    cuts: Sequence[Cut]
    room: int | None
    longest: int  # gap
    since: int | None  # all rows behind this step are wanted, whatever round they are of

    def lines(self) -> list[Text]:
        """What fits, the newest; the current row always."""
        runs = self._runs()
        here = self.sketch.whole.index(self.sketch.step)
        current = runs[-1].rows[-1] if here is None else here
        marks = [current in run.rows for run in runs]
        blocks = [self._block(run, is_current=mark) for run, mark in zip(runs, marks, strict=True)]
        stays = marks.index(True)  # the block of the current row
        for cut in reversed(self._titles()):
            place = sum(run.rows[0] < cut.first for run in runs)
            blocks.insert(place, [self.sketch.title(cut.title)])
            stays += place <= stays
        while self.room is not None and len(blocks) > 1 and sum(map(len, blocks)) > self.room:
            del blocks[int(not stays)]
            stays = max(stays - 1, 0)
        return [row for rows in blocks for row in rows]

    def _titles(self) -> list[Cut]:
        """The rounds that have a title and have begun; where a text is read, each is named once."""
        whole = self.sketch.whole
        begun = [
            cut for cut in self.cuts if cut.title and whole.first <= cut.first <= self.rows[-1]
        ]
        return [cut for cut in begun if whole.row(cut.first).step > (self.since or 0)]

    def _block(self, run: Run, *, is_current: bool) -> list[Text]:
        """The lines of a row: the time before it, if that was long, and the row."""
        most = flow_gaps.MOST if self.room is None else max(self.room // 4, 1)
        gap = flow_gaps.above(
            self.sketch.whole,
            run.rows[0],
            longest=self.longest,
            zero=self.sketch.zero,
            most=min(most, flow_gaps.MOST),
        )
        lines = self.sketch.block(run, is_current=is_current, room=self.room)
        telling(lines, self.sketch.whole.row(run.rows[-1]).step)
        has_room = self.room is None or len(lines) < self.room  # for the time as well
        return (
            lines if gap is None or not has_room else [*self.sketch.gap(gap, run.rows[0]), *lines]
        )

    def _runs(self) -> list[Run]:
        """The lines of the newest round; while there is room, those of earlier ones, else only what
        the scene notes at their ends.
        """
        whole, layout = self.sketch.whole, self.sketch.layout
        if self.since is not None:
            return self._gathered(self.rows)
        current = whole.index(self.sketch.step)
        shown = [i for i in self.rows if i == current or layout.shows(whole.row(i))]
        first = flow_rows.newest_round(self.rows, self.cuts)
        runs = self._folded(shown, first)
        for earlier in sorted({0, *(cut.first for cut in self.cuts)}, reverse=True):
            between = [i for i in self.rows if earlier <= i < first]
            if earlier >= first or not between:
                continue
            if not all(layout.shows(whole.row(i)) for i in between):
                break
            more = self._folded(shown, earlier, spare=1)
            if len(more) + len(self._titles()) > (self.room or 0):
                break
            runs, first = more, earlier
        return runs

    def _folded(self, shown: Sequence[int], first: int, spare: int = 0) -> list[Run]:
        """Rows from index `first` on, and of those above what the scene notes; `spare` more than
        there is room for.
        """
        whole, current = self.sketch.whole, self.sketch.whole.index(self.sketch.step)
        kept = [
            i for i in shown if i >= first or i == current or whole.row(i).kind == flow_rows.NOTED
        ]
        return self._gathered(kept, spare)

    def _gathered(self, rows: Sequence[int], spare: int = 0) -> list[Run]:
        sketch = self.sketch
        seat = sketch.layout.seat
        room = None if self.room is None else self.room + spare
        return flow_rows.gather(
            sketch.whole, rows, sketch.step, room=room, seat=seat, hidden=OTHERS
        )
