"""What a reader sees at this moment, part by part: the help explains these signs, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.tui.surface import Surface
from tutor.view import palette
from tutor.view.signs import columns, standing, told
from tutor.view.table import VIEWS


def texts(surfaces: Sequence[Surface], *, hero: str, second: str, flow: str) -> dict[str, str]:
    """The names of views and `signs.PLACES` → the text that stands there now.

    `second` is the view under the hero, "" = none; `flow` the view that has a place of its own.
    """
    names = {"narration": "story", "scrubber": "timeline", "strips": "strips", "flow": flow}
    found: dict[str, str] = {}
    for surface in surfaces:
        lines = _window(surface)
        if surface.id == "hero" and lines:
            cut = _border(lines) if second else len(lines)
            found[hero] = "\n".join(lines[:cut])
            if second and cut < len(lines):
                found[second] = "\n".join(lines[cut:])
        elif surface.id in names and lines:
            found.setdefault(names[surface.id], "\n".join(lines))
    return found


def _window(surface: Surface) -> list[str]:
    """The lines in sight; none of a part that does not stand."""
    if not surface.display:
        return []
    return [line.text for line in surface.lines[surface.top : surface.top + surface.size.height]]


def _border(lines: Sequence[str]) -> int:
    """Where the second picture begins: below the last line that is empty."""
    return max((row for row, line in enumerate(lines) if not line), default=len(lines))


def explained(
    parts: Mapping[str, str], strips: Sequence[str], *, width: int, ascii: bool
) -> RenderableType:
    """What each view on the screen shows, then its signs; `strips`: the views that have one."""
    views = [VIEWS[name] for name in dict.fromkeys((*parts, *strips)) if name in VIEWS]
    look: dict[str, Any] = {"width": width, "ascii": ascii}
    rows = [(f"{view.key}  {view.word}", view.shows) for view in views]
    here = standing(parts, ascii=ascii)
    blocks: list[RenderableType] = [columns(rows, **look), Text("\n")] * bool(rows)
    if not here:
        blocks.append(Text("There are only words on this screen.", palette.QUIET))
    return Group(*blocks, told(here, parts=parts, **look))
