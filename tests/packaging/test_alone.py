"""The wheel alone, with what it asks for and nothing else: the installed program is the tested one.

Takes three minutes and an index to install from: `make test-wheel`, and a step of `.ci/run`.
"""

from __future__ import annotations

import json
import os
import re
import sys
import venv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.building import ROOT, build, call
from tests.pty.screen import Terminal
from tutor import __version__

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900), pytest.mark.xdist_group("wheel")]

FOLDER = "Jörg Groß's Übung"
SCENES = {"async": ("7", "three_tabs"), "sync": ("6", "sync_or_async"), "lab": ("3", "three_files")}
HOPS_OF_CHANNELS = frozenset({"close_old_connections", "dispatch"})  # told only where they wait
Run = Callable[..., str]


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and what pip finds that it needs."""
    wheel = build(tmp_path_factory.mktemp("wheel"))
    folder = tmp_path_factory.mktemp("somewhere") / FOLDER
    venv.create(folder, with_pip=False)
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "--quiet")
    call(*pip, wheel, cwd=folder, within=600)
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds nothing; no path leads back to the checkout from there."""
    for name in [name for name in os.environ if name.startswith(("PYTHON", "VIRTUAL_ENV"))]:
        monkeypatch.delenv(name)
    beside = (entry for entry in os.environ["PATH"].split(os.pathsep) if str(ROOT) not in entry)
    monkeypatch.setenv("PATH", os.pathsep.join(beside))
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.fixture
def tutor(alone: Path, elsewhere: Path) -> Run:
    """Runs the installed `tutor`."""

    def run(*arguments: str, within: float = 120) -> str:
        return call(alone / "bin/tutor", *arguments, cwd=elsewhere, within=within)

    return run


def _checkout(*arguments: str) -> str:
    return call(sys.executable, "-m", "tutor", *arguments, cwd=ROOT)


def _facts(trace: str) -> Counter[tuple[str, str]]:
    """How often each kind of fact was told, and of which line of code."""
    facts = map(json.loads, trace.splitlines())
    return Counter(
        (fact["kind"], fact.get("where", ""))
        for fact in facts
        if fact.get("name") not in HOPS_OF_CHANNELS or not fact["kind"].startswith("thread.")
    )


def test_nothing_of_the_checkout_is_there(alone: Path, elsewhere: Path) -> None:
    script = "import sys, tutor; print(tutor.__file__, *sys.path, sep='\\n')"
    said = call(alone / "bin/python", "-c", script, cwd=elsewhere)
    assert str(alone) in said.splitlines()[0]
    assert str(ROOT) not in said


@pytest.mark.parametrize("script", ["tutor", "channels-tutor"])
def test_both_scripts_are_the_program(alone: Path, elsewhere: Path, script: str) -> None:
    assert call(alone / "bin" / script, "--version", cwd=elsewhere) == f"tutor {__version__}\n"


@pytest.mark.parametrize("scene", SCENES)
def test_facts_and_places_are_those_of_the_checkout(tutor: Run, scene: str) -> None:
    number, name = SCENES[scene]
    command = ("lesson", number, "--scene", name, "--json")
    installed, ours = _facts(tutor(*command)), _facts(_checkout(*command))
    assert {where for _, where in ours} != {""}
    assert installed == ours


def test_every_claim_holds(tutor: Run) -> None:
    assert re.search(r"\d+ scenes in \d+ s", tutor("check", within=600))  # and its exit code is 0


def test_contents_and_cards_are_in_order(tutor: Run) -> None:
    assert "\n0 problems, " in tutor("dev", "check")


@pytest.mark.parametrize(
    "arguments", [(), ("lesson", "7"), ("lesson", "7", "--scene", "three_tabs", "--replay")]
)
def test_the_first_screen_is_that_of_the_checkout(
    alone: Path, elsewhere: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with Terminal(*arguments, TUTOR_HOME=str(tmp_path / "ours")) as terminal:
        ours = _settled(terminal)
    with Terminal(*arguments, python=alone / "bin/python", cwd=elsewhere) as terminal:
        assert terminal.wait(lambda text: text == ours)


def test_the_live_player_shows_the_line_that_acted(alone: Path, elsewhere: Path) -> None:
    scene = ("lesson", "7", "--scene", "three_tabs")
    with Terminal(*scene, python=alone / "bin/python", cwd=elsewhere) as terminal:
        terminal.wait("· live")
        terminal.press("$")
        terminal.wait("everything has settled")
        terminal.press("c")
        shown = terminal.wait("(the last line that acted)")
        assert re.search(r"_project/chat/\w+\.py:\d+ · \w+\(\)", shown), shown


def _settled(terminal: Terminal) -> str:
    """The screen, once it has its last line and no longer changes."""
    before, text = "", terminal.wait("q quit")
    while before != text:
        before = text
        for _ in range(20):
            terminal.read()
        text = terminal.text
    return text
