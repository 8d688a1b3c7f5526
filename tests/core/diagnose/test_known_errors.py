"""Exceptions that are known by their texts."""

from __future__ import annotations

import pytest

from tutor.core.diagnose.known_errors import ROWS

from .story import failing, the


@pytest.mark.parametrize(
    ("error", "rule", "sentence"),
    [
        (
            "ValueError: No handler for message type chat.mesage",
            "no-handler",
            'Room has no method for the type "chat.mesage"; ben was closed with 1011.',
        ),
        ("ValueError: Malformed type in message (leading underscore)", "bad-type", "for Room"),
        ("ValueError: Incoming message has no 'type' attribute", "bad-type", "has no type"),
        (
            "TypeError: Room.receive() got an unexpected keyword argument 'bytes_data'",
            "frame-signature",
            "Room.receive() does not take bytes_data, and ben sent such a frame",
        ),
        ("AttributeError: 'Room' object has no attribute 'send_json'", "wrong-base", "send_json()"),
        ("AttributeError: 'NoneType' object has no attribute 'group_add'", "no-layer", "Room asks"),
        (
            "InvalidChannelLayerError: BACKEND is unconfigured or doesn't",
            "no-layer",
            "that CHANNEL_LAYERS does",
        ),
        ("ChannelFull", "channel-full", "full"),
        ("TypeError: Object of type datetime is not JSON serializable", "not-json", "a datetime"),
        (
            "TypeError: Object of type coroutine is not JSON serializable",
            "not-awaited-value",
            "Room.receive uses a coroutine",
        ),
        ("JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "bad-json", "not JSON"),
        ("RecursionError: maximum … while decoding a JSON array", "bad-json", "ben sent"),
        ("KeyError: 'user'", "scope-key", 'no "user"'),
        ("ValueError: No cookies in scope - …", "middleware-order", "wrong order"),
        ("SynchronousOnlyOperation: You cannot call this from an …", "sync-orm", "Room.receive"),
        (
            "RuntimeError: You cannot use AsyncToSync in the same thread as an async event loop …",
            "async-to-sync",
            "async_to_sync()",
        ),
        ("AppRegistryNotReady: Apps aren't loaded yet.", "apps-not-ready", "before Django"),
        ("OperationalError: no such table: django_session", "not-migrated", "lacks a table"),
        ("ResponseError: unknown command 'BZPOPMIN', with args", "redis-too-old", "older than 5"),
        ("AuthenticationError: Authentication required.", "redis-login", "let"),
        ("TimeoutError: Timeout reading from 127.0.0.1:6379", "redis-timeout", "127.0.0.1:6379"),
        ("ConnectionError: Error 111 connecting to 127.0.0.1:6379. …", "broker-gone", "reach"),
        ("Exception: invalid close code 1008 (must be 1000 or …)", "close-code", "with 1008"),
        (
            "ValueError: Socket has not been accepted, so cannot send over it",
            "send-before-accept",
            "before it has accepted",
        ),
        (
            "AttributeError: 'WebSocketProtocol' object has no attribute 'handshake_deferred'",
            "accepted-twice",
            "accepts a handshake",
        ),
        (
            "RuntimeError: Expected ASGI message 'websocket.send' or 'websocket.close', but got "
            "'websocket.accept'",
            "accepted-twice",
            "Room.receive accepts",
        ),
        ("ClientDisconnected", "client-gone", "Room.receive sends to a client that has gone"),
        (
            "Disconnected: Attempt to send on a closed protocol",
            "send-after-close",
            "after it has closed it",
        ),
        (
            "TypeError: object NoneType can't be used in 'await' expression",
            "awaited-value",
            "awaits a NoneType",
        ),
        (
            "TypeError: sync_to_async can only be applied to sync functions.",
            "sync-to-async-misused",
            "async function",
        ),
        ("PayloadExceededError", "send-too-big", "larger"),
        (
            "TypeError: Room.receive() missing 1 required positional argument: 'bytes_data'",
            "frame-signature",
            "Room.receive() requires bytes_data",
        ),
        (
            "TypeError: Room.receive() takes 1 positional argument but 2 were given",
            "handler-signature",
            "Room.receive() does not take",
        ),
        (
            "TypeError: Room.helper() takes 1 positional argument but 2 were given",
            "exception",
            "Room.receive raised TypeError: Room.helper() takes",
        ),
        ("ZeroDivisionError: division by zero.", "exception", "raised ZeroDivisionError: division"),
    ],
)
def test_an_error_is_known_by_its_text(error: str, rule: str, sentence: str) -> None:
    (finding,) = [f for f in [the(failing(error), rule)] if f.place == "rooms.py:12 x"]
    assert sentence in finding.sentence


def test_the_last_row_knows_every_error() -> None:
    assert ROWS[-1].rule == "exception"
