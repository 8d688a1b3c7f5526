"""What a learner does with their own file: export, import, reset, flagged."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.pty.screen import Terminal
from tutor.commands import export_import, flagged, reset
from tutor.errors import Unavailable, UsageError
from tutor.learner.store import FILE, Position, State, Store
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review
from tutor.runtime.chosen_files import whole
from tutor.runtime.paths import user_data

SMALL = ROOT / "tests/courses/small"
LESSON = "01_echo"

Move = Callable[[str], None]


def answered(*cards: str) -> None:
    """A learner who has answered these cards, and stands somewhere."""
    with Store(user_data()) as store:
        store.save(Position(lesson=LESSON, page=1), at=1.0)
        for at, card in enumerate(cards):
            store.review(Review(card=card, lesson=LESSON, at=float(at), mode="quiz", grade=3))


def state() -> State:
    with Store(user_data()) as store:
        return store.dump()


def cards() -> set[str]:
    return {entry.card for entry in state().reviews}


@pytest.fixture(autouse=True)
def live_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    """`live_in("name")`: from now on the learner is at home there, with a small course."""

    def move(name: str) -> None:
        monkeypatch.setenv("TUTOR_HOME", str(tmp_path / name))

    monkeypatch.setenv("TUTOR_COURSE", str(SMALL))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    move("home")
    return move


# ── moving ──


def test_export_is_imported_on_another_machine(live_in: Move, tmp_path: Path) -> None:
    answered("a", "b")
    export_import.export(str(tmp_path / "me.json"), force=False)
    before = state()
    live_in("other")
    export_import.import_(str(tmp_path / "me.json"))
    assert state() == before


def test_import_says_what_was_new_and_that_nothing_is(
    live_in: Move, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered("a", "b")
    export_import.export(str(tmp_path / "me.json"), force=False)
    live_in("other")
    capsys.readouterr()
    export_import.import_(str(tmp_path / "me.json"))
    export_import.import_(str(tmp_path / "me.json"))
    assert capsys.readouterr().out.splitlines() == [
        "Imported: 2 answers, 1 position.",
        "Nothing new: all of it is here already.",
    ]


def test_a_goal_is_counted_and_is_no_answer(
    live_in: Move, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered("a")
    with Store(user_data()) as store:
        for at, name in ((5.0, "goal:7/heard"), (6.0, "goal:7/heard"), (7.0, "goal:7/lost")):
            store.review(Review(card=name, lesson=LESSON, at=at, mode="goal", answer="4"))
    export_import.export(str(tmp_path / "me.json"), force=False)
    assert ": 1 answer, 2 goals, 1 position." in capsys.readouterr().out
    live_in("other")
    export_import.import_(str(tmp_path / "me.json"))
    assert capsys.readouterr().out == "Imported: 1 answer, 2 goals, 1 position.\n"


def test_export_writes_over_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    file.write_text("a letter")
    with pytest.raises(UsageError, match="exists already"):
        export_import.export(str(file), force=False)
    assert file.read_text() == "a letter"
    export_import.export(str(file), force=True)
    assert json.loads(file.read_text())["version"] == 1


def test_export_follows_a_link_and_leaves_it_one(tmp_path: Path) -> None:
    link, file = tmp_path / "link.json", tmp_path / "me.json"
    link.symlink_to(file)
    export_import.export(str(link), force=False)
    export_import.export(str(link), force=True)
    assert link.is_symlink()
    assert json.loads(file.read_text())["version"] == 1


def test_export_into_a_pipe_leaves_it_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    export_import.export(str(pipe), force=False)
    assert json.loads(reader.communicate(timeout=10)[0])["version"] == 1
    assert pipe.is_fifo()


def test_full_disk_is_said_and_leaves_an_older_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "me.json").write_text("older")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unavailable, match="No space left"):
        whole(tmp_path / "me.json", b"newer")
    assert (tmp_path / "me.json").read_text() == "older"
    assert [file.name for file in tmp_path.iterdir()] == ["me.json"]


def test_export_is_its_owners_alone(tmp_path: Path) -> None:
    export_import.export(str(tmp_path / "me.json"), force=False)
    assert oct((tmp_path / "me.json").stat().st_mode & 0o777) == "0o600"


def test_link_that_somebody_else_has_made_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)  # the link is not ours any more
    with pytest.raises(Unavailable, match="made by another user"):
        whole(tmp_path / "link", b"secret")
    assert (tmp_path / "mine").read_text() == "mine"


def test_file_in_waiting_under_the_old_name_of_an_unfinished_export_is_left_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / ".me.json.part").symlink_to(tmp_path / "theirs")
    export_import.export(str(tmp_path / "me.json"), force=False)
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_export_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be written"):
        export_import.export(str(tmp_path / "file" / "me.json"), force=False)


@pytest.mark.parametrize(
    "content", [None, "a letter", '{"format": "channels-tutor progress", "ver']
)
def test_import_of_no_export_changes_nothing(content: str | None, tmp_path: Path) -> None:
    answered("a")
    before = state()
    if content is not None:
        (tmp_path / "me.json").write_text(content)
    with pytest.raises(UsageError, match=r"me\.json"):
        export_import.import_(str(tmp_path / "me.json"))
    assert state() == before


def test_pipe_from_home_to_home(live_in: Move) -> None:
    def tutor(*args: str, data: bytes = b"") -> bytes:
        command = [sys.executable, "-m", "tutor", *args]
        return subprocess.run(command, cwd=ROOT, input=data, capture_output=True, check=True).stdout

    answered("a", "b")
    data = tutor("export", "-")
    live_in("other")
    assert tutor("import", "-", data=data) == b"Imported: 2 answers, 1 position.\n"


def test_file_that_was_set_aside_is_imported(live_in: Move, tmp_path: Path) -> None:
    answered("a", "b")
    aside = (user_data() / FILE).rename(tmp_path / f"{FILE}.bak")
    live_in("other")
    export_import.import_(str(aside))
    assert cards() == {"a", "b"}


# ── forgetting ──


def test_reset_keeps_a_copy_that_brings_it_back(capsys: pytest.CaptureFixture[str]) -> None:
    answered("a", "b")
    before = state()
    reset.run("1", everything=False, yes=True)
    assert state() == State()
    told = capsys.readouterr().out
    assert told.startswith("Forgotten: your position, 2 answers in lesson 1.")
    export_import.import_(told.split()[-1])
    assert (state().positions, cards()) == (before.positions, {"a", "b"})


def test_reset_of_everything_asks_about_everything(capsys: pytest.CaptureFixture[str]) -> None:
    answered("a")
    with Store(user_data()) as store:
        store.flag("elsewhere", True, at=1.0)
        store.keep_interview(Interview(at=1.0))
    reset.run(None, everything=True, yes=True)
    assert "your positions, 1 answer, 1 flag, 1 interview in all lessons" in capsys.readouterr().out
    assert state() == State()


def test_an_answer_that_was_taken_back_is_one_answer_and_not_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Store(user_data()) as store:
        given = store.review(Review(card="a", lesson=LESSON, at=1.0, mode="quiz", grade=3))
        store.review(Review(card="a", lesson=LESSON, at=2.0, mode="quiz", undoes=given.id))
    reset.run("1", everything=False, yes=True)
    assert capsys.readouterr().out.startswith("Forgotten: 1 answer in lesson 1.")


def test_reset_of_nothing_makes_no_copy(capsys: pytest.CaptureFixture[str]) -> None:
    reset.run("1", everything=False, yes=False)
    assert capsys.readouterr().out == "There is nothing to forget in lesson 1.\n"
    assert not list(user_data().glob("*.bak"))


def test_reset_leaves_the_other_lessons_alone(capsys: pytest.CaptureFixture[str]) -> None:
    answered("a")
    reset.run("2", everything=False, yes=True)
    assert capsys.readouterr().out == "There is nothing to forget in lesson 2.\n"


def test_reset_forgets_nothing_when_no_copy_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    answered("a")
    monkeypatch.setattr("tutor.learner.store.free_name", lambda _: user_data() / "no" / "folder")
    with pytest.raises(Unavailable, match="cannot be written"):
        reset.run("1", everything=False, yes=True)
    assert cards() == {"a"}


@pytest.mark.parametrize("arguments", [(None, False), ("1", True)])
def test_reset_needs_to_know_what(arguments: tuple[str | None, bool]) -> None:
    number, everything = arguments
    with pytest.raises(UsageError, match="Reset what"):
        reset.run(number, everything=everything, yes=True)


def test_reset_in_a_pipe_needs_a_yes() -> None:
    answered("a")
    command = [sys.executable, "-m", "tutor", "reset", "1"]
    done = subprocess.run(command, cwd=ROOT, input="y\n", capture_output=True, text=True)
    assert (done.returncode, "--yes" in done.stderr, cards()) == (2, True, {"a"})


@pytest.mark.pty
@pytest.mark.parametrize(
    ("key", "says", "left"),
    [("y\r", "Forgotten", set()), ("\r", "Nothing was", {"a"}), ("\x04", "Nothing was", {"a"})],
    ids=["yes", "return", "end of file"],
)
def test_reset_asks_on_a_terminal(key: str, says: str, left: set[str]) -> None:
    answered("a")
    with Terminal("reset", "1") as terminal:
        terminal.wait("Forget your position, 1 answer in lesson 1? [y/N]")
        terminal.press(key)
        terminal.wait(says)
        assert terminal.ends() == 0
    assert cards() == left


# ── flagged ──


def flag(*names: str) -> None:
    with Store(user_data()) as store:
        for at, name in enumerate(names):
            store.flag(name, True, at=1_795_608_000.0 + at)


def test_flagged_cards_are_listed_with_lesson_and_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    flag("gone", "echo-once")
    flagged.run(json=False)
    assert capsys.readouterr().out.splitlines() == [
        "  -  gone: no longer a card",
        "  1  How often does Ann hear it?",
    ]


def test_flagged_cards_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    flag("echo-once", "gone")
    flagged.run(json=True)
    known, gone = json.loads(capsys.readouterr().out)
    assert gone == {
        "card": "gone",
        "lesson": None,
        "question": None,
        "flagged": "2026-11-25T12:00:01+00:00",
    }
    assert [known] == [
        {
            "card": "echo-once",
            "lesson": 1,
            "question": "How often does Ann hear it?",
            "flagged": "2026-11-25T12:00:00+00:00",
        }
    ]


def test_learner_without_flags_learns_how(capsys: pytest.CaptureFixture[str]) -> None:
    flagged.run(json=False)
    assert "The key f" in capsys.readouterr().out
