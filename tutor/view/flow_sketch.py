"""Draws the lines of a message flow: names, rows, rules, and the time between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.core.journeys import Messages, Trail
from tutor.view import clock, flow_gaps, palette, picture_names
from tutor.view.canvas import Canvas
from tutor.view.flow import Flow, Lane, Row
from tutor.view.flow_gaps import Gap
from tutor.view.flow_rows import Run
from tutor.view.fold import SANE, fold
from tutor.view.lifelines import OTHERS, Layout
from tutor.view.text import Pen, join

_BELOW: Final = 4  # lines for the words of the current row
_STAMP: Final = 8  # cells of a column of times
_MORE: Final = re.compile(r" \+\d+$")
_BYTES: Final = re.compile(r"(^|: )([0-9a-f]{2} )*[0-9a-f]{2}( …)?$")
_OF_SERVERS: Final = ("server.started", "server.stopped")  # their shortest label is its name
_STYLES: Final = {
    "client": palette.CLIENT,
    "app": palette.INSTANCE,
    "layer": palette.LAYER,
    "db": palette.STORE,
}


class Followed(msgspec.Struct, frozen=True):
    """The message whose times are counted from when it was sent."""

    messages: Messages
    trail: Trail
    at: int  # nanoseconds, as in facts

    def has(self, row: Row) -> bool:
        """Whether a row is a part of it."""
        trail = self.messages.trail(row.step)
        return trail is not None and trail.root == self.trail.root


class Sketch(msgspec.Struct, frozen=True):
    """Draws one diagram: what is known, where it goes, and with which pen."""

    whole: Flow
    layout: Layout
    step: int
    ink: Pen
    zero: int
    followed: Followed | None
    bold: frozenset[int]  # the rows of the step and of what led to it

    # ── names ──

    def heading(self) -> list[Text]:
        """The names above the lifelines, in as many rows as they need."""
        rows = [Canvas(self.layout.width) for _ in range(self.layout.heads)]
        for lane in self.layout.names:
            self._stem(rows, lane)
        for lane, (place, start, label) in self.layout.names.items():
            rows[place].put(start, label, self._name_style(lane))
        margin = self.layout.margin
        if margin > 3:
            edge = margin - 1 - _STAMP * self.layout.since
            rows[0].put(0, "ms".rjust(edge), palette.QUIET)
        if self.layout.since and self.followed is not None:
            mark = f"{self.ink.glyphs.message}{self.followed.trail.number}"
            rows[0].put(margin - 1 - cell_len(mark), mark, palette.MARK)
        return [row.line() for row in rows]

    def _stem(self, rows: Sequence[Canvas], lane: Lane) -> None:
        """The lifeline from below its name down to the first row of the picture."""
        if lane == OTHERS or self._alive(lane):
            for row in rows[self.layout.names[lane][0] + 1 :]:
                row.put(self.layout.columns[lane], self.ink.glyphs.vertical, palette.QUIET)

    def _name_style(self, lane: Lane) -> str:
        if lane == OTHERS:
            return palette.QUIET
        if not self._alive(lane):
            return palette.GONE if self._failed(lane) else palette.DEAD
        return _STYLES.get(lane.role, palette.STRONG)

    def _alive(self, lane: Lane) -> bool:
        return self.whole.lives[lane].alive(self.step)

    def _failed(self, lane: Lane) -> bool:
        return self.whole.lives[lane].failed <= self.step

    # ── rows ──

    def block(self, run: Run, *, is_current: bool, room: int | None = None) -> list[Text]:
        """One line of the picture. Words of the current row that have no room on it go below, where
        there are `room` lines for all of them.
        """
        row = self.whole.row(run.rows[0])
        labels = self._labels(run)
        if row.bad(self.step) and row.shape != "arrow":
            labels = [f"{self.ink.glyphs.cross} {text}" for text in labels]
        labels = labels or [""]
        line, words = self._line(run, labels, is_current=is_current)
        is_cut = words.endswith(self.ink.glyphs.ellipsis) or bool(_BYTES.search(labels[0]))
        is_whole = words == labels[0] or not is_cut  # bytes are told in words only elsewhere
        if not is_current or (words in labels and is_whole):
            return [line]
        bare, _ = self._line(run, [], is_current=True)
        margin = " " * (self.layout.margin + 2)
        below = Text(margin).append(self.ink.cut(labels[0], SANE), self._style(row, is_bold=True))
        below.stylize(palette.NOW)
        whole = [bare, *fold(below, self.layout.width, hang=len(margin), most=_BELOW)]
        return whole if room is None or len(whole) <= room else [line]

    def _line(self, run: Run, labels: Sequence[str], *, is_current: bool) -> tuple[Text, str]:
        """The line of a row, and which words stand on it."""
        canvas, row = Canvas(self.layout.width), self.whole.row(run.rows[0])
        is_bold = not self.bold.isdisjoint(run.rows)
        self._margin(canvas, row, is_current)
        style = self._style(row, is_bold=is_bold)
        if row.shape == "rule":
            words = self._rule(canvas, labels, style, since=self._is_followed(row))
        else:
            self._lifelines(canvas, run.rows[0])
            draw = self._arrow if row.shape == "arrow" else self._note
            words = draw(canvas, row, labels, style)
        return canvas.line(palette.NOW if is_bold else palette.QUIET), words

    def title(self, text: str) -> Text:
        """The rule at which a round begins."""
        canvas = Canvas(self.layout.width)
        self._rule(canvas, [self.ink.safe(text)], palette.PLAIN, since=False)
        return canvas.line(palette.NOW)

    def gap(self, gap: Gap, index: int) -> list[Text]:
        """The empty rows above a row, with how long they took."""
        glyphs, above = self.ink.glyphs, self.whole.row(index - 1)
        words = [picture_names.duration(gap.lasted), *[""] * (gap.rows - 1)]
        if gap.more and gap.rows > 1:
            words[-1] = f"{glyphs.times}{gap.more}"
        rows = []
        for said in words:
            canvas = Canvas(self.layout.width)
            for lane in self.layout.columns:
                self._lifeline(canvas, lane, above.step, gap)
            if self.layout.margin > 3:
                canvas.put(2, glyphs.waits, palette.QUIET)
                canvas.put(4, said, palette.PLAIN)
            rows.append(canvas.line(palette.QUIET))
        return rows

    def _labels(self, run: Run) -> list[str]:
        """The words of a row, or of the first and the last of several with their number."""
        row = self.whole.row(run.rows[0])
        first, last = (self.whole.row(run.rows[place]).wording(self.step) for place in (0, -1))
        own = [self.ink.safe(text) for text in first]
        if run.times == 1:
            delay = self.whole.row(run.rows[0]).delay(self.step)
            return [f"{text} +{delay}" for text in own if delay] + own
        if row.kind in _OF_SERVERS:
            said = [self.whole.row(index).labels for index in run.rows]
            servers = join(self.ink.safe(labels[-1]) for labels in said)
            did = said[0][0].removeprefix(f"{said[0][-1]} ").replace("listens", "listen")
            return [f"{servers} {did}", f"{run.times} servers {did}"]
        times = f"{self.ink.glyphs.times}{run.times} "
        if first == last:
            return [times + text for text in own]
        shortest = f"{times}{own[-1]} {self.ink.glyphs.ellipsis} {self.ink.safe(last[-1])}"
        return [shortest, f"{times}{own[-1]} {self.ink.glyphs.ellipsis}", times + own[-1]]

    def _margin(self, canvas: Canvas, row: Row, is_current: bool) -> None:
        if is_current:
            canvas.put(0, self.ink.glyphs.now, palette.MARK)
        margin = self.layout.margin
        if margin > 3:
            at = clock.stamp(row.at - self.zero)
            canvas.put(margin - 1 - _STAMP * self.layout.since - len(at), at)
        if self.layout.since and self.followed is not None and self._is_followed(row):
            since = f"+{clock.stamp(max(row.at - self.followed.at, 0))}"
            canvas.put(margin - 1 - len(since), since)

    def _is_followed(self, row: Row) -> bool:
        return self.followed is not None and self.followed.has(row)

    def _rule(self, canvas: Canvas, labels: Sequence[str], style: str, *, since: bool) -> str:
        left, right = self.layout.margin, self.layout.width
        left -= _STAMP * (self.layout.since and not since)  # no time stands there
        canvas.put(left, self.ink.glyphs.rule * (right - left), style)
        room = max(right - left - 6, 0)
        words = self.ink.cut(_choose(labels, room), room)
        if words:
            canvas.put(left + 2, f" {words} ", style)
        return words

    # ── lifelines ──

    def _lifelines(self, canvas: Canvas, index: int) -> None:
        step = self.whole.row(index).step
        before = self.whole.before(index)
        for lane, column in self.layout.columns.items():
            life = self.whole.lives.get(lane)
            ended = life is not None and before is not None and before.step <= life.death < step
            if ended and self._failed(lane):
                canvas.put(column, self.ink.glyphs.dead, palette.GONE)
            else:
                self._lifeline(canvas, lane, step)

    def _lifeline(self, canvas: Canvas, lane: Lane, step: int, gap: Gap | None = None) -> None:
        """One lifeline at a step, or in the time after it."""
        column, life = self.layout.columns[lane], self.whole.lives.get(lane)
        if lane == OTHERS:
            canvas.put(column, ":", palette.QUIET)
        elif life is None or not life.alive(step):
            return
        elif life.works(step) and (gap is None or self._newest_work(lane, step)):
            style = palette.INSTANCE if lane.role == "app" else palette.PLAIN
            canvas.put(column, self.ink.glyphs.busy, style)
        elif gap is not None and flow_gaps.stands(self.whole, gap, lane, self.step):
            canvas.put(column, self.ink.glyphs.still, palette.QUIET)
        else:
            canvas.put(column, self.ink.glyphs.vertical, palette.QUIET)

    def _newest_work(self, lane: Lane, step: int) -> bool:
        """Whether, of the busy consumers of its process, this one has begun last: while a loop
        stands still it is the one that holds it.
        """
        lives = self.whole.lives
        seated = (one for one in self.layout.columns if one in lives and one.place == lane.place)
        peers = [lives[one] for one in seated]
        last = max((life.begun(step) for life in peers if life.works(step)), default=0)
        return lives[lane].begun(step) == last

    # ── words and arrows ──

    def _note(self, canvas: Canvas, row: Row, labels: Sequence[str], style: str) -> str:
        column = self._column(row.start)
        return self._beside(canvas, column, column, labels[:1], style)

    def _column(self, lane: Lane | None) -> int:
        seat = self.layout.seat(lane)
        columns = self.layout.columns
        return columns[seat] if seat in columns else next(iter(columns.values()), 0)

    def _arrow(self, canvas: Canvas, row: Row, labels: Sequence[str], style: str) -> str:
        for server, other in ((row.start, row.end), (row.end, row.start)):
            if server is not None and server.role == "server":
                return self._stub(canvas, row, server, self._column(other), labels, style)
        start, end = self._column(row.start), self._column(row.end)
        if start == end:
            return self._beside(canvas, start, start, labels, style)
        self._shaft(canvas, row, start, end, style)
        low, high = sorted((start, end))
        inside = high - low - 4  # for words between two blanks, before the arrow's head
        tight = [text for text in labels if cell_len(text) <= inside]
        fitting = next((text for text in tight if cell_len(text) + 2 <= inside), "".join(tight[:1]))
        if labels and not fitting and inside >= 12:
            fitting = self._cut(labels, inside)
        if not fitting:
            return self._beside(canvas, low, high, labels, style)
        column = low + 1 + (high - low - 1 - cell_len(fitting) - 2) // 2
        column = max(column, low + 1 + (end < start))  # right of the arrow's head
        canvas.put(column, f" {fitting} ", style)
        return fitting

    def _cut(self, labels: Sequence[str], room: int) -> str:
        """The longest label, cut; one that counts further statements keeps their number."""
        mark = _MORE.search(labels[-1])
        if mark is None:
            return self.ink.cut(labels[0], room)
        return self.ink.cut(labels[-1][: mark.start()], room - len(mark[0])) + mark[0]

    def _shaft(self, canvas: Canvas, row: Row, start: int, end: int, style: str) -> None:
        glyphs = self.ink.glyphs
        is_solid = row.arrived <= self.step and not row.delay(self.step)
        low, high = sorted((start, end))
        body = glyphs.horizontal if is_solid else glyphs.dashed
        canvas.put(low + 1, body * (high - low - 1), style)
        canvas.put(start, glyphs.start_right if end > start else glyphs.start_left, style)
        canvas.put(end - 1 if end > start else end + 1, self._head(row, end > start), style)

    def _stub(
        self,
        canvas: Canvas,
        row: Row,
        server: Lane,
        column: int,
        labels: Sequence[str],
        style: str,
    ) -> str:
        """An arrow between a lifeline and the server, which has none: it ends at the server's name,
        left of a consumer and right of a client.
        """
        name = self.ink.safe(server.place)
        other = row.end if row.start == server else row.start
        is_client = other is not None and other.role == "client"
        room = self.layout.width - column if is_client else column - self.layout.margin
        longest = room - cell_len(name) - 7 - is_client
        fitting = next((text for text in labels if cell_len(text) <= longest), "")
        if not fitting:
            return self._beside(canvas, column, column, labels, style)
        far = cell_len(fitting) + 6
        edge = column + far if is_client else column - far
        start, end = (edge, column) if row.start == server else (column, edge)
        self._shaft(canvas, row, start, end, style)
        canvas.put(min(edge, column) + (3 if end < start else 2), f" {fitting} ", style)
        leaves = row.start == server  # else the arrow's head leaves a cell free
        beside = edge + leaves if is_client else edge - cell_len(name) - leaves
        canvas.put(beside, f" {name}" if is_client else f"{name} ", style)
        return fitting

    def _head(self, row: Row, rightwards: bool) -> str:
        glyphs = self.ink.glyphs
        if row.broken <= self.step:
            return glyphs.cross
        if row.arrived > self.step:
            return glyphs.open_right if rightwards else glyphs.open_left
        return glyphs.head_right if rightwards else glyphs.head_left

    def _style(self, row: Row, *, is_bold: bool) -> str:
        if row.bad(self.step) or row.broken <= self.step:
            return palette.BAD if is_bold else palette.GONE
        if row.shape != "arrow":
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


def _choose(labels: Sequence[str], room: int) -> str:
    """The longest label that fits, else the shortest."""
    return next((text for text in labels if cell_len(text) <= room), labels[-1] if labels else "")
