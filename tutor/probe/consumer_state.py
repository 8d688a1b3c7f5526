"""What a consumer instance holds, and what of it has changed since last looked.

Only the attributes of the instance itself, without what Channels keeps there. Values are compared
by identity where they cannot change, by content where they are flat, by preview otherwise; nothing
of the project is called.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from operator import is_, itemgetter
from typing import Any, Final

from .preview import WIDE, secretive

FRAMEWORK: Final = frozenset({"scope", "channel_layer", "channel_receive", "base_send"})
FROZEN: Final = frozenset({str, int, float, bool, type(None), bytes})
FLAT: Final = frozenset({list, dict, set})
GONE: Final = "(deleted)"
NOTHING: Final[dict[str, str]] = {}
_NEVER: Final = object()


class State:
    """The attributes of one object."""

    __slots__ = ("_flat", "_get", "_owner", "_seen", "_size", "_values")

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._seen: dict[str, tuple[Any, str]] = {}  # name → what it was, preview
        self._size = -1  # number of all attributes when identity can tell that none has changed
        self._get: Callable[[Any], Any] = len  # the values to be compared, out of the attributes
        self._values: Any = ()  # what it gave
        self._flat: list[
            tuple[Any, ...]
        ] = []  # of the flat ones: the copies, the things themselves

    def changes(self) -> dict[str, str]:
        """Previews of what is new or different since the last call; all the first time."""
        held = self._owner.__dict__
        if len(held) == self._size:
            try:
                same = all(map(is_, self._get(held), self._values))
            except KeyError:  # one is gone, another has come
                same = False
            if same and (not self._flat or all(map(_is_equal, *self._flat))):
                return NOTHING
        held = dict(held)  # another thread may be at it
        found = self._compare(held)
        self._keep(held)
        return found

    def _keep(self, held: dict[str, Any]) -> None:
        """For the next time: as many attributes, the same objects, flat ones equal to their copies
        mean that nothing has changed.
        """
        own = [name for name in held if name not in FRAMEWORK]
        flat = [(self._seen[name][0], held[name]) for name in own if type(held[name]) not in FROZEN]
        self._size = -1
        if own and all(copy is not _NEVER for copy, _ in flat):
            self._size, self._flat = len(held), [*zip(*flat)]
            self._get = itemgetter(own[0], *own)  # of two at least it makes a tuple
            self._values = self._get(held)

    def _compare(self, held: dict[str, Any]) -> dict[str, str]:
        seen = self._seen
        found: dict[str, str] = {}
        own = 0
        for name, value in held.items():
            if name in FRAMEWORK:
                continue
            own += 1
            before = seen.get(name)
            if before is not None and (before[0] is value or _is_equal(before[0], value)):
                continue
            text = secretive(name, value)
            if before is None or before[1] != text:
                found[name] = text
            seen[name] = (kept(value), text)
        if len(seen) > own:
            for name in [name for name in seen if name not in held]:
                del seen[name]
                found[name] = GONE
        return found


untold: Final[Callable[[], dict[str, str]]] = repeat(NOTHING).__next__
"""In place of a `State.changes` where none is to be told."""


def kept(value: Any) -> Any:
    """What to compare with later: the value if it cannot change, a copy if it is flat."""
    kind = type(value)
    if kind in FROZEN:
        return value
    return kind(value) if kind in FLAT and _is_flat(value) else _NEVER


def is_same(before: Any, length: int, value: Any) -> bool:
    """Whether a container is as it was kept; what is not flat is compared by its length."""
    if type(value) not in FLAT:
        return False
    return len(value) == length and (before is _NEVER or _is_equal(before, value))


def _is_equal(before: Any, value: Any) -> bool:
    """Two flat containers of builtin values are equal; a project's `__eq__` is never called."""
    kind = type(value)
    if kind not in FLAT or type(before) is not kind or len(before) != len(value):
        return False
    return not value or (_is_flat(value) and before == value)


def _is_flat(value: Any) -> bool:
    if len(value) > WIDE:
        return False
    if type(value) is dict:
        return all(type(k) in FROZEN and type(v) in FROZEN for k, v in value.items())
    return all(type(item) in FROZEN for item in value)
