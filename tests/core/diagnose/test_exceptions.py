"""Exceptions: the texts that libraries raise today, and the rule that knows each."""

from __future__ import annotations

import pytest

from tutor.core.diagnose.rules import RULES

from .story import Story, failing, names, the


def test_one_failure_is_told_once_with_how_it_ended() -> None:
    assert names(failing("ZeroDivisionError: no")) == ["exception"]


def test_a_disconnect_that_takes_no_code_is_a_signature() -> None:
    error = "TypeError: Room.disconnect() takes 1 positional argument but 2 were given"
    assert names(failing(error, name="websocket_disconnect")) == ["handler-signature"]


def test_a_method_that_calls_that_of_its_base_without_the_code_is_no_signature() -> None:
    error = "TypeError: Base.disconnect() missing 1 required positional argument: 'code'"
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_disconnect", where="rooms.py:18 disconnect")
    failed = {"cause": begun, "name": "websocket_disconnect", "error": error}
    story.add("handler.failed", conn=1, where="rooms.py:20 disconnect", **failed)
    assert names(story) == ["exception"]


def test_a_receive_that_requires_one_kind_of_frame_fails_at_the_other() -> None:
    error = "TypeError: Chat.receive() missing 1 required positional argument: 'bytes_data'"
    found = the(failing(error), "frame-signature")
    assert found.sentence.startswith("Chat.receive() requires bytes_data, and ben sent ")
    assert "bytes_data=None" in found.remedy


def test_an_application_that_was_stopped_has_not_failed() -> None:
    assert names(failing("CancelledError")) == []


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        ("ValueError: No route found for path 'ws/looby/'.", "no-route"),
        ("ValueError: No application configured for scope type 'websocket'", "no-protocol"),
        ("ValueError: Django can only handle ASGI/HTTP connections, not websocket.", "bare-django"),
        ("TypeError: object Room can't be used in 'await' expression", "as-asgi"),
        ("TypeError: __init__() takes 1 positional argument but 2 were given", "as-asgi"),
    ],
)
def test_a_handshake_that_no_consumer_has_met_is_refused_with_500(error: str, rule: str) -> None:
    story = Story()
    story.add("client.connecting", process="tutor", conn=1, name="ben")
    story.add("connection.opened", conn=1, path="/ws/")
    story.add("connection.refused", conn=1, error=error)
    story.add("connection.closed", conn=1, by="error", error=error)
    story.add("log.written", logger="daphne.server", level="ERROR", error=error)
    story.add("client.refused", process="tutor", conn=1, name="ben", status=500)
    assert names(story) == [rule]
    assert the(story, rule).sentence.endswith("; ben got HTTP 500.")


def test_a_page_that_failed_is_known_from_the_servers_log_alone() -> None:
    story, error = Story(), "ValueError: No application configured for scope type 'http'"
    story.add("log.written", logger="chat", level="ERROR", error="KeyError: 'caught and logged'")
    story.add("log.written", logger="daphne.server", level="ERROR", error=error)
    assert [(f.rule, f.sentence) for f in [the(story, "no-protocol")]] == [
        ("no-protocol", 'The ProtocolTypeRouter has no "http".')
    ]
    assert "{" not in the(story, "no-protocol").remedy


def test_a_layer_that_failed_in_a_handler_is_told_once_with_the_senders_line() -> None:
    error = "TypeError: can not serialize 'datetime.datetime' object"
    story = Story("RedisChannelLayer")
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive")
    story.add(
        "layer.failed",
        conn=1,
        cause=begun,
        call="group_send",
        name="lobby",
        error=error,
        where="rooms.py:14 receive",
    )
    story.add("handler.failed", conn=1, cause=begun, name="websocket_receive", error=error)
    story.add("connection.closed", conn=1, by="error", error=error)
    finding = the(story, "not-serializable-event")
    assert (finding.place, finding.times) == ("rooms.py:14 receive", 1)


def test_a_call_that_failed_outside_of_a_handler_is_an_exception() -> None:
    story = Story()
    story.add("connection.opened", conn=1, path="/ws/")
    error = "TypeError: guard() missing 1 required positional argument: 'send'"
    story.add("connection.closed", conn=1, by="error", error=error)
    assert names(story) == ["exception"]


def test_a_group_name_is_quoted_as_it_was() -> None:
    story = Story()
    error = "TypeError: Group name must be a valid unicode string with length < 100 …"
    story.add("layer.failed", call="group_add", name="user_a@b", error=error)
    assert the(story, "group-name").sentence == '"user_a@b" is not a valid group name.'


def test_a_channel_in_place_of_a_group_is_told_of_the_call_for_one_channel() -> None:
    story = Story()
    error = "TypeError: Group name must be a valid unicode string with length < 100 …"
    story.add("layer.failed", call="group_send", name="specific.1f!2e", error=error)
    found = the(story, "channel-as-group")
    told = '"specific.1f!2e" is the name of one channel, and group_send takes the name of a group.'
    assert found.sentence == told
    assert "channel_layer.send(" in RULES["channel-as-group"].remedy


def test_a_missing_handler_is_the_line_of_the_sender_else_that_of_the_class() -> None:
    error = "ValueError: No handler for message type x"
    places = []
    for group in ("lobby", ""):
        story = Story()
        story.connect(1, "ben")
        sent = story.send(1, group, 1) if group else None
        begun = story.begin(1, "x", cause=sent)
        story.add("handler.failed", conn=1, cause=begun, name="x", error=error)
        places.append(the(story, "no-handler").place)
    assert places == ["rooms.py:14 receive", "rooms.py:5 Room"]


def test_a_failure_of_a_refused_connection_has_the_line_that_refused() -> None:
    story = Story()
    story.add("connection.opened", conn=1, path="/ws/")
    story.add("connection.refused", conn=1, error="KeyError: 'x'", where="guard.py:3 __call__")
    story.add("connection.closed", conn=1, by="error", error="KeyError: 'x'")
    assert the(story, "exception").place == "guard.py:3 __call__"


def test_a_broker_that_is_gone_is_one_finding_wherever_it_shows() -> None:
    story, error = Story("RedisChannelLayer"), "ConnectionError: Connection closed by server."
    for where in ("a.py:1 x", "b.py:2 y"):
        story.add("layer.failed", call="receive", error=error, where=where)
    assert the(story, "broker-gone").times == 2
