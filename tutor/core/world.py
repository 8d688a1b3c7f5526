"""What is true at one step of a recording: the state that every picture is drawn from.

A world is built by `advance` alone (`advance.py`) and read by everybody else. Its entities are
frozen; the dictionaries that hold them are replaced entry by entry, so that a copy of a world is a
copy of a few small dictionaries. Nothing here computes; nothing here knows how a thing looks.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

ClientState = Literal["connecting", "open", "refused", "closed"]
ConnectionState = Literal["handshake", "open", "refused", "closed"]
InstanceState = Literal["new", "idle", "busy", "failed", "finished"]


class GroupKey(NamedTuple):
    """Where a group lives and its name: in-memory groups belong to one process each."""

    store: str  # process name for an in-memory layer, "broker" for a Redis one
    name: str


class Process(msgspec.Struct, frozen=True, gc=False):
    """A server process or the broker."""

    name: str
    role: Literal["server", "broker"] = "server"
    alive: bool = True
    how: str = ""  # how it ended: "stopped", "killed", "crashed"
    address: str = ""
    layer: str = ""  # class name of its default channel layer
    pid: int = 0
    software: str = ""  # of a broker: "redis-server 7.0.15"
    asgi_server: str = ""  # "Daphne", "uvicorn"; "": not recorded


class Client(msgspec.Struct, frozen=True, gc=False):
    """The far end of a connection: a scripted client."""

    name: str
    url: str = ""
    server: str = ""
    state: ClientState = "connecting"
    status: int | None = None  # HTTP status of a refused handshake
    code: int | None = None  # close code it saw
    sent: int = 0
    received: int = 0
    last: str = ""  # preview of the last message it received


class Layer(NamedTuple):
    """One layer that a scope has passed."""

    name: str
    depth: int
    same: bool
    added: dict[str, str]
    changed: dict[str, str]


class Connection(msgspec.Struct, frozen=True, gc=False):
    """A WebSocket connection as the application sees it."""

    process: str
    path: str = ""
    state: ConnectionState = "handshake"
    code: int | None = None
    keys: tuple[str, ...] = ()  # of the scope as the server made it
    values: dict[str, str] = {}
    layers: tuple[Layer, ...] = ()  # in order of entry
    guest: int = 0  # on a stage without a script: the n-th that is no client of ours; 0: none
    user: str = ""  # the name of `scope["user"]`
    name: str = ""  # of the far end, where no client of ours is it; "": it has none yet


class Instance(msgspec.Struct, frozen=True, gc=False):
    """A consumer instance."""

    name: str  # class name
    number: int  # 1, 2, 3 … in its process
    process: str
    channel: str = ""
    state: InstanceState = "new"
    handler: str = ""  # the method that runs now, "" = none
    handler_seq: int = 0  # `seq` of its handler.started
    attributes: dict[str, str] = {}
    error: str = ""
    where: str = ""


class Channel(msgspec.Struct, frozen=True, gc=False):
    """A channel name and the copies that wait in its queue."""

    name: str
    process: str
    conn: int | None = None
    queue: tuple[int, ...] = ()  # `seq` of each waiting channel.sent, oldest first
    delivered: int = 0
    dropped: int = 0  # copies that were not taken
    expired: int = 0  # copies that the layer threw away unread
    capacity: int = 0  # copies that its queue takes; 0: not recorded
    alive: bool = True  # the consumer behind it still exists
    backend: str = ""  # class name of the layer that made it: where its groups live


class DbCall(NamedTuple):
    """A database call that is under way."""

    name: str
    process: str
    conn: int | None


class Over(NamedTuple):
    """Entities that nothing will happen to any more."""

    conns: frozenset[int]  # keys of clients, connections and instances
    channels: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.conns or self.channels)


class World:
    """The state after `step` events. Keys of the per-connection tables are `conn` numbers."""

    __slots__ = (
        "at",
        "channels",
        "clients",
        "connections",
        "db",
        "groups",
        "guests",
        "instances",
        "named",
        "processes",
        "step",
        "threads",
    )

    def __init__(self) -> None:
        self.step: int = 0
        self.guests: int | None = None  # connections of nobody's client; None: a script is alone
        self.at: int = 0
        self.processes: dict[str, Process] = {}
        self.named: dict[str, int] = {}  # user or path → far ends that were named after it
        self.clients: dict[int, Client] = {}
        self.connections: dict[int, Connection] = {}
        self.instances: dict[int, Instance] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[GroupKey, dict[str, None]] = {}  # members in order of joining
        self.db: dict[int, DbCall] = {}  # by `seq` of db.started
        self.threads: dict[tuple[str, str], str] = {}  # (process, thread) → function in it

    def copy(self) -> World:
        """An independent world: later steps of one are not seen by the other."""
        twin = World.__new__(World)
        for name in World.__slots__:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if isinstance(value, dict) else value)
        return twin

    def over(self) -> Over:
        """What will never change again and is of no group: closed connections, dead channels."""
        grouped = {channel for members in self.groups.values() for channel in members}
        channels = {
            name
            for name, channel in self.channels.items()
            if not channel.alive and not channel.queue and name not in grouped
        }
        kept = {channel.conn for name, channel in self.channels.items() if name not in channels}
        conns = {
            conn
            for conn in (*self.clients, *self.connections)
            if conn not in kept and self._is_over(conn) and not self._waits(conn)
        }
        return Over(frozenset(conns), frozenset(channels))

    def _is_over(self, conn: int) -> bool:
        client, connection = self.clients.get(conn), self.connections.get(conn)
        ended = ("closed", "refused")
        return (client is None or client.state in ended) and (
            connection is None or connection.state in ended
        )

    def _waits(self, conn: int) -> bool:
        """A consumer outlives its connection for as long as a handler runs."""
        instance = self.instances.get(conn)
        return instance is not None and instance.state not in ("finished", "failed")

    def without(self, over: Over) -> World:
        """A copy of this world that has forgotten them."""
        twin = self.copy()
        for table in (twin.clients, twin.connections, twin.instances):
            for conn in over.conns:
                table.pop(conn, None)
        for name in over.channels:
            twin.channels.pop(name, None)
        return twin

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, World):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in World.__slots__)

    __hash__ = None  # type: ignore[assignment]
