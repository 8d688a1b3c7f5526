"""Which panels stand on the screen: a function of its size and of what the learner does. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from tutor.story.walk import Place

WIDE: Final = (100, 30)  # columns and rows from which on all panels stand side by side

PANELS: Final[dict[str, tuple[str, str]]] = {
    "topology": ("t", "topology"),
    "groups": ("l", "layer"),
    "source": ("c", "code"),
    "scope": ("s", "scope"),
    "instances": ("i", "instances"),
    "threads": ("h", "threads"),
    "events": ("e", "events"),
    "broker": ("b", "broker"),
    "sequence": ("f", "flow"),
}
"""View → its key and its short name, in the order of the tabs."""

INSPECTORS: Final = ("scope", "instances", "threads", "events", "broker")
"""Views that share one place on a wide screen."""


class Arrangement(msgspec.Struct, frozen=True, kw_only=True):
    """What stands where. `shown` are panels beside the narration; `layout` names the CSS class."""

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
    panel = active if active in PANELS else "topology"
    if zoomed and not asking:
        return Arrangement(layout="zoomed", narration=False, shown=(panel,), tabs=not wide)
    if not wide:
        return Arrangement(layout="tabs", narration=True, shown=(panel,), tabs=True)
    shown = ("topology", "groups", inspector, "source", "sequence")
    return Arrangement(layout="wide", narration=True, shown=shown, tabs=False)


def place_of(view: str, *, beside: str = "groups") -> str:
    """The panel that shows a view; `beside` is the view that the layer's place is given to."""
    if view == beside:
        return "groups"
    return "inspector" if view in INSPECTORS else view


def view_of(panel: str, *, active: str, inspector: str, beside: str = "groups") -> str:
    """The view that a panel shows now.

    On a wide screen the layer's place is too good for a picture of nothing: where no layer has a
    part in the run it is given to another view, unless the learner asks for the layer.
    """
    if panel == "inspector":
        return inspector if inspector != beside else "scope"
    return beside if panel == "groups" and active != "groups" else panel
