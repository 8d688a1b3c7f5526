"""Files of every earlier version are brought to this one; nothing in them is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from tutor.learner import migrations
from tutor.learner.migrations import MIGRATIONS, connect
from tutor.learner.store import FILE, Answer, Position, Store
from tutor.quiz.schedule import Review

LESSON = "07_channel_layers_and_groups"


def of_version(version: int, folder: Path) -> Path:
    """A file as the tutor of that version left it, with rows."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for script in MIGRATIONS[:version]:
            db.executescript(script)
        db.execute(f"PRAGMA user_version = {version}")
        if version == 1:
            db.execute("INSERT INTO position VALUES (?, 3, 'three_tabs', 14, 2, 5.0)", (LESSON,))
            rows = [("echo", "3", 1, 10.0), ("echo", "2", 0, 11.0), ("order", "", 0, 12.0)]
            db.executemany(
                "INSERT INTO answer (question, lesson, choice, correct, at) VALUES (?, ?, ?, ?, ?)",
                [(row[0], LESSON, *row[1:]) for row in rows],
            )
        db.commit()
    return folder / FILE


def test_answers_of_version_1_are_reviews_now(tmp_path: Path) -> None:
    of_version(1, tmp_path)
    with Store(tmp_path) as store:
        assert store.reviews() == [
            Review(id=1, card="echo", lesson=LESSON, at=10.0, mode="lesson", grade=3, correct=True,
                   score=1.0, answer="3"),
            Review(id=2, card="echo", lesson=LESSON, at=11.0, mode="lesson", grade=1, answer="2"),
            Review(id=3, card="order", lesson=LESSON, at=12.0, mode="lesson"),
        ]  # fmt: skip


def test_answers_of_version_1_are_still_the_answers_of_the_lesson(tmp_path: Path) -> None:
    of_version(1, tmp_path)
    with Store(tmp_path) as store:
        assert store.answers(LESSON) == [
            Answer(question="echo", lesson=LESSON, choice="3", correct=True, at=10.0),
            Answer(question="echo", lesson=LESSON, choice="2", correct=False, at=11.0),
            Answer(question="order", lesson=LESSON, choice="", correct=False, at=12.0),
        ]


def test_position_of_version_1_stays(tmp_path: Path) -> None:
    of_version(1, tmp_path)
    with Store(tmp_path) as store:
        assert store.positions() == [
            Position(lesson=LESSON, page=3, scene="three_tabs", step=14, pages=2)
        ]


def _shape(path: Path) -> tuple[int, list[tuple[str, str]]]:
    with closing(connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return version, db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_earlier_version_becomes_what_a_new_file_is(version: int, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert _shape(of_version(version, tmp_path)) == _shape(tmp_path / "new" / FILE)


def test_answers_are_in_one_place_only(tmp_path: Path) -> None:
    _, tables = _shape(of_version(1, tmp_path))
    assert "answer" not in dict(tables)


def test_tutor_that_comes_second_does_not_migrate_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = of_version(1, tmp_path)
    monkeypatch.setattr(
        migrations, "_use_wal", lambda _: monkeypatch.undo() or connect(path).close()
    )
    with Store(tmp_path) as store:
        assert (store.trouble, len(store.answers())) == ("", 3)


def test_copy_has_what_is_still_in_the_log_beside_the_file(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(Review(card="a", at=1.0, mode="quiz", grade=3))
        with closing(migrations.copy_of(store.path)) as copy:
            assert copy.execute("SELECT card FROM review").fetchall() == [("a",)]


def test_migration_that_is_killed_leaves_the_earlier_version(tmp_path: Path) -> None:
    path = of_version(1, tmp_path)
    code = (
        "import os, sys; from tutor.learner import migrations\n"
        "old, new, *_ = migrations.MIGRATIONS\n"
        "migrations.MIGRATIONS = (old, new + '; SELECT die()')\n"
        "import sqlite3; db = sqlite3.connect(sys.argv[1], isolation_level='IMMEDIATE')\n"
        "db.create_function('die', 0, lambda: os.kill(os.getpid(), 9))\n"
        "migrations.migrate(db)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    with Store(tmp_path) as store:
        assert (store.trouble, len(store.answers())) == ("", 3)


def test_new_file_waits_for_another_tutor_that_makes_it(tmp_path: Path) -> None:
    said: list[str] = []
    with closing(sqlite3.connect(tmp_path / FILE, check_same_thread=False)) as other:
        other.execute("CREATE TABLE scratch (a)")  # the tutors of today make it whole
        other.execute("DROP TABLE scratch")
        other.execute("BEGIN IMMEDIATE")
        timer = Timer(0.2, other.commit)
        timer.start()
        Store(tmp_path, said.append).close()
        timer.join()
    assert said == []


def test_tutors_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.learner.store import *\n"
        "sys.stdin.readline()\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        " store.answer(\n"
        "  Answer(question=sys.argv[2], lesson='a', choice='1', correct=True, at=1.0))\n"
        " print(store.trouble, end='')"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=30)[0] for process in running]
    with Store(tmp_path) as store:
        answered = {answer.question for answer in store.answers()}
    assert (said, answered) == ([""] * 6, {str(number) for number in range(6)})


def test_a_new_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_there: list[bool] = []
    monkeypatch.setattr(
        migrations.os, "fsync", lambda _: was_there.append((tmp_path / FILE).exists())
    )
    migrations.make(tmp_path / FILE)
    assert (was_there, (tmp_path / FILE).exists()) == ([False], True)
