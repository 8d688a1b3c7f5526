"""Places of code: which files are the project's, wherever the project and its packages lie."""

from __future__ import annotations

import _thread
import asyncio
import functools
import os
import re
import sys
import sysconfig
import threading
import time
from pathlib import Path

import channels.layers
import pytest

from tutor.probe.places import LOOP, Places, relative


class Owned:
    """A class of this project."""


def owned():
    """A function of this project."""


# ── the kind: where the project lies ────────────────────────────────────────────────────────

PURELIB = sysconfig.get_path("purelib")


@pytest.mark.parametrize(
    "root",
    [
        f"{PURELIB}/tutor/bundled/demo_project",
        "/home/ann/site-packages/project",
        "/home/ann/my site-packages/project",
        "/home/ann/dist-packages",
        "/home/Jörg Groß/Übung 1/project",
        f"{sysconfig.get_path('stdlib')}/project",
    ],
)
def test_a_project_is_known_by_the_folder_that_was_told(root):
    assert Places([root]).path(f"{root}/chat/consumers.py").endswith("consumers.py")
    assert Places([root]).path(f"{root}s/chat/consumers.py") == ""
    assert Places([root]).path(channels.layers.__file__) == ""


@pytest.mark.parametrize("root", [Path(sys.prefix), Path(sys.prefix).parent, Path("/")])
def test_an_environment_in_a_project_is_not_the_projects(root):
    places = Places([str(root)])
    assert places.path(str(root / "project" / "asgi.py")) != ""
    assert places.path(channels.layers.__file__) == ""


def test_of_an_installed_project_the_packages_beside_it_are_not_the_projects(monkeypatch):
    monkeypatch.setattr(sys, "path", ["/srv/x", "/opt/dist-packages", *sys.path])
    places = Places(["/srv/x", "/opt/dist-packages/mine"])
    assert places.path("/opt/dist-packages/mine/asgi.py") == "mine/asgi.py"
    assert places.path("/opt/dist-packages/mines.py") == ""


def test_a_project_behind_a_link_is_known_by_both_names(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    places = Places([f"{tmp_path}/link"])
    real = os.path.realpath(tmp_path)
    assert [places.path(f"{real}/{name}/asgi.py") for name in ("link", "real")] == ["asgi.py"] * 2


def test_untold_the_project_is_what_is_imported_from_no_place_for_packages(monkeypatch):
    monkeypatch.setattr(sys, "path", ["", "/srv/site-packages-of-mine", "/opt/site-packages"])
    places = Places()
    assert places.path("/srv/site-packages-of-mine/asgi.py") == "asgi.py"
    assert places.path(str(Path.cwd() / "project/asgi.py")) == "project/asgi.py"
    assert places.path("/opt/site-packages/channels/layers.py") == ""
    assert places.path("/elsewhere/asgi.py") == ""


def test_a_project_may_have_modules_that_are_called_like_others():
    places = Places(["/srv/mine"])
    assert places.path("/srv/mine/asyncio/events.py") == "events.py"
    assert places.path("/srv/mine/django/db.py") == "db.py"


# ── what is said of them ────────────────────────────────────────────────────────────────────


def test_a_stack_of_asgiref_alone_is_nobodys_project():
    told = threading.Event()
    scope = {"__name__": "asgiref.sync", "places": Places(), "found": [], "told": told}
    exec("def run():\n    found.append(places.caller_is_project())\n    told.set()", scope)
    _thread.start_new_thread(scope["run"], ())
    assert told.wait(20)
    assert scope["found"] == [False]


def test_a_stack_without_a_line_of_the_project_is_told_by_its_module():
    entered, let_go = threading.Event(), threading.Event()

    def block():
        loop = asyncio.new_event_loop()
        loop.call_soon(entered.set)
        loop.call_soon(let_go.wait, 20)
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()

    thread = threading.Thread(target=block)
    thread.start()
    entered.wait(20)
    told, limit = "", time.monotonic() + 20
    while not told.endswith(" wait") and time.monotonic() < limit:
        told = Places().of_frame(sys._current_frames()[thread.ident])
    let_go.set()
    thread.join()
    assert re.fullmatch(r"threading\.py:\d+ wait", told)


def test_a_stack_that_imports_a_module_is_told_as_the_import(tmp_path, monkeypatch):
    entered, let_go = threading.Event(), threading.Event()
    monkeypatch.setattr("builtins.entered", entered, raising=False)
    monkeypatch.setattr("builtins.let_go", let_go, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "slow_to_load.py").write_text("entered.set()\nlet_go.wait(20)\n")
    thread = threading.Thread(target=lambda: __import__("slow_to_load"))
    thread.start()
    entered.wait(20)
    project = Places([str(Path(__file__).parent)])  # whose line has had it imported
    told, limit = "", time.monotonic() + 20
    while not told.startswith("importlib") and time.monotonic() < limit:
        told = project.of_frame(sys._current_frames()[thread.ident])
    let_go.set()
    thread.join()
    assert told.startswith("importlib/_bootstrap")


TWINS = '''"""How it is used:

    class Chat(Consumer):
        ...
"""

class Chat:
    def hear(self): pass
class Other:
    class Chat: pass

class Room:
    class Chat:
        word = ""

        @staticmethod
        def hear(): pass

class Bare:
    word = ""
'''


def test_of_classes_of_one_name_each_has_its_line(tmp_path, monkeypatch):
    (tmp_path / "twins.py").write_text(TWINS)
    monkeypatch.syspath_prepend(tmp_path)
    twins = __import__("twins")
    places = Places([str(tmp_path)])
    found = [places.of_class(one) for one in (twins.Chat, twins.Room.Chat, twins.Bare)]
    assert found == ["twins.py:7 Chat", "twins.py:13 Chat", "twins.py:19 Bare"]


def test_places_are_the_projects_own():
    places = Places()
    assert places.here().startswith("tests/probe/test_places.py:")
    assert places.of_function(owned).endswith(" owned")
    assert places.of_function(functools.partial(owned)).endswith(" owned")
    assert places.of_function(functools.partial) == places.of_function(None) == ""
    assert places.of_function(functools.wraps) == ""
    assert places.of_class(Owned).endswith(" Owned")
    assert places.of_class(int) == places.of_class(functools.partial) == ""
    assert places.path("<string>") == ""
    assert places.path("/elsewhere/django/db.py") == ""
    assert relative("/nowhere/that/is/known.py") == "known.py"


def test_a_place_without_a_project():
    places = Places()
    found = []
    namespace = {"places": places, "found": found}
    code = compile("found.append((places.here(), places.caller_is_project()))", "<string>", "exec")
    thread = threading.Thread(target=exec, args=(code, namespace))
    thread.start()
    thread.join()
    assert found == [("", False)]
    assert places.of_frame(None) == ""


def test_a_decorated_function_without_end():
    class Endless:
        pass

    Endless.__wrapped__ = Endless
    assert Places().of_function(Endless) == ""


def test_the_script_that_starts_a_server_is_not_the_projects(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert Places().path(str(tmp_path / "uvicorn")) == ""
    assert Places().path(f"{sysconfig.get_path('scripts')}/daphne") == ""
    assert Places().path(str(tmp_path / "chat.py")) == "chat.py"


@pytest.mark.parametrize("file", ["uvloop/__init__.py", "uvicorn/server.py", "asyncio/runners.py"])
def test_a_stack_ends_where_a_server_runs_its_loop(file):
    assert Places().path(f"{PURELIB}/{file}") == LOOP
