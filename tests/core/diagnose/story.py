"""Runs in the making, for rules: a tape that knows how a connection begins and ends."""

from __future__ import annotations

from collections.abc import Iterable

from tests.core.making import Tape
from tutor.core.diagnose import Finding, diagnose
from tutor.core.events import Event

MS = 1_000_000


class Story(Tape):
    """A server with one layer; every connection has the consumer `Room` in `rooms.py`."""

    def __init__(self, layer: str = "InMemoryChannelLayer") -> None:
        super().__init__()
        self.layer = layer
        self.serve("server 1")

    def serve(self, process: str, app: str = "rooms.py:application") -> None:
        self.add("server.started", process=process, app=app, layer=self.layer)

    def connect(self, conn: int, name: str, *, process: str = "server 1", groups: str = "") -> None:
        """A client connects and is accepted, and its consumer joins groups."""
        self.reach(conn, name, process=process)
        begun = self.begin(conn, "websocket_connect", process=process, where="rooms.py:8 connect")
        self.add("connection.accepted", process=process, conn=conn, cause=begun)
        for group in groups.split():
            self.join(conn, group, process=process, cause=begun)
        self.end(conn, begun, process=process)

    def reach(self, conn: int, name: str, *, process: str = "server 1", origin: str = "") -> None:
        """A client's handshake has come as far as its consumer."""
        self.add("client.connecting", process="tutor", conn=conn, name=name, origin=origin)
        self.add("connection.opened", process=process, conn=conn, path="/ws/")
        self.add("scope.entered", process=process, conn=conn, layer="URLRouter", depth=0)
        self.add(
            "consumer.created", process=process, conn=conn, name="Room", where="rooms.py:5 Room"
        )
        self.add("scope.entered", process=process, conn=conn, layer="Room", depth=1)
        kept = "specific.inmemory!" if "Memory" in self.layer else "specific.1!"
        channel = f"{kept}{name}"
        self.add("channel.created", process=process, conn=conn, channel=channel, backend=self.layer)

    def begin(
        self,
        conn: int,
        name: str,
        *,
        process: str = "server 1",
        where: str = "",
        cause: int | None = None,
        type: str = "",
        at: int | None = None,
    ) -> int:
        kind = type or name.replace("_", ".")
        return self.add(
            "handler.started",
            process=process,
            conn=conn,
            cause=cause,
            name=name,
            type=kind,
            where=where,
            at=at,
        )

    def end(
        self, conn: int, begun: int, *, process: str = "server 1", at: int | None = None
    ) -> int:
        started = self[begun - 1]
        name = getattr(started, "name", "")
        return self.add(
            "handler.finished", process=process, conn=conn, cause=begun, name=name, at=at
        )

    def channel(self, conn: int) -> str:
        made = next(e for e in self if e.kind == "channel.created" and e.conn == conn)
        return str(getattr(made, "channel", ""))

    def join(self, conn: int, group: str, *, process: str = "server 1", cause: int = 0) -> int:
        return self.add(
            "group.joined",
            process=process,
            conn=conn,
            cause=cause or None,
            group=group,
            channel=self.channel(conn),
        )

    def leave(self, conn: int, group: str, *, cause: int | None = None) -> int:
        channel = self.channel(conn)
        return self.add(
            "group.left",
            conn=conn,
            cause=cause,
            group=group,
            channel=channel,
            where="rooms.py:20 leave",
        )

    def send(
        self,
        conn: int | None,
        group: str,
        *to: int,
        process: str = "server 1",
        cause: int | None = None,
        at: int | None = None,
    ) -> int:
        """A `group_send`, and a copy for each of these connections; returns its `seq`."""
        sent = self.add(
            "group.sent",
            process=process,
            conn=conn,
            cause=cause,
            group=group,
            type="chat.message",
            where="rooms.py:14 receive",
            at=at,
        )
        for reader in to:
            self.add(
                "channel.sent",
                process=process,
                cause=sent,
                group=group,
                type="chat.message",
                channel=self.channel(reader),
                at=at,
            )
        return sent

    def gone(
        self, conn: int, *, error: str = "", disconnect: str | None = "rooms.py:18 disconnect"
    ):
        """The client leaves; without `disconnect` the handler does not run."""
        self.add("app.received", conn=conn, type="websocket.disconnect", code=1000)
        if disconnect is not None:
            self.begin(conn, "websocket_disconnect", where=disconnect)
        self.over(conn, error)

    def over(self, conn: int, error: str = "", at: int | None = None) -> int:
        return self.add("consumer.finished", conn=conn, name="Room", error=error, at=at)


def names(events: Iterable[Event], *, notes: bool = False) -> list[str]:
    """The rules of a run's findings, most important first."""
    return [finding.rule for finding in diagnose(list(events), notes=notes)]


def the(events: Iterable[Event], rule: str) -> Finding:
    """The only finding of this rule."""
    (finding,) = [f for f in diagnose(list(events), notes=True) if f.rule == rule]
    return finding


def failing(error: str, *, name: str = "websocket_receive", where: str = "rooms.py:12 x") -> Story:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, name, where="rooms.py:11 receive")
    story.add("handler.failed", conn=1, cause=begun, name=name, error=error, where=where)
    story.add("connection.closed", conn=1, by="error", error=error)
    story.add("client.closed", process="tutor", conn=1, name="ben", code=1011, by="server")
    return story
