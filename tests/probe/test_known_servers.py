"""Each server that we know gives its application to the hook, with where it listens: the real ones.

How they serve with it: tests/runtime/test_traced_projects.py.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tutor.probe.known_servers import CHANGES, LISTENS, _endpoint, name_of


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Never called."""


class Observed:
    """The application to serve instead."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...

    def __eq__(self, other: Any) -> bool:
        return type(other) is Observed and other.application is self.application

    __hash__ = None  # type: ignore[assignment]


class Taken:
    """A hook that observes nothing."""

    def __init__(self) -> None:
        self.listens = ""
        self.found: list[tuple[str, str]] = []

    def observed(self, application: Any, *, address: str = "", app: str = "") -> Any:
        self.found.append((address, app or name_of(application)))
        return Observed(application)

    def observed_wsgi(self, application: Any, *, address: str) -> Any:
        return self.observed(application, address=address, app="WSGI")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """`taken("uvicorn.config")`: its module, changed for this test, and the hook."""

    def take(name: str) -> tuple[ModuleType, Taken]:
        module, hook = import_module(name), Taken()
        for owner in [module, *(each for each in vars(module).values() if isinstance(each, type))]:
            before = dict(vars(owner))
            request.addfinalizer(lambda owner=owner, before=before: restore(owner, before))
        CHANGES[name](hook, module)
        return module, hook

    return take


def restore(owner: Any, before: dict[str, Any]) -> None:
    for name, value in before.items():
        if vars(owner).get(name) is not value:
            setattr(owner, name, value)


@pytest.mark.parametrize(
    ("options", "address"),
    [({"port": 82}, "127.0.0.1:82"), ({"uds": "/run/x.sock"}, "/run/x.sock"), ({"fd": 3}, "")],
)
def test_uvicorn(options: dict[str, Any], address: str, taken: Any) -> None:
    module, hook = taken("uvicorn.config")
    config = module.Config(application, log_config=None, **options)
    config.load()
    assert type(config.loaded_app) is Observed
    assert hook.found == [(address, "application")]


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({"endpoints": ["tcp:port=82:interface=127.0.0.1"]}, "127.0.0.1:82"),
        ({"endpoints": ["unix:/run/x.sock"]}, ""),
    ],
)
def test_daphne(options: dict[str, Any], address: str, taken: Any) -> None:
    module, hook = taken("daphne.server")
    server = module.Server(application, **options)
    assert server.application == Observed(application)
    assert hook.found == [(address, "application")]


@pytest.mark.parametrize("wrapper", ["ASGIWrapper", "WSGIWrapper"])
def test_hypercorn(wrapper: str, taken: Any) -> None:
    module, hook = taken("hypercorn.asyncio.run")
    from hypercorn import app_wrappers
    from hypercorn.config import Config

    arguments = [application] if wrapper == "ASGIWrapper" else [application, 1]
    app = getattr(app_wrappers, wrapper)(*arguments)
    module.worker_serve(app, Config()).close()
    is_asgi = wrapper == "ASGIWrapper"
    assert app.app == (Observed(application) if is_asgi else application)
    assert hook.found == [("127.0.0.1:8000", "application")] * is_asgi


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_UNIX])
def test_a_worker_of_gunicorn_knows_where_its_master_listens(
    family: int, taken: Any, tmp_path: Path
) -> None:
    module, hook = taken("gunicorn.workers.base")
    from gunicorn.config import Config

    with socket.socket(family) as sock:
        sock.bind(("127.0.0.1", 0) if family == socket.AF_INET else str(tmp_path / "x"))
        module.Worker(1, 2, [sock], None, 30, Config(), None).tmp.close()
        name = sock.getsockname()
    port = f"127.0.0.1:{name[1]}" if family == socket.AF_INET else str(tmp_path / "x")
    assert (hook.listens, hook.found) == (port, [])


def test_the_own_asgi_worker_of_gunicorn(taken: Any) -> None:
    module, hook = taken("gunicorn.workers.gasgi")

    class App:
        wsgi = staticmethod(lambda: application)

    worker = module.ASGIWorker.__new__(module.ASGIWorker)
    worker.app = App()
    worker.load_wsgi()
    assert (worker.asgi, hook.found) == (Observed(application), [("", "application")])


def test_a_worker_of_granian_knows_where_its_master_listens(
    taken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LISTENS, "")
    _, hook = taken("granian.server.common")
    from granian import Granian

    Granian("app:application", port=83, interface="asgi")
    assert hook.listens == "127.0.0.1:83"
    module, spawned = taken("granian.asgi")  # in a process that is no fork of the master
    module._callback_wrapper(application, {"url_path_prefix": None}, {})
    assert spawned.listens == "127.0.0.1:83"


def test_granian(taken: Any) -> None:
    module, hook = taken("granian.asgi")

    wrapped = module._callback_wrapper(application, {"url_path_prefix": None}, {})
    assert Observed(application) in [cell.cell_contents for cell in wrapped.__closure__ or ()]
    assert hook.found == [("", "application")]


def test_the_runserver_of_django(taken: Any) -> None:
    module, hook = taken("django.core.servers.basehttp")
    served: list[Any] = []

    class Server:
        def __init__(self, *_args: Any, **_options: Any) -> None: ...
        def set_app(self, app: Any) -> None:
            served.append(app)

        def serve_forever(self) -> None: ...

    module.run("127.0.0.1", 82, application, server_cls=Server)
    assert served == [Observed(application)]
    assert hook.found == [("127.0.0.1:82", "WSGI")]


def test_a_communicator(taken: Any) -> None:
    module, hook = taken("asgiref.testing")

    async def talk() -> Any:
        return module.ApplicationCommunicator(application, {"type": "websocket"})

    found = asyncio.run(talk())
    assert hook.found == [("", "application")]
    assert found.application == Observed(application)


@pytest.mark.parametrize(
    ("description", "address"),
    [
        ("tcp:port=8000:interface=127.0.0.1", "127.0.0.1:8000"),
        ("tcp:port=8000", ":8000"),
        ("unix:/run/x.sock", ""),
        ("fd:fileno=3", ""),
    ],
)
def test_the_address_is_that_of_the_endpoint(description: str, address: str) -> None:
    assert _endpoint(description) == address


def test_an_object_is_called_by_its_class() -> None:
    assert (name_of(application), name_of(sys)) == ("application", "module")
