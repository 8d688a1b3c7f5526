"""Designs, incidents, levels and a friend's sheet as a shell sees them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm_tutor
from tests.architecture.source import ROOT
from tutor.learner.store import Store


def environment(home: Path) -> dict[str, str]:
    mine = {"PYTHONPATH": str(ROOT), "TUTOR_HOME": str(home / "home"), "COLUMNS": "80"}
    return {**os.environ, **mine}


def start(home: Path, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tutor", "interview", *args],
        cwd=home,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def interview(home: Path, typed: str, *args: str) -> tuple[int, str, str]:
    done = warm_tutor.run(["interview", *args], environment(home), typed.encode(), home)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("args", "has", "lacks"),
    [
        (
            ["--design"],
            "chat-10k                 mid      26 min  A chat for 10,000 users",
            "incident",
        ),
        (["--design", "--level", "senior"], "live-auction", "chat-10k"),
        (["--incident"], "ghost-member", "chat-10k"),
        (["--incident", "--plain"], "tutor interview --incident ", "chat-10k"),
    ],
)
def test_an_option_without_a_name_lists_what_there_is(
    args: list[str], has: str, lacks: str, tmp_path: Path
) -> None:
    code, out, _ = interview(tmp_path, "", *args)
    assert (code, has in out, lacks in out.replace("--incident", "")) == (0, True, False), out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--design", "nix"], "There is no design nix.\n       There are chat-10k, "),
        (["--incident", "nix"], "There is no incident nix."),
        (["--level", "boss"], "There is no level boss.\n       There are junior, mid, senior."),
        (["--design", "chat-10k", "--incident", "ghost-member"], "are two rounds"),
        (["--friend", "a.txt"], "a.txt is neither .md nor .html."),
        (["--friend", "a.md", "--chapters", "99"], "There is no lesson 99."),
        (["--friend", "a.md", "--chapters", "8", "--level", "senior"], "No question fits."),
    ],
)
def test_what_cannot_be_is_refused(args: list[str], says: str, tmp_path: Path) -> None:
    code, out, err = interview(tmp_path, "", *args)
    assert (code, out, says in err) == (2, "", True), err


def test_a_design_is_held_in_a_pipe_and_its_transcript_kept(tmp_path: Path) -> None:
    typed = "how many users?\n\n10,000 * 30 KiB\n:skip\nbrowser -> lb -> daphne x4 -> redis\n\n"
    code, out, _ = interview(tmp_path, typed, "--design", "chat-10k", "--transcript", "t.md")
    assert code == 0
    assert "307 MB: that is the right size." in out
    assert "│ browser │──▶│ lb │──▶│ daphne ×4 │──▶│ redis │" in out
    assert "✗ Missing: a database" in out
    assert out.endswith("Transcript: t.md\n")
    told = (tmp_path / "t.md").read_text()
    assert "> browser -> lb -> daphne x4 -> redis" in told
    assert "```\n┌─────────┐   ┌────┐" in told
    assert oct((tmp_path / "t.md").stat().st_mode & 0o777) == "0o600"


def test_an_incident_ends_with_its_recording(tmp_path: Path) -> None:
    code, out, _ = interview(tmp_path, "A ghost member stays\n", "--incident", "ghost-member")
    assert code == 0
    assert "Copies for the room with one person in it: 2" in out
    after = out.partition("Transcript: ")[2]
    assert "a copy of said waits" in after
    (file,) = (tmp_path / "home/interviews").iterdir()
    assert file.name.startswith("incident-ghost-member-")


def test_a_round_is_listed_and_counts_in_its_topic(tmp_path: Path) -> None:
    given = ({"answer": "A ghost member stays"}, {"skip": True}, {"skip": True})
    typed = "".join(f"{json.dumps(line)}\n" for line in given)
    code, out, err = interview(tmp_path, typed, "--incident", "ghost-member", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, told[-1]["type"], told[-1]["stages"]) == (0, "summary", 2)
    assert err.startswith("Transcript: ")
    _, out, _ = interview(tmp_path, "", "--list")
    assert "2 stages, 0:0" in out
    assert out.splitlines()[0].endswith("incident: A room that never gets empty")
    assert out.splitlines()[1].strip() in err
    with Store(tmp_path / "home") as store:
        found = {entry.card: entry.lesson for entry in store.reviews()}
    assert found == {
        "round-incident-ghost-member-1": "06_consumers",
        "round-incident-ghost-member-2": "10_patterns",
    }


def test_what_there_is_as_json(tmp_path: Path) -> None:
    _, out, _ = interview(tmp_path, "", "--incident", "--json", "--level", "junior")
    found = json.loads(out)
    assert [one["name"] for one in found] == ["half-hear-nothing", "handshake-500"]
    assert {one["level"] for one in found} == {"junior"}


def test_nothing_is_kept_of_a_round_in_which_nothing_was_said(tmp_path: Path) -> None:
    code, out, _ = interview(tmp_path, "", "--incident", "ghost-member")
    assert (code, out.count("Nothing was answered."), "Transcript" in out) == (0, 1, False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_said_is_written_down_whatever_ends_it(
    number: signal.Signals, tmp_path: Path
) -> None:
    with start(tmp_path, "--design", "chat-10k", "--transcript", "t.md") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("how many users?\n")
        process.stdin.flush()
        while "At the peak" not in (line := process.stdout.readline()):
            assert line, "it ended before"
        process.send_signal(number)
        process.stdout.read()
        assert process.wait(20) == 128 + number
    assert "> how many users?" in (tmp_path / "t.md").read_text()


def test_a_transcript_that_cannot_be_is_refused_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "t.md").touch()
    code, out, err = interview(tmp_path, "", "--design", "chat-10k", "--transcript", "t.md")
    assert (code, out, "t.md exists already." in err) == (2, "", True)


def test_the_guides_nine_are_asked_alone_and_a_level_has_its_own(tmp_path: Path) -> None:
    _, out, _ = interview(tmp_path, "", "--guide", "--minutes", "60")
    assert "9 questions, 60 minutes." in out
    _, out, _ = interview(tmp_path, "", "--level", "junior", "--chapters", "1")
    assert "1 question, 30 minutes." in out


@pytest.mark.parametrize(
    ("args", "has"),
    [
        (["--guide", "--minutes", "60"], "9 questions, 60 minutes"),
        (["--level", "senior", "--seed", "3"], "# Mock interview, senior"),
        (["--design", "chat-10k"], "# A chat for 10,000 users"),
        (["--incident", "ghost-member"], "# A room that never gets empty"),
    ],
)
def test_a_friend_gets_a_sheet(args: list[str], has: str, tmp_path: Path) -> None:
    code, out, _ = interview(tmp_path, "", *args, "--friend", "f/sheet.md")
    told = (tmp_path / "f/sheet.md").read_text()
    assert (code, out, has in told) == (0, "For your friend: f/sheet.md\n", True)
    assert told.count("*if missing, ask:*") > 5


def test_a_sheet_can_be_a_page(tmp_path: Path) -> None:
    assert interview(tmp_path, "", "--guide", "--friend", "sheet.html")[0] == 0
    told = (tmp_path / "sheet.html").read_text()
    assert told.startswith("<!doctype html>")
    assert told.count('class="box"') > 30
