"""Rules about exceptions: the text of an error, what it means, and what to do.

Every failure is told once, by the first row that knows its text; `exception` knows the rest. A
failure that lies on the causal chain of an earlier one is a consequence and is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tutor.core import events as ev

from .finding import RULES, Find, Found, Level, Rule
from .trace import HOOKS, Trace

TOLD: Final = (ev.HandlerFailed, ev.LayerFailed, ev.ConnectionClosed)
Failure = ev.HandlerFailed | ev.LayerFailed | ev.ConnectionClosed | ev.LogWritten


class Row(NamedTuple):
    """What is known of an exception. The sentence may name {who}, {consumer}, {method}, {handler},
    {error}, {call}, {name} and the groups of the pattern.
    """

    rule: str
    error: str  # pattern of the error's text
    sentence: str
    remedy: str
    scene: str = ""
    of: tuple[type[ev.Event], ...] = ()  # kinds of the failure; (): any


_LAYER: Final = (ev.LayerFailed,)

ROWS: Final = (
    Row(
        "no-handler",
        r"ValueError: No handler for message type (?P<type>.+)",
        '{consumer} has no method for the type "{type}"',
        "Add a method of that name (dots become underscores), or send a type that names one.",
        "7/type_names_a_method",
    ),
    Row(
        "bad-type",
        r"ValueError: (Malformed type in message|Incoming message has no 'type')",
        "An event for {consumer} has no type that names a method",
        'Give the event a "type" that names a method and does not begin with an underscore.',
        "7/type_names_a_method",
    ),
    Row(
        "frame-signature",
        r"TypeError: (?P<function>[\w.<>]*receive)\(\) got an unexpected keyword argument "
        r"'(?P<key>bytes_data|text_data)'",
        "{function}() does not take {key}, and {who} sent such a frame",
        "Write receive(self, text_data=None, bytes_data=None), and say what a binary frame means.",
        "2/odd_frames",
    ),
    Row(
        "wrong-base",
        r"AttributeError: '(?P<class>\w+)' object has no attribute "
        r"'(?P<attribute>send_json|receive_json|encode_json|decode_json)'",
        "{class} has no {attribute}(), which only the JSON consumers have",
        "Inherit from AsyncJsonWebsocketConsumer, or send json.dumps(…) as text.",
    ),
    Row(
        "no-layer",
        r"AttributeError: 'NoneType' object has no attribute '(?P<attribute>group_\w+|send|"
        r"new_channel)'|InvalidChannelLayerError: BACKEND is unconfigured",
        "{consumer} asks for a channel layer that CHANNEL_LAYERS does not have",
        "Set CHANNEL_LAYERS, and check the alias that is asked for.",
        "7/alone",
    ),
    Row(
        "group-name",
        r"TypeError: (?P<what>Group|Channel) name must be a valid unicode string",
        '"{name}" is not a valid group name',
        "Use only letters, digits, hyphens, underscores and periods, fewer than 100: a slug or a "
        "primary key in place of free text.",
        "7/group_names",
    ),
    Row(
        "channel-full",
        r"ChannelFull",
        "The channel {name} is full, and {call} says so by raising ChannelFull",
        "Send less, or catch ChannelFull; a group_send drops such a copy without a word.",
        "7/at_most_once",
    ),
    Row(
        "not-serializable-event",
        r"TypeError: can not serialize '(?P<class>[\w.]+)' object",
        "An event for {name} holds a {class}, and the layer cannot serialize it",
        "Send what MessagePack knows: texts, numbers, lists, dictionaries; a date as isoformat().",
        "7/group_names",
    ),
    Row(
        "not-awaited-value",
        r"TypeError: (Object of type coroutine is not JSON serializable"
        r"|'coroutine' object is not)"
        r"|AttributeError: 'coroutine' object has no attribute",
        "{method} uses a coroutine as if it were its result",
        "Write await in front of the call.",
        "6/raises_or_not",
    ),
    Row(
        "not-json",
        r"TypeError: Object of type (?P<class>\w+) is not JSON serializable",
        "{method} sends a {class}, which is not JSON",
        "Turn it into text or numbers first: isoformat(), str(), a dictionary of the fields.",
        "6/as_printed",
    ),
    Row(
        "bad-json",
        r"JSONDecodeError: |RecursionError: .*JSON",
        "{who} sent a frame that is not JSON, and {method} does not expect that",
        "Catch the error (ValueError; RecursionError for deep nesting), and answer with a message.",
        "6/bad_frames",
    ),
    Row(
        "scope-key",
        r"KeyError: '(?P<key>user|session|cookies|url_route|path_remaining)'",
        'The scope of {who} has no "{key}": no layer around {consumer} has put it there',
        "Wrap the consumer: AuthMiddlewareStack gives user, session and cookies, URLRouter "
        "url_route.",
        "4/wrong_order",
    ),
    Row(
        "middleware-order",
        r"ValueError: (AuthMiddleware cannot find session in scope|No cookies in scope)",
        "The layers around {consumer} are in the wrong order: one lacks what another has to put in",
        "Use AuthMiddlewareStack, or nest CookieMiddleware(SessionMiddleware(AuthMiddleware(…))).",
        "4/wrong_order",
    ),
    Row(
        "sync-orm",
        r"SynchronousOnlyOperation: ",
        "{method} queries the database from async code",
        "Use the async ORM (await qs.acount(), async for …) or database_sync_to_async, and let it "
        "return values, not a lazy queryset.",
        "6/raises_or_not",
    ),
    Row(
        "async-to-sync",
        r"RuntimeError: You cannot use AsyncToSync in the same thread as an async event loop",
        "{method} calls async_to_sync() on the event loop's own thread",
        "Await the coroutine itself; async_to_sync is for sync code.",
    ),
    Row(
        "apps-not-ready",
        r"AppRegistryNotReady: ",
        "A model is imported before Django has loaded its apps",
        "Call get_asgi_application() before anything that imports models or consumers.",
        "3/three_files",
    ),
    Row(
        "not-migrated",
        r"(OperationalError|ProgrammingError): (no such table: |relation .* does not exist)",
        "The database lacks a table that {method} asks for",
        "Run manage.py migrate.",
    ),
    Row(
        "redis-too-old",
        r"ResponseError: .*unknown command .?BZPOPMIN",
        "The Redis server is older than 5 and does not know BZPOPMIN",
        "Use Redis 5 or newer.",
    ),
    Row(
        "redis-login",
        r"AuthenticationError|Authentication required|invalid username-password",
        "Redis does not let the channel layer in",
        "Put user and password into the address: redis://user:password@host:6379/0.",
    ),
    Row(
        "redis-timeout",
        r"TimeoutError: Timeout reading from (?P<address>\S+)",
        "redis-py has stopped waiting for {address}, although an idle channel is not an error",
        "Set a socket_timeout above five seconds in the address: ?socket_timeout=30.",
        "7/idle",
    ),
    Row(
        "broker-gone",
        r"ConnectionError: (Error \d+ connecting to |Connection closed by server"
        r"|Connection lost|Error while reading)",
        "The channel layer does not reach its Redis server",
        "Start the broker and check the address; clients have to reconnect, the layer does not "
        "repeat a call.",
        "7/no_redis",
    ),
    Row(
        "close-code",
        r"invalid close code (?P<code>\d+)",
        "{method} closes with {code}, which may not be sent",
        "Close with 1000, or with a number from 3000 to 4999.",
        "5/close_codes",
    ),
    Row(
        "send-before-accept",
        r"Socket has not been accepted, so cannot send over it|Expected ASGI message "
        r"'websocket.accept'",
        "{method} sends before it has accepted the handshake",
        "Await self.accept() first.",
        "6/doorstep",
    ),
    Row(
        "accepted-twice",
        r"object has no attribute 'handshake_deferred'",
        "{method} accepts a handshake that is over: it was accepted or closed before",
        "Accept once, and return after close().",
        "6/doorstep",
    ),
    Row(
        "send-after-close",
        r"Unexpected ASGI message 'websocket\.\w+', after sending 'websocket\.close'"
        r"|Attempt to send on a closed protocol"
        r"|Cannot call \"send\" once a close message has been sent",
        "{method} sends after it has closed",
        "Return after close().",
    ),
    Row(
        "as-asgi",
        r"TypeError: object (?P<class>\w+) can't be used in 'await' expression"
        r"|__init__\(\) takes 1 positional argument but 2 were given"
        r"|__call__\(\) missing 1 required positional argument: 'send'",
        "A consumer class stands in the routes where an application should be",
        "Write .as_asgi() behind the class in the route.",
        "2/a_life",
        of=(ev.ConnectionClosed,),
    ),
    Row(
        "awaited-value",
        r"TypeError: object (?P<class>\w+) can't be used in 'await' expression",
        "{method} awaits a {class}, which is not awaitable",
        "Leave out the await, or call the async variant of the function.",
    ),
    Row(
        "sync-to-async-misused",
        r"TypeError: sync_to_async can only be applied to sync functions",
        "{method} wraps an async function in sync_to_async",
        "Await the async function itself.",
        "6/raises_or_not",
    ),
    Row(
        "no-route",
        r"ValueError: No route found for path '(?P<path>.*)'",
        'No route matches "{path}"',
        "Compare the pattern with the path, the slash at its end included: nothing is redirected.",
        "4/no_route",
    ),
    Row(
        "no-protocol",
        r"ValueError: No application configured for scope type '(?P<type>\w+)'",
        'The ProtocolTypeRouter has no "{type}"',
        'Give it the key "{type}".',
        "3/who_adds_http",
    ),
    Row(
        "bare-django",
        r"ValueError: Django can only handle ASGI/HTTP connections, not (?P<type>\w+)",
        "The server calls Django's own application with a {type} scope",
        "Serve a ProtocolTypeRouter that has Django under http and your routes under websocket.",
        "1/who_takes_it",
    ),
    Row(
        "send-too-big",
        r"PayloadExceededError",
        "{method} sends a frame that is larger than the server takes",
        "Send pages, not everything at once; Daphne's limit is --websocket-max-message-size.",
    ),
    Row(
        "handler-signature",
        r"TypeError: (?P<function>[\w.<>]+)\(\) (takes \d+ positional arguments? but \d+ w\w+ given"
        r"|missing \d+ required positional arguments?: .*"
        r"|got an unexpected keyword argument .*)",
        "{function}() does not take what Channels calls it with",
        "Write disconnect(self, code), and (self, event) for every handler of an event.",
        "6/as_printed",
    ),
    Row(
        "exception",
        r"(?P<text>.+)",
        "{method} raised {text}",
        "Mend the line, or catch the error where a client can cause it.",
        "9/before_told",
    ),
)
"""First match wins. The last one takes whatever no other knows."""

OF_THE_BROKER: Final = frozenset({"broker-gone", "redis-login", "redis-timeout", "redis-too-old"})
"""Rules that find one thing, wherever it shows."""

SERVERS: Final = frozenset({"daphne.server", "uvicorn.error"})
"""Loggers of ASGI servers: what an application raised."""

IGNORED: Final = re.compile(r"CancelledError|StopConsumer|GeneratorExit")
"""How a consumer ends that is stopped from outside."""


def failures(trace: Trace) -> Iterator[Failure]:
    """The failures with which something began, in order."""
    for event in trace.events:
        if isinstance(event, Failure) and event.error and not IGNORED.match(event.error):
            if isinstance(event, ev.LogWritten) and not _is_only_sign(trace, event):
                continue
            if not _is_consequence(trace, event):
                yield event


def _is_only_sign(trace: Trace, log: ev.LogWritten) -> bool:
    """A traceback in a server's log that no other fact tells of: an HTTP scope that failed."""
    if log.level != "ERROR" or log.logger not in SERVERS:
        return False
    facts = (fact for kind in TOLD for fact in trace.context.by_kind.get(kind.KIND, []))
    return log.error not in {getattr(fact, "error", "") for fact in facts}


