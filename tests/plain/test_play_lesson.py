"""A lesson as linear text on a real course: what is printed, and what is kept of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.architecture.source import ROOT
from tutor.learner.store import Store
from tutor.library import find
from tutor.library.lesson_request import Request
from tutor.plain import play_lesson
from tutor.runtime.paths import user_data

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner with the small course: one lesson, one scene, one question."""
    monkeypatch.setenv("TUTOR_COURSE", str(ROOT / "tests/courses/small"))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


def printed(capsys: Out, **asked: object) -> str:
    play_lesson.run("1", Request(number="1", replay=True, **asked))  # type: ignore[arg-type]
    return capsys.readouterr().out


def kept() -> tuple[list[tuple[int, int]], list[str]]:
    """(page, pages read) of each position, and the choice of each answer."""
    with Store(user_data()) as store:
        places = [(place.page, place.pages) for place in store.positions()]
        return places, [answer.choice for answer in store.answers()]


def pages() -> int:
    return len(find.lesson("1").pages)


class Terminal:
    """The output of the moment, which says that it is one."""

    def isatty(self) -> bool:
        return True

    def __getattr__(self, name: str) -> object:
        return getattr(sys.stdout, name)


@pytest.fixture
def keyboard(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal at which the first choice is typed."""
    streams = SimpleNamespace(stdin=Terminal(), stdout=Terminal(), stderr=sys.stderr)
    monkeypatch.setattr(play_lesson, "sys", streams)
    monkeypatch.setattr(play_lesson, "wants_color", lambda: False)
    monkeypatch.setattr(play_lesson.gate, "ask", lambda _: "1")


def test_a_lesson_is_printed_with_its_recording_and_counts_as_read(capsys: Out) -> None:
    told = printed(capsys)
    assert told.startswith(f"1 {find.outline('1').title}\n")
    assert "From a recording." in told
    assert "Lesson 1 is done." in told
    assert kept() == ([(pages(), pages())], [])


@pytest.mark.usefixtures("keyboard")
def test_an_answer_is_kept_and_that_of_a_visit_is_not(capsys: Out) -> None:
    visited = printed(capsys, visit=True)
    assert "You said" in visited
    assert "This was the last page" not in visited
    assert kept() == ([], [])
    assert "You said" in printed(capsys)
    assert kept() == (
        [(pages(), pages())],
        [find.lesson("1").scenes[0].predictions[0].choices[0].label],
    )


def test_a_scene_alone_is_neither_opened_nor_ended_as_a_lesson(capsys: Out) -> None:
    told = printed(capsys, scene="call")
    assert "From a recording." in told
    assert not told.startswith(f"1 {find.outline('1').title}\n\n")
    assert "This was the last page" not in told


@pytest.mark.parametrize(("waits", "shown"), [(True, ["john connects…"]), (False, [])])
def test_progress_is_for_who_waits_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, waits: bool, shown: list[str]
) -> None:
    told: list[str] = []
    monkeypatch.setattr(play_lesson.gate, "overwrite", lambda text, park: told.append(text))
    monkeypatch.setattr("sys.stderr.isatty", lambda: waits)
    monkeypatch.setenv("TERM", "xterm")
    play_lesson._progress("john connects")
    monkeypatch.setenv("TERM", "dumb")
    play_lesson._progress("john leaves")
    assert told == shown


# ── parts ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small course with a place to rest behind the first page of its lesson."""
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "tests/courses/small", folder)
    (text,) = folder.glob("*/lesson.md")
    text.write_text(f"{text.read_text()}\n# Later\n\n## The end\n\nNothing more.\n")
    monkeypatch.setenv("TUTOR_COURSE", str(folder))


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("visit", [False, True])
def test_between_two_parts_it_says_so(capsys: Out, visit: bool) -> None:
    shown = printed(capsys, visit=visit).splitlines()
    (at,) = [row for row, line in enumerate(shown) if line.startswith("Part 1 of 2 is done. ")]
    assert shown[at].startswith("Part 1 of 2 is done. Part 2: Later (")
    assert shown[at + 2].startswith("Page 2 of ")


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("asked", [{"brief": True}, {"scene": "call"}], ids=str)
def test_who_reads_in_a_hurry_or_one_scene_is_not_told_to_rest(
    capsys: Out, asked: dict[str, object]
) -> None:
    assert "Part 1" not in printed(capsys, **asked)
