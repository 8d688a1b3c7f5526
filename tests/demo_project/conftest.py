"""Tabs for consumers without a server, and real servers on free ports."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tutor.runtime.clients import chromium

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 30 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def missing():
    """A function that skips, unless TUTOR_REQUIRE says that this one has to run."""

    def missing(what, reason):
        if what in os.environ.get("TUTOR_REQUIRE", "").split(","):
            pytest.fail(f"TUTOR_REQUIRE names {what}, but {reason}")
        pytest.skip(reason)

    return missing


# -- consumers without a server


@pytest.fixture(autouse=True)
def fresh_layer_and_cache():
    from channels.layers import channel_layers
    from django.core.cache import cache

    channel_layers.backends.clear()  # a layer belongs to the event loop of one test
    cache.clear()


@pytest.fixture
def people(transactional_db):
    """john and jane with a conversation each, and an admin: by name."""
    from django.contrib.auth.models import User

    from demo_project.chat.models import Conversation

    people = {
        name: User.objects.create(
            username=name, email=f"{name}@example.com", is_staff=name == "admin"
        )
        for name in ("john", "jane", "admin")
    }
    for name in ("john", "jane"):
        Conversation.objects.create(participant=people[name])
    return people


@pytest.fixture
def sync():
    """Runs a function that uses the database in the thread where the consumers' queries run."""
    from asgiref.sync import sync_to_async

    return sync_to_async


@pytest.fixture
def cookie_of():
    """The session cookie of somebody who has logged in."""
    from django.test import Client

    def cookie_of(user):
        client = Client()
        client.force_login(user)
        return f"sessionid={client.cookies['sessionid'].value}"

    return cookie_of


class Tab:
    """One connection to the whole application, as far as a communicator can show it."""

    def __init__(self, path, cookie=""):
        from channels.testing import WebsocketCommunicator

        from demo_project.asgi import application

        headers = [(b"origin", b"http://localhost"), (b"cookie", cookie.encode())]
        self.communicator = WebsocketCommunicator(application, path, headers)

    async def open(self):
        connected, _ = await self.communicator.connect(timeout=TIMEOUT)
        assert connected

    async def send(self, **frame):
        await self.communicator.send_json_to(frame)

    async def next(self, *kinds):
        """The next frame of one of these types; others are passed over."""
        while True:
            frame = await self.communicator.receive_json_from(timeout=TIMEOUT)
            if frame["type"] in kinds:
                return frame

    async def until_answered(self):
        """All frames up to the answer to a question asked now."""
        frames = []
        await self.send(type="no such type")
        while not frames or frames[-1].get("code") != "unknown_type":
            frames.append(await self.communicator.receive_json_from(timeout=TIMEOUT))
        return frames[:-1]

    async def end(self):
        """Wait until the consumer has ended by itself; raises what it raised."""
        await self.communicator.wait(TIMEOUT)

    async def close(self):
        await self.communicator.disconnect(timeout=TIMEOUT)


@pytest.fixture
async def open_tab(people):
    """A function that opens tabs; they are closed before the database goes."""
    tabs = []

    async def open_tab(path, cookie=""):
        tab = Tab(path, cookie)
        await tab.open()
        tabs.append(tab)
        return tab

    yield open_tab
    for tab in tabs:
        if not tab.communicator.future.done():
            await tab.close()


# -- real servers


@pytest.fixture(scope="session")
def die_with_parent():
    """For ``preexec_fn``: the child ends with the tests, whatever ends them."""
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Server:
    """``python -m demo_project`` on a free port, with a database of its own."""

    def __init__(self, die_with_parent, database, **environment):
        self.die_with_parent, self.database = die_with_parent, database
        self.environment, self.port = environment, 0
        self.start()

    def start(self):
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("MINICOM_", "DJANGO_"))},
            **self.environment,
        }
        command = [sys.executable, "-m", "demo_project", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--database", str(self.database)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=self.die_with_parent,
        )
        for line in self.process.stdout:
            if "http://" in line:
                self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
                return
        pytest.fail(f"the server ended with {self.process.wait()} before it had an address")

    def kill(self):
        self.process.kill()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def connect(self, path, **options):
        from websockets.sync.client import connect

        options = {"origin": self.url, "proxy": None, "open_timeout": TIMEOUT} | options
        return connect(self.url.replace("http", "ws", 1) + path, **options)


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory):
    """A migrated and seeded database file, to be copied."""
    path = tmp_path_factory.mktemp("minicom") / "prepared.sqlite3"
    prepare = "from demo_project.__main__ import prepare_database; prepare_database()"
    environment = {"DJANGO_SETTINGS_MODULE": "demo_project.settings", "MINICOM_DATABASE": str(path)}
    subprocess.run(
        [sys.executable, "-c", prepare], cwd=ROOT, env=os.environ | environment, check=True
    )
    return path


@pytest.fixture
def start_server(prepared_database, tmp_path, die_with_parent):
    """A function that starts servers on one database; they end with the test."""
    servers = []
    database = tmp_path / "minicom.sqlite3"
    shutil.copy(prepared_database, database)

    def start_server(**environment):
        servers.append(Server(die_with_parent, database, **environment))
        return servers[-1]

    yield start_server
    for server in servers:
        if server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="module")
def server(prepared_database, tmp_path_factory, die_with_parent):
    """One server for all tests of a module that leave it as it was."""
    database = tmp_path_factory.mktemp("server") / "minicom.sqlite3"
    shutil.copy(prepared_database, database)
    server = Server(die_with_parent, database)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def wait_for():
    """A function that waits for another one to say yes, but not for ever."""

    def wait_for(condition):
        deadline = time.monotonic() + TIMEOUT
        while not (result := condition()):
            assert time.monotonic() < deadline, f"not within {TIMEOUT} s: {condition.__name__}"
            time.sleep(0.02)
        return result

    return wait_for


# -- pages in a browser


@pytest.fixture(scope="module")
def running_browser(missing):
    playwright = None
    try:
        from playwright.sync_api import sync_playwright as playwright
    except ImportError:
        missing("browser", "playwright is not installed")
    program = chromium.program()
    if not program:
        missing("browser", "chromium is not installed")
    with playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def browser(running_browser):
    """A browser whose pages end with the test."""
    yield running_browser
    for context in running_browser.contexts:
        context.close()


@pytest.fixture
def log_in(browser):
    """A function that opens the chat in a browser profile of its own."""

    def log_in(server, name, **options):
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(30_000)
        page.errors = []
        page.on("pageerror", partial(list.append, page.errors))
        page.goto(server.url)
        page.fill("#id_username", name)
        page.fill("#id_password", name)
        page.click("main button")
        page.wait_for_selector("#status[data-ready=true]")
        return page

    return log_in
