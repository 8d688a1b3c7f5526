"""The onion: how a scope grew, who refused, and what goes out through it."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.every import picture as drawn_of
from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.view.scope_boxes import step_of


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn_of("scope", tape.moment(step), width=width, **look)


def words(tape: Tape, step: int | None = None, width: int = 80) -> str:
    return drawn_of("scope in words", tape.moment(step), width=width)


def handshake(*layers: dict[str, Any], name: str = "ann", origin: str = "") -> Tape:
    """A handshake under Daphne that has passed some layers."""
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4"})
    began = {"process": "tutor", "conn": 1, "name": name, "origin": origin}
    tape.add(e.ClientConnecting, **began)
    tape.add(e.ConnectionOpened, conn=1, path="/ws/", keys=["type", "path"])
    for layer in layers:
        tape.add(e.ScopeEntered, conn=1, **{"layer": "X", **layer})
    return tape


ROUTER = {"layer": "URLRouter", "added": {"url_route": "{'kwargs': {}}"}}
VALIDATOR = {"layer": "OriginValidator", "same": True}
CONSUMER = {"layer": "Door", "same": True}
DENIER = {"layer": "WebsocketDenier", "same": True}


def denied(*, told: bool = True) -> Tape:
    """A validator has called its denier, and the client may know."""
    tape = handshake(ROUTER, VALIDATOR, DENIER, name="evil", origin="http://evil.example")
    tape.add(e.ConsumerCreated, conn=1, name="WebsocketDenier", instance=3)
    tape.add(e.ConnectionRefused, conn=1, code=1000)
    if told:
        tape.add(e.ClientRefused, process="tutor", conn=1, name="evil", status=403)
    return tape


def entering(tape: Tape) -> list[str]:
    """The picture's lines without frames."""
    return [line.strip("┏┓┗┛━┃┻┠╌┨┣┫ ") for line in picture(tape).split("\n")]


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("height", [11, 14, 26, None])
def test_every_layer_has_its_place(
    width: int, height: int | None, snapshot: SnapshotAssertion
) -> None:
    tape = three_tabs()
    step = upto(tape, "consumer.created")
    assert picture(tape, step, width, height=height) == snapshot


@pytest.mark.parametrize("width", [24, 60, 80])
def test_the_accept_leaves_through_all_walls(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "client.opened"), width) == snapshot


@pytest.mark.parametrize("width", [40, 80])
def test_a_refusal_is_a_solid_wall(width: int, snapshot: SnapshotAssertion) -> None:
    assert picture(denied(), width=width) == snapshot


def test_the_onion_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "client.opened"), ascii=True) == snapshot


