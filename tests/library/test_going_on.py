"""How far a lesson has been read, what comes next, and the words for both."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.architecture.source import ROOT
from tutor.course.model import Course, Outline
from tutor.learner.store import Position, Store
from tutor.library import find, going_on

ECHO = "01_echo"


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_COURSE", str(ROOT / "tests/courses/small"))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


@pytest.fixture
def course() -> Course:
    return find.course()


def pages() -> int:
    return len(find.lesson("1").pages)


def at(page: int, read: int, **more: object) -> Position:
    return Position(lesson=ECHO, page=page, pages=read, **more)  # type: ignore[arg-type]


# ── states ──────────────────────────────────────────────────────────────────────────────────

HERE = Outline(number=1, slug=ECHO, title="Echo", summary="", folder=Path("x"))
NOT_YET = Outline(number=2, slug="02", title="Later", summary="", folder=None)


@pytest.mark.parametrize(
    ("outline", "position", "many", "told"),
    [
        (NOT_YET, at(1, 1), 4, "not there yet"),
        (HERE, None, 4, "new"),
        (HERE, at(2, 1), 4, "page 2 of 4"),
        (HERE, at(4, 3), 4, "page 4 of 4"),
        (HERE, at(4, 4), 4, "read"),
        (HERE, at(1, 5), 4, "read"),
        (HERE, at(1, 1), 1, "read"),
        (HERE, at(1, 1), 0, "cannot be read"),
    ],
)
def test_how_far_a_lesson_has_been_read(
    outline: Outline, position: Position | None, many: int, told: str
) -> None:
    assert going_on.state(outline, position, many) == told


@pytest.mark.parametrize(("read", "found"), [(-1, set()), (0, {ECHO}), (1, {ECHO})])
def test_a_lesson_is_read_with_its_last_page(course: Course, read: int, found: set[str]) -> None:
    assert going_on.read_lessons(course, [at(1, pages() + read)]) == found


def test_a_lesson_of_one_page_is_read_with_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    for many, found in ((1, {ECHO}), (0, set())):
        monkeypatch.setattr("tutor.library.deck.page_count", lambda _, many=many: many)
        assert going_on.read_lessons(course, [at(1, 1)]) == found
    assert going_on.read_lessons(course, []) == set()


# ── what comes next ─────────────────────────────────────────────────────────────────────────


def test_a_new_learner_begins_with_the_first_lesson(course: Course) -> None:
    found = going_on.going_on(course, [])
    assert found is not None
    assert (found.outline.slug, found.position, found.verb, found.does) == (
        *(ECHO, None, "begin", "begins"),
    )
    assert found.place == f"1 {course.outlines[0].title}"


def test_a_lesson_that_was_begun_is_gone_on_with(course: Course) -> None:
    position = at(1, 0, scene="call", step=3)
    found = going_on.going_on(course, [position])
    assert found is not None
    assert (found.position, found.verb, found.does) == (position, "go on", "goes on")
    assert found.place == f"1 {course.outlines[0].title}, page 1: What comes back"


def test_nothing_is_left_once_all_that_is_there_has_been_read(
    course: Course, tmp_path: Path
) -> None:
    assert going_on.going_on(course, [at(1, pages())]) is None
    with Store(tmp_path) as store:
        assert going_on.next_step(store, course).startswith("`tutor next` begins: 1 ")
        store.save(at(1, pages()), at=1.0)
        assert going_on.next_step(store, course) == "You have read every lesson."


def test_a_place_is_told_by_its_folder_when_its_lesson_is_gone(course: Course) -> None:
    gone = Position(lesson="09_gone", page=2)
    assert going_on.where(course, gone) == "09_gone, page 2"


def test_the_end_of_a_lesson_offers_no_prediction_that_was_not_met_there(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        found = going_on.ending(store, find.lesson("1"))
    assert (found.lesson, found.onward, found.cards, found.all_read) == (1, None, 0, True)


@pytest.mark.parametrize("quiet", [True, False])
def test_trouble_with_the_file_is_said_once_unless_a_screen_says_it(
    quiet: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("in the way")
    with going_on.open_store(quiet=quiet) as store:
        assert store.trouble
    told = capsys.readouterr().err
    assert told.count("tutor: ") == (not quiet)
    assert quiet or store.trouble in told


def test_one_who_rests_between_two_parts_goes_on_with_the_next(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = find.lesson("1").pages
    later = msgspec.structs.replace(first, number=2, title="More", part="Later", scene=None)
    parted = msgspec.structs.replace(find.lesson("1"), pages=(first, later))
    for module in ("course_cache", "deck"):
        monkeypatch.setattr(f"tutor.library.{module}.load_lesson", lambda _: parted)
    found = [going_on.going_on(course, [at(1, read, scene="call")]) for read in (0, 1)]
    assert [one and one.place.partition(", ")[2] for one in found] == [
        "page 1: What comes back",
        "page 2: More",
    ]


def test_the_end_of_a_lesson_says_how_long_the_next_one_takes(course: Course) -> None:
    gone = msgspec.structs.replace(course.outlines[0], folder=Path("/nowhere"))
    assert going_on.lesson_time(course.outlines[0]) > 0.5
    assert [going_on.lesson_time(one) for one in (gone, NOT_YET)] == [0.0, 0.0]
