"""Elements of Rich's Markdown as the course shows them: plain headings, code under its file's name.

Imports Rich's Markdown, so `markdown.py` imports this module with the first page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.text import Text

from tutor.view import palette
from tutor.view.text import escape, wrap

INDENT: Final = 4


class Left(Heading):
    """A heading that is a line in bold, at the left."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class Code(CodeBlock):
    """A block that is indented and keeps its lines, in one colour without a background."""

    path = ""  # of the file that has these lines: ```python labs/echo.py

    @classmethod
    def create(cls, markdown: Markdown, token: Any) -> Code:
        """The element of a fence; its info string is a language and a path (course/listings.py)."""
        code = cls("", "")
        code.path = token.info.strip().partition(" ")[2]
        return code

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.path:
            yield from _folded(self.path, palette.QUIET, options.max_width)
        for line in str(self.text).rstrip().split("\n"):
            yield from _folded(line, palette.CODE, options.max_width)


def _folded(text: str, style: str, width: int) -> Iterator[Text]:
    """A line of code, indented; what has no room goes on below, further in than it began."""
    own = INDENT + len(text) - len(text.lstrip())
    if cell_len(text) + INDENT <= width:
        yield Text(" " * INDENT + text, style=style, no_wrap=True)
        return
    own = own if own + INDENT < width // 2 else min(INDENT, width // 4)
    for number, part in enumerate(wrap(text.strip(), max(width - own - INDENT, 1))):
        yield Text(" " * (own + INDENT * bool(number)) + part, style=style, no_wrap=True)


class Document(Markdown):
    """Our elements for theirs."""

    elements: ClassVar = {
        **Markdown.elements,
        "heading_open": Left,
        "fence": Code,
        "code_block": Code,
    }


def document(source: str, *, ascii: bool, bare: bool) -> Document:
    """The document; `bare`: no style will be seen, so inline code keeps its backticks."""
    found = Document(source, hyperlinks=False)
    for token in (token for block in found.parsed for token in block.children or ()):
        if token.type == "text":  # once more: `&#x202e;` has become a character only now
            token.content = escape(token.content, ascii=ascii)
        elif token.type == "code_inline" and bare:
            token.content = f"`{token.content}`"
    return found
