"""`tutor play` as a program: a script in a pipe, its exit code, and nothing left of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.architecture.source import ROOT
from tutor.commands.play import list_labs

WITHIN = 60.0 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))  # seconds, on a busy machine
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}


def play(typed: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", "play", *args],
        input=typed,
        capture_output=True,
        text=True,
        env=ENV,
        timeout=WITHIN,
        check=False,
    )


def test_a_picture_or_a_sentence_after_each_command() -> None:
    done = play("open ann\nopen ben\nsend ann join\nopn x\ndrop\ndrop zoe\n", "lobby", "--plain")
    assert done.returncode == 1, "three of these were mistakes"
    parts = done.stdout.split("\n> ")
    assert re.search(r"server 1: http://127\.0\.0\.1:\d+/ ", parts[0])
    assert [part.split("\n")[0] for part in parts[1:]] == [
        "open ann", "open ben", "send ann join", "opn x", "drop", "drop zoe",
    ]  # fmt: skip
    assert "ben ◀───── #2 LobbyConsumer" in parts[2]
    assert "ann says join" in parts[3]
    assert "There is no command opn. Did you mean open?" in parts[4]
    assert "There is no tab zoe. There are ann, ben." in parts[6]


def test_the_demo_project_has_two_tabs_and_the_input_may_be_empty() -> None:
    done = play("")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"john +\S+ #1 ChatConsumer(?s:.*) admin +\S+ #2 ChatConsumer", done.stdout)


def test_a_goal_is_judged_after_each_command_and_the_exit_code_says_whether_it_is_met() -> None:
    typed = "nix\nopen ann\nopen ben\nsend ben join\nsend ann say Hello\n"
    done = play(typed, "--goal", "heard", "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✗ Ben hears it                  ben is a member, but nothing was said" in done.stdout
    assert done.stdout.endswith("✓ Ben hears it\n\nSolved with 4 commands, as short as ours.\n")
    done = play("", "--goals", "--plain")
    assert "✓ heard" in done.stdout
    assert "solved with 4, as short as ours" in " ".join(done.stdout.split()), "in two rows"
    done = play("goal\nhint\ngoals\n", "--goal", "heard", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["conditions"][1]["holds"] is False


def test_json_gives_the_facts_and_says_mistakes_elsewhere() -> None:
    done = play("open ann\nnix\n", "lobby", "--json")
    kinds = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
    assert (kinds[0], "client.opened" in kinds) == ("scene.started", True)
    assert done.stderr == "tutor: There is no command nix. Type help for all of them.\n"


def test_it_goes_on_from_a_scene_in_words() -> None:
    done = play("send ?\nsend ann say Once more\n", "7/alone", "--words")
    assert done.returncode == 0, done
    assert "> send ?\nsend ann\n" in done.stdout
    assert "Once more" in done.stdout.partition("> send ann")[2]


def test_an_unknown_lab_says_which_there_are() -> None:
    done = play("", "loby")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no lab loby." in done.stderr
    assert "Did you mean lobby? `tutor play --list` has every lab" in done.stderr


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda running: running.stdin.close(), 0),
        (lambda running: running.send_signal(signal.SIGINT), 130),
        (lambda running: running.send_signal(signal.SIGTERM), 143),
    ],
    ids=["end of input", "ctrl-c", "sigterm"],
)
def test_nothing_is_left_however_it_ends(
    end: Callable[[subprocess.Popen[str]], object], code: int, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "play", "lobby"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENV, "TMPDIR": str(tmp_path)},
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write("layer redis\nopen ann\n")
        running.stdin.flush()
        while "ann ◀" not in running.stdout.readline():
            assert running.poll() is None
        children = psutil.Process(running.pid).children(recursive=True)
        assert len(children) > 1
        end(running)
        assert (running.wait(WITHIN), running.stderr and running.stderr.read()) == (code, "")
    limit = time.monotonic() + 5
    while any(child.is_running() for child in children) and time.monotonic() < limit:
        time.sleep(0.05)
    assert [child.pid for child in children if child.is_running()] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (80, "  lobby       A lobby: what anybody says reaches whoever has joined."),
        (40, "  lobby       A lobby: what anybody says"),
    ],
)
def test_labs_are_listed_by_lesson(
    columns: int, row: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    list_labs()
    lines = capsys.readouterr().out.split("\n")
    assert row in lines
    assert any(line.startswith("7 Channel layers") for line in lines)
    assert max(map(len, lines)) <= columns
    list_labs(as_json=True)
    (lab,) = [each for each in json.loads(capsys.readouterr().out) if each["lab"] == "lobby"]
    assert lab["lesson"] == "7 Channel layers and groups"
