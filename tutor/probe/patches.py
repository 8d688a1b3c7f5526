"""Setting attributes of other people's classes and objects so that it can all be undone.

The raw entry of `__dict__` is what comes back, so static methods and inherited attributes are
restored as they were. It decides nothing about what is patched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

_ABSENT: Final = object()


class Patches:
    """What has been changed in this process."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def set(self, owner: Any, name: str, value: Any) -> None:
        """`setattr(owner, name, value)`, remembered."""
        before = vars(owner).get(name, _ABSENT)
        setattr(owner, name, value)

        def undo() -> None:
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

        self._undo.append(undo)

    def set_item(self, container: Any, key: Any, value: Any) -> None:
        """`container[key] = value` for an existing key, remembered."""
        before = container[key]
        container[key] = value
        self._undo.append(lambda: container.__setitem__(key, before))

    def on_undo(self, action: Callable[[], None]) -> None:
        """Something else to do when everything is undone."""
        self._undo.append(action)

    def undo(self) -> None:
        """Everything as it was, last change first."""
        while self._undo:
            try:
                self._undo.pop()()
            except Exception:  # noqa: PERF203 the owner has been changed or emptied meanwhile
                continue
