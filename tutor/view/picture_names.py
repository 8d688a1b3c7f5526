"""What things are called in a picture: short, stable, and the same in every view."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tutor.core.events import AppSent, ClientReceived, ClientSent, WireReceived, WireSent
from tutor.core.facts.words import count
from tutor.core.wire import BINARY, CLOSE, PING, PONG, TEXT, close_code, first_head
from tutor.core.world import Instance, World

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

RECENT = 4096
"""Facts before a step that a picture of what happened lately looks at: a recording may go on."""

CUT = "…"  # at the end of a text that the probe has cut
YOURS = "your browser"
_OPCODES = {TEXT: "text", BINARY: "binary", CLOSE: "close", PING: "ping", PONG: "pong"}

_LONG = 200  # characters
_RUN = re.compile(r"(.)\1{39,}")
_TYPE = re.compile(r'"type"\s*:\s*"([^"]*)')
_WORDS = re.compile(r'"(?:text|message|content|body|error|detail)"\s*:\s*"((?:[^"\\]|\\.)*)')
_STATEMENT = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|SELECT|REPLACE)\b"
    r"(?:.*?\b(?:INTO|FROM)\b|\s+DISTINCT\b|)\s*[\"`\[]?(\w+)[\"`\]]?",
    re.IGNORECASE | re.DOTALL,
)
_OF_A_TABLE = re.compile(r"[\"`\[](\w+)[\"`\]]\.")  # `"chat_message"."id"`


def client(name: str) -> str:
    """ "john · tab 1" is "john·1" where space is dear."""
    head, mark, tail = name.partition(" · ")
    return f"{head}·{tail.split()[-1]}" if mark and tail.split() else name


def caller(world: World, conn: int | None) -> str:
    """The client of a connection by its name; on a stage without a script the learner's browser,
    which reports nothing; elsewhere the user or the path, once the handshake is over; "" for none.
    """
    known, seen = world.clients.get(conn or 0), world.connections.get(conn or 0)
    if known is not None:
        return known.name
    if seen is None or not seen.guest:
        return seen.name if seen is not None else ""
    return YOURS if seen.guest == 1 else f"{YOURS} · {seen.guest}"


def far_end(world: World, conn: int) -> str:
    """The same, or the connection's number."""
    return caller(world, conn) or f"connection {conn}"


def message(text: str) -> tuple[str, ...]:
    """A message from its full text, in one line, down to its bare type, longest first. In a long
    one a character that goes on and on stands three times: the rows that it would fill say nothing.
    """
    text = " ".join(text.split()) or text
    if len(text) > _LONG:
        text = _RUN.sub(rf"\1\1\1{CUT}", text).replace(CUT * 2, CUT)
    kind, words = _TYPE.search(text), _WORDS.search(text)
    if kind is None:
        return (text or "0 bytes",)
    said = (f'{kind[1]} "{words[1]}"'.replace('\\"', "'"),) if words else ()
    return (text, *said, kind[1])


def frame(fact: ClientSent | ClientReceived | AppSent) -> tuple[str, ...]:
    """What a frame holds, longest first; of a binary one how many bytes."""
    return (count(fact.size, "byte"),) if fact.binary else message(fact.text)


def wire(fact: WireSent | WireReceived) -> tuple[str, ...]:
    """The first line of an HTTP text, which a picture shortens; else bytes, "81 82 01 02 03 04 69
    6b", and shorter: what they are, "text, 2 bytes", if they are one frame.
    """
    if "·" not in fact.text and fact.text.strip():
        line = fact.text.strip().partition("\n")[0]
        return tuple(dict.fromkeys((line, " ".join(line.split()[:2]))))
    pairs = fact.hex.split()
    few = [" ".join(pairs[:some]) + " …" for some in (8, 4, 2) if len(pairs) > some]
    told = [*_frame(fact)] or few
    return tuple(label for label in (fact.hex, *told, count(fact.size, "byte")) if label)


