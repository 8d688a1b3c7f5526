"""What is kept of the cards' memories is what the whole log says."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.learner.memories import memories
from tutor.learner.store import FILE, State, Store
from tutor.quiz.schedule import Memory, Review, replay

DAY = 86_400.0
CARDS = "abcd"


def review(card: str = "a", day: float = 0, grade: int = 3, **fields: Any) -> Review:
    given = {"lesson": "x", "mode": "quiz", **fields}
    return Review(card=card, at=1e9 + day * DAY, grade=grade, **given)


def anew(store: Store, names: dict[str, str]) -> dict[str, Memory]:
    """What the whole log says."""
    return replay(store.reviews(), names=names)


def log_reads(store: Store, names: dict[str, str]) -> list[str]:
    """The questions about the log that `memories` asks the file."""
    asked: list[str] = []
    store._file.db.set_trace_callback(asked.append)
    store.memories(names)
    store._file.db.set_trace_callback(None)
    return [query for query in asked if "FROM review" in query]


# ── the property ──

an_answer = st.tuples(
    st.sampled_from(CARDS),
    st.integers(0, 9),
    st.integers(0, 4),
    st.sampled_from(["lesson", "quiz", "review", "cram"]),
)
an_act = st.one_of(
    an_answer,
    st.integers(0, 20),  # undo the n-th entry
    st.dictionaries(st.sampled_from(CARDS), st.sampled_from("cdEF"), max_size=2),  # new names
    st.sampled_from(["look", "leave", "swap"]),
)


def _act(store: Store, act: Any, names: dict[str, str]) -> dict[str, str]:
    match act:
        case (card, day, grade, mode):
            store.review(review(card, day, grade, mode=mode))
        case int() if entries := store.reviews():
            store.undo(entries[act % len(entries)])
        case dict():
            return act
        case "look":
            store.memories(names)
    return names


@settings(max_examples=150)
@given(st.lists(an_act, min_size=12, max_size=40))
def test_what_is_kept_is_what_the_whole_log_says_for_two_tutors(acts: list[Any]) -> None:
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        store, other = Store(Path(folder)), Store(Path(folder))
        for act in acts:
            names = _act(store, act, names)
            if act == "leave":
                store.close()
                store = Store(Path(folder))
            if act == "swap":
                store, other = other, store
        found, said = store.memories(names), anew(store, names)
        store.close()
        other.close()
    assert found == said


# ── how it comes about ──


def test_nothing_is_read_of_the_log_when_nothing_is_new(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review())
        store.memories({})
        assert log_reads(store, {}) == ["SELECT max(id) FROM review"]


def test_only_new_entries_are_read(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review("a"))
        store.memories({})
        store.review(review("b"))
        assert "id > 1" in log_reads(store, {})[-1]


def test_undo_of_what_is_kept_reads_the_log_of_its_card_alone(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first = store.review(review("a"))
        store.review(review("b"))
        store.memories({})
        store.undo(first)
        assert "card IN ('a')" in log_reads(store, {})[-1]


def test_card_whose_every_answer_was_taken_back_is_new_again(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        done = store.review(review("a"))
        store.memories({})
        store.undo(done)
        assert store.memories({}) == store.memories({}) == {}


def test_older_entry_of_another_machine_takes_its_place_in_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review(day=5))
        store.memories({})
        store.review(review(day=1, grade=1))
        assert store.memories({}) == anew(store, {})


def test_many_cards_that_reach_back_are_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.memories.MANY", 1)
    with Store(tmp_path) as store:
        done = [store.review(review(card, day)) for day, card in enumerate("abcab")]
        store.memories({})
        for entry in done[:2]:
            store.undo(entry)
        assert store.memories({}) == anew(store, {})
        for entry in done[3:]:
            store.undo(entry)
        assert "WHERE true" in log_reads(store, {})[-1]


def test_renamed_card_keeps_its_history(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(review("old", day=0))
        store.memories({})
        store.review(review("new", day=9))
        found = [store.memories({"old": "new"}) for _ in range(2)]
    assert [{card: memory.reps for card, memory in part.items()} for part in found] == [
        {"new": 2},
        {"new": 2},
    ]


def test_answer_under_a_former_name_is_taken_back(tmp_path: Path) -> None:
    names = {"old": "new"}
    with Store(tmp_path) as store:
        first = store.review(review("old", day=0))
        store.review(review("old", day=3))
        store.memories(names)
        store.undo(first)
        assert store.memories(names)["new"].reps == 1


def test_only_what_has_changed_is_kept_anew(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for card in CARDS:
            store.review(review(card))
        store.memories({})
        store.review(review("a", day=3))
        before = store._file.db.total_changes
        store.memories({})
        assert store._file.db.total_changes - before == 2  # a card, and up to which entry


def test_what_is_not_in_the_file_yet_is_not_kept_as_if_it_were(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        late = [review(id=-1)]
        assert [*memories(store._file.db, {}, late)] == ["a"]
        assert memories(store._file.db, {}) == {}


def test_answer_that_is_not_in_the_file_yet_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 0.01)
    with Store(tmp_path) as store:
        store.review(review("a", day=0))
        store.memories({})
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            store.review(review("a", day=3))
            store.undo(store.review(review("a", day=5)))
            assert store.memories({})["a"].reps == 2


def test_memories_are_told_while_another_tutor_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 3600)  # to wait is to hang
    with Store(tmp_path) as store:
        store.review(review())
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            found = store.memories({})
        assert (list(found), store.trouble) == (["a"], "")
        assert store.memories({}) == found


def test_what_could_be_kept_only_in_part_is_not_kept(tmp_path: Path) -> None:
    log = [review(f"card-{number}", number, id=number + 1) for number in range(2000)]
    with Store(tmp_path) as store:
        store.merge(State(reviews=log))
        (pages,) = store._file.db.execute("PRAGMA page_count").fetchone()
        store._file.db.execute(f"PRAGMA max_page_count = {pages + 3}")
        found = store.memories({})
        store._file.db.execute("PRAGMA max_page_count = 1000000")
        assert (len(found), store.memories({})) == (2000, found)


def test_schedule_is_not_loaded_to_know_what_is_kept(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.learner.store import Store\n"
        "with Store(Path(sys.argv[1])) as store: print(len(store.memories({})))\n"
        "print('fsrs' in sys.modules)"
    )
    with Store(tmp_path) as store:
        store.review(review())
        store.memories({})
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    assert done.stdout.split() == [b"1", b"False"]


def test_kept_memories_cost_three_calls_a_card_however_often_it_was_answered(
    tmp_path: Path,
) -> None:
    """How long they take is a row of `make bench`; here it is counted, as no clock is even."""
    counted = []
    for answers in (1, 5):
        folder = tmp_path / str(answers)
        log = [
            Review(id=n + 1, card=f"card-{n % 1000}", lesson="x", at=1e9 + n, mode="quiz", grade=3)
            for n in range(1000 * answers)
        ]
        with Store(folder) as store:
            store.merge(State(reviews=log))
            store.memories({})
        with Store(folder) as store:
            calls: list[str] = []
            sys.setprofile(lambda _frame, event, _what, calls=calls: calls.append(event))
            found = store.memories({})
            sys.setprofile(None)
        counted.append((len(found), calls.count("call")))
    (few, once), (as_few, often) = counted
    assert (few, as_few) == (1000, 1000)
    assert abs(once - often) < 100
    assert once < 3 * 1000 + 100
