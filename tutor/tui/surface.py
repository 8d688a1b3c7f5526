"""What every part of the screen is drawn on: finished lines, of which only changed ones are sent.

A surface never lays out and never measures: it is given strips and shows them. So a step costs the
lines that differ, whatever the size of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.text import Text
from textual.content import Content, Span
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.view.picks import PICK, fact_in, place_in

COLOURS: Final = frozenset({"red", "green", "cyan", "magenta"})


def strips(
    console: Console, renderable: RenderableType, width: int, *, tidy: bool = False
) -> list[Strip]:
    """A Rich renderable as lines of at most `width` cells; `tidy` drops blank lines at the end.

    A text that a view has already laid out is taken as it is: a third of the time.
    """
    if isinstance(renderable, Text) and renderable.no_wrap:
        return [_strip(console, line) for line in renderable.split("\n", allow_blank=True)]
    options = console.options.update(width=width, height=None, highlight=False)
    lines = [Strip(line, width) for line in console.render_lines(renderable, options, pad=True)]
    while tidy and lines and not lines[-1].text.strip():
        lines.pop()
    return lines


def _strip(console: Console, line: Text) -> Strip:
    """As `Text.render` in half of its time where no span covers another, as in what views draw; and
    in the text's own style also where there is no span, which `Text.render` forgets (rich 15.0).
    """
    plain, segments, place = line.plain, list[Segment](), 0
    own = console.get_style(line.style)
    for span in line.spans:
        if span.start < place:
            return Strip(line.render(console), line.cell_len)
        if span.start > place:
            segments.append(Segment(plain[place : span.start], own))
        if span.end > span.start:
            segments.append(
                Segment(plain[span.start : span.end], own + console.get_style(span.style))
            )
        place = span.end
    if place < len(plain) or not plain:
        segments.append(Segment(plain[place:], own))
    return Strip(segments, line.cell_len)  # `line.end` is left out


class Surface(Widget):
    """Lines on the screen, from `top` on."""

    expected: Size | None = None  # of its content, where it is about to have another one

    class Resized(Message):
        """A surface has a new size."""

        def __init__(self, surface: Surface) -> None:
            super().__init__()
            self.surface = surface

    def on_resize(self) -> None:
        """Asks for lines of the new size."""
        self.expected = None
        self.post_message(self.Resized(self))

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.lines: list[Strip] = []
        self.top = 0
        self.hint: Callable[[int], Strip] | None = None  # the last row, where lines lie below

    @property
    def room(self) -> Size:
        """The size for which its lines are made."""
        return self.expected or self.size

    def show(self, lines: Sequence[Strip], *, top: int = 0) -> None:
        """Puts these lines on the screen, the one numbered `top` first."""
        before = self._window()
        self.lines, self.top = list(lines), max(0, min(top, len(lines) - self.room.height))
        self._refresh_changes(before, self._window())

    def show_one(self, console: Console, renderable: RenderableType) -> None:
        """Puts one renderable on the screen, at this surface's own width."""
        self.show(strips(console, renderable, max(self.size.width, 1)))

    def scroll_lines(self, by: int) -> bool:
        """Moves the window; whether there was anything to move to."""
        top = max(0, min(self.top + by, len(self.lines) - self.size.height))
        moved = top != self.top
        if moved:
            before, self.top = self._window(), top
            self._refresh_changes(before, self._window())
        return moved

    @property
    def below(self) -> int:
        """How many lines lie under the lower edge."""
        return max(0, len(self.lines) - self.top - self.room.height)

    def render_line(self, y: int) -> Strip:
        """The line at row `y` of the content."""
        width, style = self.size.width, self.visual_style.rich_style
        line = self._line(y)
        if line is None:
            return Strip.blank(width, style)
        return line.adjust_cell_length(width, style).apply_style(style)

    def _line(self, y: int) -> Strip | None:
        if self.hint is not None and self.below and y == self.size.height - 1:
            return self.hint(self.below + 1)
        at = self.top + y
        return self.lines[at] if at < len(self.lines) else None

    def _window(self) -> list[Strip | None]:
        return [self._line(y) for y in range(self.size.height)]

    def _refresh_changes(self, old: list[Strip | None], new: list[Strip | None]) -> None:
        changed = [y for y, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]
        if changed:
            width = self.size.width
            self.refresh(*(Region(0, first, width, count) for first, count in _runs(changed)))


class Panel(Surface, can_focus=True):
    """A surface in a titled frame that can be scrolled, focused and clicked."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._title, self._more = Text(), ""

    def show(self, lines: Sequence[Strip], *, top: int = 0) -> None:
        """As a surface, and says in its frame how much lies below."""
        super().show(lines, top=top)
        self._say_more()

    def scroll_lines(self, by: int) -> bool:
        """As a surface, and says in its frame how much lies below."""
        moved = super().scroll_lines(by)
        self._say_more()
        return moved

    def entitle(self, title: Text) -> None:
        """Sets the text in the frame."""
        if title != self._title:
            self._title = title
            self.border_title = _framed(title)

    def _say_more(self) -> None:
        above, below = self.top, self.below
        words = [f"{above} above"] * bool(above) + [f"{below} more below"] * bool(below)
        more = ", ".join(words)
        if more != self._more:
            self._more = more
            self.border_subtitle = more

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(-2)

    class Picked(Message):
        """A click on what has a place among choices."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class Told(Message):
        """A click on a row that tells a fact."""

        def __init__(self, seq: int) -> None:
            super().__init__()
            self.seq = seq

    def on_click(self, event: Click) -> None:
        """On a choice it is the learner's, on a row its fact; elsewhere two enlarge a panel."""
        offset = event.get_content_offset(self)
        row = self.top + offset.y if offset is not None else -1
        line = self.lines[row] if 0 <= row < len(self.lines) else Strip([])
        place = event.style.meta.get(PICK, place_in(line))  # a line may have several
        if place is not None:
            self.post_message(self.Picked(place))
        elif (seq := fact_in(line)) is not None:
            self.post_message(self.Told(seq))
        elif event.chain == 2:
            self.run_worker(self.app.run_action("zoom"))


def _framed(title: Text) -> Content:
    """Rich text for a frame, with the terminal's own colours: Textual's "cyan" is an RGB value."""
    spans = [Span(span.start, span.end, _roles(str(span.style))) for span in title.spans]
    return Content(title.plain, spans=spans)


def _roles(style: str) -> str:
    return " ".join(f"ansi_{word}" if word in COLOURS else word for word in style.split())


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive rows as (first, number of rows)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and sum(runs[-1]) == row:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((row, 1))
    return runs
