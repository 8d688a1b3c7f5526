"""`tutor serve`: the site answers, and it ends with the tutor, however that ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.alive import is_alive

WITHIN = 3  # seconds after which nothing may be left
Start = Callable[..., "Site"]


class Site:
    """A running `tutor serve`, and what it has started."""

    def __init__(self, home: Path, ignored: tuple[int, ...], env: dict[str, str]) -> None:
        def ignore() -> None:
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)

        self.tutor = subprocess.Popen(
            [sys.executable, "-m", "tutor", "serve", "--port", "0"],
            env={**os.environ, "TUTOR_HOME": str(home), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=ignore,
        )
        assert self.tutor.stdout is not None
        self.said = ""
        while not (found := re.search(r"http://\S+", self.said)):
            line = self.tutor.stdout.readline()
            assert line, self.said
            self.said += line
        self.url = found[0]
        self.children = psutil.Process(self.tutor.pid).children(recursive=True)

    def answers(self) -> bool:
        with urllib.request.urlopen(f"{self.url}healthz", timeout=5) as page:
            return page.status == 200

    def end(self, number: int) -> int:
        """The tutor's status after a signal; nothing of it is left."""
        self.tutor.send_signal(number)
        code = self.tutor.wait(10)
        _, left = psutil.wait_procs(self.children, WITHIN)
        assert not [one for one in left if is_alive(one)]
        return code


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sites = []

    def begin(home: Path = tmp_path, ignored: tuple[int, ...] = (), **env: str) -> Site:
        sites.append(Site(home, ignored, env))
        return sites[-1]

    yield begin
    for site in sites:
        site.tutor.kill()
        site.tutor.communicate()
        for child in site.children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_site_ends_with_the_tutor(number: int, code: int, start: Start, tmp_path: Path) -> None:
    site = start()
    assert site.answers()
    assert (tmp_path / "minicom.sqlite3").exists()
    assert site.end(number) == code


def test_a_script_that_ignores_ctrl_c_can_still_end_it(start: Start) -> None:
    site = start(ignored=(signal.SIGINT,))
    site.tutor.send_signal(signal.SIGINT)
    assert site.answers()
    assert site.end(signal.SIGTERM) == 143


def test_nohup_keeps_it(start: Start) -> None:
    site = start(ignored=(signal.SIGHUP,))
    site.tutor.send_signal(signal.SIGHUP)
    assert site.answers()
    assert site.end(signal.SIGTERM) == 143


def test_a_home_that_cannot_be_written_leaves_nothing_behind(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    temp = tmp_path / "temp"
    temp.mkdir()
    site = start(tmp_path / "file" / "home", TMPDIR=str(temp))
    assert site.answers()
    assert list(temp.rglob("minicom.sqlite3"))
    site.end(signal.SIGTERM)
    assert not list(temp.iterdir())


def test_a_database_that_is_named_is_used(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "named.sqlite3"
    assert start(MINICOM_DATABASE=str(file)).answers()
    assert file.exists()
    assert not (tmp_path / "minicom.sqlite3").exists()
