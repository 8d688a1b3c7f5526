"""The mains of observed server processes: the order, the serving, and every way to end."""

from __future__ import annotations

import os
import signal

import pytest

from tests.probe.collector import WITHIN
from tutor.probe.confine import FORKED

DEMO = "demo_project.asgi:application"

LAB = """
import os, time
from django.core.asgi import get_asgi_application
django_app = get_asgi_application()
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path


class Lab(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(f"{text_data}={getattr(settings, text_data, None)}")


routes = [path("ws/", Lab.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
"""
OWN = """
from django.conf import settings
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF="lab_json", A=1, B=2)
from django.core.asgi import get_asgi_application
application = get_asgi_application()
from django.http import HttpResponse
from django.urls import path
from django.core.cache import cache
from django.db import connection


def page(request):
    backend = type(cache._connections[cache._alias]).__name__
    return HttpResponse(f"{settings.A} {settings.B} {backend} {connection.settings_dict['NAME']}")


urlpatterns = [path("", page)]
"""
COLLECTOR = """
import gc
importing = gc.isenabled()


def said():
    return f"{importing} {gc.isenabled()} {gc.get_freeze_count() > 1000}".encode()
"""
ASGI = """

async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": said()})
"""
WSGI = """

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [said()]
"""


# ── serving ─────────────────────────────────────────────────────────────────────────────────


def test_a_spare_serves_what_it_has_imported(serving):
    served = serving(DEMO).at_rest()  # it has fetched ahead, too
    served.go(DEMO, settings={"MY_OWN": 1}).ready()
    assert "<html" in served.get("/login/")
    served.collector.wait(lambda: served.collector.count("http.answered") == 1)
    assert served.end(b"stop\n") == 0


def test_a_spare_serves_a_lab_with_settings_read_again(serving, lab):
    caches = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    served = serving(DEMO).go(lab(LAB, "json"), settings={"MY_OWN": 7, "CACHES": caches}).ready()
    assert served.setting("MY_OWN") == "MY_OWN=7"


def test_what_a_spare_cannot_import_is_loaded_by_the_order(serving, lab):
    served = serving("no_such_package:application").go(lab(LAB), settings={"MY_OWN": 3}).ready()
    assert served.setting("MY_OWN") == "MY_OWN=3"


def test_a_lab_that_configures_django_gets_its_settings_afterwards(serving, lab):
    caches = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    database = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "other"}}
    overlay = {"B": 3, "CACHES": caches, "DATABASES": database}
    served = serving().go(lab(OWN, "json"), env={}, settings=overlay).ready()
    assert served.get().startswith("1 3 ")
    assert served.get().endswith(" DummyCache other")


def test_a_lab_that_configures_django_and_no_overlay(serving, lab):
    assert serving().go(lab(OWN, "json"), env={}).ready().get().startswith("1 2 ")


# ── why it does not ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "failed", "line"),
    [
        ("\nx = (\n", "SyntaxError: '(' was never closed", 2),
        ("import json\n\njson.loads('{')\n", "JSONDecodeError: Expecting property name", 3),
        ("raise SystemExit\n", "SystemExit", 1),
    ],
)
def test_an_app_that_cannot_be_had_is_named_with_its_line(serving, lab, text, failed, line):
    app = lab(text)
    served = serving().go(app)
    answer = served.answer()
    assert answer["failed"].startswith(failed)
    assert answer["where"] == f"{app.partition(':')[0]}:{line}"
    assert served.child.wait(WITHIN) == 1