def test_the_onion_in_words(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert words(tape, upto(tape, "client.opened")) == snapshot
    assert words(denied()) == snapshot


def test_a_consumer_says_whose_scope_it_has() -> None:
    tape = handshake(ROUTER, CONSUMER)
    tape.add(e.ConsumerCreated, conn=1, name="Door", instance=2)
    wall = picture(tape).split("\n")[-2]
    assert wall.startswith("┃ ┠╌ ▶ Door #2 ╌ self.scope ╌╌")
    assert "same dict B" in wall


def test_one_line_is_the_wall_in_hand() -> None:
    tape = three_tabs()
    line = picture(tape, upto(tape, "scope.entered", 5), height=1)
    assert "▶ D AuthMiddleware" in line


def test_times_count_from_this_handshake() -> None:
    tape = handshake()
    tape.add(e.ClientConnecting, after=100, process="tutor", conn=2, name="ben")
    tape.add(e.ConnectionOpened, after=3, conn=2)
    assert "+3.0 ms" in picture(tape)


def test_a_handshake_that_began_long_ago_is_without_times() -> None:
    tape = handshake(ROUTER)
    for _ in range(5000):
        tape.add(e.SceneNoted, process="tutor", text="later")
    tape.add(e.ScopeEntered, conn=1, layer="Late")
    assert " ms" not in picture(tape)
    assert "B URLRouter" in picture(tape)


def test_a_layer_that_changes_the_dictionary_it_was_given_makes_no_box() -> None:
    tape = handshake({"same": True, "added": {"book": "[]"}}, CONSUMER)
    assert "B" not in picture(tape)
    assert "+ book  []" in entering(tape)


def test_a_changed_key_has_a_sign_of_its_own() -> None:
    assert "~ path  '/x/'" in entering(handshake({"changed": {"path": "'/x/'"}}))


def test_a_connection_that_is_opened_again_has_the_layers_since_then() -> None:
    tape = handshake(COOKIES)
    tape.add(e.ConnectionOpened, conn=1, path="/again/")
    tape.add(e.ScopeEntered, conn=1, layer="Second")
    assert "CookieMiddleware" not in picture(tape)
    assert "B Second" in picture(tape)


def test_without_a_client_the_connection_is_numbered() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    assert "connection 1  /ws/" in entering(tape)


def test_dicts_beyond_z_are_numbered() -> None:
    assert "▶ 27 X" in picture(handshake(*[{}] * 26))


@pytest.mark.parametrize(
    ("versions", "maker"),
    [
        ({"daphne": "4", "uvicorn": "1"}, "A uvicorn"),
        ({"daphne": "4"}, "A Daphne"),
        ({}, "A server 1"),
    ],
)
def test_the_first_box_bears_the_name_of_the_server(versions: dict[str, str], maker: str) -> None:
    tape = Tape()
    tape.add(e.ServerStarted, versions=versions)
    tape.add(e.ConnectionOpened, conn=1)
    assert maker in picture(tape)


def test_a_name_longer_than_its_wall_goes_below_it() -> None:
    name = "AVeryLongNameOfAMiddlewareClass"
    lines = picture(handshake({"layer": name}), width=30, height=6).split("\n")
    assert any(name[:26] in line for line in lines)


def test_a_no_that_the_client_does_not_know_yet_ends_at_the_server() -> None:
    assert "WebsocketDenier #3 ─ close 1000 ─▶ Daphne" in entering(denied(told=False))


def test_a_no_says_what_was_not_done() -> None:
    assert "Nothing further in was called.   no cookies read   0 queries" in entering(denied())


def test_a_number_of_queries_stays_with_its_noun() -> None:
    boxes = [{"layer": name, "added": {name: "{}"}} for name in ("cookies", "session", "user")]
    tape = handshake(ROUTER, *boxes, VALIDATOR, DENIER)
    tape.add(e.DbFinished, conn=1, queries=2)
    tape.add(e.ConnectionRefused, conn=1, code=1000)
    assert entering(tape)[-3:-1] == ["Nothing further in was called.", "cookies read   2 queries"]


def test_a_consumer_that_refuses_has_the_wall() -> None:
    tape = handshake({"layer": "Cookies", "added": {"cookies": "{}"}}, CONSUMER)
    tape.add(e.ConsumerCreated, conn=1, name="Door", instance=2)
    tape.add(e.DbFinished, conn=1, queries=1)
    tape.add(e.ConnectionRefused, conn=1, code=4001, where="door.py:21 connect")
    lines = entering(tape)
    assert lines[5].startswith("✗ Door #2")
    assert lines[6:9] == [
        "door.py:21 connect",
        "Door #2 ─ close 4001 ─▶ Daphne",
        "cookies read   1 query",
    ]
    assert "Consumer Door, number 2, ends the handshake. Door #2 sends close 4001." in words(
        tape, width=200
    )


def test_an_exception_is_a_wall_with_its_text() -> None:
    tape = handshake({"layer": "AuthMiddleware", "same": True})
    tape.add(e.ConnectionRefused, conn=1, error="ValueError: no session")
    tape.add(e.ClientRefused, process="tutor", conn=1, name="ann", status=500)
    lines = entering(tape)
    assert lines[3].startswith("✗ AuthMiddleware")
    assert lines[4:6] == ["ValueError: no session", "ValueError ─▶ Daphne ─ HTTP 500 ─▶ ann"]
    assert "Error: ValueError: no session. The client gets HTTP 500." in words(tape, width=200)


def test_a_handler_that_fails_ends_a_handshake_only() -> None:
    tape = handshake(CONSUMER)
    tape.add(e.HandlerFailed, conn=1, error="KeyError: 'user'")
    assert "✗ Door" in picture(tape)
    tape = handshake(CONSUMER)
    tape.add(e.ConnectionAccepted, conn=1)
    tape.add(e.HandlerFailed, conn=1, error="KeyError: 'user'")
    assert "✗" not in picture(tape)


def test_a_client_without_an_answer_gets_none() -> None:
    tape = denied(told=False)
    tape.add(e.ClientRefused, process="tutor", conn=1, name="evil")
    assert "Daphne ─ no answer ─▶ evil" in picture(tape)


def test_what_a_client_receives_is_tied_to_what_went_out() -> None:
    tape = handshake(ROUTER, CONSUMER)
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="one")
    assert " send +" in picture(tape)
    tape.add(e.ClientReceived, process="tutor", conn=1, cause=sent, name="ann")
    assert "▲━ to ann +" in picture(tape)
    tape.add(e.ClientReceived, process="tutor", conn=1, name="ann")
    assert "▲" not in picture(tape)


