"""Texts for values: bounded, harmless, with secrets masked.

Only builtin types are rendered by value. Anything else is shown by its class: no `__repr__` or
`__str__` of a project runs, no attribute is looked up on an instance, so nothing lazy is evaluated
and no query is made. A lazy object that has been evaluated already is shown as what it holds.
"""

from __future__ import annotations

import datetime
import decimal
import types
import uuid
from typing import Any, Final

from .masks import MASKED, beyond, is_secret, is_secret_name, mask, masked

LIMIT: Final = 200  # characters of a preview
FRAME: Final = 2000  # characters of what a picture shows whole: frames, group events, scopes
DEEP: Final = 6  # levels of containers
WIDE: Final = 40  # items of a container

_SCALARS: Final = frozenset({type(None), bool, int, float, complex, type(Ellipsis)})
_CONSTANT: Final = frozenset({type(None), bool, float})
_HARMLESS: Final = frozenset(
    {datetime.datetime, datetime.date, datetime.time, datetime.timedelta}
    | {decimal.Decimal, uuid.UUID, range}
)


def cut(text: str, limit: int = LIMIT) -> str:
    """At most `limit` characters, the last one "…" if there were more."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def statement(sql: str) -> str:
    """A statement; a long SELECT without most of its columns: what it reads from, joins and asks
    for is what tells it from others.
    """
    if len(sql) <= LIMIT or not sql.startswith("SELECT "):
        return cut(sql)
    begin = sql.find(" FROM ")
    while begin > 0 and not _is_whole(sql[:begin]):  # it belongs to a column
        begin = sql.find(" FROM ", begin + 1)
    first, more, _ = sql[: max(begin, 0)].partition(", ")
    if not more:
        return cut(sql)
    kept = f"{first}, …" if _is_whole(first) else "SELECT …"
    return cut(kept + sql[begin:])


def _is_whole(text: str) -> bool:
    """Whether each bracket is closed."""
    return text.count("(") == text.count(")")


def frame_text(data: Any) -> str:
    """What a frame says: text as it is, bytes as a literal."""
    if type(data) is str:
        return masked(data) if len(data) <= FRAME else mask(data[: beyond(FRAME)])[:FRAME]
    if type(data) not in (bytes, bytearray):
        return ""
    shown = mask(repr(bytes(data[: beyond(LIMIT)])))
    return shown if len(data) <= LIMIT or beyond(LIMIT) == LIMIT else cut(shown, LIMIT)


def preview(value: Any, limit: int = LIMIT) -> str:
    """The value as Python would write it, as far as that is harmless."""
    kind = type(value)
    if kind in _SCALARS:
        return repr(value) if kind is not int else _integer(value)
    if kind is str:
        return cut(mask(repr(value[: beyond(limit)])), limit)
    if kind is dict and _is_simple(value, limit):  # most messages; ten times faster
        return cut(mask(repr(value)), limit)
    parts: list[str] = []
    _write(value, parts, [limit], 0, set())
    return cut(mask("".join(parts)), limit)


def secretive(key: Any, value: Any, limit: int = LIMIT) -> str:
    """Preview of the value that stands under `key`."""
    if key == "cookies" and type(value) is dict:
        return cut("{" + ", ".join(f"{_name(name)}: {MASKED}" for name in value) + "}", limit)
    return MASKED if is_secret(key) else preview(value, limit)


def error_text(error: BaseException | None) -> str:
    """ "ValueError: No handler …"; a project's own `__str__` is not asked."""
    if error is None:
        return ""
    cls = type(error)
    if _is_python(getattr(cls.__str__, "__objclass__", None)):
        text = str(error) if all(type(a) in _PLAIN for a in error.args) else ""
        text = text or ", ".join(preview(a) for a in error.args)
    else:
        text = ", ".join(a if type(a) is str else preview(a) for a in error.args)
    return cut(f"{cls.__name__}: {mask(text)}" if text else cls.__name__)


def _is_simple(value: dict[Any, Any], limit: int) -> bool:
    """A small dict of short texts and numbers, nothing of it secret."""
    if len(value) > WIDE:
        return False
    for key, item in value.items():
        if type(key) is not str or is_secret_name(key[:100]):
            return False
        kind = type(item)
        if kind is str:
            simple = len(item) <= limit
        else:
            simple = kind in _CONSTANT or (kind is int and -(2**63) < item < 2**63)
        if not simple:
            return False
    return True


