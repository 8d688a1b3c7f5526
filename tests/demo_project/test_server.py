"""What only a real server shows: handshakes, close codes, cookies and files."""

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.demo_project.conftest import Server

JOHN = "/ws/chat/user/john@example.com/"
TIMEOUT = 30
STATIC = Path(__file__).resolve().parents[2] / "demo_project/chat/static/chat"


def receive(socket, kind):
    while (frame := json.loads(socket.recv(TIMEOUT)))["type"] != kind:
        pass
    return frame


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ws/support/", 4401),
        ("/ws/support/1/", 4401),
        ("/ws/chat/user/nobody@example.com/", 4404),
        ("/ws/chat/boss/john@example.com/", 4404),
        ("/ws/chat/admin/nobody@example.com/", 4403),
        ("/ws/chat/user/%00/", 4400),
    ],
)
def test_a_client_turned_away_sees_why(server, path, code):
    with server.connect(path) as socket:
        receive(socket, "error")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(TIMEOUT)
    assert closed.value.rcvd.code == code


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_a_page_from_elsewhere_is_refused(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        server.connect(JOHN, origin=origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("frame", [b"\0", "", "[", "[" * 100_000, "null", '{"type":"zzz"}'])
def test_no_frame_ends_the_connection(server, frame):
    with server.connect(JOHN) as socket:
        socket.send(frame)
        receive(socket, "error")
        # Daphne tells of a crash up to a second later; a crashed consumer would not answer.
        socket.send('{"type": "history", "after": 0}')
        assert receive(socket, "history")


def test_three_tabs_hear_one_message_once(server):
    with (
        server.connect(JOHN) as first,
        server.connect(JOHN) as second,
        server.connect("/ws/chat/admin/john@example.com/") as admin,
    ):
        first.send('{"type": "message", "text": "three tabs"}')
        ids = [receive(tab, "message")["message"]["id"] for tab in (first, second, admin)]
        for tab in (first, second, admin):
            tab.send('{"type": "zzz"}')
        following = [json.loads(tab.recv(TIMEOUT))["type"] for tab in (first, second, admin)]
    assert (len(set(ids)), following) == (1, ["error"] * 3)


def test_a_view_reaches_an_open_tab(server):
    with server.connect(JOHN) as socket:
        receive(socket, "history")
        request = urllib.request.Request(
            server.url + "/api/broadcast/",
            json.dumps({"email": "john@example.com", "text": "from a view"}).encode(),
            {"Authorization": "Bearer minicom-development-only"},
        )
        urllib.request.urlopen(request, timeout=TIMEOUT).close()
        assert receive(socket, "notice")["text"] == "from a view"


def test_a_login_over_http_is_an_identity_on_the_socket(server):
    cookies = CookieJar()
    http = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    http.open(server.url + "/login/", timeout=TIMEOUT).close()
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    form = {"username": "john", "password": "john", "csrfmiddlewaretoken": token}
    http.open(server.url + "/login/", urlencode(form).encode(), timeout=TIMEOUT).close()
    session = next(cookie.value for cookie in cookies if cookie.name == "sessionid")
    with server.connect("/ws/support/", additional_headers={"Cookie": f"sessionid={session}"}) as s:
        assert receive(s, "connected")["email"] == "john@example.com"


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir()))
def test_static_files_are_served(server, name):
    with urllib.request.urlopen(f"{server.url}/static/chat/{name}", timeout=TIMEOUT) as answer:
        assert answer.status == 200


def test_a_server_prepares_a_new_database_itself(die_with_parent, tmp_path):
    server = Server(die_with_parent, tmp_path / "new.sqlite3")
    try:
        with server.connect(JOHN) as socket:
            assert receive(socket, "connected")["email"] == "john@example.com"
    finally:
        server.kill()


def test_messages_survive_a_kill(start_server):
    server = start_server()
    with server.connect(JOHN) as socket:
        socket.send('{"type": "message", "text": "before the end"}')
        receive(socket, "message")
        server.kill()
        with pytest.raises(ConnectionClosed):
            socket.recv(TIMEOUT)
    server.start()
    with server.connect(JOHN) as socket:
        [message] = receive(socket, "history")["messages"]
    assert message["text"] == "before the end"
