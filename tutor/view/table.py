"""The views by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

MODULES: Final = {
    "topology": "topology",
    "groups": "groups",
    "scope": "scope",
    "instances": "instances",
    "source": "source",
    "sequence": "sequence",
    "events": "event_list",
    "broker": "broker_keys",
    "threads": "threads",
    "telling": "flow_sentences",
}
"""Name of a view → the module that draws it."""


def render_of(view: str) -> Callable[..., Any]:
    """The function that draws a view; its module is imported now."""
    render: Callable[..., Any] = import_module(f"tutor.view.{MODULES[view]}").render
    return render
