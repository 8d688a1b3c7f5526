"""Which panel shows which view."""

from __future__ import annotations

import pytest

from tutor.tui.arrange import place_of, view_of


@pytest.mark.parametrize(
    ("active", "inspector", "beside", "groups", "shared"),
    [
        ("topology", "scope", "groups", "groups", "scope"),
        ("instances", "instances", "groups", "groups", "instances"),
        ("topology", "threads", "instances", "instances", "threads"),
        ("instances", "instances", "instances", "instances", "scope"),
        ("groups", "scope", "instances", "groups", "scope"),
    ],
    ids=["a layer", "a layer and instances", "no layer", "nothing twice", "asked for the layer"],
)
def test_the_layers_place(
    active: str, inspector: str, beside: str, groups: str, shared: str
) -> None:
    def seen(panel: str) -> str:
        return view_of(panel, active=active, inspector=inspector, beside=beside)

    assert (seen("groups"), seen("inspector"), seen("source")) == (groups, shared, "source")
    assert seen(place_of(active, beside=beside)) == active
