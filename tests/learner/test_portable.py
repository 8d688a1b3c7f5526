"""Everything moves to another machine: added to what is there, twice as well as once, or not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tutor.errors import Unavailable, UsageError
from tutor.learner.portable import FORMAT, VERSION, Flag, Merged, Place, State, decode, encode
from tutor.learner.store import Position, Store
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review

LESSON = "07_channel_layers_and_groups"
NOTHING = Merged(positions=0, answers=0, goals=0, flags=0)


def review(card: str = "a", at: float = 1.0, **fields: Any) -> Review:
    return Review(
        **{"card": card, "at": at, "mode": "quiz", "grade": 3, "lesson": LESSON, **fields}
    )


def lived_in(folder: Path, cards: str = "abc") -> State:
    """The state of a learner who has answered these cards, and taken the first answer back."""
    with Store(folder) as store:
        store.save(Position(lesson=LESSON, page=3, scene="three_tabs", step=4, pages=2), at=9.0)
        done = [store.review(review(card, float(at))) for at, card in enumerate(cards)]
        store.undo(done[0])
        store.flag(cards[0], True, at=5.0)
        store.keep_interview(Interview(at=6.0, seed="7", questions=8, score=0.5))
        return store.dump()


def merged(folder: Path, *states: State) -> tuple[list[Merged], State]:
    """How much was new of each, and what is there then."""
    with Store(folder) as store:
        return [store.merge(state) for state in states], store.dump()


# ── adding ──


def test_new_machine_gets_all_of_it(tmp_path: Path) -> None:
    state = lived_in(tmp_path / "old")
    assert merged(tmp_path / "new", decode(encode(state), "x"))[1] == state


def test_second_import_changes_nothing(tmp_path: Path) -> None:
    state = lived_in(tmp_path / "old")
    counts, after = merged(tmp_path / "new", state, state)
    assert (counts, after) == (
        [Merged(positions=1, answers=4, goals=0, flags=1, interviews=1), NOTHING],
        state,
    )


def test_own_export_changes_nothing(tmp_path: Path) -> None:
    state = lived_in(tmp_path)
    assert merged(tmp_path, state) == ([NOTHING], state)


def test_entries_get_new_numbers_and_undo_what_they_undid(tmp_path: Path) -> None:
    state = lived_in(tmp_path / "old", "abc")
    lived_in(tmp_path / "new", "xyz")
    reviews = merged(tmp_path / "new", state)[1].reviews
    cards = {entry.id: entry.card for entry in reviews}
    assert [cards[entry.undoes] for entry in reviews if entry.undoes] == ["x", "a"]
    assert len(reviews) == len(cards) == 8


@pytest.mark.parametrize(
    "other",
    [{"card": "b"}, {"at": 2.0}, {"mode": "review"}, {"answer": "else"}],
    ids=lambda other: next(iter(other)),
)
def test_entry_that_differs_is_another(other: dict[str, Any], tmp_path: Path) -> None:
    states = State(reviews=[review(id=1)]), State(reviews=[review(**{"id": 1, **other})])
    assert [count.answers + count.goals for count in merged(tmp_path, *states)[0]] == [1, 1]


def test_undo_of_what_was_forgotten_is_left_out(tmp_path: Path) -> None:
    state = State(reviews=[review(id=7, undoes=3), review("b", id=8)])
    assert [entry.card for entry in merged(tmp_path, state)[1].reviews] == ["b"]


def test_older_answers_change_what_is_known(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review(at=9e5))
        before = store.memories({})
        store.merge(State(reviews=[review(at=1.0, grade=1, id=1)]))
        after = store.memories({})
    assert (before["a"].reps, after["a"].reps) == (1, 2)


def place(page: int, at: float, pages: int = 0) -> State:
    return State(positions=[Place(lesson=LESSON, page=page, at=at, pages=pages)])


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [
        (place(1, at=1.0), place(2, at=2.0), (2, 2.0, 0)),
        (place(2, at=2.0), place(1, at=1.0), (2, 2.0, 0)),
        (place(2, at=2.0, pages=1), place(1, at=1.0, pages=5), (2, 2.0, 5)),
    ],
)
def test_later_position_wins_and_pages_stay_seen(
    here: State, there: State, kept: tuple[int, float, int], tmp_path: Path
) -> None:
    (found,) = merged(tmp_path, here, there)[1].positions
    assert (found.page, found.at, found.pages) == kept


def flag(on: bool, at: float, lesson: str = "") -> State:
    return State(flags=[Flag(card="a", lesson=lesson, is_on=on, at=at)])


@pytest.mark.parametrize(
    ("here", "there", "is_on"),
    [
        (flag(True, 1.0), flag(False, 2.0), False),
        (flag(False, 2.0), flag(True, 1.0), False),
        (flag(False, 1.0), flag(True, 2.0), True),
    ],
)
def test_later_word_about_a_flag_counts(
    here: State, there: State, is_on: bool, tmp_path: Path
) -> None:
    assert [entry.is_on for entry in merged(tmp_path, here, there)[1].flags] == [is_on]


def test_flag_keeps_its_lesson(tmp_path: Path) -> None:
    assert merged(tmp_path, flag(True, 1.0, LESSON), flag(False, 2.0))[1].flags[0].lesson == LESSON


def test_import_that_cannot_be_written_is_an_error_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = lived_in(tmp_path / "old")
    before = lived_in(tmp_path / "new", "xyz")
    with Store(tmp_path / "new") as store:
        (pages,) = store._file.db.execute("PRAGMA page_count").fetchone()
        store._file.db.execute(f"PRAGMA max_page_count = {pages}")
        many = [review(str(n), answer="x" * 900, id=n + 9) for n in range(99)]
        with pytest.raises(Unavailable, match=r"Nothing was imported.*full"):
            store.merge(State(positions=state.positions, reviews=many, flags=state.flags))
        assert store.dump() == before


def test_nothing_is_imported_into_a_file_that_is_not_there(tmp_path: Path) -> None:
    state = lived_in(tmp_path / "old")
    (tmp_path / "file").write_text("in the way")
    with Store(tmp_path / "file" / "home") as store, pytest.raises(Unavailable, match="Nothing"):
        store.merge(state)


# ── the file ──


def told(data: bytes | dict[str, Any]) -> str:
    """What is said of a file."""
    with pytest.raises(UsageError) as caught:
        decode(data if isinstance(data, bytes) else json.dumps(data).encode(), "my.json")
    assert caught.value.hint
    return caught.value.message


def exported(**fields: Any) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, **fields}


PLACE = {"lesson": "a", "page": 1, "at": 1.0}
ROW = {"card": "a", "at": 1.0, "mode": "quiz", "grade": 3}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not an export"),
        (b"Dear diary", "not an export"),
        (b"\xff\xfe\x00", "not an export"),
        (b"[1, 2]", "not an export"),
        ({"positions": []}, "not an export"),
        ({"format": "another program's", "version": 1}, "not an export"),
        (exported(version=VERSION + 1, stars=5), "newer tutor"),
        (exported(reviews=[{"card": "a"}]), "damaged"),
        (exported(reviews=[{**ROW, "grade": 9}]), "grade cannot be 9"),
        (exported(reviews=[{**ROW, "at": 1e300}]), "time cannot be"),
        (exported(reviews=[{**ROW, "hints": 10**30}]), "hints"),
        (exported(positions=[{"lesson": "a", "page": 1, "at": -1.0}]), "time cannot be"),
        (exported(positions=[{**PLACE, "page": 0}]), "page cannot be 0"),
        (exported(positions=[{**PLACE, "page": 10**6}]), "page cannot be 1000000"),
        (exported(positions=[{**PLACE, "step": -1}]), "step cannot be -1"),
        (exported(positions=[{**PLACE, "pages": -1}]), "pages cannot be -1"),
        (exported(reviews=[{**ROW, "seconds": -1.0}]), "seconds cannot be -1.0"),
        (exported(reviews=[{**ROW, "zone": 10**6}]), "zone cannot be 1000000"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(
    data: bytes | dict[str, Any], says: str
) -> None:
    assert says in told(data)
    assert told(data).startswith("my.json")


def test_export_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    data = encode(lived_in(tmp_path))
    for end in range(len(data) - 2):
        told(data[:end])
    assert "cut off" in told(data[: len(data) // 2])


# ── a copy before a reset ──


def test_backup_has_the_date_and_all_of_it(tmp_path: Path) -> None:
    state = lived_in(tmp_path / "home")
    with Store(tmp_path / "home") as store:
        first, second = store.backup(1_795_608_000.0), store.backup(1_795_608_000.0)
        store.reset()
    assert first.name == "tutor-2026-11-25.sqlite3.bak"
    assert second != first
    (tmp_path / "other").mkdir()
    first.rename(tmp_path / "other" / "tutor.sqlite3")
    with Store(tmp_path / "other") as store:
        assert store.dump() == state


def test_backup_that_fails_leaves_no_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_: sqlite3.Connection, target: sqlite3.Connection) -> None:
        target.execute("CREATE TABLE half (a)")
        raise sqlite3.OperationalError("disk is full")

    monkeypatch.setattr("tutor.learner.migrations.back_up", half)
    with Store(tmp_path) as store, pytest.raises(Unavailable, match="disk is full"):
        store.backup(1_795_608_000.0)
    assert not list(tmp_path.glob("*.bak"))