def _is_consequence(trace: Trace, event: Failure) -> bool:
    """Whether the same error has been told where it was raised first."""
    if isinstance(event, ev.LayerFailed | ev.LogWritten):
        return False
    earlier = {e.error for e in trace.of(ev.LayerFailed, event.conn) if e.seq < event.seq}
    if isinstance(event, ev.ConnectionClosed):
        earlier |= {e.error for e in trace.of(ev.HandlerFailed, event.conn)}
    return event.conn is not None and event.error in earlier


def row_of(failure: Failure) -> Row:
    """The first row that knows this failure; the last one knows them all."""
    return next(row for row in ROWS if _knows(row, failure))


def _knows(row: Row, failure: Failure) -> bool:
    if not re.search(row.error, failure.error) or (row.of and not isinstance(failure, row.of)):
        return False
    return row.rule != "handler-signature" or _is_own_call(failure)


def _is_own_call(failure: Failure) -> bool:
    """Whether Channels made the call that failed: the function is the handler, or its hook."""
    if not isinstance(failure, ev.HandlerFailed):
        return False
    function = failure.error.partition("()")[0].rpartition(".")[2].rpartition(" ")[2]
    return function in {failure.name, HOOKS.get(failure.name), f"{HOOKS.get(failure.name)}_json"}


