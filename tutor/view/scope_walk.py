"""What is known of one handshake's way through the layers, at one step.

The layers are of the world; times, and how the handshake ended, are of the recent facts, so a
handshake that lies further back is without times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tutor.core import events as e
from tutor.core.events import Event
from tutor.core.world import Connection, Layer
from tutor.view import clock, picture_names

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

DENIER: Final = "WebsocketDenier"
"""The consumer of channels.security.websocket that a validator calls to refuse a handshake."""


class Floor(msgspec.Struct, frozen=True):
    """A dictionary that was made, or a layer that handed one on."""

    name: str
    letter: str  # of the dictionary that it handed on
    depth: int  # number of boxes around its wall
    is_box: bool  # it made that dictionary
    added: Mapping[str, str] = {}
    changed: Mapping[str, str] = {}
    at: str = ""  # "+3.3 ms" since the handshake began; "": not known
    is_fresh: bool = False  # of this step
    consumer: int | None = None  # its number, if it is one that has been made
    via: str = ""  # place of the line that called the next layer
    line: str = ""
    sends: bool | None = None  # it handed on a `send` of its own; None: not recorded
    looks: tuple[str, ...] = ()  # origins that it lets pass


class No(msgspec.Struct, frozen=True):
    """Why the handshake ends at the innermost floor that is drawn, and how that gets out."""

    by: str  # "WebsocketDenier #3", "KeyError"
    code: int | None  # of the close; None: an exception
    error: str
    where: str
    status: str  # "HTTP 403", "" until the client has it
    origin: str  # "" where nobody has compared it
    is_consumer: bool  # there is nothing further in
    read_cookies: bool
    queries: int


class Out(msgspec.Struct, frozen=True):
    """An event on its way out through `send`."""

    what: str  # "accept +17.1 ms"
    arrived: str  # "101 to john +20.2 ms", "" as long as it has not
    arrived_at: str  # "+20.2 ms"


class Walk(msgspec.Struct, frozen=True):
    """One handshake."""

    client: str
    path: str
    server: str  # "Daphne", else the name of the process
    keys: tuple[str, ...]
    floors: tuple[Floor, ...]  # the server's own dictionary is the first
    is_new: bool  # the server's dictionary is of this step
    no: No | None = None
    out: Out | None = None
    marked: tuple[str, str] | None = None  # a key of the server's dictionary, and its value
    opened: str = ""  # "101 +20.2 ms": the client has had it, and nothing is on its way out


def of(moment: Moment, conn: int, connection: Connection, mark: str = "") -> Walk:
    """The walk of a connection that the application has seen; `mark`: a key to be shown whole."""
    recent = moment.timeline.between(moment.step - picture_names.RECENT, moment.step)
    facts = [fact for fact in recent if fact.conn == conn]
    name = picture_names.far_end(moment.world, conn)
    floors = _floors(moment, conn, connection, facts)
    no = _no(facts, connection, floors, name)
    if no is not None and floors[-1].name == DENIER and len(floors) > 2:
        floors = floors[:-1]  # it is how the validator says no
    out = None if no or not connection.layers else _out(moment, facts, name)
    return Walk(
        client=name,
        path=connection.path,
        server=floors[0].name,
        keys=connection.keys,
        floors=tuple(floors),
        is_new=conn not in moment.earlier.connections,
        no=no,
        out=out,
        opened="" if no or out else _opened(facts),
        marked=_marked(facts, mark),
    )


def since(facts: list[Event], at: int) -> str:
    """ "+3.3 ms" since the handshake began; "" where its beginning is no longer there."""
    kinds = (e.ClientConnecting, e.ConnectionOpened)
    begin = next((fact.at for fact in facts if isinstance(fact, kinds)), None)
    if begin is None:
        return ""
    stamp = clock.stamp(at - begin)
    return f"+{stamp}{' ms' if stamp[-1].isdigit() else ''}"


def _floors(moment: Moment, conn: int, connection: Connection, facts: list[Event]) -> list[Floor]:
    earlier = moment.earlier.connections.get(conn)
    seen = len(earlier.layers) if earlier else 0
    process = moment.world.processes.get(connection.process)
    server = (process.asgi_server if process else "") or connection.process
    opened = [fact for fact in facts if isinstance(fact, e.ConnectionOpened)]
    at = since(facts, opened[-1].at) if opened else ""
    floors = [Floor(server, "A", 0, is_box=True, at=at, is_fresh=earlier is None)]
    told = [fact for fact in facts if isinstance(fact, e.ScopeEntered)]
    told = told[max(len(told) - len(connection.layers), 0) :]
    entered = [*[None] * (len(connection.layers) - len(told)), *told]
    made = 0
    for number, (layer, fact) in enumerate(zip(connection.layers, entered, strict=True)):
        floor = _floor(layer, made, is_fresh=number >= seen)
        made += not layer.same
        floors.append(floor if fact is None else _told(floor, fact, since(facts, fact.at)))
    instance = moment.world.instances.get(conn)
    if instance is not None and len(floors) > 1 and floors[-1].name == instance.name:
        is_new = conn not in moment.earlier.instances
        floors[-1] = msgspec.structs.replace(
            floors[-1], consumer=instance.number, is_fresh=is_new or floors[-1].is_fresh
        )
    return floors


def _floor(layer: Layer, made: int, *, is_fresh: bool) -> Floor:
    number = made + (not layer.same)
    return Floor(
        layer.name,
        letter(number),
        number,
        is_box=not layer.same,
        added=layer.added,
        changed=layer.changed,
        is_fresh=is_fresh,
    )


def _told(floor: Floor, fact: e.ScopeEntered, at: str) -> Floor:
    looks = tuple(fact.looks)
    return msgspec.structs.replace(
        floor, at=at, via=fact.via, line=fact.line, sends=fact.sends, looks=looks
    )


def letter(number: int) -> str:
    """0 is A; after Z they are numbered."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _no(facts: list[Event], connection: Connection, floors: list[Floor], client: str) -> No | None:
    refused = next((fact for fact in facts if isinstance(fact, e.ConnectionRefused)), None)
    failed = next((fact for fact in facts if isinstance(fact, e.HandlerFailed)), None)
    fact = refused or (failed if connection.state == "handshake" else None)
    if fact is None:
        return None
    code, last = getattr(fact, "code", None), floors[-1]
    is_denied = last.name == DENIER and len(floors) > 2
    number = f" #{last.consumer}" if last.consumer is not None else ""
    ended = next((one for one in facts if isinstance(one, e.ClientRefused)), None)
    asked = next((one for one in facts if isinstance(one, e.ClientConnecting)), None)
    status = f"HTTP {ended.status}" if ended and ended.status is not None else "no answer"
    return No(
        by=fact.error.partition(":")[0] if fact.error else f"{last.name}{number}",
        code=code,
        error=fact.error,
        where=fact.where,
        status=status if ended else "",
        origin=(asked.origin or "none") if is_denied and asked else "",
        is_consumer=last.consumer is not None and not is_denied,
        read_cookies=any("cookies" in floor.added for floor in floors),
        queries=sum(one.queries for one in facts if isinstance(one, e.DbFinished)),
    )