def _frame(fact: WireSent | WireReceived) -> Iterator[str]:
    """What the one frame is that these bytes are: "text, 2 bytes", "close 1000", "ping"."""
    head = first_head(fact.hex)
    if head is None or head.whole != fact.size or not head.final:
        return
    kind = _OPCODES.get(head.opcode, "")
    if head.opcode == CLOSE and (code := close_code(fact.hex)):
        yield f"{kind} {code}"
    elif head.opcode < CLOSE and kind:
        yield f"{kind}, {count(head.size, 'byte')}"
    if kind:
        yield kind


def statement(sql: Sequence[str], total: int = 0) -> str:
    """ "INSERT chat_message", "SELECT chat_message +2"; "" where there is no statement."""
    found = [match for match in map(_STATEMENT.search, sql) if match]
    wrote = [match for match in found if match[1].upper() != "SELECT"]
    if not found:
        return ""
    added = [match for match in wrote if match[1].upper() == "INSERT"]
    first, more = (added or wrote or found)[0], max(len(sql), total) - 1
    return f"{first[1].upper()} {_table(first)}" + (f" +{more}" if more else "")


def _table(found: re.Match[str]) -> str:
    """The name of a statement's table. Where the recording ends within it, the columns before it
    may have it whole.
    """
    name, sql = found[2], found.string
    if sql[found.end(2) :] != CUT:
        return name
    whole = {one for one in _OF_A_TABLE.findall(sql) if one.startswith(name)}
    return whole.pop() if len(whole) == 1 else name + CUT


def instance(world: World, conn: int | None) -> str:
    """ "#2", or "?" for a connection without a consumer."""
    found = world.instances.get(conn) if conn is not None else None
    return f"#{found.number}" if found else "?"


def member(world: World, channel: str) -> str:
    """Who stands behind a channel name: "#2", or "?" when nobody known does."""
    found = world.channels.get(channel)
    return instance(world, found.conn) if found else "?"


def in_memory(layer: str) -> bool:
    """Whether a layer class keeps its groups inside its own process."""
    return "InMemory" in layer


def focus(moment: Moment) -> int | None:
    """The connection a picture of one connection is about: the fact's own, else the last seen."""
    world = moment.world
    known = world.connections.keys() | world.clients.keys()
    if moment.event is not None and moment.event.conn in known:
        return moment.event.conn
    recent = moment.timeline.between(moment.step - RECENT, moment.step)
    return next((fact.conn for fact in reversed(recent) if fact.conn in known), None)


def consumer(moment: Moment) -> tuple[int, Instance] | None:
    """The connection and consumer in focus."""
    conn = focus(moment)
    if conn is not None and conn in moment.world.instances:
        return conn, moment.world.instances[conn]
    last = max(moment.world.instances, default=None)
    return None if last is None else (last, moment.world.instances[last])


def nothing(moment: Moment, yet: str, lately: str, *, recent: bool = False) -> str:
    """What a view says that has nothing to show: `yet` where every fact up to the step was looked
    at; else `lately`, which is true of those that were. `recent`: the view looks at `RECENT` only.
    """
    if moment.timeline.first:
        return f"{lately} Earlier facts are no longer kept."
    if recent and moment.step > RECENT:
        return f"{lately} Only the last {RECENT:,} facts are looked at."
    return yet


def speaks(moment: Moment, text: str) -> bool:
    """Whether the step's fact speaks of a group, a channel or a name that is in `text`."""
    spoken = (getattr(moment.event, field, "") for field in ("group", "channel", "name"))
    return any(word in text for word in spoken if word)


def duration(nanoseconds: int) -> str:
    """ "904 ms", "1.03 s"."""
    ms = nanoseconds / 1e6
    return f"{ms:.0f} ms" if ms < 999.5 else f"{ms / 1000:.2f} s"


def milliseconds(nanoseconds: int) -> str:
    """ "0.6", "-128.4", "12.3s": at most six cells for anything below a day."""
    ms = nanoseconds / 1e6
    if abs(ms) < 1000:
        return f"{ms:.1f}"
    digits = 2 if abs(ms) < 9_995 else 1 if abs(ms) < 99_950 else 0
    return f"{ms / 1000:.{digits}f}s"
