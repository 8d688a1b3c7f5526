"""What could come next in a line that is being typed: verbs, then names of what is there now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tutor.play.vocabulary import ROWS, VERBS, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What there is on the stage at the moment."""

    tabs: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    servers: int = 0
    frames: tuple[str, ...] = ()
    """What the page on the stage understands, as a tab may send it."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What each of the names is, in a few words."""


_SENT: Final = re.compile(r'(send\s+(?:"[^"]*"|\S+)\s+)(.*)', re.IGNORECASE | re.DOTALL)
"""A tab and a space behind it: what follows is a frame, with spaces of its own."""
HELP: Final = "topic"
ASK: Final = "?"
"""At the end of a line, as a word of its own: what may stand here?"""


def asked(line: str, here: Here) -> list[str]:
    """What may stand in place of the question mark that ends the line; none where it is text."""
    front, mark, rest = line.rstrip().rpartition(ASK)
    if not mark or rest or (front.strip() and not front[-1:].isspace()):
        return []
    return offers(front, here)


def offers(line: str, here: Here) -> list[str]:
    """The whole lines that this one may become, in the order of the table."""
    typed = line.lstrip()
    words = typed.split()
    if typed[-1:].isspace():
        words.append("")
    if len(words) <= 1:
        begun = words[0].casefold() if words else ""
        return [row.title for row in ROWS if row.verb.startswith(begun)]
    row = VERBS.get(words[0].casefold())
    if row is None:
        return []
    if sent := _SENT.fullmatch(typed):
        front, begun = sent.groups()
        return [
            front + frame for frame in here.frames if frame.startswith(begun) and frame != begun
        ]
    front = typed[: len(typed) - len(words[-1])]
    found = _next(row, words[1:], here)
    return [front + word for word in found if word.startswith(words[-1]) and word != words[-1]]


def _next(row: Row, words: list[str], here: Here) -> Iterator[str]:
    """What may stand where the last of these words stands."""
    before = words[:-1]
    if row.noun and before[:1] == [row.noun]:
        before = before[1:]
    elif row.noun and not before:
        yield row.noun
    if before and before[-1] in row.pairs:
        yield from _values({"as": "user", "on": "server"}.get(before[-1], ""), here)
        return
    place = len([word for word in before if not word.startswith("{")])
    if place < len(row.slots):
        slot = row.slots[place]
        # A new tab needs a new name.
        is_new = row.verb == "open" and slot.field == "name"
        yield from slot.choices or (() if is_new else _values(slot.field, here))
        if not slot.optional:
            return
    yield from (word for word in row.pairs if word not in before)


def _values(field: str, here: Here) -> Iterator[str]:
    known = {
        "name": tuple(f'"{tab}"' if " " in tab else tab for tab in here.tabs),
        "path": here.paths,
        "user": here.users,
        "group": here.groups,
        "server": tuple(str(number + 1) for number in range(here.servers)),
        HELP: tuple(VERBS),
    }
    yield from known.get(field, ())
