"""What of a consumer's state is kept outside of the instance: in its class, and in the session.

Looked at once when a consumer begins and once when it ends. Nothing of the project is called, and a
session that has not been loaded stays so.
"""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from .consumer_state import FLAT, is_same, kept

FRAMEWORK: Final = frozenset({"groups"})  # Channels reads it and never writes it
_STORES: Final = "django.contrib.sessions.backends."
_containers: WeakKeyDictionary[type, tuple[tuple[str, int], ...]] = WeakKeyDictionary()


class Elsewhere:
    """The containers in the bodies of a consumer's classes, as they were, and its session."""

    __slots__ = ("_session", "_shared")

    def __init__(self, cls: type, scope: Any) -> None:
        self._shared = tuple(
            (name, owner, kept(value), len(value))
            for name, depth in containers(cls)
            if (value := vars(owner := cls.__mro__[depth]).get(name)) is not None
            and type(value) in FLAT
        )
        session = scope.get("session") if type(scope) is dict else None
        self._session = session if not changed_store(session) else None

    @property
    def session(self) -> str:
        """The store of a session that has been changed since; "": it has not, or there is none."""
        return changed_store(self._session)

    @property
    def shared(self) -> list[str]:
        """The names of the containers that have changed since."""
        return [
            name
            for name, owner, before, length in self._shared
            if not is_same(before, length, vars(owner).get(name))
        ]


def containers(cls: type) -> tuple[tuple[str, int], ...]:
    """Lists, dictionaries and sets in the bodies of a class and its bases: name, place of the owner
    in the order of its bases. A reference to the class itself would keep it alive.
    """
    found = _containers.get(cls)
    if found is None:
        found = _containers[cls] = tuple(
            (name, depth)
            for depth, owner in enumerate(cls.__mro__)
            for name, value in list(vars(owner).items())
            if type(value) in FLAT and name not in FRAMEWORK and not name.startswith("__")
        )
    return found


def changed_store(session: Any) -> str:
    """The kind of store of a session of Django's that has been changed: "db"; "" otherwise."""
    held = _held(session)
    if "_wrapped" in held:  # a LazyObject, as Channels puts it into the scope
        held = _held(session := held["_wrapped"])
    if held.get("modified") is not True:
        return ""
    for base in type(session).__mro__:
        if base.__module__.startswith(_STORES):
            return base.__module__.rpartition(".")[2]
    return ""


def _held(value: Any) -> dict[str, Any]:
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return held if type(held) is dict else {}
