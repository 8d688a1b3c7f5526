"""What a reader sees at this moment, part by part: the help explains these signs, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.story.search import plain
from tutor.story.visit import Visit
from tutor.story.walk import is_told
from tutor.tui.surface import Surface
from tutor.view import palette
from tutor.view.legend import columns, standing, told
from tutor.view.narration import verdict_on
from tutor.view.table import VIEWS
from tutor.view.text import join, pen

_LATER: Final = "The scene will say what is so today."


def texts(surfaces: Sequence[Surface], *, hero: str, second: str, flow: str) -> dict[str, str]:
    """The names of views and `legend.PLACES` → the text that stands there now.

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
    parts: Mapping[str, str],
    strips: Sequence[str],
    *,
    width: int,
    ascii: bool,
    others: Sequence[str] = (),
) -> RenderableType:
    """What each view on the screen shows, then its signs; `strips`: the views that have one.

    `others`: the names of those that share one lifeline of the flow.
    """
    views = [VIEWS[name] for name in dict.fromkeys((*parts, *strips)) if name in VIEWS]
    look: dict[str, Any] = {"width": width, "ascii": ascii}
    rows = [(f"{view.key}  {view.word}", view.shows) for view in views]
    here = standing(parts, ascii=ascii)
    if others:
        sign = pen(ascii=ascii).safe(f"others ×{len(others)}")
        rows.append((sign, f"In the flow these share one line: {join(others)}."))
    blocks: list[RenderableType] = [columns(rows, **look), Text("\n")] * bool(rows)
    if not here:
        blocks.append(Text("There are only words on this screen.", palette.QUIET))
    return Group(*blocks, told(here, parts=parts, **look))


def numbered(visit: Visit, *, width: int, ascii: bool) -> RenderableType:
    """The numbers of the guide's statements that the scene proves, once it has told all it tells.

    Until then what is taught about them would give answers away.
    """
    claims = [claim for claim, _ in visit.story.script.claims] if visit.story else []
    if not claims:
        return Text("No statement of the guide has its proof on this page.", palette.QUIET)
    told = visit.walk.place == "after" or is_told(visit.walk, visit.track)
    words = [f"{verdict_on(one)}: {plain(one.text)}" if told else _LATER for one in claims]
    rows = [(one.id, says[:1].upper() + says[1:]) for one, says in zip(claims, words, strict=True)]
    return columns(rows, width=width, ascii=ascii)
