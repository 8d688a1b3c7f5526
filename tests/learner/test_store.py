"""The learner's state: kept at once, shared by two tutors, never in the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tutor.learner.store import FILE, Position, Store
from tutor.quiz.interviews import Interview

HERE = Position(lesson="07_channel_layers_and_groups", page=3, scene="three_tabs", step=14, pages=2)


def test_position_is_there_for_the_next_tutor(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(HERE, at=1.0)
    with Store(tmp_path) as store:
        assert store.position(HERE.lesson) == HERE


def test_latest_lesson_comes_first(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(HERE, at=1.0)
        store.save(Position(lesson="08_instances", page=1), at=2.0)
        assert [position.lesson for position in store.positions()] == ["08_instances", HERE.lesson]


def test_pages_seen_are_not_unseen_by_going_back(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(HERE, at=1.0)
        store.flush()
        store.save(Position(lesson=HERE.lesson, page=2), at=2.0)
        found = store.position(HERE.lesson)
    assert found is not None
    assert (found.page, found.pages) == (2, 2)


def test_two_tutors_write_at_once(tmp_path: Path) -> None:
    with Store(tmp_path) as one, Store(tmp_path) as other:
        for step in range(50):
            one.save(Position(lesson="a", page=1, step=step), at=float(step))
            other.save(Position(lesson="b", page=1, step=step), at=float(step))
        one.flush()
        other.flush()
        assert (one.trouble, other.trouble) == ("", "")
        assert sorted(p.step for p in one.positions() + other.positions()) == [49] * 4


def test_kill_loses_no_step_that_was_written(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tutor.learner.store import *\n"
        "s = Store(Path(sys.argv[1])); s.save(Position(lesson='a', page=1, step=5), 1.0)\n"
        "s.flush(); s.save(Position(lesson='a', page=1, step=6), 2.0); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    with Store(tmp_path) as store:
        found = store.position("a")
    assert found is not None
    assert found.step in {5, 6}


def test_file_held_by_another_program_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 0.01)
    Store(tmp_path).close()
    said: list[str] = []
    with Store(tmp_path, said.append) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for step in range(3):
            store.save(Position(lesson="a", page=1, step=step), at=1.0)
            store.flush()
        other.execute("ROLLBACK")
        other.close()
    assert len(said) == 1
    assert "locked" in said[0]


def test_a_thread_that_still_writes_does_not_hold_the_program_at_its_end(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(Position(lesson="a", page=1), at=1.0)
        assert store._thread is not None
        assert (store._thread.daemon, store._thread.name) == (True, "store")


# ── interviews ──


def test_interviews_are_kept_the_oldest_first_and_the_same_one_once(tmp_path: Path) -> None:
    early, late = Interview(at=1.0, seed="1"), Interview(at=2.0, seed="1")
    more = replace(late, questions=9, score=0.75)
    with Store(tmp_path) as store:
        for one in (late, early, more):
            store.keep_interview(one)
    with Store(tmp_path) as store:
        assert store.interviews() == [early, more]


def test_an_interview_that_cannot_be_written_yet_is_there(tmp_path: Path) -> None:
    with Store(tmp_path) as store, closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.keep_interview(Interview(at=1.0))
        assert store.trouble
        assert [one.at for one in store.interviews()] == [1.0]
        other.rollback()
        assert [one.at for one in store.interviews()] == [1.0]


def test_interviews_outlive_the_reset_of_a_lesson_and_not_that_of_all(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.keep_interview(Interview(at=1.0))
        store.reset("07_groups")
        assert store.interviews()
        store.reset()
        assert store.interviews() == []
