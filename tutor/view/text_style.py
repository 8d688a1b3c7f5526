"""How running text is written: how wide, in which characters, with what indent."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.text import Text

from tutor.view import markdown
from tutor.view.text import Pen, page, pen, wrap


class Hand(msgspec.Struct, frozen=True):
    """How this text is written: how wide, with which pen, whether styles will be seen."""

    width: int
    ink: Pen
    bare: bool

    def markdown(self, source: str, indent: int = 0) -> list[Text]:
        """Lines of Markdown, `indent` cells from the left."""
        rows = markdown.lines(
            source,
            width=max(self.width - indent, 1),
            ascii=self.ink.glyphs.ascii,
            bare=self.bare,
        )
        return [Text(" " * indent).append_text(row) for row in rows]

    def line(self, text: str, style: str, indent: int = 0) -> list[Text]:
        """A sentence, broken where it must be; later lines hang under the first."""
        rows = wrap(self.ink.safe(text), max(self.width - indent, 1))
        return [Text(" " * indent).append(row, style) for row in rows]

    def page(self, lines: Sequence[Text], height: int | None = None) -> Text:
        """The finished text."""
        return page(lines, width=self.width, height=height, pen=self.ink)


def hand_of(width: int, ascii: bool, bare: bool) -> Hand:
    """`bare`: no style will be seen, so code keeps its backticks."""
    return Hand(width, pen(ascii=ascii), bare)
