"""Setting attributes of other people's classes and objects so that it can all be undone.

The raw entry of `__dict__` is what comes back, so static methods and inherited attributes are
restored as they were. It decides nothing about what is patched.

Nothing is kept alive by being patched: what a project has dropped is collected as it would be, and
with it what Django's signals hold weakly.
"""

from __future__ import annotations

import weakref
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
        owned = _weak(owner)
        # What keeps the original itself is not given it twice: it may lead back to the owner.
        kept = _ABSENT if (is_kept := stands_for(value) is before) else before

        def undo() -> None:
            owner = owned()
            original = stands_for(vars(owner)[name]) if is_kept else kept
            if original is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

        self._undo.append(undo)

    def set_item(self, holder: Any, name: str, key: Any, value: Any) -> None:
        """`vars(holder)[name][key] = value`, which stands for what is there."""
        vars(holder)[name][key] = value
        held = _weak(holder)

        def undo() -> None:
            container = vars(held())[name]
            container[key] = stands_for(container[key])

        self._undo.append(undo)

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


def stands_for(value: Any) -> Any:
    """What an observer or a wrapper of ours has in it."""
    try:
        return object.__getattribute__(value, "_tutor_app")
    except AttributeError:
        return getattr(value, "__dict__", {}).get("__wrapped__")


def _weak(owner: Any) -> Callable[[], Any]:
    """Calling it gives the owner, or None when it has gone."""
    try:
        return weakref.ref(owner)
    except TypeError:  # it has __slots__
        return lambda: owner
