"""Literal recordings for the tests of the pictures: facts in order, tied by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from tutor.core import events as e
from tutor.core.events import Event
from tutor.core.timeline import Moment, Timeline

GROUP = "user_john-at-example.com"
CHAT = "demo_project/chat/consumers.py"
ECHO = '{"type": "message", "text": "Hello", "sender": "john"}'


class Tape:
    """Appends facts; `at` is in milliseconds, `last` is the `seq` of the newest fact."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.at = 0.0

    @property
    def last(self) -> int:
        """The `seq` of the fact added last."""
        return len(self.events)

    def add(
        self,
        cls: type[Event],
        after: float = 0.2,
        process: str = "server 1",
        conn: int | None = None,
        cause: int | None = None,
        **fields: Any,
    ) -> int:
        """Append a fact `after` milliseconds; its `seq`."""
        self.at += after
        fact = cls(
            seq=self.last + 1,
            at=round(self.at * 1e6),
            process=process,
            conn=conn,
            cause=cause,
            **fields,
        )
        self.events.append(fact)
        return self.last

    def moment(self, step: int | None = None) -> Moment:
        """The recording after `step` facts, by default after all."""
        return Timeline(self.events).moment(self.last if step is None else step)

    def server(self, name: str = "server 1", layer: str = "InMemoryChannelLayer") -> int:
        """A server listens."""
        return self.add(
            e.ServerStarted, process=name, pid=4711, address="127.0.0.1:41233", layer=layer
        )

    def connect(
        self,
        conn: int,
        name: str,
        path: str = "/ws/chat/user/john@example.com/",
        *,
        process: str = "server 1",
        number: int = 0,
        channel: str = "",
        group: str = GROUP,
        layers: bool = True,
    ) -> None:
        """A whole handshake, from the client's first byte to the group."""
        at = {"process": process, "conn": conn}
        port = 50000 + conn
        began = self.add(
            e.ClientConnecting,
            after=20,
            process="tutor",
            conn=conn,
            name=name,
            url=path,
            server=process,
            port=port,
        )
        cause = self.add(
            e.ConnectionOpened,
            **at,
            cause=began,
            path=path,
            port=port,
            keys=["type", "path", "headers", "client", "server", "subprotocols"],
            values={"type": "'websocket'", "path": f"'{path}'"},
        )
        for depth, (layer, same, added) in enumerate(LAYERS if layers else ()):
            cause = self.add(
                e.ScopeEntered,
                after=0.05,
                **at,
                cause=cause,
                layer=layer,
                depth=depth,
                same=same,
                added=added,
            )
        cause = self.add(
            e.ConsumerCreated,
            **at,
            cause=cause,
            name="ChatConsumer",
            instance=number or conn,
            where=f"{CHAT}:31 ChatConsumer",
        )
        channel = channel or f"specific.dc2c32fc.inmemory!{'gNYZcxMgWq2kTr7p'[conn * 4 - 4 :]}"
        self.add(
            e.ChannelCreated,
            **at,
            cause=cause,
            channel=channel,
            backend="InMemoryChannelLayer" if "inmemory" in channel else "RedisChannelLayer",
        )
        cause = self.add(e.AppReceived, **at, cause=cause, type="websocket.connect")
        started = self.add(
            e.HandlerStarted,
            **at,
            cause=cause,
            name="websocket_connect",
            type="websocket.connect",
            instance=number or conn,
            thread="MainThread",
            state={"group": "''"},
        )
        self.add(
            e.GroupJoined,
            **at,
            cause=started,
            group=group,
            channel=channel,
            where=f"{CHAT}:48 connect",
        )
        accepted = self.add(e.ConnectionAccepted, **at, cause=started, where=f"{CHAT}:50 connect")
        self.add(
            e.HandlerFinished,
            **at,
            cause=started,
            name="websocket_connect",
            instance=number or conn,
            state={"group": f"'{group}'"},
        )
        self.add(e.ClientOpened, process="tutor", conn=conn, cause=accepted, name=name)

    def channel(self, conn: int) -> str:
        """The channel name of a connection's consumer."""
        return next(
            fact.channel
            for fact in self.events
            if isinstance(fact, e.ChannelCreated) and fact.conn == conn
        )

    def broadcast(self, sender: int, name: str, members: dict[int, str], text: str = ECHO) -> None:
        """One message: saved, sent to the group, delivered to every member."""
        at: dict[str, Any] = {"process": "server 1", "conn": sender}
        sent = self.add(
            e.ClientSent,
            after=25,
            process="tutor",
            conn=sender,
            name=name,
            text='{"type": "message", "text": "Hello"}',
            size=36,
        )
        got = self.add(
            e.AppReceived, after=0.4, **at, cause=sent, type="websocket.receive", text=ECHO
        )
        started = self.add(
            e.HandlerStarted,
            **at,
            cause=got,
            name="websocket_receive",
            type="websocket.receive",
            instance=sender,
            thread="MainThread",
            where=f"{CHAT}:60 handle_message",
        )
        query = self.add(
            e.DbStarted, **at, cause=started, name="save_message", where=f"{CHAT}:58 handle_message"
        )
        self.add(
            e.DbFinished,
            after=1.2,
            **at,
            cause=query,
            name="save_message",
            thread="ThreadPoolExecutor-0_0",
            queries=1,
            sql=['INSERT INTO "chat_message" ("room_id", "text") VALUES (%s, %s)'],
        )
        group = self.add(
            e.GroupSent,
            **at,
            cause=started,
            group=GROUP,
            type="chat.message",
            text='{"type": "chat.message", "text": "Hello"}',
            where=f"{CHAT}:60 handle_message",
        )
        copies = {
            conn: self.add(
                e.ChannelSent,
                after=0.05,
                **at,
                cause=group,
                channel=self.channel(conn),
                group=GROUP,
                type="chat.message",
            )
            for conn in members
        }
        self.add(e.HandlerFinished, **at, cause=started, name="websocket_receive", instance=sender)
        for conn, client in members.items():
            self.deliver(conn, client, copies[conn], text)

    def deliver(self, conn: int, name: str, copy: int, text: str) -> None:
        """One copy on its way from the queue to the browser."""
        at: dict[str, Any] = {"process": "server 1", "conn": conn}
        out = self.add(
            e.ChannelDelivered,
            **at,
            cause=copy,
            channel=self.channel(conn),
            type="chat.message",
        )
        started = self.add(
            e.HandlerStarted,
            **at,
            cause=out,
            name="chat_message",
            type="chat.message",
            instance=conn,
            thread="MainThread",
            where=f"{CHAT}:71 chat_message",
        )
        frame = self.add(
            e.AppSent,
            **at,
            cause=started,
            type="websocket.send",
            text=text,
            size=len(text),
            where=f"{CHAT}:72 chat_message",
        )
        self.add(e.HandlerFinished, **at, cause=started, name="chat_message", instance=conn)
        self.add(
            e.ClientReceived,
            process="tutor",
            conn=conn,
            cause=frame,
            name=name,
            text=text,
            size=len(text),
        )


