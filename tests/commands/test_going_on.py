"""`tutor next` from lesson to lesson; reset, notes, progress and home agree with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.commands import home, progress, reset
from tutor.commands.lesson import resume, run
from tutor.errors import TutorError
from tutor.learner.store import Position, Store
from tutor.library.lesson_request import Request
from tutor.runtime.paths import user_data

Out = pytest.CaptureFixture[str]

LESSON = """\
---
title: {title}
minutes: 2
summary: A lesson.
chapter: {title}
---

# {title}

## The first page

It begins.

## The last page

It ends.
"""
ENTRY = """
[[lesson]]
number = {number}
slug = "{slug}"
title = "{title}"
summary = "A lesson."
"""
CARDS = """
[[card]]
id = "{slug}-{n}"
kind = "choice"
topic = "words"
question = "Which word is number {n}?"
source = "the lesson"
[[card.choice]]
text = "This."
why = "It is."
right = true
[[card.choice]]
text = "That."
why = "It is not."
"""


def course(folder: Path, *titles: str, cards: int = 0) -> None:
    """A course of prose in this folder: no server, no recording."""
    folder.mkdir(exist_ok=True)
    text = 'title = "Words"\nformat = 1\n'
    for number, title in enumerate(titles, start=1):
        slug = f"{number:02}_{title.lower()}"
        text += ENTRY.format(number=number, slug=slug, title=title)
        (folder / slug).mkdir(exist_ok=True)
        (folder / slug / "lesson.md").write_text(LESSON.format(title=title))
        (folder / slug / "scenes.py").write_text('"""No scene."""\n')
        quiz = "".join(CARDS.format(slug=slug, n=n) for n in range(cards))
        (folder / slug / "quiz.toml").write_text(quiz)
    (folder / "course.toml").write_text(text)


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new learner with a course of three lessons; its folder."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path / "course"))
    course(tmp_path / "course", "One", "Two", "Three")
    return tmp_path / "course"


def opened(out: Out) -> str:
    """The title of the lesson that `tutor next` prints; "" when it says that all are read."""
    out.readouterr()
    resume(plain=True)
    first = out.readouterr().out.splitlines()[0]
    return "" if first == "You have read every lesson." else first.partition(" ")[2]


def leave(slug: str, page: int, pages: int, at: float) -> None:
    """The learner has left a lesson there, with so many pages read."""
    with Store(user_data()) as store:
        store.save(Position(lesson=slug, page=page, pages=pages), at=at)


def following() -> int | None:
    """The lesson that `tutor progress --json` names as the next one."""
    command = [sys.executable, "-m", "tutor", "progress", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found: int | None = json.loads(done.stdout)["next"]
    return found


# ── next ────────────────────────────────────────────────────────────────────────────────────


def test_next_opens_one_lesson_after_the_other_and_says_when_all_are_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert [opened(capsys) for _ in range(4)] == ["One", "Two", "Three", ""]
    resume(plain=True)
    assert capsys.readouterr().out.splitlines()[1] == (
        "`tutor review` asks the cards that are due today, `tutor interview` is a mock interview."
    )


def test_next_stays_with_a_lesson_that_was_left_on_its_last_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave("01_one", page=2, pages=1, at=1.0)
    resume(plain=True)
    shown = capsys.readouterr().out
    assert "It ends." in shown
    assert "It begins." not in shown
    assert opened(capsys) == "Two"


def test_after_the_last_lesson_next_leads_to_one_that_was_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave("01_one", page=2, pages=2, at=1.0)
    leave("03_three", page=2, pages=2, at=2.0)
    assert opened(capsys) == "Two"


def test_next_of_a_course_with_one_lesson_says_that_it_has_been_read(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course(learner, "One")
    assert [opened(capsys), opened(capsys)] == ["One", ""]


def test_next_goes_on_when_the_lesson_at_hand_is_taken_out_of_the_course(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave("01_one", page=2, pages=2, at=1.0)
    leave("03_three", page=1, pages=0, at=2.0)
    course(learner, "One", "Two")
    assert opened(capsys) == "Two"


def test_a_lesson_that_has_grown_is_unread_again(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [opened(capsys) for _ in range(3)] == ["One", "Two", "Three"]
    text = learner / "02_two" / "lesson.md"
    text.write_text(text.read_text() + "\n## One more\n\nNews.\n")
    resume(plain=True)
    assert "News." in capsys.readouterr().out


def test_a_begun_lesson_that_cannot_be_read_any_more_is_not_taken_for_a_read_one(
    learner: Path,
) -> None:
    for at, slug in enumerate(("01_one", "03_three", "02_two")):
        leave(slug, page=2, pages=2, at=float(at))
    (learner / "02_two" / "lesson.md").write_text("no lesson")
    with pytest.raises(TutorError, match=r"02_two"):
        resume(plain=True)


def test_of_two_tutors_the_one_that_moved_last_is_gone_on_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Store(user_data()) as one, Store(user_data()) as other:
        one.save(Position(lesson="03_three", page=1, pages=0), at=1.0)
        other.save(Position(lesson="01_one", page=2, pages=2), at=2.0)
        one.save(Position(lesson="01_one", page=1, pages=0), at=3.0)
    assert opened(capsys) == "Two", "what one has read, the other does not take back"


def test_a_visit_reads_nothing_and_offers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run(Request(number="1", plain=True, visit=True))
    assert "Lesson 1 is done" not in capsys.readouterr().out
    assert opened(capsys) == "One"


def test_a_reader_that_stops_early_has_not_read_the_lesson(learner: Path) -> None:
    text = learner / "01_one" / "lesson.md"
    text.write_text(text.read_text() + "Much more.\n\n" * 20_000)
    command = f"{sys.executable} -m tutor lesson 1 --plain | head -1"
    subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=True)
    assert following() == 1


# ── the end of a lesson ─────────────────────────────────────────────────────────────────────


def test_plain_text_ends_with_the_next_lesson_and_cards(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course(learner, "One", "Two", cards=7)
    resume(plain=True)
    assert capsys.readouterr().out.rstrip().splitlines()[-3:] == [
        "Lesson 1 is done.",
        "tutor next              lesson 2, Two (1 min)",
        "tutor quiz 1 --count 5  5 cards on this lesson (3 min)",
    ]


def test_no_more_cards_are_offered_than_there_are(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course(learner, "One", cards=2)
    resume(plain=True)
    assert "tutor quiz 1 --count 2  2 cards" in capsys.readouterr().out


# ── reset, notes, progress, home ────────────────────────────────────────────────────────────


def test_after_a_reset_of_a_lesson_next_leads_to_it_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert [opened(capsys) for _ in range(3)] == ["One", "Two", "Three"]
    reset.run("2", everything=False, yes=True)
    assert capsys.readouterr().out.splitlines()[1] == "`tutor next` begins: 2 Two."
    assert following() == 2
    assert [opened(capsys), opened(capsys)] == ["Two", ""]


def test_after_a_reset_of_everything_next_begins_anew(capsys: pytest.CaptureFixture[str]) -> None:
    opened(capsys)
    reset.run(None, everything=True, yes=True)
    assert "`tutor next` begins: 1 One." in capsys.readouterr().out
    assert (following(), opened(capsys)) == (1, "One")


def test_notes_of_nothing_lead_where_next_leads(capsys: pytest.CaptureFixture[str]) -> None:
    opened(capsys)
    capsys.readouterr()
    progress.notes()
    told = capsys.readouterr().out
    assert "Nothing has been answered yet. `tutor next` begins: 2 Two." in told


def test_progress_tells_what_has_been_read_and_what_comes_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened(capsys)
    leave("02_two", page=1, pages=0, at=1e10)
    capsys.readouterr()
    progress.run()
    told = capsys.readouterr().out
    assert "Pages read: lesson 1 2 of 2." in told
    assert "Next: 2 Two, page 1" in told


def test_progress_says_when_every_lesson_has_been_read(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        opened(capsys)
    progress.run()
    assert "You have read every lesson." in capsys.readouterr().out
    assert following() is None


def test_home_and_the_list_of_lessons_agree_on_what_has_been_read(
    learner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(capsys)
    leave("02_two", page=2, pages=1, at=1e10)
    (learner / "03_three" / "lesson.md").write_text("no lesson")
    leave("03_three", page=1, pages=1, at=1.0)
    capsys.readouterr()
    run(Request())
    listed = capsys.readouterr().out.splitlines()[:3]
    home._print()
    shown = capsys.readouterr().out.splitlines()
    assert listed == ["  1  One    read", "  2  Two    page 2 of 2", "  3  Three  cannot be read"]
    assert shown[2:4] == [
        line.replace(f"{title:<5}", f"{title:<5}      1 min")
        for title, line in zip(("One", "Two"), listed, strict=False)
    ]
    assert shown[4].split() == listed[2].split()
    assert "tutor next       go on: 2 Two, page 2: The last page" in shown
