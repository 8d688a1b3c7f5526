"""The connection that code runs for, as the places that tell facts know it; `connection.py` is one.

A leaf: `report.py` and `scopes.py` name the type, and `connection.py` is built on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType
from typing import Any, Final, Protocol

SCOPES: Final = ("websocket", "http")
"""Types of ASGI scopes that are a connection."""


class Layers(Protocol):
    """The layers of one connection that have been called; `scopes.Passed`."""

    innermost_id: int  # id of the last scope.entered

    def enter(
        self,
        name: str,
        where: str,
        scope: Any,
        send: Any,
        caller: FrameType | None,
        looks: Sequence[str],
    ) -> Any:
        """A layer was called with `scope` and `send` from a frame; what `leave` takes."""

    def leave(self, entry: Any) -> None:
        """The layer has returned or raised."""

    def settle(self) -> None:
        """The innermost layer acts: it does not call the next one."""


class Speaker(Protocol):
    """One ASGI scope."""

    number: int  # its `conn` in this process
    opened: int  # id of connection.opened or http.received
    failed: int  # id of the last handler.failed, 0 for none
    closing: tuple[str, int | None, int] | None  # by, code, id of the event

    @property
    def passed(self) -> Layers:
        """The layers that the scope has passed."""

    def remember(self, message: Any, origin: int) -> None:
        """`message`, this very object, was brought by the fact `origin`."""

    def origin_of(self, message: Any) -> int:
        """The fact that brought a message."""
