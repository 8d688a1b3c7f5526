"""The one way out: all that the program says passes here, and nothing in it steers a terminal.

`install` puts a gate in the place of standard output and standard error, so that `print`, Typer, a
traceback and a library that writes there are clean without knowing of it. What is ours and is to
steer has a door of its own: `console` for colours, `link` for links, `overwrite` for a line of
progress, `put_json` for documents. A screen has the same gate before each line (`tui/gated.py`),
files that we write are clean before they are written. `tests/architecture` sees to it that there is
no other way.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Any, Final, cast

from tutor.core.harmless import coloured, json, one_line, visible

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, ConsoleOptions, ConsoleRenderable
    from rich.segment import Segment

ERASE: Final = "\r\x1b[2K"  # to the beginning of the line, and nothing left on it


class Gate(io.TextIOWrapper):
    """A standard stream that spells out what could steer a terminal.

    What its encoding does not have is spelled out, too. It hands out no bytes to write to.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        stream.flush()
        super().__init__(
            stream.buffer,
            encoding=stream.encoding,
            errors="backslashreplace" if stream.errors == "strict" else stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        self._stream = stream  # were it collected, it would close the file

    def write(self, text: str) -> int:
        """Text from outside."""
        super().write(visible(text))
        return len(text)

    def write_ours(self, text: str) -> None:
        """For this module: what has been made harmless already."""
        super().write(text)

    @property
    def buffer(self) -> Any:
        """There is none: Click and others then write text."""
        raise AttributeError("Bytes have no gate; write text.")


class _Coloured:
    """The door of a gate for a renderer of ours: its colours pass."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def write(self, text: str) -> int:
        self._gate.write_ours(coloured(text, _links))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gate, name)


def install() -> None:
    """Puts the gates up; a stream that is none of the system's stays as it is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream, Gate):
            setattr(sys, name, Gate(stream))


# ── links (OSC 8) ───────────────────────────────────────────────────────────────────────────

_links: Final[set[str]] = set()  # those that we have made; no other passes


def link(file: Path) -> str:
    """The link to a file of the learner, for a style ("bold link file:///…"): a URL in ASCII."""
    url = file.absolute().as_uri()
    _links.add(url)
    return url


def is_strange(link: str | None) -> bool:
    """Whether a style has a link that is none of ours."""
    return bool(link) and link not in _links


# ── what is ours ────────────────────────────────────────────────────────────────────────────


def overwrite(text: str, *, park: bool = False) -> None:
    """A line of progress on standard error, in the place of the last; `park`s the cursor first.

    It is cut to one row: of a line that goes on below, only the last row could be overwritten.
    """
    from rich.cells import chop_cells

    stream, width = sys.stderr, max(get_terminal_size().columns - 1, 1)
    write = stream.write_ours if isinstance(stream, Gate) else stream.write
    row = next(iter(chop_cells(one_line(text), width)), "")
    write(ERASE + row + "\r" * park)
    stream.flush()


def put_json(document: str | bytes, out: IO[str] | None = None) -> None:
    """A JSON document, or lines of them, on `out` or standard output.

    It says the same as before, in a form that is harmless, and ends as it is given.
    """
    out = out or sys.stdout
    text = document if isinstance(document, str) else document.decode()
    out.write(json(text, ascii="utf" not in (getattr(out, "encoding", None) or "utf-8").lower()))


def ask(prompt: str) -> str:
    """A line of input. Raises EOFError. (Where there is a terminal, `input` writes past us.)"""
    return input(visible(prompt))


def console(out: IO[str], **options: Any) -> Console:
    """Rich's console on `out`: its styles pass, and what it is given to print comes clean."""
    from rich.console import Console

    door = cast("IO[str]", _Coloured(out)) if isinstance(out, Gate) else out
    made = Console(file=door, legacy_windows=False, **options)
    made.push_render_hook(cast("Any", _Hook()))
    return made


class _Hook:
    """Stands between what is printed and the console's buffer (`rich.console.RenderHook`)."""

    def process_renderables(self, given: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Clean(one) for one in given]


class _Clean:
    """A renderable whose segments are clean."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        return clean(console.render(self.inner, options))


def clean(segments: Iterable[Segment], *, lines: bool = True) -> Iterator[Segment]:
    """Segments that steer nothing: no control in a text, no link (OSC 8) of others in a style.

    `lines`: a text may be more than one line. A segment that is clean passes as it is.
    """
    spell = visible if lines else one_line
    for segment in segments:
        text, style, control = segment
        shown = text if control else spell(text)
        if style is not None and is_strange(style.link):
            style = style.update_link(None)
        same = shown is text and style is segment.style
        yield segment if same else segment._replace(text=shown, style=style)