_PLAIN: Final = _SCALARS | {str, bytes}


def _is_python(cls: Any) -> bool:
    return getattr(cls, "__module__", "") == "builtins"


def _name(name: Any) -> str:
    return cut(name, 60) if type(name) is str else preview(name, 60)


def _integer(value: int) -> str:
    return repr(value) if -(2**63) < value < 2**64 else f"<int of {value.bit_length()} bits>"


def _write(value: Any, parts: list[str], budget: list[int], depth: int, above: set[int]) -> None:
    """Append the text of `value`, as long as the budget (characters) lasts."""
    text = _leaf(value, budget[0])
    if text is None:
        if id(value) in above or depth >= DEEP:
            text = "…"
        else:
            above.add(id(value))
            _write_container(value, parts, budget, depth + 1, above)
            above.discard(id(value))
            return
    parts.append(text)
    budget[0] -= len(text)


def _leaf(value: Any, room: int) -> str | None:
    """The text of a value that holds no others; None for a container."""
    kind = type(value)
    if kind in (dict, list, tuple, set, frozenset):
        return None
    if kind is _Masked:
        return MASKED
    if kind is int:
        return _integer(value)
    if kind in _SCALARS or kind in _HARMLESS:
        return repr(value)
    if issubclass(kind, str):  # never isinstance: it asks a lazy object for its __class__
        return str.__repr__(str.__getitem__(value, slice(max(beyond(room), 8))))
    if kind in (bytes, bytearray):
        return repr(bytes(value[: max(beyond(room), 8)]))
    return instance_text(value)


def instance_text(value: Any) -> str:
    """An object by its class; a model instance by the fields it has loaded."""
    kind = type(value)
    if issubclass(kind, type):
        return f"<class {value.__name__}>"
    if kind in (types.FunctionType, types.MethodType, types.BuiltinFunctionType):
        return f"<function {value.__name__}>"
    held = _held(value)
    if "_wrapped" in held and any(base.__name__ == "LazyObject" for base in kind.__mro__):
        inner = held["_wrapped"]
        unread = type(inner) is object
        return f"<{kind.__name__}, not evaluated>" if unread else instance_text(inner)
    meta = getattr(kind, "_meta", None)
    key = getattr(getattr(meta, "pk", None), "attname", None)
    if key is not None and type(key) is str and type(held.get(key)) in (int, str, uuid.UUID):
        login = held.get(getattr(kind, "USERNAME_FIELD", ""))
        return f"<{kind.__name__} {held[key]}{' ' + login if type(login) is str else ''}>"
    return f"<{kind.__name__}>"


def _held(value: Any) -> dict[str, Any]:
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return held if type(held) is dict else {}


def _write_container(
    value: Any, parts: list[str], budget: list[int], depth: int, above: set[int]
) -> None:
    kind = type(value)
    opening, closing = "[]" if kind is list else "()" if kind is tuple else "{}"
    if kind in (set, frozenset):
        value = sorted(value, key=_rank) if len(value) <= WIDE else value
    parts.append(opening)
    if kind in (list, tuple) and len(value) == 2 and is_secret(value[0]):  # a header
        value = (value[0], _Masked())
    for n, item in enumerate(list(value) if len(value) <= WIDE else _first(value)):
        if n:
            parts.append(", ")
            budget[0] -= 2
        if budget[0] <= 0:
            parts.append("…")
            break
        if kind is dict:
            _write(item, parts, budget, depth, above)
            parts.append(": ")
        inner = item if kind is not dict else _Masked() if is_secret(item) else value[item]
        _write(inner, parts, budget, depth, above)
    else:
        if len(value) > WIDE:
            parts.append(", …")
    parts.append(",)" if kind is tuple and len(value) == 1 else closing)


class _Masked:
    """Stands for a value that is not shown."""


def _first(value: Any) -> list[Any]:
    items = iter(value)
    return [next(items) for _ in range(WIDE)]


def _rank(value: Any) -> tuple[str, str]:
    return (type(value).__name__, _leaf(value, 60) or "")
