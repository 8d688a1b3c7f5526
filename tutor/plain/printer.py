"""Where linear text goes: finished pictures, sentences, and Markdown, one below the other."""

from __future__ import annotations

from typing import IO, Final

from rich.console import RenderableType
from rich.text import Text

from tutor import gate
from tutor.view.text import pen, wrap

SIGNS: Final = ("◇ ", "✓ ", "✗ ", "▌ ")  # before lines that say the same in words


class Printer:
    """Where the text goes, how wide, in which characters; `words`: without a sign that is drawn."""

    def __init__(
        self,
        out: IO[str],
        *,
        width: int,
        ascii: bool = False,
        color: bool = False,
        words: bool = False,
    ) -> None:
        self.words = words
        self.width, self.ascii, self.color = max(width, 20), ascii, color
        self.pen = pen(ascii=ascii)
        self.console = gate.console(
            out,
            width=self.width,
            color_system="standard" if color else None,
            no_color=not color,
            force_terminal=color,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def show(self, picture: RenderableType) -> None:
        """A finished picture, and an empty line after it."""
        if self.words and isinstance(picture, Text):
            lines = picture.split("\n")
            cut = [line[2:] if line.plain.startswith(SIGNS) else line for line in lines]
            picture = Text("\n").join(cut)
        self.console.print(picture)
        self.console.print()

    def say(self, text: str, style: str = "", *, link: tuple[str, str] = ("", "")) -> None:
        """A sentence of our own. `link`: a word of it, and where that leads (OSC 8)."""
        word, url = link
        for row in wrap(self.pen.safe(text), self.width):
            line = Text(row, style=style)
            if url and (at := row.find(word)) >= 0:
                line.stylize(f"link {url}", at, at + len(word))
            self.console.print(line)

    def prose(self, source: str) -> None:
        """Markdown of the lesson; in words a drawing is what its author wrote in its place."""
        from tutor.view import markdown

        if self.words:
            source = markdown.aloud(source)
        bare = not self.color
        self.show(markdown.render(source, width=self.width, ascii=self.ascii, bare=bare))
