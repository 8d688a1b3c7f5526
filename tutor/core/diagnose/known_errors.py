"""Exceptions that are known by their texts: what each means, and what to do.

The texts are those that libraries raise today; a row of another version's text stands beside them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tutor.core import events as ev


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
    name: str = ""  # pattern of the name that the failed call was given; "": any


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
        "frame-signature",
        r"TypeError: (?P<function>[\w.<>]*receive)\(\) missing 1 required positional argument: "
        r"'(?P<key>bytes_data|text_data)'",
        "{function}() requires {key}, and {who} sent a frame of the other kind",
        "Write receive(self, text_data=None, bytes_data=None), and say what a binary frame means.",
        "2/odd_frames",
    ),
    Row(
        "wrong-base",
        r"AttributeError: '(?P<class>\w+)' object has no attribute "
        r"'(?P<attribute>send_json|receive_json|encode_json|decode_json)'",
        "{class} has no {attribute}(), which only the JSON consumers have",
        "Inherit from AsyncJsonWebsocketConsumer, or send json.dumps(…) as text.",
        "6/as_printed",
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
        "channel-as-group",
        r"TypeError: Group name must be a valid unicode string",
        '"{name}" is the name of one channel, and {call} takes the name of a group',
        "Send to one channel with channel_layer.send(channel_name, event); group_send takes the "
        "name that group_add was given.",
        "7/group_names",
        # Channels puts the ! between a channel's process and the channel; no group's name has one.
        of=(ev.LayerFailed,),
        name="!",
    ),
    Row(
        "group-name",
        r"TypeError: (?P<what>Group|Channel) name must be a valid unicode string",
        '"{name}" is not a valid group name',
        "Use only letters, digits, hyphens, underscores and periods, fewer than 100: a primary key "
        "or a digest (hashlib) in place of free text. Two texts may have the same slug.",
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
        "6/which_thread",
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
        "10/history",
    ),
    Row(
        "redis-too-old",
        r"ResponseError: .*unknown command .?BZPOPMIN",
        "The Redis server is older than 5 and does not know BZPOPMIN",
        "Use Redis 5 or newer.",
        "7/no_redis",
    ),
    Row(
        "redis-login",
        r"AuthenticationError|Authentication required|invalid username-password",
        "Redis does not let the channel layer in",
        "Put user and password into the address: redis://user:password@host:6379/0.",
        "7/no_redis",
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
        r"object has no attribute 'handshake_deferred'"
        r"|Expected ASGI message .* but got 'websocket\.accept'",
        "{method} accepts a handshake that is over: it was accepted or closed before",
        "Accept once, and return after close().",
        "6/doorstep",
    ),
    Row(
        "send-after-close",
        r"Unexpected ASGI message 'websocket\.\w+', after sending 'websocket\.close'"
        r"|Attempt to send on a closed protocol"
        r"|Cannot call \"send\" once a close message has been sent",
        "{method} goes on using the connection after it has closed it",
        "Return after close().",
        "5/close_codes",
    ),
    Row(
        "client-gone",
        r"ClientDisconnected",
        "{method} sends to a client that has gone",
        "A client may go at any moment: catch OSError around the send, or disconnect() never runs. "
        "In disconnect() send nothing, and cancel tasks.",
        "5/six_ways",
    ),
    Row(
        "as-asgi",
        r"TypeError: object (?P<class>\w+) can't be used in 'await' expression",
        "The class {class} stands in the routes where an application should be",
        "Write .as_asgi() behind the class in the route.",
        "2/a_life",
        of=(ev.ConnectionClosed,),
    ),
    Row(
        "as-asgi",
        r"__init__\(\) takes 1 positional argument but 2 were given"
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
        "6/raises_or_not",
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
        'Add that type: Django under "http", your routes under "websocket".',
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
        "2/odd_frames",
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
        "row-not-there",
        r"DoesNotExist: (?P<what>.+)",
        "{method} looked for a row before the COMMIT of whoever told it: {what}",
        "Send from transaction.on_commit(…).",
        "10/orders",
        of=(ev.HandlerFailed,),
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
