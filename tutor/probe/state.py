"""What a consumer instance holds, and what of it has changed since last looked.

Only the attributes of the instance itself, without what Channels keeps there. Values are compared by
identity where they cannot change, by preview where they can; nothing of the project is called.
"""

from __future__ import annotations

from typing import Any, Final

from tutor.probe.preview import secretive

FRAMEWORK: Final = frozenset({"scope", "channel_layer", "channel_receive", "base_send"})
FROZEN: Final = frozenset({str, int, float, bool, type(None), bytes})
GONE: Final = "(deleted)"


class State:
    """The attributes of one object."""

    __slots__ = ("_owner", "_seen")

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._seen: dict[str, tuple[Any, str]] = {}  # name → last value if frozen, preview

    def changes(self) -> dict[str, str]:
        """Previews of what is new or different since the last call; all the first time."""
        seen, found = self._seen, {}
        held = self._owner.__dict__
        own = 0
        for name, value in held.items():
            if name in FRAMEWORK:
                continue
            own += 1
            before = seen.get(name)
            frozen = type(value) in FROZEN
            if before is not None and frozen and before[0] is value:
                continue
            text = secretive(name, value)
            if before is None or before[1] != text:
                found[name] = text
            seen[name] = (value if frozen else _NEVER, text)
        if len(seen) > own:
            for name in [name for name in seen if name not in held]:
                del seen[name]
                found[name] = GONE
        return found


_NEVER: Final = object()
