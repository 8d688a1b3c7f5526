"""One event changes the world: a small function a kind, found in one table by the event's class.

`advance` changes the world it is given and returns it; a caller that needs the old one copies it
first (`timeline.py` does). It only repeats what the facts say: it never guesses a missing event,
and a fact about something unknown (its beginning was lost) makes that something appear. Kinds that
change nothing but the time (a log line, a frame at the application) are not in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from msgspec.structs import replace

from . import advance_layers as layers
from . import events as ev
from .names_of_connections import named_after, user_in
from .world import (
    Client,
    Connection,
    ConnectionState,
    DbCall,
    Instance,
    InstanceState,
    Layer,
    Process,
    World,
)

Step = Callable[[World, Any], None]


def advance(world: World, event: ev.Event) -> World:
    """Apply one event to `world`, in place, and return it."""
    world.step += 1
    world.at = event.at
    step = STEPS.get(type(event))
    if step is not None:
        step(world, event)
    return world


def fold(world: World, events: Sequence[ev.Event]) -> World:
    """`advance` for every event, in place: the same world, only faster."""
    find = STEPS.get
    for event in events:
        step = find(type(event))
        if step is not None:
            step(world, event)
    if events:
        world.step += len(events)
        world.at = events[-1].at
    return world


# ── processes ───────────────────────────────────────────────────────────────────────────────


PROGRAMS: Final = {
    "uvicorn": "uvicorn",
    "hypercorn": "Hypercorn",
    "granian": "Granian",
    "gunicorn": "gunicorn",
    "daphne": "Daphne",
}
"""Package → program. A process imports the server that it runs; gunicorn's worker may be uvicorn's,
and Daphne is imported under any, where it is one of INSTALLED_APPS."""


def asgi_server(event: ev.ServerStarted) -> str:
    """The program that speaks ASGI in a process: "Daphne", "uvicorn"; "" where it is unknown."""
    return next((said for key, said in PROGRAMS.items() if key in event.versions), "")


def _server_started(world: World, event: ev.ServerStarted) -> None:
    world.processes[event.process] = Process(
        event.process,
        address=event.address,
        layer=event.layer,
        pid=event.pid,
        asgi_server=asgi_server(event),
    )


def _server_stopped(world: World, event: ev.ServerStopped) -> None:
    name = event.process
    world.processes[name] = replace(_process(world, name), alive=False, how=event.how)
    for conn, connection in world.connections.items():
        if connection.process == name and connection.state in {"handshake", "open"}:
            world.connections[conn] = replace(connection, state="closed")
    for conn, instance in world.instances.items():
        if instance.process == name and instance.state != "failed":
            world.instances[conn] = replace(instance, state="finished", handler="", handler_seq=0)
    for seq in [seq for seq, call in world.db.items() if call.process == name]:
        del world.db[seq]
    for key in [key for key in world.threads if key[0] == name]:
        del world.threads[key]
    layers.process_ended(world, name)


def _broker_started(world: World, event: ev.BrokerStarted) -> None:
    world.processes[event.process] = Process(
        event.process, role="broker", address=event.address, software=event.server
    )


def _broker_stopped(world: World, event: ev.BrokerStopped) -> None:
    process = _process(world, event.process, role="broker")
    world.processes[event.process] = replace(process, alive=False, how=event.how)
    layers.broker_ended(world)


def _process(world: World, name: str, role: Literal["server", "broker"] = "server") -> Process:
    return world.processes.get(name) or Process(name, role=role)


# ── clients ─────────────────────────────────────────────────────────────────────────────────


def _client_connecting(world: World, event: ev.ClientConnecting) -> None:
    if event.conn is not None:
        world.clients[event.conn] = Client(event.name, url=event.url, server=event.server)


def _client_opened(world: World, event: ev.ClientOpened) -> None:
    if event.conn is not None:
        client = world.clients.get(event.conn) or Client(event.name)
        world.clients[event.conn] = replace(client, state="open")


def _client_refused(world: World, event: ev.ClientRefused) -> None:
    if event.conn is not None:
        client = world.clients.get(event.conn) or Client(event.name)
        world.clients[event.conn] = replace(client, state="refused", status=event.status)


def _client_sent(world: World, event: ev.ClientSent) -> None:
    if event.conn is not None:
        client = world.clients.get(event.conn) or Client(event.name)
        world.clients[event.conn] = replace(client, sent=client.sent + 1)


def _client_received(world: World, event: ev.ClientReceived) -> None:
    if event.conn is not None:
        client = world.clients.get(event.conn) or Client(event.name)
        world.clients[event.conn] = replace(client, received=client.received + 1, last=event.text)


def _client_closed(world: World, event: ev.ClientClosed) -> None:
    if event.conn is not None:
        client = world.clients.get(event.conn) or Client(event.name)
        world.clients[event.conn] = replace(client, state="closed", code=event.code)


# ── connections ─────────────────────────────────────────────────────────────────────────────


def _scene_started(world: World, event: ev.SceneStarted) -> None:
    if event.lesson and not event.scene:  # a stage that is played on: the learner may join
        world.guests = 0


def _connection_opened(world: World, event: ev.ConnectionOpened) -> None:
    if event.conn is None:
        return
    guest = 0
    if world.guests is not None and event.conn not in world.clients:
        guest = world.guests = world.guests + 1
    world.connections[event.conn] = Connection(
        event.process, path=event.path, keys=tuple(event.keys), values=event.values, guest=guest
    )


def _scope_entered(world: World, event: ev.ScopeEntered) -> None:
    connection = world.connections.get(event.conn or 0)
    if event.conn is not None and connection is not None:  # None: the scope of an HTTP request
        layer = Layer(event.layer, event.depth, event.same, event.added, event.changed)
        user = connection.user or user_in(event.changed.get("user") or event.added.get("user", ""))
        world.connections[event.conn] = replace(
            connection, layers=(*connection.layers, layer), user=user
        )


def _connection_accepted(world: World, event: ev.ConnectionAccepted) -> None:
    _connection(world, event, "open")


def _connection_refused(world: World, event: ev.ConnectionRefused) -> None:
    _connection(world, event, "refused", event.code)


def _connection_closed(world: World, event: ev.ConnectionClosed) -> None:
    known = world.connections.get(event.conn or 0)
    if known is None or known.state != "refused":  # a refused one stays what it is
        _connection(world, event, "closed", event.code)


def _connection(
    world: World, event: ev.Event, state: ConnectionState, code: int | None = None
) -> None:
    if event.conn is not None:
        known = world.connections.get(event.conn) or Connection(event.process)
        name = known.name or _name(world, event.conn, known)
        world.connections[event.conn] = replace(known, state=state, code=code, name=name)


def _name(world: World, conn: int, known: Connection) -> str:
    """What the far end is called once its handshake is over; "" for a client of ours."""
    base = known.user or known.path
    if not base or known.guest or conn in world.clients:
        return ""
    return named_after(base, conn, world.named)


def _connection_named(world: World, event: ev.ConnectionNamed) -> None:
    known = world.connections.get(event.number)
    if known is not None:
        world.connections[event.number] = replace(known, name=event.name)


# ── consumers ───────────────────────────────────────────────────────────────────────────────


def _consumer_created(world: World, event: ev.ConsumerCreated) -> None:
    if event.conn is not None:
        world.instances[event.conn] = Instance(
            event.name, event.instance, event.process, where=event.where
        )


def _consumer_finished(world: World, event: ev.ConsumerFinished) -> None:
    instance = world.instances.get(event.conn or 0)
    if event.conn is None or instance is None:
        return
    world.instances[event.conn] = replace(
        instance,
        state="failed" if event.error else "finished",
        handler="",
        handler_seq=0,
        error=event.error or instance.error,
    )
    layers.consumer_ended(world, instance.channel)


def _handler_started(world: World, event: ev.HandlerStarted) -> None:
    instance = world.instances.get(event.conn or 0)
    if event.conn is not None and instance is not None:
        world.instances[event.conn] = replace(
            instance,
            state="busy",
            handler=event.name,
            handler_seq=event.seq,
            attributes=_merged(instance.attributes, event.state),
        )


def _handler_finished(world: World, event: ev.HandlerFinished) -> None:
    _handler_over(world, event, "idle")


def _handler_failed(world: World, event: ev.HandlerFailed) -> None:
    _handler_over(world, event, "failed", event.error)


def _handler_over(
    world: World,
    event: ev.HandlerFinished | ev.HandlerFailed,
    state: InstanceState,
    error: str = "",
) -> None:
    instance = world.instances.get(event.conn or 0)
    if event.conn is not None and instance is not None:
        world.instances[event.conn] = replace(
            instance,
            state=state,
            handler="",
            handler_seq=0,
            attributes=_merged(instance.attributes, event.state),
            error=error or instance.error,
        )


def _merged(before: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    return {**before, **changes} if changes else before


# ── database and threads ────────────────────────────────────────────────────────────────────


def _db_started(world: World, event: ev.DbStarted) -> None:
    world.db[event.seq] = DbCall(event.name, event.process, event.conn)


def _db_finished(world: World, event: ev.DbFinished) -> None:
    if event.cause in world.db:
        del world.db[event.cause]
        return
    call = DbCall(event.name, event.process, event.conn)
    for seq, running in world.db.items():
        if running == call:
            del world.db[seq]
            return


def _thread_entered(world: World, event: ev.ThreadEntered) -> None:
    world.threads[event.process, event.thread] = event.name


def _thread_left(world: World, event: ev.ThreadLeft) -> None:
    world.threads.pop((event.process, event.thread), None)


STEPS: Final[dict[type[ev.Event], Step]] = {
    ev.SceneStarted: _scene_started,
    ev.ServerStarted: _server_started,
    ev.ServerStopped: _server_stopped,
    ev.BrokerStarted: _broker_started,
    ev.BrokerStopped: _broker_stopped,
    ev.ClientConnecting: _client_connecting,
    ev.ClientOpened: _client_opened,
    ev.ClientRefused: _client_refused,
    ev.ClientSent: _client_sent,
    ev.ClientReceived: _client_received,
    ev.ClientClosed: _client_closed,
    ev.ConnectionOpened: _connection_opened,
    ev.ScopeEntered: _scope_entered,
    ev.ConnectionAccepted: _connection_accepted,
    ev.ConnectionRefused: _connection_refused,
    ev.ConnectionClosed: _connection_closed,
    ev.ConnectionNamed: _connection_named,
    ev.ConsumerCreated: _consumer_created,
    ev.ConsumerFinished: _consumer_finished,
    ev.HandlerStarted: _handler_started,
    ev.HandlerFinished: _handler_finished,
    ev.HandlerFailed: _handler_failed,
    ev.ChannelCreated: layers.channel_created,
    ev.ChannelSent: layers.channel_sent,
    ev.ChannelDelivered: layers.channel_delivered,
    ev.ChannelDropped: layers.channel_dropped,
    ev.ChannelExpired: layers.channel_expired,
    ev.GroupJoined: layers.group_joined,
    ev.GroupLeft: layers.group_left,
    ev.DbStarted: _db_started,
    ev.DbFinished: _db_finished,
    ev.ThreadEntered: _thread_entered,
    ev.ThreadLeft: _thread_left,
}
"""Every kind that changes more than the step and the time."""
