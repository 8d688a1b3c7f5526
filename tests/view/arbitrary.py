"""Any recording at all: facts of every kind with any text in any field (hypothesis)."""

from __future__ import annotations

import types
import typing
from typing import Any

from hypothesis import strategies as st

from tests.view.tape import three_tabs
from tutor.core.events import KINDS, Event

NASTY = [
    "\x1b[31m",
    "[bold]",
    "\u202eabc",
    "漢字",
    "e\u0301\u0301",
    "👨\u200d👩\u200d👧",
    "\r\n",
    "\x00",
    "",
]
CHANNELS = ["specific.a!aaaa", "specific.b.inmemory!bbbb", "plain", "漢!字"]
POOLS: dict[str, list[str]] = {
    "process": ["server 1", "server 2", "tutor", "broker"],
    "channel": CHANNELS,
    "group": ["room", "user_john-at-example.com", "漢", ""],
    "where": ["", "a.py:3 go", "b.py:99999 x", "nonsense", "a.py:0"],
    "type": ["websocket.receive", "websocket.connect", "websocket.close", "chat.message", ""],
    "by": ["client", "server", "lost", "error", ""],
    "layer": ["", "InMemoryChannelLayer", "RedisChannelLayer", "default"],
    "backend": ["", "InMemoryChannelLayer", "RedisChannelLayer", "RedisPubSubChannelLayer"],
    "level": ["INFO", "ERROR"],
    "how": ["stopped", "killed"],
    "key": ["asgi:group:room", "\u202e"],
}
TEXTS = st.sampled_from(NASTY) | st.text(max_size=40)


def _values(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Values for one field of an event."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind is str:
        return st.sampled_from(POOLS[name]) if name in POOLS else TEXTS
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 10_000)
    if kind is float:
        return st.floats(0, 1e6)
    if origin is dict:
        return st.dictionaries(TEXTS, TEXTS, max_size=3)
    if origin is list:
        return st.lists(st.sampled_from(CHANNELS) | TEXTS, max_size=8)
    assert origin in {types.UnionType, typing.Union}, (name, kind)
    return st.none() | _values(name, args[0])


SHAPES = {
    name: {
        field: _values(field, hint)
        for field, hint in typing.get_type_hints(cls).items()
        if field in cls.__struct_fields__[2:] and field != "cause"
    }
    for name, cls in KINDS.items()
}

LEAD = three_tabs().events[:-9]


@st.composite
def recordings(draw: st.DrawFn, most: int = 25) -> list[Event]:
    """Facts numbered from 1; connections few enough to meet again."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=most))
    found = LEAD[: draw(st.sampled_from([0, 0, 14, 30, len(LEAD)]))]
    at = found[-1].at if found else 0
    for seq, kind in enumerate(kinds, start=len(found) + 1):
        at += draw(st.sampled_from([0, 1, 500_000, 3_000_000_000, 10**14]))
        fields = draw(st.fixed_dictionaries(SHAPES[kind]))
        fields["conn"] = draw(st.sampled_from([None, 1, 2, 3]))
        cause = draw(st.none() | st.integers(1, max(seq - 1, 1))) if seq > 1 else None
        found.append(KINDS[kind](seq=seq, at=at, cause=cause, **fields))
    return found