def _marked(facts: list[Event], key: str) -> tuple[str, str] | None:
    found = (fact.values.get(key) for fact in facts if isinstance(fact, e.ConnectionOpened))
    value = next(found, None)
    return None if value is None else (key, value)


def _opened(facts: list[Event]) -> str:
    """When the client has had its 101; "" as long as it has not."""
    fact = next((fact for fact in facts if isinstance(fact, e.ClientOpened)), None)
    return "" if fact is None else f"101 {since(facts, fact.at)}".rstrip()


def _out(moment: Moment, facts: list[Event], client: str) -> Out | None:
    """What this step is about, if it goes out; a client's fact is tied to what went out."""
    fact = moment.event
    sent, arrived, at = fact, "", ""
    if isinstance(fact, e.ClientOpened | e.ClientReceived):
        what = "101 to" if isinstance(fact, e.ClientOpened) else "to"
        at = since(facts, fact.at)
        arrived = f"{what} {client} {at}".rstrip()
        sent = moment.timeline.event(fact.cause)
    if isinstance(sent, e.ConnectionAccepted):
        cause = moment.timeline.event(sent.cause)
        sent = cause if isinstance(cause, e.AppSent) else sent
    if sent not in facts or not isinstance(sent, e.AppSent | e.ConnectionAccepted):
        return None
    kind = sent.type.rpartition(".")[2] if isinstance(sent, e.AppSent) else "accept"
    return Out(f"{kind} {since(facts, sent.at)}".rstrip(), arrived, at)
