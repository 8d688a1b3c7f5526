"""What is never told: values under secret names, tokens known by their shape, and what a project
names itself.

A mask of a project is the name of a key, whose values are masked wherever they are recognised, or a
regular expression, whose matches are masked in every text of every fact before it leaves the
process.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from .fact_fields import COMMON
from .queue import LENGTHS

MASKED: Final = "***"
SLACK: Final = 512  # characters beyond a cut in which a match of a project's mask may end

_SECRET: Final = re.compile(
    r"cookie|session_?(?:id|key)|authori[sz]ation|passw(?:or)?d|token|csrf|secret|api[_-]?key",
    re.IGNORECASE,
)
_NAME: Final = (
    r"[\w.-]*(?:session_?(?:id|key)|authori[sz]ation|passw(?:or)?d|token|csrf|secret)[\w.-]*"
)
_IN_JSON: Final = re.compile(rf'("{_NAME}"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE)
_IN_QUERY: Final = re.compile(rf"((?:^|[?&;'\"]){_NAME}=)([^&;\s'\"]+)", re.IGNORECASE)
_JWT: Final = re.compile(r"eyJ[\w-]{8,}\.[\w-]{2,}(?:\.[\w-]*)*")  # RFC 7519: base64url of `{"`
_BEARER: Final = re.compile(r"\b((?:bearer|basic)\s+)[\w.~+/-]{8,}=*", re.IGNORECASE)  # RFC 6750

_KEY: Final = re.compile(r"[\w-]+")  # a mask that is a name; any other is an expression
_AFTER_KEY: Final = (
    r"""(\bKEY\\?['"]?\s*[:=]\s*)"""
    r"""(\\"(?:(?!\\").)*(?:\\")?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\{[^{}]*\}?|\[[^\[\]]*\]?|[^\s,;&})\]]+)"""
)

_keys: list[str] = []  # of the project, in small letters
_own: list[tuple[re.Pattern[str], str]] = []  # of the project: what to find, what to put there


def add(names: Iterable[str]) -> None:
    """Mask these, too: keys, or regular expressions. Raises `re.error`."""
    for name in names:
        if _KEY.fullmatch(name):
            _keys.append(name.lower())
            after = re.compile(_AFTER_KEY.replace("KEY", re.escape(name)), re.IGNORECASE)
            _own.append((after, rf"\1{MASKED}"))
        else:
            _own.append((re.compile(name), MASKED))
    _forget()


def clear() -> None:
    """Forget the masks of the project."""
    _keys.clear()
    _own.clear()
    _forget()


def _forget() -> None:
    is_secret_name.cache_clear()
    masked.cache_clear()


def beyond(limit: int) -> int:
    """Characters of a text to look at where `limit` are told: a secret may begin before the cut."""
    return limit + SLACK if _own else limit


def is_secret(name: Any) -> bool:
    """Whether a key or a header of this name is not to be shown."""
    if type(name) is bytes:
        name = name[:100].decode("latin-1")
    return type(name) is str and is_secret_name(name[:100])


@functools.lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """The same for a text of at most 100 characters."""
    return _SECRET.search(name) is not None or name.lower() in _keys


def mask(text: str) -> str:
    """The text without the values of secret keys in JSON or in a query string, without tokens that
    are known by their shape, without what stands behind `Bearer`, and without the project's own.
    """
    if "eyJ" in text:
        text = _JWT.sub(MASKED, text)
    if "earer" in text or "asic " in text or "EARER" in text or "ASIC " in text:
        text = _BEARER.sub(rf"\1{MASKED}", text)
    if ('"' in text or "=" in text) and _may_name(text.casefold()):
        text = _IN_QUERY.sub(rf"\1{MASKED}", _IN_JSON.sub(rf"\1{MASKED}", text))
    for pattern, instead in _own:
        text = pattern.sub(instead, text)
    return text


def _may_name(folded: str) -> bool:
    """One of these is in whatever `_NAME` matches. To look for them costs a thirtieth, and a frame
    may go to a thousand members. (No "i": IGNORECASE takes a dotless one, which `casefold` leaves.)
    """
    return (
        "sess" in folded
        or "author" in folded
        or "passw" in folded
        or "token" in folded
        or "csrf" in folded
        or "secret" in folded
    )


@functools.lru_cache(maxsize=256)
def masked(text: str) -> str:
    """`mask` for short texts that come again: a group's message comes once for each member."""
    return mask(text)


def cover() -> Callable[[list[Any]], list[Any]] | None:
    """What masks a line of records, the last thing before it is written; None: nothing to do."""
    return _covered if _own else None


def _covered(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    start = 0
    while start < len(items):
        end = start + LENGTHS[items[start]]
        found += items[start : start + COMMON]
        found += map(_without, items[start + COMMON : end])
        start = end
    return found


def _without(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        for pattern, instead in _own:
            value = pattern.sub(instead, value)
        return value
    if kind in (list, tuple):
        return [_without(one) for one in value]
    if kind is dict:
        return {
            _without(key): MASKED if is_secret(key) else _without(one) for key, one in value.items()
        }
    return value
