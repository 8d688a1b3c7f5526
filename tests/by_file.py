"""How the tests are shared out among the workers of xdist: file by file, the long files first.

With `--dist loadgroup` alone each test is a unit of its own: every worker makes what the tests of a
file have in common (servers, a browser, a course), and waits for its next test after each. Here a
unit is a file, or a folder: of what needs a terminal, and of what reads the whole source.
"""

from __future__ import annotations

import socket

import pytest
from xdist.scheduler import LoadGroupScheduling

UNITS = ("tests/pty/", "tests/architecture/")
LONGEST = "tests/lessons/"  # every scene and every exercise of the course, live


class ByFile(LoadGroupScheduling):  # type: ignore[misc]
    """Units begin in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        if scope != nodeid:
            return scope  # a group
        folder = next((unit for unit in UNITS if nodeid.startswith(unit)), "")
        return folder or nodeid.partition("::")[0]


def long_ones_first(items: list[pytest.Item]) -> None:
    """So that at the end no worker has to wait for another; beyond that the order stays random."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}

    def place(item: pytest.Item) -> int:
        if item.get_closest_marker("pty"):
            return 0
        return 1 if item.nodeid.startswith(LONGEST) else 2 if item.path in slow else 3

    items.sort(key=place)


def tell_at_once(config: pytest.Config) -> None:
    """pytest-rerunfailures tells the controller of each test in two small packets, and the second
    one would wait for the receipt of the first: 40 ms a test.
    """
    told: socket.socket | None = getattr(getattr(config, "failures_db", None), "sock", None)
    if told is not None:
        told.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