@pytest.mark.parametrize("height", [9, None])
def test_a_key_that_a_beat_points_at_has_its_value_in_the_servers_box(height: int | None) -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1, keys=["type", "path"], values={"type": "'websocket'"})
    tape.add(e.ScopeEntered, conn=1, **ROUTER)
    assert "┃ type  'websocket'" in picture(tape, mark="type", height=height)
    assert "websocket" not in picture(tape, mark="path", height=height)
    assert "websocket" not in picture(tape, height=height)


def opened() -> Tape:
    """A handshake that is over, and a frame that has come after it."""
    tape = handshake(ROUTER, CONSUMER)
    accepted = tape.add(e.ConnectionAccepted, conn=1)
    tape.add(e.ClientOpened, after=2, process="tutor", conn=1, cause=accepted, name="ann")
    tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    return tape


def test_once_the_handshake_is_over_the_head_says_when_the_client_had_its_101() -> None:
    tape = opened()
    head = picture(tape).split("\n")[0]
    assert head.endswith("+0.2 ms, 101 +2.8 ms ━┓")
    assert "101" not in picture(tape, upto(tape, "connection.accepted")).split("\n")[0]


def test_the_words_say_when_the_client_had_its_101() -> None:
    assert "The client has had its 101 +2.8 ms." in words(opened())


def test_the_way_out_takes_no_room_from_the_name_of_what_goes_out() -> None:
    tape = three_tabs()
    assert "▲" not in picture(tape, upto(tape, "client.opened"), width=36)


COOKIES = {
    "layer": "CookieMiddleware",
    "added": {"cookies": "{}"},
    "via": "channels/sessions.py:44",
    "line": "self.inner(dict(scope, cookies=cookies), receive, send)",
    "sends": False,
}
SESSION = {
    "layer": "SessionMiddleware",
    "added": {"session": "<SessionStore>"},
    "via": "channels/sessions.py:261",
    "line": "self.inner(scope, wrapper.send)",
    "sends": True,
}


def test_the_line_that_called_the_next_layer_stands_in_the_box() -> None:
    lines = entering(handshake(COOKIES, SESSION, CONSUMER))
    assert lines[5:7] == [
        "channels/sessions.py:44",
        "self.inner(dict(scope, cookies=cookies), receive, send)",
    ]
    assert "channels/sessions.py:261  self.inner(scope, wrapper.send)" in lines
    assert "Its line: channels/sessions.py:44 self.inner(dict(scope" in words(
        handshake(COOKIES, CONSUMER), width=200
    )


