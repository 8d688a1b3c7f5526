"""What can be read of a damaged file, byte by byte: SQLite is not asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.learner.damaging import (
    ANSWERS,
    PAGE,
    answer,
    flipped,
    flips,
    held,
    killed,
    numbers,
    put,
    sound,
    state,
)
from tutor.learner import btree, wal
from tutor.learner.migrations import MIGRATIONS
from tutor.learner.salvage import salvage
from tutor.learner.store import FILE, Store


def test_everything_in_a_sound_file_is_read_without_sqlite() -> None:
    assert (salvage(sound()).state, salvage(sound()).lost) == (state(), 0)


def test_file_cut_at_any_page_gives_every_answer_whose_pages_are_still_there() -> None:
    data, missing = sound(), {}
    for page in range(len(data) // PAGE):
        found = numbers(salvage(data[: page * PAGE]).state.reviews)
        missing |= {page: gone} if (gone := held(data, page * PAGE) - found) else {}
    assert (len(data) // PAGE > 150, missing) == (True, {})


def test_file_cut_within_a_page_gives_what_is_whole() -> None:
    size = 60 * PAGE + 3000
    found = numbers(salvage(sound()[:size]).state.reviews)
    assert len(found) > 100
    assert held(sound(), size) <= found


def test_one_flipped_bit_anywhere_costs_one_answer_at_most() -> None:
    lost = [
        ANSWERS - len(numbers(salvage(flipped(sound(), place)).state.reviews))
        for place in flips(sound(), 250, seed=250)
    ]
    assert (max(lost), min(lost)) == (1, 0)


@pytest.mark.parametrize("offset", [0, *range(3, 24)])
def test_flipped_bit_in_the_head_of_a_page_costs_one_answer_at_most(offset: int) -> None:
    starts = [n * PAGE for n in range(len(sound()) // PAGE) if sound()[n * PAGE] == btree.LEAF]
    lost = [
        ANSWERS - len(numbers(salvage(flipped(sound(), (starts[9] + offset, bit))).state.reviews))
        for bit in range(8)
    ]
    assert max(lost) <= 1


def test_entry_that_cannot_be_understood_is_counted() -> None:
    at = sound().index(b"quiz", 40 * PAGE)
    found = salvage(flipped(sound(), (at, 0)))
    assert (len(found.state.reviews), found.lost) == (ANSWERS - 1, 1)


def test_text_that_is_none_is_counted() -> None:
    at = sound().index(b"<300:")
    found = salvage(flipped(sound(), (at, 7)))
    assert (len(found.state.reviews), found.lost) == (ANSWERS - 1, 1)


def test_bytes_that_are_no_database_hold_nothing() -> None:
    for data in (b"", b"Dear diary" * 999, bytes(9 * PAGE), b"\xff" * 9 * PAGE, sound()[:PAGE]):
        assert salvage(data).count == 0


# ── the log beside it ──


def test_log_that_is_not_in_the_file_yet_is_read() -> None:
    main, log = killed()
    assert numbers(salvage(main, log).state.reviews) == set(range(40))


def test_log_alone_gives_what_it_holds() -> None:
    assert numbers(salvage(b"", killed()[1]).state.reviews) == set(range(40))


def test_damaged_file_with_a_good_log_gives_both() -> None:
    main, log = killed()
    damaged = b"\xa5" * len(main)
    assert numbers(salvage(damaged, log).state.reviews) == set(range(40))


def test_one_flipped_bit_in_the_log_costs_one_answer_at_most() -> None:
    main, log = killed()
    lost = [
        40 - len(numbers(salvage(main, flipped(log, place)).state.reviews))
        for place in [*flips(log, 60, seed=7), *((at, at % 8) for at in range(60))]
    ]
    assert max(lost) <= 1


def test_flipped_bit_in_the_head_of_any_of_the_last_frames_costs_nothing() -> None:
    """There is no later frame of these pages: what the damaged one holds is read all the same."""
    main, log = killed()
    step = wal.FRAME + PAGE
    heads = [
        start + at for start in range(len(log) - 8 * step, len(log), step) for at in range(3, 24, 4)
    ]
    lost = {
        at: gone
        for at in heads
        if (gone := 40 - len(numbers(salvage(main, flipped(log, (at, 0))).state.reviews)))
    }
    assert lost == {}


def test_log_that_was_cut_off_gives_what_was_committed() -> None:
    main, log = killed()
    size = wal.page_size(log) + wal.FRAME
    cut = log[: wal.HEADER + 100 * size]
    found = numbers(salvage(main, cut).state.reviews)
    assert len(found) > 5
    assert held(log, len(cut)) <= found


# ── what has been forgotten, and what is older ──


def test_what_has_been_forgotten_is_not_salvaged(tmp_path: Path) -> None:
    with Store(put(tmp_path / "home", sound())) as store:
        store.reset()
        store.review(answer(1))
    assert numbers(salvage((tmp_path / "home" / FILE).read_bytes()).state.reviews) == {1}


def test_free_pages_of_a_file_that_keeps_what_it_deletes_are_left_out(tmp_path: Path) -> None:
    path = put(tmp_path / "home", sound()) / FILE
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM review WHERE id > 10")
        db.commit()
    data = path.read_bytes()
    assert b":400>" in data  # it is still there
    assert len(salvage(data).state.reviews) == 10


def test_answers_of_version_1_are_read(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")  # so that it is migrated, and not salvaged as well
        rows = [("echo", "3", 1, 10.0), ("echo", "2", 0, 11.5), ("order", "", 0, 12.0)]
        query = (
            "INSERT INTO answer (question, lesson, choice, correct, at) VALUES (?, 'a', ?, ?, ?)"
        )
        db.executemany(query, rows)
        db.commit()
    found = salvage((tmp_path / FILE).read_bytes()).state.reviews
    graded = [(r.id, r.card, r.answer, r.grade, r.correct, r.at, r.mode) for r in found]
    assert graded == [
        (1, "echo", "3", 3, True, 10.0, "lesson"),
        (2, "echo", "2", 1, False, 11.5, "lesson"),
        (3, "order", "", 0, False, 12.0, "lesson"),
    ]
    with Store(tmp_path) as store:
        assert not store.trouble
        assert found == store.reviews()


def test_answers_of_version_2_say_no_zone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        for script in MIGRATIONS[:2]:
            db.executescript(script)
        db.execute(
            "INSERT INTO review (card, lesson, at, mode, grade, correct, score, hints, seconds,"
            " answer, undoes) VALUES ('a', '', 5, 'quiz', 3, 1, 1, 0, 2.5, 'x', 0)"
        )
        db.commit()
    (found,) = salvage((tmp_path / FILE).read_bytes()).state.reviews
    assert (found.card, found.at, found.zone) == ("a", 5.0, None)


@pytest.mark.parametrize("size", [512, 1024, 65536])
def test_pages_of_any_size_are_read(size: int, tmp_path: Path) -> None:
    path = put(tmp_path / "home", sound()) / FILE
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute(f"PRAGMA page_size = {size}")
        db.execute("VACUUM")
    assert salvage(path.read_bytes()).state == state()


# ── numbers of SQLite's ──


@pytest.mark.parametrize("number", [0, 127, 128, 16383, 16384, 2**21, 2**55])
def test_varint_is_written_as_it_is_read(number: int) -> None:
    data = btree.as_varint(number)
    assert btree.varint(data, 0) == (number, len(data))


def test_number_of_nine_bytes_has_64_bits() -> None:
    number, end = btree.varint(b"\xff" * 9, 0)
    assert (btree.signed(number), end) == (-1, 9)
