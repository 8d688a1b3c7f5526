"""What the ends of a message's hops are called, in a picture and aloud; and the message itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tutor.core import events as e
from tutor.core import summary
from tutor.core.events import Event
from tutor.core.journeys import Messages
from tutor.view import palette, picture_names
from tutor.view.text import count

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_CONTROL: Final = {"8": "a close frame", "9": "a ping", "a": "a pong"}


class End(msgspec.Struct, frozen=True):
    """One end of a hop."""

    text: str
    style: str = palette.PLAIN


class Names(msgspec.Struct, frozen=True):
    """The names of things at one step. `aloud`: for a sentence, not for a picture."""

    moment: Moment
    messages: Messages
    aloud: bool = False

    @property
    def several(self) -> bool:
        """Whether consumers of more than one server have to be told apart."""
        servers = [one for one in self.moment.world.processes.values() if one.role == "server"]
        return len(servers) > 1

    def instance(self, number: int, process: str) -> End:
        """A consumer: "#2", "#2·s1", "consumer 2 on server 1"."""
        text = f"consumer {number}" if self.aloud else f"#{number}"
        if self.several and process not in ("", "tutor"):
            place = process.removeprefix("server ")
            text += f" on {process}" if self.aloud else f"·s{place}"
        return End(text, palette.INSTANCE)

    def app(self, fact: Event) -> End:
        """The application's end of the fact's connection."""
        number = getattr(fact, "instance", 0)
        if number:
            return self.instance(number, fact.process)
        found = self.moment.world.instances.get(fact.conn or 0)
        if found is not None:
            return self.instance(found.number, found.process)
        return End("the application" if self.aloud else "app", palette.INSTANCE)

    def member(self, channel: str) -> End:
        """The consumer behind a channel name."""
        found = self.moment.world.channels.get(channel)
        instance = self.moment.world.instances.get((found.conn if found else None) or 0)
        if instance is not None:
            return self.instance(instance.number, instance.process)
        text = summary.short(channel) or "a member"
        return End(text, palette.INSTANCE)

    def client(self, fact: Event) -> End:
        """The far end of the fact's connection."""
        found = picture_names.caller(self.moment.world, fact.conn)
        name = getattr(fact, "name", "") if fact.process == "tutor" else ""
        return End(name or found or "a client", palette.CLIENT)

    def process(self, fact: Event, asked: str = "") -> End:
        """The server process that a client's fact is about; `asked`: the one it has asked."""
        named = getattr(fact, "server", "") or asked
        client = self.moment.world.clients.get(fact.conn or 0)
        connection = self.moment.world.connections.get(fact.conn or 0)
        text = named or (client.server if client else "")
        return End(text or (connection.process if connection else "") or "the server")

    def server(self, fact: Event) -> End:
        """The program that calls the application: "Daphne"; by its process if there are several."""
        program = self.messages.server(fact.process, self.moment.step)
        return End(fact.process if self.several or not program else program)

    @property
    def layer(self) -> End:
        """The channel layer."""
        return End("the layer" if self.aloud else "layer", palette.LAYER)


def title(fact: Event | None, names: Names) -> str:
    """What a message is: "john says Hello!"."""
    if fact is None:
        return "its beginning has been forgotten"
    words = _TITLES.get(fact.kind)
    return words(fact, names) if words is not None else summary.summary(fact)


def _received(fact: e.AppReceived, names: Names) -> str:
    words = _says(fact) if fact.type == "websocket.receive" else "is gone"
    return f"{names.client(fact).text} {words}"


def _asked(fact: e.ClientAsked | e.HttpReceived, names: Names) -> str:
    return f"{names.client(fact).text} asks {fact.method} {fact.path}"


def _closed(fact: e.ClientClosed, names: Names) -> str:
    return f"{names.client(fact).text} {'leaves' if fact.by == 'client' else 'is cut off'}"


def _sent(fact: e.GroupSent | e.ChannelSent, names: Names) -> str:
    who = fact.process if fact.conn is None else names.app(fact).text
    return f"{who} sends {fact.type} to {fact.group or 'one channel'}"


_TITLES: Final[dict[str, Callable[[Any, Names], str]]] = {
    "client.sent": lambda fact, names: f"{names.client(fact).text} {_says(fact)}",
    "client.asked": _asked,
    "client.connecting": lambda fact, names: f"{names.client(fact).text} connects",
    "client.closed": _closed,
    "wire.sent": lambda fact, names: f"{names.client(fact).text} sends {_bytes(fact)}",
    "wire.received": lambda fact, names: f"{names.process(fact).text} sends {_bytes(fact)}",
    "app.received": _received,
    "http.received": _asked,
    "group.sent": _sent,
    "channel.sent": _sent,
}
"""First facts of a message; others are told as in the list of facts."""


def _says(fact: e.ClientSent | e.AppReceived) -> str:
    if fact.binary:
        return f"sends {count(fact.size, 'byte')}"
    labels = picture_names.message(fact.text)
    if len(labels) == 1:
        return f"{'sends' if fact.text[:1] in ('{', '[', '') else 'says'} {labels[0]}"
    if labels[-1] == "message" and len(labels) == 3:
        return f"says {labels[1][len('message') + 2 : -1]}"
    return f"sends {labels[1]}"


def _bytes(fact: e.WireSent | e.WireReceived) -> str:
    """ "GET / HTTP/1.1", "a ping", "8 bytes"."""
    if "·" not in fact.text and fact.text.strip():
        return fact.text.strip().partition("\n")[0]
    control = _CONTROL.get(fact.hex[1:2]) if fact.hex[:1] in ("8", "9") else None
    return control or count(fact.size, "byte")
