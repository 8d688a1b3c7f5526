"""The three small apps before the full one: each runs by its one command, and does what it says."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.ports import free_port

LADDER = Path(__file__).resolve().parents[2] / "demo_project" / "ladder"
TIMEOUT = 30


@pytest.fixture
def step(die_with_parent, wait_for, tmp_path):
    """A function that starts one of the apps, in a folder that knows nothing of it."""
    running = []

    def step(name):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, str(LADDER / name), str(port)],
            cwd=tmp_path,
            env=os.environ | {"TMPDIR": str(tmp_path)},  # it is killed, and tidies nothing up
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        running.append(process)

        def it_listens():
            assert process.poll() is None, f"{name} ended with {process.returncode}"
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        wait_for(it_listens)
        return f"127.0.0.1:{port}"

    yield step
    for process in running:
        process.kill()
        process.wait(TIMEOUT)


def enter(host, **headers):
    return connect(
        f"ws://{host}/ws/", origin=f"http://{host}", proxy=None, additional_headers=headers
    )


def read(http, url, form=None):
    data = urlencode(form).encode() if form else None
    with http.open(url, data, timeout=TIMEOUT) as answer:
        return answer.read().decode()


@pytest.mark.parametrize("name", ["1_echo.py", "2_room.py", "3_login.py"])
def test_a_step_has_a_page_that_opens_the_socket(step, name):
    host = step(name)
    assert "new WebSocket(" in read(urllib.request.build_opener(), f"http://{host}/")


def test_1_an_echo_comes_back(step):
    with enter(step("1_echo.py")) as socket:
        socket.send("Hello")
        assert socket.recv(TIMEOUT) == "Hello"


def test_2_a_room_hears_what_one_says_and_lives_through_rubbish(step):
    host = step("2_room.py")
    with enter(host) as ann, enter(host) as ben:
        for rubbish in ("{", "[]", '{"text": 1}'):
            ann.send(rubbish)
            assert "error" in ann.recv(TIMEOUT)
        ann.send('{"text": "Hello"}')
        assert [json.loads(tab.recv(TIMEOUT)) for tab in (ann, ben)] == [{"text": "Hello"}] * 2


class TestLogin:
    def cookie(self, host, name):
        cookies = CookieJar()
        http = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
        read(http, f"http://{host}/login/")
        token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
        form = {"name": name, "password": name, "csrfmiddlewaretoken": token}
        read(http, f"http://{host}/login/", form)
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)

    def test_3_who_speaks_is_who_has_logged_in(self, step):
        host = step("3_login.py")
        with (
            enter(host, Cookie=self.cookie(host, "john")) as john,
            enter(host, Cookie=self.cookie(host, "jane")) as jane,
        ):
            john.send('{"text": "Hello", "name": "jane"}')
            assert json.loads(jane.recv(TIMEOUT)) == {"name": "john", "text": "Hello"}

    def test_3_without_a_login_there_is_no_room(self, step):
        with enter(step("3_login.py")) as socket, pytest.raises(ConnectionClosed) as closed:
            socket.recv(TIMEOUT)
        assert closed.value.rcvd.code == 4401
