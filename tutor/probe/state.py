"""What a consumer instance holds, and what of it has changed since last looked.

Only the attributes of the instance itself, without what Channels keeps there. Values are compared
by identity where they cannot change, by content where they are flat, by preview otherwise; nothing
of the project is called.
"""

from __future__ import annotations

from operator import is_
from typing import Any, Final

from tutor.probe.preview import WIDE, secretive

FRAMEWORK: Final = frozenset({"scope", "channel_layer", "channel_receive", "base_send"})
FROZEN: Final = frozenset({str, int, float, bool, type(None), bytes})
FLAT: Final = frozenset({list, dict, set})
GONE: Final = "(deleted)"
_NEVER: Final = object()


class State:
    """The attributes of one object."""

    __slots__ = ("_names", "_owner", "_seen", "_values")

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._seen: dict[str, tuple[Any, str]] = {}  # name → what it was, preview
        self._names: list[str] = []  # of the attributes when all of them could not change
        self._values: list[Any] = []

    def changes(self) -> dict[str, str]:
        """Previews of what is new or different since the last call; all the first time."""
        held = self._owner.__dict__
        values = self._values
        same = len(held) == len(values) and all(map(is_, held.values(), values))
        if same and self._names == list(held):
            return {}
        held = dict(held)  # another thread may be at it
        found = self._compare(held)
        self._values = []
        for name, value in held.items():
            if name not in FRAMEWORK and type(value) not in FROZEN:
                return found
        self._names, self._values = list(held), list(held.values())
        return found

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
            seen[name] = (_kept(value), text)
        if len(seen) > own:
            for name in [name for name in seen if name not in held]:
                del seen[name]
                found[name] = GONE
        return found


def _kept(value: Any) -> Any:
    """What to compare with later: the value if it cannot change, a copy if it is flat."""
    kind = type(value)
    if kind in FROZEN:
        return value
    return kind(value) if kind in FLAT and _is_flat(value) else _NEVER


def _is_equal(before: Any, value: Any) -> bool:
    """Two flat containers of builtin values are equal; nobody's `__eq__` is asked."""
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
