"""What a connection is called where no client is ours: by its user, else by its path.

A name stands from the end of the handshake on, and is changed by the reader only: a row that was
read must mean the same later. The first connection of a user is "ann", another one has its number:
"ann 7".
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from tutor.core import events as e
from tutor.core.events import Event

if TYPE_CHECKING:
    from tutor.core.world import World

MOST: Final = 1024  # users and paths whose far ends are counted
_MODEL: Final = re.compile(r"<(\w+) ([^\s,>]+)(?: (.+))?>", re.DOTALL)  # "<User 2 john>"
_TEXT: Final = re.compile(r"(['\"])(.+)\1", re.DOTALL)


class Names:
    """Learns from the facts of a run, in their order."""

    def __init__(self) -> None:
        self._paths: dict[int, str] = {}
        self._users: dict[int, str] = {}
        self._consumers: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._taken: dict[str, int] = {}
        self._spoken_for: set[int] = set()  # by a client of ours
        self._over: deque[tuple[int, int]] = deque()  # (`seq` of its end, connection)

    def of(self, conn: int | None) -> str:
        """Its name; before it has one its path, "" for none."""
        if conn is None:
            return ""
        return self._names.get(conn) or self._paths.get(conn) or f"c{conn}"

    def known(self, conn: int) -> str:
        """The name of a far end that is not a client of ours; "" for any other, or before it has
        one.
        """
        return "" if conn in self._spoken_for else self._names.get(conn, "")

    def is_taken(self, name: str, *, by: int) -> bool:
        """Whether another connection than `by` is called so."""
        return any(one == name for conn, one in self._names.items() if conn != by)

    def seed(self, world: World) -> None:
        """Begin with what a world knows."""
        self._spoken_for.update(world.clients)
        self._taken.update(world.named)
        for conn, seen in world.connections.items():
            if conn in world.clients:
                continue
            self._found(conn, seen.path)
            self._met(conn, seen.user)
            if seen.name:
                self._names[conn] = seen.name

    def user(self, conn: int | None) -> str:
        """The user behind it, "" for nobody known."""
        return self._users.get(conn or 0, "")

    def path(self, conn: int | None) -> str:
        """Its path, "" where that is not known."""
        return self._paths.get(conn or 0, "")

    def consumer(self, conn: int | None) -> str:
        """The class of its consumer, "" where it has none."""
        return self._consumers.get(conn or 0, "")

    def take(self, fact: Event) -> None:
        """Learn from a fact."""
        if isinstance(fact, e.ConnectionNamed):
            self._names[fact.number] = fact.name
        elif fact.conn is not None and (rule := _RULES.get(fact.kind)) is not None:
            rule(self, fact.conn, fact)

    def forget(self, first: int) -> None:
        """Those that were over by this step: no fact speaks of them any more."""
        while self._over and self._over[0][0] <= first:
            _, conn = self._over.popleft()
            for table in (self._paths, self._users, self._consumers, self._names):
                table.pop(conn, None)
            self._spoken_for.discard(conn)

    def _found(self, conn: int, path: str) -> None:
        self._paths.setdefault(conn, path)

    def _met(self, conn: int, user: str) -> None:
        if user:
            self._users.setdefault(conn, user)

    def _serves(self, conn: int, consumer: str) -> None:
        self._consumers[conn] = consumer

    def _settle(self, conn: int) -> None:
        if conn not in self._names and (base := self._users.get(conn) or self._paths.get(conn)):
            self._names[conn] = named_after(base, conn, self._taken)


def named_after(base: str, conn: int, taken: dict[str, int]) -> str:
    """The name of one more far end of a user or path; `taken`: base → how many were named so.

    Of very many users and paths the oldest are forgotten: a trace may go on for days.
    """
    if base not in taken and len(taken) >= MOST:
        del taken[next(iter(taken))]
    taken[base] = number = taken.get(base, 0) + 1
    return base if number == 1 else f"{base} {conn}"


def user_in(preview: str) -> str:
    """The name in the preview of a `scope["user"]`; "" where it holds none."""
    if (model := _MODEL.fullmatch(preview)) is not None:
        return model[3] or f"{model[1]} {model[2]}"
    text = _TEXT.fullmatch(preview)
    return text[2] if text is not None else ""


def _scoped(names: Names, conn: int, fact: e.ScopeEntered) -> None:
    preview = fact.changed.get("user") or fact.added.get("user")
    if preview:
        names._met(conn, user_in(preview))


def _client(names: Names, conn: int, fact: Any) -> None:
    names._spoken_for.add(conn)
    names._met(conn, fact.name)
    names._settle(conn)


def _answered(names: Names, conn: int, fact: Event) -> None:
    names._over.append((fact.seq, conn))


def _over(names: Names, conn: int, fact: Event) -> None:
    names._settle(conn)
    names._over.append((fact.seq, conn))


_RULES: Final[dict[str, Callable[[Names, int, Any], None]]] = {
    "client.connecting": _client,
    "client.asked": _client,
    "connection.opened": lambda names, conn, fact: names._found(conn, fact.path),
    "http.received": lambda names, conn, fact: names._found(conn, fact.path),
    "http.answered": _answered,
    "scope.entered": _scoped,
    "consumer.created": lambda names, conn, fact: names._serves(conn, fact.name),
    "connection.accepted": lambda names, conn, _: names._settle(conn),
    "connection.refused": _over,
    "connection.closed": _over,
}
