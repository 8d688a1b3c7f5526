"""What each layer of an application did to the scope: `scope.entered`, once for every layer.

A layer is reported when it calls the next one inward, because only then is it known what it passes
on: `added` and `changed` compare that with what the layer itself was called with, `same` says
whether it passed on the very same dict. The consumer passes nothing on and is reported at once, and
so is a layer that receives or sends without having called anything we can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from .calls import NOWHERE, Call
from .preview import secretive

if TYPE_CHECKING:
    from types import FrameType

    from .report import Facts
    from .speaker import Speaker


NOTHING: Final[dict[Any, Any]] = {}


class Entry:
    """A layer that has been called and what it was called with."""

    __slots__ = ("before", "depth", "looks", "name", "outer", "scope", "send", "told", "where")

    def __init__(
        self,
        name: str,
        where: str,
        scope: Any,
        send: Any,
        looks: Sequence[str],
        outer: Entry | None,
    ) -> None:
        self.name = name
        self.send = send
        self.looks = looks or ()  # most have none: nothing of its own to keep
        self.where = where
        self.scope = scope
        self.before: dict[Any, Any] = dict(scope)  # until it has been told
        self.outer = outer
        self.depth: int = outer.depth + 1 if outer else 0
        self.told = False


class Passed:
    """The layers of one connection, outermost first."""

    def __init__(self, facts: Facts, conn: Speaker) -> None:
        self.facts = facts
        self.conn = conn
        self.innermost: Entry | None = None
        self.innermost_id = 0  # id of the last scope.entered
        self.settled = True  # the innermost layer has been told

    def enter(
        self,
        name: str,
        where: str,
        scope: Any,
        send: Any,
        caller: FrameType | None,
        looks: Sequence[str],
    ) -> Entry:
        """A layer was called with `scope` and `send`, from the frame `caller`.

        Its own caller has now shown what it passes on. `looks`: origins that a validator allows.
        """
        outer = self.innermost
        if outer is not None:
            call = self.facts.places.calls.of(caller)
            self._tell(outer, scope, call, send is not outer.send)
        self.innermost = Entry(name, where, scope, send, looks, outer)
        self.settled = False
        return self.innermost

    def leave(self, entry: Entry) -> None:
        """The layer has returned or raised."""
        self._tell(entry, entry.scope)
        self.innermost, self.settled = entry.outer, True

    def settle(self) -> None:
        """The innermost layer acts: it does not call the next one."""
        if self.innermost is not None:
            self._tell(self.innermost, self.innermost.scope)
        self.settled = True

    def _tell(
        self, entry: Entry, inner: Any, call: Call = NOWHERE, sends: bool | None = None
    ) -> None:
        if entry.told:
            return
        entry.told = True
        before, entry.before = entry.before, NOTHING
        added = {str(key): secretive(key, inner[key]) for key in inner if key not in before}
        changed = {
            str(key): secretive(key, inner[key])
            for key in inner
            if key in before and _differs(before[key], inner[key])
        }
        self.innermost_id = self.facts.tell_of(
            self.conn,
            self.innermost_id or self.conn.opened,
            "scope.entered",
            *(entry.name, entry.depth, inner is entry.scope, added, changed, entry.where),
            *(call.via, call.line, sends, [*entry.looks]),
        )


def _differs(before: Any, after: Any) -> bool:
    if before is after:
        return False
    return secretive("", before) != secretive("", after) or type(before) is not type(after)
