"""`python -m bench.live_source RATE SECONDS TIMES`: a command that tells so many facts a second.

It speaks as a probe does, to the address and with the token that `tutor trace` has put into its
environment: a hello, then a line of records every two milliseconds. Tabs of one room talk. In the
end it writes to the file TIMES when each fact happened: its number and nanoseconds of the machine's
monotonic clock a line.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutor.probe.fact_fields import FIELDS, SCHEMA

TURN = 0.002  # seconds from one line to the next
MEMBERS = 3
KEPT = "TUTOR_TRACE"


class Talk:
    """The records of one server, stamped as they are told."""

    def __init__(self, number: int) -> None:
        from tutor.runtime.fact_intake import DEFAULTS

        self.defaults = DEFAULTS
        self.next = (number << 32) + 1

    def put(self, kind: str, conn: int = 0, cause: int = 0, **fields: Any) -> list[Any]:
        """One record; its id is its second item."""
        values = {**self.defaults[kind], **fields}
        id, self.next = self.next, self.next + 1
        names = (values[name] for name in FIELDS[kind])
        return [kind, id, time.monotonic_ns(), conn, cause, *names]

    def connect(self, conn: int) -> Iterator[list[Any]]:
        """A tab comes."""
        yield self.put("connection.opened", conn, path="/ws/room/", port=1024 + conn)
        yield self.put("scope.entered", conn, layer="URLRouter")
        yield self.put("consumer.created", conn, name="Chat", instance=conn)
        yield self.put("channel.created", conn, channel=_channel(conn))
        yield self.put("app.sent", conn, type="websocket.accept")
        yield self.put("group.joined", conn, group="room", channel=_channel(conn))

    def say(self, conn: int) -> Iterator[list[Any]]:
        """One tab says something, and all get it."""
        text = f"message {self.next & 0xFFFF_FFFF}"
        got = self.put("app.received", conn, type="websocket.receive", text=text, size=len(text))
        yield got
        ran = self.put("handler.started", conn, got[1], name="receive", type="websocket.receive")
        yield ran
        sent = self.put("group.sent", conn, ran[1], group="room", type="chat.message", text=text)
        yield sent
        for member in range(1, MEMBERS + 1):
            yield from self.deliver(member, sent[1], text)
        yield self.put("handler.finished", conn, ran[1], name="receive")

    def deliver(self, member: int, sent: int, text: str) -> Iterator[list[Any]]:
        """A copy becomes a frame."""
        copy = self.put("channel.sent", 0, sent, channel=_channel(member), group="room")
        yield copy
        taken = self.put("channel.delivered", member, copy[1], channel=_channel(member))
        yield taken
        runs = self.put("handler.started", member, taken[1], name="chat", type="chat.message")
        yield runs
        yield self.put("app.sent", member, runs[1], type="websocket.send", text=text)
        yield self.put("handler.finished", member, runs[1], name="chat")

    def all(self) -> Iterator[list[Any]]:
        """For ever."""
        for conn in range(1, MEMBERS + 1):
            yield from self.connect(conn)
        while True:
            for conn in range(1, MEMBERS + 1):
                yield from self.say(conn)


def _channel(conn: int) -> str:
    return f"specific.inmemory!{conn}"


def hello(token: str, number: int) -> list[Any]:
    """What a probe says first."""
    said = {
        "token": token,
        "process": "",
        "pid": os.getpid(),
        "number": number,
        "schema": SCHEMA,
        "versions": {"python": platform.python_version()},
        "app": "room",
        "layer": "InMemoryChannelLayer",
        "address": "",
    }
    return ["hello", said]


def main(rate: str, seconds: str, times: str) -> None:
    """Tell, at that rate, and end."""
    address, _, token = os.environ[KEPT].partition(" ")
    host, _, port = address.rpartition(":")
    number = os.getpid() * 64
    with socket.create_connection((host, int(port))) as link:
        link.sendall(json.dumps(hello(token, number)).encode() + b"\n")
        records = Talk(number).all()
        told, begun = 0, time.monotonic()
        happened: list[int] = []
        while (passed := time.monotonic() - begun) < float(seconds):
            items: list[Any] = []
            while told < passed * float(rate):
                record = next(records)
                items += record
                happened.append(record[2])
                told += 1
            link.sendall(json.dumps(items).encode() + b"\n")
            time.sleep(TURN)
        time.sleep(0.5)  # the last fact is seen
    lines = (f"{number} {at}\n" for number, at in enumerate(happened, start=1))
    Path(times).write_text("".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
