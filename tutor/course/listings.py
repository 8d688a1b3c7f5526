"""Code that a lesson prints: every listing names its file, and shows lines that are in it.

    ```python demo_project/asgi.py
    django_application = get_asgi_application()
    # …
    application = ProtocolTypeRouter(...)
    ```

The lesson's text keeps the lines, so that it can be read on any Git host; `check.py` compares them
with the file, so that they cannot go stale. A line `# …` (or `// …`) leaves lines out. A fence that
names no language is a drawing. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from tutor.course.load import markdown

_GAPS: Final = frozenset({"# …", "// …", "…"})


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A fenced block with a language: where its lines come from, and the lines."""

    language: str  # "python"
    path: str  # "demo_project/asgi.py", "labs/echo.py"; "" = the author named none
    lines: tuple[str, ...]


def listings(text: str) -> Iterator[Listing]:
    """The listings of a passage of Markdown, in order."""
    for token in markdown().parse(text):
        language, _, path = token.info.strip().partition(" ")
        if token.type == "fence" and language:
            lines = tuple(token.content.rstrip("\n").split("\n"))
            yield Listing(language=language, path=path.strip(), lines=lines)


def strange_line(listing: Listing, source: str) -> str | None:
    """The first line of the listing that the file does not have at that place; None: all agree.

    The parts between gaps follow each other in the file, each without a break, and all of them are
    indented by the same blanks more than in the listing.
    """
    parts = _parts(listing.lines)
    file = source.split("\n")
    if not parts:
        return ""
    first = parts[0][0]
    indents = {line[: len(line) - len(first)] for line in file if line.endswith(first)}
    # The most that any indentation explains: a first line may occur more than once.
    reached = max(
        (_agree(parts, file, indent) for indent in indents if not indent.strip()), default=0
    )
    lines = [line for part in parts for line in part]
    return None if reached == len(lines) else lines[reached]


def _parts(lines: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.strip() in _GAPS:
            parts.append([])
        else:
            parts[-1].append(line)
    trimmed = (_without_blank_ends(part) for part in parts)
    return [part for part in trimmed if part]


def _without_blank_ends(part: list[str]) -> list[str]:
    full = [number for number, line in enumerate(part) if line.strip()]
    return part[full[0] : full[-1] + 1] if full else []


def _agree(parts: Sequence[Sequence[str]], file: Sequence[str], indent: str) -> int:
    """How many lines of the parts are found, from the first on."""
    found, start = 0, 0
    for part in parts:
        wanted = [indent + line if line.strip() else "" for line in part]
        most, where = _place(wanted, file, start)
        found += most
        if most < len(part):
            return found
        start = where + len(part)
    return found


def _place(wanted: Sequence[str], file: Sequence[str], start: int) -> tuple[int, int]:
    """The length of the longest beginning of `wanted` that the file has, and the index of it."""
    best = (0, start)
    for at in range(start, len(file)):
        same = 0
        while same < len(wanted) and file[at + same : at + same + 1] == [wanted[same]]:
            same += 1
        if same > best[0]:
            best = (same, at)
    return best
