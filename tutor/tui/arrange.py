"""Which panels stand on the screen: a function of its size and of what the learner does. Pure."""

from __future__ import annotations

from typing import Final, get_args

import msgspec

from tutor.story.walk import Place
from tutor.view.table import FIRST, LAYERS, SHARED, SHARING, VIEWS, Spot

WIDE: Final = (100, 30)  # columns and rows from which on all panels stand side by side

SPOTS: Final[tuple[str, ...]] = get_args(Spot)
"""The panels beside the narration, by id, in the order of the grid."""


class Arrangement(msgspec.Struct, frozen=True, kw_only=True):
    """What stands where. `shown` are views beside the narration; `layout` names the CSS class."""

    layout: str  # "reading", "wide", "tabs", "zoomed"
    narration: bool
    shown: tuple[str, ...]
    tabs: bool


def arrange(
    *,
    width: int,
    height: int,
    place: Place,
    asking: bool,
    active: str,
    inspector: str,
    zoomed: bool,
) -> Arrangement:
    """The panels for a screen of `width` columns and `height` rows.

    A page is read on the whole screen. On a small one a question takes it all, too. `active` is
    the panel in hand, `inspector` the view that stands where several share a place.
    """
    wide = width >= WIDE[0] and height >= WIDE[1]
    if place != "stage" or (asking and not wide):
        return Arrangement(layout="reading", narration=True, shown=(), tabs=False)
    story = zoomed and not asking and active == "narration"
    if story:
        return Arrangement(layout="zoomed", narration=True, shown=(), tabs=not wide)
    panel = active if active in VIEWS else FIRST
    if zoomed and not asking:
        return Arrangement(layout="zoomed", narration=False, shown=(panel,), tabs=not wide)
    if not wide:
        return Arrangement(layout="tabs", narration=True, shown=(panel,), tabs=True)
    shown = tuple(inspector if spot == SHARED else spot for spot in SPOTS)
    return Arrangement(layout="wide", narration=True, shown=shown, tabs=False)


def place_of(view: str, *, beside: str = LAYERS) -> str:
    """The panel that shows a view; `beside` is the view that the layer's place is given to."""
    return LAYERS if view == beside else VIEWS[view].spot


def view_of(panel: str, *, active: str, inspector: str, beside: str = LAYERS) -> str:
    """The view that a panel shows now.

    On a wide screen the layer's place is too good for a picture of nothing: where no layer has a
    part in the run it is given to another view, unless the learner asks for the layer.
    """
    if panel == SHARED:
        return inspector if inspector != beside else SHARING[0]
    return beside if panel == LAYERS and active != LAYERS else panel