LAYERS: tuple[tuple[str, bool, dict[str, str]], ...] = (
    ("ProtocolTypeRouter", True, {}),
    ("OriginValidator", True, {}),
    ("CookieMiddleware", False, {"cookies": "{'sessionid': '…masked…'}"}),
    ("SessionMiddleware", False, {"session": "<LazyObject>"}),
    ("AuthMiddleware", False, {"user": "<UserLazyObject: john>"}),
    ("URLRouter", True, {}),
    ("ChatConsumer", False, {"url_route": "{'args': (), 'kwargs': {'email': 'john@…'}}"}),
)
TABS = {1: "john · tab 1", 2: "john · tab 2", 3: "admin"}


def three_tabs() -> Tape:
    """The scene of lesson 7: three tabs join a room, the first one speaks, the last one leaves."""
    tape = Tape()
    tape.add(
        e.SceneStarted, process="tutor", lesson="07_channel_layers_and_groups", scene="three_tabs"
    )
    tape.server()
    for conn, name in TABS.items():
        tape.connect(conn, name)
    tape.broadcast(1, "john · tab 1", TABS)
    bye = tape.add(
        e.ClientClosed,
        after=15,
        process="tutor",
        conn=3,
        name="admin",
        code=1000,
        by="client",
    )
    got = tape.add(e.AppReceived, conn=3, cause=bye, type="websocket.disconnect", code=1000)
    started = tape.add(
        e.HandlerStarted,
        conn=3,
        cause=got,
        name="websocket_disconnect",
        type="websocket.disconnect",
        instance=3,
    )
    tape.add(
        e.GroupLeft,
        conn=3,
        cause=started,
        group=GROUP,
        channel=tape.channel(3),
        where=f"{CHAT}:80 disconnect",
    )
    tape.add(e.HandlerFinished, conn=3, cause=started, name="websocket_disconnect", instance=3)
    tape.add(e.ConsumerFinished, conn=3, name="ChatConsumer", instance=3)
    tape.add(e.ConnectionClosed, conn=3, cause=bye, code=1000, by="client")
    tape.add(e.SceneFinished, process="tutor")
    return tape


def drawn(picture: RenderableType, *, width: int = 120, colour: bool = False) -> str:
    """A picture as a terminal of this width shows it, without trailing spaces."""
    if not colour and isinstance(picture, Text) and _has_room(picture, width):
        return "\n".join(line.rstrip() for line in f"{picture.plain}\n".splitlines())
    return printed(picture, width=width, colour=colour)


def _has_room(text: Text, width: int) -> bool:
    """A console would print it as it is, and take nearly as long as it takes to draw it."""
    is_plain = text.justify in {None, "default", "left"} and "\t" not in text.plain
    return is_plain and all(cell_len(line) <= width for line in text.plain.split("\n"))


def printed(picture: RenderableType, *, width: int, colour: bool = False) -> str:
    """The same from a console, whatever it is."""
    console = Console(
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(picture)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def upto(tape: Tape, kind: str, nth: int = 1, **fields: Any) -> int:
    """The step of the nth fact of a kind with these fields."""
    found: Sequence[Event] = [
        fact
        for fact in tape.events
        if fact.kind == kind and all(getattr(fact, key) == value for key, value in fields.items())
    ]
    return found[nth - 1].seq
