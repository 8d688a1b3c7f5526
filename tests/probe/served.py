"""One observed server process as the tutor starts it: life line, order, listening socket."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
from websockets.sync.client import connect

from tests.probe.collector import WITHIN, Collector

OURS = ("DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED")  # of the process that runs the tests
ROOT = Path(__file__).resolve().parents[2]


class Served:
    """One process, its life line and its listening socket."""

    def __init__(self, collector: Collector, *words: str, main: str = "server_main") -> None:
        self.collector = collector
        self.control, theirs = socket.socketpair()
        self.control.settimeout(WITHIN)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        with theirs:
            self.child = subprocess.Popen(
                [sys.executable, "-m", f"tutor.probe.{main}", str(theirs.fileno()), *words],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                env={name: value for name, value in os.environ.items() if name not in OURS},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )

    def at_rest(self):
        """It has used no processor for half a second."""
        process, limit = psutil.Process(self.child.pid), time.monotonic() + WITHIN
        used = -1.0
        while used != (used := sum(process.cpu_times()[:2])) and time.monotonic() < limit:
            time.sleep(0.5)
        return self

    def go(self, app, **more):
        """The order; returns at once."""
        settings = {"DJANGO_SETTINGS_MODULE": "demo_project.settings"}
        order = {
            "app": app,
            "name": "a name",
            "env": settings,
            "settings": {},
            "daphne": {},
            "link": self.collector.address,
            "token": "t",
            "process": "server 1",
            "number": 1,
            "address": f"127.0.0.1:{self.port}",
            "project": [],
        }
        line = json.dumps(order | more).encode() + b"\n"
        socket.send_fds(self.control, [line[:10]], [self.listening.fileno()])
        self.control.sendall(line[10:])
        self.listening.close()
        return self

    def ready(self):
        """It has said hello."""
        self.collector.wait(lambda: self.collector.hellos or self.child.poll() is not None)
        assert self.collector.hellos, self.answer()
        assert self.collector.hellos[0]["app"] == "a name"
        return self

    def answer(self):
        """What it says instead."""
        data = b""
        while part := self.control.recv(65536):
            data += part
        return json.loads(data)

    def get(self, path="/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=WITHIN) as page:
            return page.read().decode()

    def tab(self):
        return connect(f"ws://127.0.0.1:{self.port}/ws/", proxy=None, open_timeout=WITHIN)

    def setting(self, name):
        with self.tab() as tab:
            tab.send(name)
            return tab.recv(WITHIN)

    def end(self, word=b""):
        """Its exit status after this word; without one the life line ends."""
        if word:
            self.control.sendall(word)
        else:
            self.control.close()
        return self.child.wait(WITHIN)
