"""The log of reviews: in the file at once, undone by a further entry, kept when it cannot be."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import msgspec
import pytest

from tests.cost import calls
from tutor.learner.pending_writes import TALLY
from tutor.learner.portable import State
from tutor.learner.store import FILE, Answer, Position, Store, Tally
from tutor.quiz.schedule import Review

LESSON = "07_channel_layers_and_groups"


def review(card: str = "a", at: float = 1.0, **fields: Any) -> Review:
    given = {"lesson": LESSON, "mode": "quiz", "grade": 3, "correct": True, **fields}
    return Review(card=card, at=at, **given)


def in_the_file(folder: Path) -> list[tuple[Any, ...]]:
    """Card and time of every entry, as another program reads them."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        return db.execute("SELECT card, at FROM review ORDER BY id").fetchall()


def held(folder: Path) -> sqlite3.Connection:
    """Another program in the middle of a write."""
    other = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for another's lock."""
    monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 0.01)


# ── the log ──


def test_review_is_in_the_file_when_it_returns(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review())
        assert in_the_file(tmp_path) == [("a", 1.0)]


def test_review_has_every_field_again(tmp_path: Path) -> None:
    given = review(
        score=0.5, hints=2, seconds=4.25, answer="at most once · 3×", correct=False, zone=3600
    )
    with Store(tmp_path) as store:
        written = store.review(given)
        assert store.reviews() == [written] == [msgspec.structs.replace(given, id=1)]


def test_review_costs_the_same_however_many_there_are(tmp_path: Path) -> None:
    def cost(store: Store) -> tuple[int, int]:
        """Functions called, and instructions of SQLite."""
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        store._file.db.set_progress_handler(step, 1)
        called = calls(partial(store.review, review()))
        store._file.db.set_progress_handler(None, 1)
        return called - steps, steps

    with Store(tmp_path) as store:
        store.review(review())
        before = cost(store)
        store.merge(State(reviews=[review(at=float(n)) for n in range(2_000)]))
        assert cost(store) == before