def told(trace: Trace, failure: Failure) -> Found:
    """What is said of a failure."""
    row = row_of(failure)
    match = re.search(row.error, failure.error)
    conn = failure.conn
    handler = failure if isinstance(failure, ev.HandlerFailed) else None
    handler = handler or trace.cause(failure, ev.HandlerStarted)  # type: ignore[assignment]
    names = {
        "who": trace.who(conn),
        "consumer": trace.consumer(conn) or "the application",
        "method": trace.method(handler) if handler else trace.consumer(conn) or "the application",
        "call": getattr(failure, "call", ""),
        "name": getattr(failure, "name", ""),
        **{key: value.rstrip(".") for key, value in (match.groupdict("") if match else {}).items()},
    }
    sentence = row.sentence.format_map(names)
    ending = trace.ending(conn)
    sentence = re.sub("^the ", "The ", sentence) + (f"; {ending}." if ending else ".")
    place = _place(trace, failure)
    key = row.rule if row.rule in OF_THE_BROKER else f"{failure.error} {place}"
    return Found(failure.seq, sentence, place, key)


def _place(trace: Trace, failure: Failure) -> str:
    """The project's line: where it failed, else who sent what failed, else the handler's class."""
    if where := getattr(failure, "where", ""):
        return str(where)
    sent = trace.cause(failure, ev.GroupSent)
    if sent is not None and sent.where:
        return sent.where
    refused = trace.first(ev.ConnectionRefused, failure.conn)
    if refused is not None and refused.where:
        return refused.where
    started = trace.cause(failure, ev.HandlerStarted)
    return (started.where if started else "") or trace.class_place(failure.conn)


def classified(trace: Trace) -> dict[str, list[Found]]:
    """Rule → what it says of this run's failures; computed once."""
    if "exceptions" not in trace.notes:
        table: dict[str, list[Found]] = {}
        for failure in failures(trace):
            table.setdefault(row_of(failure).rule, []).append(told(trace, failure))
        trace.notes["exceptions"] = table
    known: dict[str, list[Found]] = trace.notes["exceptions"]
    return known


def _finder(name: str) -> Find:
    return lambda trace: classified(trace).get(name, [])


for _row in ROWS:
    RULES[_row.rule] = Rule(
        name=_row.rule,
        level=Level.FAILED,
        remedy=_row.remedy,
        scene=_row.scene,
        find=_finder(_row.rule),
    )
