"""A line that was typed becomes a command, or a `UsageError` that says what was perhaps meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tutor.core import naming
from tutor.errors import UsageError, unknown
from tutor.play.vocabulary import NAME, PAIRS, VERBS, Row, Slot

MOST: Final = 2000
"""Tabs of a crowd: each is a socket here and one in the server."""
LONGEST: Final = 600.0  # seconds of a wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is to be done. Of the fields those count that the verb's row has."""

    verb: str
    line: str = field(default="", compare=False)  # as it was typed
    name: str = ""
    path: str = ""
    user: str = ""
    origin: str = ""
    token: str = ""
    subprotocol: str = ""
    server: int = 0  # 0: the first; for a restart all of them
    text: str = ""
    message: Any = None  # of JSON
    code: int = 1000
    count: int = 0
    method: str = ""
    group: str = ""
    layer: str = ""
    action: str = ""
    seconds: float = 1.0
    file: str = ""
    topic: str = ""

    @property
    def row(self) -> Row:
        """Its row of the table."""
        return VERBS[self.verb]

    @property
    def payload(self) -> Any:
        """What `send` sends: an object or a list where the text is one in JSON, else the text."""
        try:
            return _sendable(self.text)
        except (ValueError, RecursionError):
            return self.text


def read(line: str) -> Command | None:
    """The command of a line; None for an empty one and for a comment (`# …`).

    Raises `UsageError`: what is wrong, and as its hint what to type.
    """
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    word, _, rest = line.partition(" ")
    row = VERBS.get(word.casefold())
    if row is None:
        raise _no_such(word)
    rest = rest.strip()
    if row.noun and rest.partition(" ")[0].casefold() == row.noun:
        rest = rest.partition(" ")[2].strip()
    values: dict[str, Any] = {}
    for slot in row.slots:
        rest = _fill(row, slot, rest, values)
    _pairs(row, rest, values)
    return Command(verb=row.verb, line=line, **values)


def _sendable(text: str) -> Any:
    """The object or list of a JSON text. Raises `ValueError`, of half an emoji as well."""
    if text[:1] not in {"{", "["}:
        raise ValueError(text)
    value = json.loads(text, parse_constant=_refuse)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _no_such(word: str) -> UsageError:
    found = unknown("command", word, list(VERBS))
    near = naming.close(word, list(VERBS))
    return UsageError(found.message, _say(VERBS[near[0]]) if near else "Type help for all of them.")


def _say(row: Row) -> str:
    return f"Did you mean {row.title}? {row.usage}"


def _fill(row: Row, slot: Slot, rest: str, values: dict[str, Any]) -> str:
    """Take the slot's value from the front of what was typed; what is left."""
    word, after = _word(row, rest) if slot.kind == "word" else _cut(rest)
    if slot.optional and (not word or _is_pair(row, word)):
        return rest
    if not word:
        raise UsageError(f"{row.title} lacks {slot.shown}.", _usage(row))
    if slot.kind == "rest":
        values[slot.field] = rest
        return ""
    if slot.kind == "json":
        values[slot.field], after = _json(row, rest)
    else:
        values[slot.field] = _value(row, slot, word)
    return after.strip()


def _cut(rest: str) -> tuple[str, str]:
    word, _, after = rest.partition(" ")
    return word, after


def _word(row: Row, rest: str) -> tuple[str, str]:
    """The first word, and what follows it; a name with spaces stands between quotes."""
    if not rest.startswith('"'):
        return _cut(rest)
    name, quote, after = rest[1:].partition('"')
    if not quote:
        raise UsageError(f"{row.title} lacks the second quote of a name.", _usage(row))
    return name, after


def _is_pair(row: Row, word: str) -> bool:
    return word.casefold() in row.pairs


def _pairs(row: Row, rest: str, values: dict[str, Any]) -> None:
    """The words that have a value behind them: `as john`, `on 2`."""
    words = rest.split()
    while words:
        word = words.pop(0)
        if not _is_pair(row, word):
            raise UsageError(f"{row.title} does not take {word}.", _usage(row))
        slot = PAIRS[word.casefold()]
        if word.casefold() == "on" and words[:1] == ["server"]:
            words.pop(0)
        if not words:
            raise UsageError(f"{row.title} … {word} lacks {slot.shown}.", _usage(row))
        values[slot.field] = _value(row, slot, words.pop(0))


def _json(row: Row, rest: str) -> tuple[Any, str]:
    """A JSON object at the front of the text, and what follows it."""
    if not rest.startswith("{"):
        raise UsageError(f"{row.title} expects a JSON object, {{…}}, got {rest}.", _usage(row))
    try:
        value, end = json.JSONDecoder(parse_constant=_refuse).raw_decode(rest)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", "") or "it is not"
        raise UsageError(f"{row.title} expects JSON: {naming.clause(why)}.", _usage(row)) from None
    return value, rest[end:]


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _value(row: Row, slot: Slot, word: str) -> Any:
    """A word as the value that the slot stands for."""
    if slot.choices:
        return _choice(slot, word)
    if slot.kind == "path":
        if not word.startswith("/"):
            raise UsageError(f"A path begins with /, got {word}.", _usage(row))
        return "".join(one if one.isascii() else _percent(one) for one in word)
    if slot is NAME:
        return word.lower()  # goals and recordings write "ann"; a task says Ann
    if slot.kind not in _NUMBERS:
        return word
    expected, holds, make = _NUMBERS[slot.kind]
    try:
        value = make(word)
    except ValueError:
        value = None
    if value is None or not holds(value):
        raise UsageError(f"{slot.shown} is {expected}, got {word}.", _usage(row))
    return value


def _percent(character: str) -> str:
    """As a browser writes it in a URL."""
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def _choice(slot: Slot, word: str) -> str:
    for choice in slot.choices:
        if choice.casefold() == word.casefold():
            return choice
    raise unknown(slot.shown.lower(), word, slot.choices)


def _is_code(code: float) -> bool:
    """What a browser lets a page close with."""
    return code == 1000 or 3000 <= code < 5000


_NUMBERS: Final[Mapping[str, tuple[str, Callable[[float], bool], Callable[[str], int | float]]]] = {
    "count": ("a number from 1 on", lambda value: value >= 1, int),
    "number": (f"a number from 1 to {MOST}", lambda value: 1 <= value <= MOST, int),
    "code": ("1000, or one from 3000 to 4999", _is_code, int),
    "seconds": (f"a number up to {LONGEST:g}", lambda value: 0 <= value <= LONGEST, float),
}


def _usage(row: Row) -> str:
    return f"{row.usage}, for example: {row.example}"