def test_a_place_without_its_text_stands_alone() -> None:
    name = {"layer": "A", "via": f"{'long/' * 12}routing.py"}
    assert entering(handshake(name))[4] == name["via"]


def test_lines_far_from_the_wall_in_hand_go_first() -> None:
    tape = handshake(COOKIES, SESSION)
    shown = picture(tape, height=10)
    assert "sessions.py:44" not in shown
    assert "sessions.py:261" in shown


def test_a_layer_that_hands_the_same_dictionary_on_shows_its_line_in_hand_only() -> None:
    router = {"layer": "Router", "same": True, "via": "routing.py:48", "line": "application()"}
    assert "routing.py:48  application()" in entering(handshake(router))
    assert "routing.py:48" not in picture(handshake(router, CONSUMER))


def test_a_send_of_its_own_is_told_from_the_one_that_was_handed_on() -> None:
    tape = handshake(COOKIES, SESSION, CONSUMER)
    tape.add(e.AppSent, conn=1, type="websocket.accept")
    shown = picture(tape)
    assert (shown.count("●"), shown.count("○")) == (1, 1)
    assert "●━ a send of its own ━" in shown
    assert "○━ the send it got ━" in shown
    assert "A send of its own: SessionMiddleware. All other layers handed on" in words(
        tape, width=200
    )


def test_without_a_send_of_its_own_all_layers_handed_theirs_on() -> None:
    tape = handshake(COOKIES, CONSUMER)
    tape.add(e.AppSent, conn=1, type="websocket.accept")
    assert "All layers handed on the send that they got." in words(tape, width=200)


def test_a_validator_says_whom_it_lets_in() -> None:
    looks = ["localhost", "127.0.0.1"]
    line = {"via": "channels/security/websocket.py:41", "line": "denier(scope, receive, send)"}
    tape = handshake({**VALIDATOR, **line, "looks": looks}, DENIER, origin="http://evil.example")
    tape.add(e.ConnectionRefused, conn=1, code=1000)
    assert entering(tape)[4:7] == [
        "origin         http://evil.example",
        "allowed hosts  localhost, 127.0.0.1",
        "channels/security/websocket.py:41  denier(scope, receive, send)",
    ]
    assert "Allowed hosts: localhost, 127.0.0.1." in words(tape, width=200)


def test_a_validator_whose_list_is_empty_lets_none_in() -> None:
    line = {"via": "channels/security/websocket.py:41", "line": "denier(scope, receive, send)"}
    tape = handshake({**VALIDATOR, **line}, DENIER, origin="http://localhost")
    tape.add(e.ConnectionRefused, conn=1, code=1000)
    assert "allowed hosts  none" in entering(tape)
    assert "Allowed hosts: none." in words(tape, width=200)


def test_before_the_first_connection_there_is_a_sentence() -> None:
    assert "No WebSocket scope yet" in picture(Tape())
    assert "No WebSocket scope yet" in words(Tape())


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (None, "ben has no scope yet. One is made when its handshake reaches the application."),
        (e.ClientOpened, "No scope has been recorded for ben."),
        (e.ClientRefused, "ben has no scope: its handshake did not reach the application."),
        (e.ClientClosed, "ben has no scope: its handshake did not reach the application."),
    ],
)
def test_a_client_that_the_application_has_not_seen_is_named(
    fact: type[e.Event] | None, said: str
) -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    tape.add(e.ClientConnecting, process="tutor", conn=2, name="ben", server="server 1")
    if fact is not None:
        tape.add(fact, process="tutor", conn=2, name="ben")
    assert picture(tape) == said


@pytest.mark.parametrize(("width", "step"), [(40, 2), (39, 1), (38, 1), (37, 0)])
def test_boxes_are_as_wide_apart_as_the_longest_name_lets_them(width: int, step: int) -> None:
    assert step_of(width, [(0, 10), (1, 32)]) == step