@pytest.mark.parametrize("app", ["mine.asgi:application", "{folder}/mine/asgi.py:application"])
def test_an_app_that_is_installed_is_named_with_its_line(serving, tmp_path, monkeypatch, app):
    folder = tmp_path / "Übung 1" / "site-packages"
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "asgi.py").write_text("import json\n\njson.loads('{')\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    answer = serving().go(app.format(folder=folder)).answer()
    assert answer["where"] == f"{folder}/mine/asgi.py:3"


def test_a_name_that_is_no_application_is_told(serving, lab):
    answer = serving().go(lab("application = 3\n")).answer()
    assert answer["failed"] == "TypeError: application is no ASGI application: int"


def test_code_that_nobody_has_read_is_loaded_within_bounds(serving, lab):
    served = serving().go(lab("import os\nif not os.fork():\n    os._exit(0)\n"), confined=True)
    assert served.control.recv(64) == b"loading\n"
    assert served.answer()["failed"] == f"PermissionError: {FORKED}"


def test_a_package_that_is_not_there_has_no_line(serving):
    answer = serving().go("no_such_package:application").answer()
    assert answer == {
        "failed": "ModuleNotFoundError: No module named 'no_such_package'",
        "where": "",
        "trace": ["ModuleNotFoundError: No module named 'no_such_package'"],
    }


@pytest.mark.parametrize("main", ["serve_uvicorn", "serve_wsgi"])
def test_the_other_mains_say_why_as_well(serving, lab, main):
    assert serving(main=main).go(lab("1 / 0\n")).answer()["failed"].startswith("ZeroDivision")


# ── how it ends ─────────────────────────────────────────────────────────────────────────────


def test_a_tutor_that_ends_before_its_order(serving):
    assert serving().end() == 0


def test_a_tutor_that_ends_takes_its_server_along(serving, lab):
    assert serving().go(lab(LAB)).ready().end() == 0


@pytest.mark.parametrize("how", ["stop", "SIGTERM", "SIGINT"])
def test_a_stop_cancels_applications_and_tells_it(serving, lab, how):
    served = serving().go(lab(LAB)).ready()
    with served.tab() as tab:
        tab.send("x")
        tab.recv(WITHIN)
        if how == "stop":
            served.control.sendall(b"stop\n")
        else:
            os.kill(served.child.pid, signal.Signals[how])
        assert served.child.wait(WITHIN) == 0
    served.collector.wait(lambda: served.collector.count("connection.closed") == 1)


def test_a_killed_server_has_told_what_a_client_has_seen(serving, lab):
    served = serving().go(lab(LAB)).ready()
    with served.tab() as tab:
        for _ in range(30):
            tab.send("x")
            tab.recv(WITHIN)
        assert served.end(b"kill\n") == -signal.SIGKILL
    served.collector.wait(lambda: served.collector.count("app.sent") == 1 + 30)
    assert served.collector.count("connection.closed") == 0


ENDS = """
import sys
from channels.generic.websocket import AsyncWebsocketConsumer

class Ends(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        sys.exit(int(text_data))

application = Ends.as_asgi()
"""


@pytest.mark.parametrize("status", [0, 4])  # uvicorn logs it, and serves on
def test_code_that_ends_its_server_has_been_told_of_before(serving, lab, status):
    served = serving().go(lab(ENDS)).ready()
    with served.tab() as tab:
        tab.send(str(status))
        assert served.child.wait(WITHIN) == status
    served.collector.wait(lambda: served.collector.count("handler.failed") == 1)


PRINTS = """
import sys

def said():
    print("out", end="")
    print("err", end="", file=sys.stderr)
    return b""
"""


@pytest.mark.parametrize(
    ("main", "text"),
    [("server_main", ASGI), ("serve_uvicorn", ASGI), ("serve_wsgi", WSGI)],
)
def test_what_was_printed_is_written_before_a_stop(serving, lab, main, text):
    served = serving(main=main).go(lab(PRINTS + text), env={}).ready()
    served.get()
    assert served.end(b"stop\n") == 0
    assert served.child.stdout.read() == b"out"
    assert served.child.stderr.read().endswith(b"err")


def test_what_was_printed_is_written_before_a_failure(serving, lab):
    served = serving().go(lab(f"{PRINTS}\nsaid()\n1 / 0\n"))
    assert served.child.wait(WITHIN) == 1
    assert served.child.stdout.read() == b"out"
    assert served.child.stderr.read().endswith(b"err")


@pytest.mark.parametrize(
    ("main", "text"),
    [
        ("server_main", COLLECTOR + ASGI),
        ("serve_uvicorn", COLLECTOR + ASGI),
        ("serve_wsgi", COLLECTOR + WSGI),
    ],
)
def test_no_garbage_is_looked_for_until_it_serves(serving, lab, main, text):
    if main == "serve_uvicorn":
        pytest.importorskip("uvicorn")
    served = serving(main=main).go(lab(text), env={}).ready()
    assert served.get() == "False True True", "importing, serving, what was imported is frozen"


# ── other servers ───────────────────────────────────────────────────────────────────────────


def test_uvicorn_is_observed_alike(serving, lab):
    pytest.importorskip("uvicorn")
    served = serving(main="serve_uvicorn").go(lab(LAB)).ready()
    assert served.setting("X") == "X=None"
    assert served.end(b"stop\n") == 0
    served.collector.wait(lambda: served.collector.count("connection.closed") == 1)
