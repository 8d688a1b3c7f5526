"""Every command of `tutor play`, once: parser, completion, help and documents read this table.

A row says what may follow its verb, in order: slots, of which only the last may be left out, then
pairs of a word and a value (`as john`, `on 2`) in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Slot:
    """One value that follows a verb, and which field of the command it is."""

    field: str
    shown: str  # in a usage: "NAME"
    kind: str = "word"  # word, path, rest, json, count, number, code, seconds
    optional: bool = False
    choices: tuple[str, ...] = ()  # the only words there are
    told: tuple[str, ...] = ()  # what each of them means
    means: str = ""  # of a pair: what its word adds


NAME: Final = Slot("name", "NAME")
PATH: Final = Slot("path", "PATH", "path")
SERVER: Final = Slot("server", "N", "count", optional=True)
PAIRS: Final = {
    "as": Slot("user", "USER", means="with the session cookie of a user who is logged in"),
    "on": Slot("server", "N", "count", means="on a server other than the first"),
    "origin": Slot("origin", "URL", means="with this Origin header, as a page of another site"),
    "token": Slot("token", "TOKEN", means="with this bearer token in the Authorization header"),
    "subprotocol": Slot("subprotocol", "NAME", means="and offers this subprotocol"),
}
"""What may follow the slots: a word, and the value behind it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One command."""

    verb: str  # the word that it begins with
    slots: tuple[Slot, ...]
    does: str  # a sentence
    example: str
    pairs: tuple[str, ...] = ()
    noun: str = ""  # a word behind the verb that may be left out: "server" of "kill server 1"
    stays: bool = True  # it does something on the stage, and is played again by `undo`

    @property
    def title(self) -> str:
        """The words that it is called by: "kill server"."""
        return f"{self.verb} {self.noun}".rstrip()

    @property
    def usage(self) -> str:
        """Everything that it takes: "open NAME [PATH] [as USER] [on N] [origin URL]"."""
        slots = ("|".join(slot.choices) or slot.shown for slot in self.slots)
        taken = (
            f"[{shown}]" if slot.optional else shown
            for slot, shown in zip(self.slots, slots, strict=True)
        )
        pairs = (f"[{word} {PAIRS[word].shown}]" for word in self.pairs)
        return " ".join((self.title, *taken, *pairs))


_PATH: Final = Slot("path", "PATH", "path", optional=True)
_LAYERS: Final = {
    "memory": "InMemoryChannelLayer: each server has groups and queues of its own",
    "redis": "RedisChannelLayer: all servers share the lists of one broker",
    "redis-pubsub": "RedisPubSubChannelLayer: the same with PUBLISH, where no queue waits",
}
_ACTIONS: Final = {
    "look": "read the keys of Redis and show them",
    "kill": "SIGKILL for Redis: what it held is lost",
    "stop": "end Redis in order",
    "start": "start Redis again on its port",
}

ROWS: Final = (
    Row(
        "open",
        (NAME, _PATH),
        "A tab opens a WebSocket; `as` logs its user in, `on` picks a server.",
        "open john /ws/support/ as john",
        pairs=("as", "on", "origin", "subprotocol"),
    ),
    Row(
        "send",
        (NAME, Slot("text", "TEXT", "rest")),
        "A tab sends one message: text, or JSON.",
        'send john {"type": "typing"}',
    ),
    Row(
        "close",
        (NAME, Slot("code", "CODE", "code", optional=True)),
        "A tab closes politely, with 1000 or the code that is named.",
        "close ann 4401",
    ),
    Row(
        "drop",
        (NAME,),
        "A tab's network is gone: its TCP connection is cut without a close frame.",
        "drop ann",
    ),
    Row(
        "suspend",
        (NAME,),
        "A tab stops reading, as on a laptop that sleeps; what is sent to it piles up.",
        "suspend ann",
    ),
    Row(
        "resume",
        (NAME,),
        "A suspended tab reads again, beginning with what has piled up.",
        "resume ann",
    ),
    Row(
        "crowd",
        (Slot("count", "COUNT", "number"), _PATH),
        "So many tabs at once: crowd 1, crowd 2 … `close crowd` closes them all.",
        "crowd 200 /ws/lobby/",
        pairs=("as", "on"),
    ),
    Row(
        "http",
        (
            Slot("method", "METHOD", choices=("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")),
            PATH,
            Slot("message", "JSON", "json", optional=True),
        ),
        "One HTTP request; the JSON is its body, `token` goes into its header.",
        "http GET / as john",
        pairs=("as", "on", "token"),
    ),
    Row(
        "group_send",
        (Slot("group", "GROUP"), Slot("message", "JSON", "json")),
        "A process outside of all servers sends to a group, as a shell or a job would.",
        'group_send lobby {"type": "lobby.said", "words": "hello"}',
    ),
    Row("second", (), "One more server of the same kind.", "second server", noun="server"),
    Row("kill", (SERVER,), "SIGKILL for a server.", "kill server 1", noun="server"),
    Row(
        "stop",
        (SERVER,),
        "SIGTERM for a server, as a deployment sends it.",
        "stop server 1",
        noun="server",
    ),
    Row(
        "restart",
        (SERVER,),
        "A server, or each of them, ends and starts again on its port.",
        "restart server 1",
        noun="server",
    ),
    Row(
        "layer",
        (Slot("layer", "LAYER", choices=tuple(_LAYERS), told=tuple(_LAYERS.values())),),
        "Fresh servers on another channel layer; what was typed is played again on them.",
        "layer redis",
    ),
    Row(
        "broker",
        (Slot("action", "ACTION", choices=tuple(_ACTIONS), told=tuple(_ACTIONS.values())),),
        "Look into Redis, end it, or start it again.",
        "broker look",
    ),
    Row(
        "wait",
        (Slot("seconds", "SECONDS", "seconds", optional=True),),
        "Let time pass: 1 second, or as many as are named.",
        "wait 0.5",
    ),
    Row(
        "undo",
        (),
        "Fresh servers, on which everything is played again but the last command.",
        "undo",
        stays=False,
    ),
    Row(
        "reset",
        (),
        "Fresh servers, and all that was typed is forgotten.",
        "reset",
        stays=False,
    ),
    Row(
        "save",
        (Slot("file", "FILE", "rest"),),
        "Keep the recording in FILE.jsonl, or a scene's script in FILE.py.",
        "save lost.py",
        stays=False,
    ),
    Row("goal", (), "The task of the goal that is open.", "goal", stays=False),
    Row("hint", (), "The next hint to it.", "hint", stays=False),
    Row(
        "solution",
        (),
        "Our solution of it; from then on it counts as shown.",
        "solution",
        stays=False,
    ),
    Row("goals", (), "All goals, and which of them you have solved.", "goals", stays=False),
    Row(
        "help",
        (Slot("topic", "COMMAND", "rest", optional=True),),
        "All commands, or one of them.",
        "help send",
        stays=False,
    ),
)

VERBS: Final = {row.verb: row for row in ROWS}


def overview() -> list[tuple[str, str]]:
    """All commands: the words of each, and what it does."""
    return [(row.title, row.does) for row in ROWS]


def aligned() -> list[str]:
    """The same, a line each."""
    width = max(len(row.title) for row in ROWS)
    return [f"{title:<{width}}  {does}" for title, does in overview()]


def explained(row: Row) -> list[str]:
    """One command: all that it takes, what it does, an example."""
    return [row.usage, row.does, f"For example: {row.example}"]
