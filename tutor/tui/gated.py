"""Every screen of ours: no line is painted that has not passed the gate.

The views have escaped what they show. This is for the one that forgot: a line keeps its width, so
that the picture stands, and a control in it is spelled out.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from tutor import gate

Result = TypeVar("Result")


class Harmless(LineFilter):
    """Textual's hook between a widget's line and the terminal: borders and titles as well."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments if they are clean, which is nearly always: two microseconds a line."""
        for text, style, _ in segments:
            if not text.isprintable():
                break
            if style is not None and style.link and gate.is_strange(style.link):
                break
        else:
            return segments
        width = Segment.get_line_length(segments)
        return Segment.adjust_line_length(list(gate.clean(segments, lines=False)), width)


HARMLESS: Final = Harmless()


class Gated(App[Result]):
    """An app behind the gate; what Textual prints when one crashes is as well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_console = gate.console(sys.stderr, markup=False, highlight=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Those of Textual, then ours: nothing comes after it."""
        return [*super().get_line_filters(), HARMLESS]
