"""The message flow: a sequence diagram up to the step, the newest rows at the bottom.

Lifelines for clients, consumers, layers and the database; an arrow is solid once what it carries
has arrived, dashed as long as it is under way (a frame on the wire, a copy in its queue, a query in
its thread), and broken by a cross when it never will. A lifeline is thick while its consumer runs
a handler. Nothing after the step is drawn: the run must not give its answers away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.view import clock, flow_rows, flow_rules, palette, picture_names
from tutor.view.canvas import Canvas
from tutor.view.flow import Flow, Lane, Row
from tutor.view.flow_rows import Run
from tutor.view.fold import SANE, fold
from tutor.view.lifelines import OTHERS, Layout, lay_out
from tutor.view.picks import telling
from tutor.view.text import Pen, join, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

_EMPTY: Final = "No message has been sent yet. Step on, and the first arrow appears here."
_LATELY: Final = "No message is among the facts that are kept."
_ROWS: Final = 24  # without a height
_BELOW: Final = 4  # lines for the words of the current row


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    since: int | None = None,
    plan: Plan | None = None,
) -> RenderableType:
    """The rows that lead up to the moment's step; only those after step `since`, if given.

    `width` and `height` are cells; `plan` has the columns of a finished recording.
    """
    ink = pen(ascii=ascii)
    whole, step = flow_rules.of(moment.timeline), moment.step
    room = None if since is not None and height is None else height or _ROWS
    rows = flow_rows.candidates(whole, step, room or _ROWS, since)
    if not rows:
        words = picture_names.nothing(moment, _EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    layout = lay_out(whole, [whole.row(index) for index in rows], step, width, ink, plan)
    zero = clock.counted_from(moment, plan)
    sketch = _Sketch(whole, layout, step, ink, zero)
    lines = sketch.heading()
    if room is not None:
        room = max(room - len(lines), 1)
    shown = flow_rows.gather(whole, rows, step, room=room, seat=layout.seat, hidden=OTHERS)
    here = whole.index(step)
    current = shown[-1].rows[-1] if here is None else here
    marks = [current in run.rows for run in shown]
    blocks = [sketch.block(run, is_current=mark) for run, mark in zip(shown, marks, strict=True)]
    for run, block in zip(shown, blocks, strict=True):
        telling(block, whole.row(run.rows[-1]).step)
    oldest = int(marks[0])  # the current row stays
    while room is not None and len(blocks) > 1 and sum(map(len, blocks)) > room:
        del blocks[oldest]
    lines += [row for rows in blocks for row in rows]
    return page(lines, width=width, height=height, pen=ink)


class _Sketch(msgspec.Struct, frozen=True):
    """Draws one diagram: what is known, where it goes, and with which pen."""

    whole: Flow
    layout: Layout
    step: int
    ink: Pen
    zero: int

    # ── heading ──

    def heading(self) -> list[Text]:
        """The names above the lifelines, in two rows when they need the room; those that this
        step is about have a row of their own where they are longer.
        """
        above = self.layout.above
        count = len(above) + (2 if self.layout.staggered else 1)
        rows = [Canvas(self.layout.width) for _ in range(count)]
        beside = [lane for lane in self.layout.columns if lane not in above]
        for number, lane in enumerate(above):
            self._name(rows, number, lane)
        for number, lane in enumerate(beside):
            if lane in self.layout.labels:  # the line of a name is that of its column
                self._name(rows, len(above) + number % (count - len(above)), lane)
        if self.layout.margin > 3:
            rows[0].put(0, "ms".rjust(self.layout.margin - 1), palette.QUIET)
        return [row.line() for row in rows]

    def _name(self, rows: Sequence[Canvas], place: int, lane: Lane) -> None:
        """One name, and its lifeline down to the first row of the picture."""
        column, label = self.layout.columns[lane], self.layout.labels[lane]
        if lane == OTHERS or self._alive(lane):
            for row in rows[place + 1 :]:
                row.put(column, self.ink.glyphs.vertical, palette.QUIET)
        start = max(column - (cell_len(label) - 1) // 2, self.layout.margin)
        start = min(start, self.layout.width - cell_len(label))
        rows[place].put(start, label, self._name_style(lane))

    def _name_style(self, lane: Lane) -> str:
        if lane == OTHERS:
            return palette.QUIET
        if not self._alive(lane):
            return palette.DEAD
        return _STYLES.get(lane.role, palette.STRONG)

    def _alive(self, lane: Lane) -> bool:
        return self.whole.lives[lane].alive(self.step)

    # ── rows ──

    def block(self, run: Run, *, is_current: bool) -> list[Text]:
        """One line of the picture. Words of the current row that have no room on it go below."""
        row = self.whole.row(run.rows[0])
        labels = self._labels(run)
        if row.bad(self.step) and row.shape != "arrow":
            labels = [f"{self.ink.glyphs.cross} {text}" for text in labels]
        line, words = self._line(row, labels, is_current=is_current)
        if not is_current or not labels or words in labels:
            return [line]
        bare, _ = self._line(row, [], is_current=True)
        margin = " " * (self.layout.margin + 2)
        below = Text(margin).append(self.ink.cut(labels[0], SANE), self._arrow_style(row))
        below.stylize(palette.NOW)
        return [bare, *fold(below, self.layout.width, hang=len(margin), most=_BELOW)]

    def _line(self, row: Row, labels: Sequence[str], *, is_current: bool) -> tuple[Text, str]:
        """The line of a row, and which words stand on it."""
        canvas = Canvas(self.layout.width)
        self._margin(canvas, row, is_current)
        if row.shape == "rule":
            words = self._rule(canvas, row, labels)
        else:
            self._lifelines(canvas, row)
            draw = self._arrow if row.shape == "arrow" else self._note
            words = draw(canvas, row, labels)
        return canvas.line(palette.NOW if is_current else ""), words

    def _labels(self, run: Run) -> list[str]:
        """The words of a row, or of the first and the last of several with their number."""
        row = self.whole.row(run.rows[0])
        first, last = (self.whole.row(run.rows[place]).wording(self.step) for place in (0, -1))
        own = [self.ink.safe(text) for text in first]
        if run.times == 1:
            delay = self.whole.row(run.rows[0]).delay(self.step)
            return [f"{text} +{delay}" for text in own if delay] + own
        if row.kind == "server.started":
            servers = [self.ink.safe(self.whole.row(index).labels[-1]) for index in run.rows]
            return [f"{join(servers)} listen", f"{run.times} servers listen"]
        times = f" x{run.times}"
        if first == last:
            return [text + times for text in own]
        shortest = f"{own[-1]} {self.ink.glyphs.ellipsis} {self.ink.safe(last[-1])}{times}"
        return [shortest, f"{own[-1]} {self.ink.glyphs.ellipsis}{times}", own[-1] + times]

    def _margin(self, canvas: Canvas, row: Row, is_current: bool) -> None:
        if is_current:
            canvas.put(0, self.ink.glyphs.now, palette.MARK)
        if self.layout.margin > 3:
            at = clock.stamp(row.at - self.zero)
            canvas.put(self.layout.margin - 7, at.rjust(6), palette.QUIET)

    def _rule(self, canvas: Canvas, row: Row, labels: Sequence[str]) -> str:
        style = palette.BAD if row.bad(self.step) else palette.QUIET
        left, right = self.layout.margin, self.layout.width
        canvas.put(left, self.ink.glyphs.rule * (right - left), style)
        room = max(right - left - 6, 0)
        words = self.ink.cut(_choose(labels, room), room)
        if words:
            canvas.put(left + 2, f" {words} ", style)
        return words

    def _lifelines(self, canvas: Canvas, row: Row) -> None:
        for lane, column in self.layout.columns.items():
            life = self.whole.lives.get(lane)
            if lane == OTHERS:
                canvas.put(column, ":", palette.QUIET)
            elif life is None:  # a column that is reserved
                continue
            elif life.works(row.step):
                canvas.put(column, self.ink.glyphs.busy, _STYLES.get(lane.role, ""))
            elif life.alive(row.step):
                canvas.put(column, self.ink.glyphs.vertical, palette.QUIET)

    def _note(self, canvas: Canvas, row: Row, labels: Sequence[str]) -> str:
        column = self.layout.columns[self.layout.seat(row.start)]
        return self._beside(canvas, column, column, labels[:1], self._arrow_style(row))

    def _arrow(self, canvas: Canvas, row: Row, labels: Sequence[str]) -> str:
        start = self.layout.columns[self.layout.seat(row.start)]
        end = self.layout.columns[self.layout.seat(row.end)]
        glyphs, style = self.ink.glyphs, self._arrow_style(row)
        if start == end:
            return self._beside(canvas, start, start, labels, style)
        arrived = row.arrived <= self.step
        body = glyphs.horizontal if arrived else glyphs.dashed
        low, high = sorted((start, end))
        canvas.put(low + 1, body * (high - low - 1), style)
        canvas.put(start, glyphs.start_right if end > start else glyphs.start_left, style)
        canvas.put(end - 1 if end > start else end + 1, self._head(row, end > start), style)
        inside = high - low - 4
        fitting = next((text for text in labels if cell_len(text) + 2 <= inside), "")
        if labels and not fitting and inside >= 12:
            fitting = self.ink.cut(labels[0], inside - 2)
        if not fitting:
            return self._beside(canvas, low, high, labels, style)
        column = low + 1 + (high - low - 1 - cell_len(fitting) - 2) // 2
        canvas.put(column, f" {fitting} ", style)
        return fitting

    def _head(self, row: Row, rightwards: bool) -> str:
        glyphs = self.ink.glyphs
        if row.broken <= self.step:
            return glyphs.cross
        if row.arrived > self.step:
            return glyphs.open_right if rightwards else glyphs.open_left
        return glyphs.head_right if rightwards else glyphs.head_left

    def _arrow_style(self, row: Row) -> str:
        if row.bad(self.step) or row.broken <= self.step:
            return palette.BAD
        if row.shape == "note":
            return palette.PLAIN
        roles = {lane.role for lane in (row.start, row.end) if lane is not None}
        return palette.GROUP if "layer" in roles else palette.MESSAGE if "client" in roles else ""

    def _beside(
        self, canvas: Canvas, low: int, high: int, labels: Sequence[str], style: str
    ) -> str:
        """Words right of an arrow, or left of it where more room is."""
        right, left = self.layout.width - high - 3, low - self.layout.margin - 2
        shortest = min(map(cell_len, labels), default=0)
        if shortest <= right or (shortest > left and right >= left):
            words = self.ink.cut(_choose(labels, right), max(right, 0))
            column = high + 1
        else:
            words = self.ink.cut(_choose(labels, left), max(left, 0))
            column = low - cell_len(words) - 2
        if words:
            canvas.put(column, f" {words} ", style)
        return words


_STYLES: Final = {
    "client": palette.CLIENT,
    "app": palette.INSTANCE,
    "layer": palette.LAYER,
    "db": palette.STORE,
}


def _choose(labels: Sequence[str], room: int) -> str:
    """The longest label that fits, else the shortest."""
    return next((text for text in labels if cell_len(text) <= room), labels[-1] if labels else "")
