"""Connections that are not made, or end in an unexpected way."""

from __future__ import annotations

from .story import MS, Story, names, the


def refused(story: Story, conn: int = 1, *, cause: int | None = None, code: int = 1000) -> None:
    story.add("connection.refused", conn=conn, cause=cause, code=code)
    story.add("client.refused", process="tutor", conn=conn, name="eve", status=403)


def test_an_origin_validator_that_refuses_is_named_with_what_it_lets_pass() -> None:
    story = Story()
    story.add("client.connecting", process="tutor", conn=1, name="eve", origin="http://evil")
    story.add("scope.entered", conn=1, layer="OriginValidator", depth=0, looks=["localhost"])
    story.add("scope.entered", conn=1, layer="WebsocketDenier", depth=1)
    refused(story)
    finding = the(story, "origin")
    assert finding.sentence == (
        'OriginValidator refused eve, who sent the Origin "http://evil"; it lets pass: localhost.'
    )
    assert names(story, notes=True) == ["origin"]


def test_a_client_without_an_origin() -> None:
    story = Story()
    story.add("client.connecting", process="tutor", conn=1, name="script")
    story.add("scope.entered", conn=1, layer="AllowedHostsOriginValidator", depth=0)
    refused(story)
    assert the(story, "origin").sentence.endswith("refused script, who sent no Origin.")


def test_a_consumer_that_refuses_is_noted_with_its_line() -> None:
    story = Story()
    story.reach(1, "eve")
    refused(story, cause=story.begin(1, "websocket_connect", where="rooms.py:8 connect"))
    assert names(story) == []
    finding = the(story, "refused")
    assert (finding.sentence, finding.place) == (
        "Room.connect refused the handshake of eve (HTTP 403).",
        "rooms.py:8 connect",
    )


def test_a_middleware_that_refuses_is_noted_and_an_unknown_one_too() -> None:
    story = Story()
    story.add("scope.entered", conn=1, layer="Guard", depth=0, where="guard.py:3 Guard")
    refused(story)
    bare = Story()
    refused(bare)
    assert the(story, "refused").place == "guard.py:3 Guard"
    assert the(bare, "refused").sentence.startswith("The application refused")


def test_a_code_that_no_client_can_see() -> None:
    story = Story()
    story.reach(1, "eve")
    refused(story, code=4403, cause=story.begin(1, "websocket_connect", where="rooms.py:8 connect"))
    assert "never sees the code 4403" in the(story, "code-unseen").sentence


def test_a_connect_that_neither_accepts_nor_closes() -> None:
    story = Story()
    story.reach(1, "ann")
    begun = story.begin(1, "websocket_connect", where="rooms.py:8 connect", at=0)
    story.end(1, begun, at=0)
    story.add("client.refused", process="tutor", conn=1, name="ann", at=5_000 * MS)
    finding = the(story, "never-accepted")
    assert (finding.sentence, finding.place) == (
        "Room.connect neither accepts nor closes: ann waited 5 s for an answer.",
        "rooms.py:8 connect",
    )


def test_a_class_whose_connect_is_not_the_projects() -> None:
    story = Story()
    story.reach(1, "ann")
    story.add("handler.finished", conn=1, name="websocket_connect")
    story.add("connection.closed", conn=1, code=1006)
    assert the(story, "never-accepted").place == "rooms.py:5 Room"


def test_a_handshake_that_is_still_open_or_decided_is_no_fault() -> None:
    story = Story()
    story.connect(1, "ann")
    story.reach(2, "ben")
    story.end(2, story.begin(2, "websocket_connect"))
    assert names(story) == []


def test_a_server_that_answers_a_handshake_with_a_page() -> None:
    story = Story()
    story.add("client.refused", process="tutor", conn=1, name="ann", status=404)
    assert "got HTTP 404" in the(story, "wsgi-server").sentence


def test_a_path_that_an_asgi_server_takes_for_a_page_is_not_meant() -> None:
    story = Story()
    story.add("http.received", conn=1, path="/ws/")
    story.add("client.refused", process="tutor", conn=1, name="ann", status=404)
    assert names(story) == []


def test_a_handshake_that_a_traced_server_takes_as_a_page() -> None:
    story = Story()
    story.add("http.received", conn=1, method="GET", path="/about/")
    story.add("http.received", conn=2, method="GET", path="/ws/", upgrade="websocket")
    story.add("http.answered", conn=2, status=404)
    assert the(story, "wsgi-server").sentence == (
        "A client asked for a WebSocket at /ws/, and server 1 took it as a page, and answered "
        "HTTP 404: it serves HTTP only."
    )


def test_subprotocols_that_were_offered() -> None:
    said = []
    for offered, chosen in (("['v1', 'v2']", ""), ("['v1']", "v9"), ("['v1']", "v1"), ("[]", "")):
        story = Story()
        story.add("connection.opened", conn=1, path="/ws/", values={"subprotocols": offered})
        story.add("connection.accepted", conn=1, subprotocol=chosen)
        said += [the(story, "subprotocol").sentence] if names(story) else [""]
    assert said == [
        "the client of /ws/ offered the subprotocols 'v1', 'v2', and the application accepted none "
        "of them: a browser gives up.",
        "the client of /ws/ offered the subprotocols 'v1', and the application accepted "
        '"v9" instead: a browser gives up.',
        "",
        "",
    ]


def test_an_accept_of_unknown_beginning_says_nothing() -> None:
    story = Story()
    story.add("connection.accepted", conn=1)
    assert names(story) == []


def test_a_message_above_the_servers_limit() -> None:
    story = Story()
    story.connect(1, "ben")
    story.add("client.sent", process="tutor", conn=1, name="ben", size=2_000_000)
    story.add("client.closed", process="tutor", conn=1, name="ben", code=1006, by="lost")
    assert the(story, "too-big").sentence == (
        "ben sent 2,000,000 bytes in one message; the server takes 1,048,576, "
        "and ended the connection with 1006."
    )


def test_what_is_sent_after_close() -> None:
    story = Story()
    story.connect(1, "ben")
    for kind in ("accept", "send", "close", "send", "close"):
        where = f"rooms.py:{len(story)} receive"
        story.add("app.sent", conn=1, type=f"websocket.{kind}", where=where)
    assert names(story) == ["sent-after-close", "sent-after-close"]


def test_a_frame_that_disconnect_sends_goes_nowhere() -> None:
    story = Story()
    story.connect(1, "ben")
    for name in ("websocket_receive", "websocket_disconnect"):
        begun = story.begin(1, name, where="rooms.py:18 disconnect")
        story.add("app.sent", conn=1, cause=begun, type="websocket.send", where=f"{name}:1")
    finding = the(story, "sent-in-disconnect")
    assert (finding.sentence, finding.place) == (
        "Room.disconnect sends to ben, who has gone.",
        "websocket_disconnect:1",
    )


def test_a_server_that_ended_by_itself() -> None:
    story = Story()
    story.add("server.stopped", how="crashed", code=-11)
    assert the(story, "server-died").sentence == "server 1 ended by itself, exit status -11."