@pytest.mark.parametrize(("zone", "east"), [("Asia/Kolkata", 19800), ("America/Lima", -18000)])
def test_review_says_in_which_zone_it_was_given(
    zone: str, east: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        store.review(review())
        monkeypatch.undo()
        time.tzset()
        store.review(review("b", zone=3600))
        assert [entry.zone for entry in store.reviews()] == [east, 3600]


def test_log_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for at in (2.0, 1.0, 3.0):
            store.review(review(at=at))
        assert [entry.at for entry in store.reviews()] == [1.0, 2.0, 3.0]


def test_log_is_read_from_an_entry_of_a_lesson_of_a_mode_or_from_a_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first = store.review(review("a", 1.0))
        store.review(review("b", 2.0, lesson="08_instances"))
        store.review(review("c", 3.0))
        found = (
            store.reviews(since_id=first.id),
            store.reviews(lesson=LESSON),
            store.reviews(since=2.5),
            store.reviews(mode=first.mode),
            store.reviews(mode="goal"),
        )
    told = [[entry.card for entry in part] for part in found]
    assert told == [["b", "c"], ["a", "c"], ["c"], ["a", "b", "c"], []]


def test_undo_is_a_further_entry(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        done = store.review(review())
        store.undo(done, at=5.0)
        undone = Review(id=2, card="a", lesson=LESSON, at=5.0, mode="quiz", undoes=1, zone=0)
        assert store.reviews() == [done, undone]


def test_review_that_was_never_written_cannot_be_undone(tmp_path: Path) -> None:
    with Store(tmp_path) as store, pytest.raises(ValueError, match="not in the log"):
        store.undo(review())


def test_answer_given_again_counts_again(tmp_path: Path) -> None:
    answer = Answer(question="a", lesson=LESSON, choice="3", correct=True, at=1.0)
    with Store(tmp_path) as store:
        store.answer(answer)
        store.answer(answer)
        assert store.answers(LESSON) == [answer, answer]


def test_answers_are_those_to_predictions_that_count(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review(mode="quiz"))
        store.undo(store.review(review(mode="lesson")))
        assert store.answers() == []


@pytest.mark.parametrize(
    ("choice", "correct", "grade"), [("3", True, 3), ("2", False, 1), ("", False, 0)]
)
def test_prediction_is_graded(choice: str, correct: bool, grade: int, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.answer(Answer(question="a", lesson="x", choice=choice, correct=correct, at=1.0))
        (entry,) = store.reviews()
    assert (entry.mode, entry.grade, entry.correct) == ("lesson", grade, correct)


def test_half_a_character_from_a_terminal_is_no_obstacle(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review(answer="gr\udcfc\udcdf"))
        assert (store.trouble, store.reviews()[0].answer) == ("", "gr??")


# ── counting ──


def tallied(store: Store) -> list[Tally]:
    return [store.tally(), store.tally(since=2.0), store.tally(lesson="08_instances")]


def some(store: Store) -> None:
    store.review(review("a", 1.0, seconds=2.0))
    store.review(review("b", 2.0, seconds=3.0, correct=False, lesson="08_instances"))
    store.review(review("c", 3.0, grade=0))
    taken_back = store.review(review("d", 4.0))
    store.review(review("d", 5.0, undoes=taken_back.id))


SOME = [
    Tally(answers=2, correct=1, seconds=5.0),
    Tally(answers=1, correct=0, seconds=3.0),
    Tally(answers=1, correct=0, seconds=3.0),
]


def test_tally_counts_what_was_graded_and_not_taken_back(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        some(store)
        assert tallied(store) == SOME


@pytest.mark.usefixtures("impatient")
def test_tally_counts_what_is_not_in_the_file_yet(tmp_path: Path) -> None:
    with Store(tmp_path) as store, closing(held(tmp_path)):
        some(store)
        assert tallied(store) == SOME


@pytest.mark.parametrize(
    "query",
    [
        TALLY,
        "SELECT answer FROM review WHERE lesson = ?1 OR lesson = ?2",
        "SELECT id FROM review WHERE card IN (?1, ?2)",
        "SELECT max(id) FROM review WHERE ?1 = ?2",
    ],
)
def test_question_about_a_part_reads_no_whole_log(query: str, tmp_path: Path) -> None:
    with Store(tmp_path), closing(sqlite3.connect(tmp_path / FILE)) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {query}", (0.0, "x")).fetchall()
    assert not [row[3] for row in plan if row[3].startswith("SCAN")]


# ── two tutors, a lock, a full disk ──


def test_other_tutors_short_write_is_waited_for(tmp_path: Path) -> None:
    with Store(tmp_path) as store, closing(held(tmp_path)) as other:
        timer = Timer(0.2, other.commit)
        timer.start()
        store.review(review())
        timer.join()
        assert (store.trouble, in_the_file(tmp_path)) == ("", [("a", 1.0)])


@pytest.mark.slow
def test_lock_of_three_seconds_loses_nothing_and_is_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    with Store(tmp_path, said.append) as store:
        other = held(tmp_path)
        begin = time.monotonic()
        number = 0
        while time.monotonic() - begin < 3:
            number += 1
            store.review(review(at=float(number)))
        other.close()
        store.review(review(at=number + 1.0))
        assert in_the_file(tmp_path) == [("a", at + 1.0) for at in range(number + 1)]
    assert [("locked" in sentence, "kept" in sentence) for sentence in said] == [(True, True)]


@pytest.mark.usefixtures("impatient")
def test_what_is_kept_is_read_like_the_rest(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review("a", 1.0))
        with closing(held(tmp_path)):
            store.review(review("b", 2.0))
            store.flag("b", True, at=2.0)
            store.save(Position(lesson="x", page=1), at=2.0)
            found = (
                [entry.card for entry in store.reviews()],
                [place.lesson for place in store.positions()],
                [*store.flagged()],
            )
    assert found == (["a", "b"], ["x"], ["b"])


@pytest.mark.usefixtures("impatient")
def test_what_is_kept_is_written_with_the_next_write(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        with closing(held(tmp_path)):
            store.review(review("a", 1.0))
        store.review(review("b", 2.0))
        assert in_the_file(tmp_path) == [("a", 1.0), ("b", 2.0)]
        assert store.trouble == ""


@pytest.mark.usefixtures("impatient")
def test_what_is_kept_is_written_at_the_end(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        other = held(tmp_path)
        store.review(review())
        assert in_the_file(tmp_path) == []
        other.close()
    assert in_the_file(tmp_path) == [("a", 1.0)]


def test_end_waits_for_another_tutor_once_more(
    tmp_path: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        other = held(tmp_path)
        store.review(review())
        monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 1.0)
        timer = Timer(0.3, other.close)
        timer.start()
    timer.join()
    assert in_the_file(tmp_path) == [("a", 1.0)]


@pytest.mark.usefixtures("impatient")
def test_undo_of_what_is_kept_reaches_it_in_the_file(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review("first"))
        with closing(held(tmp_path)):
            kept = store.review(review("kept"))
        store.undo(kept)
        entries = {entry.id: entry for entry in store.reviews()}
    assert [entries[e.undoes].card for e in entries.values() if e.undoes] == ["kept"]


def test_full_disk_is_said_and_the_answer_kept(tmp_path: Path) -> None:
    said: list[str] = []
    with Store(tmp_path, said.append) as store:
        store.review(review("a"))
        (pages,) = store._file.db.execute("PRAGMA page_count").fetchone()
        store._file.db.execute(f"PRAGMA max_page_count = {pages}")
        store.review(review("b", answer="x" * 20_000))
        store._file.db.execute("PRAGMA max_page_count = 1000000")
    assert "disk is full" in said[0]
    assert [card for card, _ in in_the_file(tmp_path)] == ["a", "b"]


def test_file_that_turns_read_only_is_said_and_the_answer_kept(tmp_path: Path) -> None:
    said: list[str] = []
    with Store(tmp_path, said.append) as store:
        store._file.db.execute("PRAGMA query_only = 1")
        store.review(review("a"))
        assert [entry.card for entry in store.reviews()] == ["a"]
        store._file.db.execute("PRAGMA query_only = 0")
    assert ("readonly" in said[0], in_the_file(tmp_path)) == (True, [("a", 1.0)])


# ── flags, reset ──


def test_flags_are_there_for_the_next_tutor_the_first_one_first(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.flag("later", True, at=2.0)
        store.flag("first", True, at=1.0)
        store.flag("gone", True, at=3.0)
        store.flag("gone", False, at=4.0)
    with Store(tmp_path) as store:
        assert [*store.flagged().items()] == [("first", 1.0), ("later", 2.0)]


def test_reset_forgets_what_belongs_to_the_lesson(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for lesson in (LESSON, "08_instances"):
            store.save(Position(lesson=lesson, page=1), at=1.0)
            store.undo(store.review(review(f"of {lesson}", lesson=lesson)))
            store.flag(f"of {lesson}", True, at=1.0)
            store.flag(f"unseen of {lesson}", True, at=2.0, lesson=lesson)
        store.memories({})
        store.reset(LESSON)
        assert [place.lesson for place in store.positions()] == ["08_instances"]
        assert {entry.lesson for entry in store.reviews()} == {"08_instances"}
        assert [*store.flagged()] == ["of 08_instances", "unseen of 08_instances"]


def test_reset_forgets_what_followed_from_the_log(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review("a", lesson=LESSON))
        store.review(review("b", lesson="08_instances"))
        store.memories({})
        store.reset(LESSON)
        assert [*store.memories({})] == ["b"]


def test_reset_of_everything_leaves_nothing(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(Position(lesson=LESSON, page=1), at=1.0)
        store.review(review())
        store.flag("b", True, at=1.0)
        store.reset()
        left = (store.positions(), store.reviews(), store.flagged(), store.memories({}))
    assert left == ([], [], {}, {})


def test_id_that_was_forgotten_is_not_given_again(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review())
        store.reset()
        assert store.review(review()).id == 2
