"""Whatever has happened to the file: a sentence, a tutor that goes on, and nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tutor.learner.store import FILE, Position, Store
from tutor.quiz.schedule import Review

LETTER = b"this is no database, it is a letter" * 100


def review(number: int = 0, size: int = 0) -> Review:
    return Review(card=f"card-{number}", at=float(number), mode="quiz", grade=3, answer="x" * size)


def filled(folder: Path, count: int, size: int = 0) -> Path:
    """A file with so many answers, of which each fills so many bytes."""
    with Store(folder) as store:
        for number in range(count):
            store.review(review(number, size))
    return folder / FILE


def cards(folder: Path) -> set[str]:
    with Store(folder) as store:
        return {entry.card for entry in store.reviews()}


def damage(path: Path, page: int) -> None:
    """Writes over one page."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


def log_page(path: Path, nth: int) -> int:
    """The number of a page that holds entries."""
    with closing(sqlite3.connect(path)) as db:
        try:
            query = "SELECT pageno FROM dbstat WHERE name = 'review' AND pagetype = 'leaf'"
            return db.execute(query).fetchall()[nth][0]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite does not tell its pages")


# ── set aside ──


def test_damaged_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(LETTER)
    with Store(tmp_path) as store:
        store.review(review())
        assert "set aside" in store.trouble
        assert len(store.reviews()) == 1
    assert (tmp_path / f"{FILE}.bak").read_bytes() == LETTER


def test_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    for content in (b"one" * 100, b"two" * 100):
        (tmp_path / FILE).write_bytes(content)
        Store(tmp_path).close()
        for extra in tmp_path.glob(f"{FILE}-*"):
            extra.unlink()
    assert {file.read_bytes()[:3] for file in tmp_path.glob("*.bak*")} == {b"one", b"two"}


def test_newer_file_is_set_aside_as_it_is(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
        db.commit()
    content = (tmp_path / FILE).read_bytes()
    with Store(tmp_path) as store:
        assert "newer tutor" in store.trouble
    assert (tmp_path / f"{FILE}.bak").read_bytes() == content


def test_what_a_killed_newer_tutor_wrote_last_is_set_aside_with_its_file(tmp_path: Path) -> None:
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1])\n"
        "db.execute('PRAGMA journal_mode = WAL'); db.execute('PRAGMA user_version = 99')\n"
        "db.execute('CREATE TABLE last (word)'); db.execute('INSERT INTO last VALUES (1)')\n"
        "db.commit(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / FILE)], check=False)
    Store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / f"{FILE}.bak")) as db:
        assert db.execute("SELECT word FROM last").fetchall() == [(1,)]


def test_what_a_newer_tutor_still_writes_goes_where_its_file_went(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as newer:
        newer.execute("PRAGMA journal_mode = WAL")
        newer.execute("PRAGMA user_version = 99")
        newer.execute("CREATE TABLE last (word)")
        Store(tmp_path).close()
        newer.execute("INSERT INTO last VALUES (1)")
        newer.commit()
    with closing(sqlite3.connect(tmp_path / f"{FILE}.bak")) as db:
        assert db.execute("SELECT word FROM last").fetchall() == [(1,)]


def test_nothing_is_guessed_about_the_rows_of_a_newer_tutor(tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled(tmp_path, count=3))) as db:
        db.execute("ALTER TABLE review ADD COLUMN mood TEXT")
        db.execute("PRAGMA user_version = 99")
    assert cards(tmp_path) == set()


def test_file_that_cannot_be_set_aside_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Path:
        raise PermissionError("no")

    monkeypatch.setattr("tutor.learner.statefile.set_aside", refuse)
    (tmp_path / FILE).write_bytes(LETTER)
    with Store(tmp_path) as store:
        store.review(review())
        assert ("not being saved" in store.trouble, len(store.reviews())) == (True, 1)
    assert (tmp_path / FILE).read_bytes() == LETTER


# ── what a damaged file still says ──


@pytest.mark.parametrize("nth", [0, 5, -1])
def test_what_can_be_read_of_a_damaged_file_goes_on(nth: int, tmp_path: Path) -> None:
    path = filled(tmp_path, count=60, size=1000)
    damage(path, log_page(path, nth))
    with Store(tmp_path) as store:
        said = store.trouble
        found = {entry.card for entry in store.reviews()}
    lost = {f"card-{number}" for number in range(60)} - found
    assert ("could be read" in said, 1 <= len(lost) <= 4) == (True, True)


def test_positions_and_flags_of_a_damaged_file_go_on(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(Position(lesson="a", page=2), at=1.0)
        store.flag("b", True, at=1.0)
    path = filled(tmp_path, count=60, size=1000)
    damage(path, log_page(path, 5))
    with Store(tmp_path) as store:
        assert ([place.lesson for place in store.positions()], [*store.flagged()]) == (["a"], ["b"])


def test_row_that_makes_no_sense_is_left_out_of_what_goes_on(tmp_path: Path) -> None:
    path = filled(tmp_path, count=60, size=1000)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE review SET mode = 'riddle' WHERE card = 'card-1'")
        db.commit()
    damage(path, log_page(path, 5))
    found = cards(tmp_path)
    assert ("card-0" in found, "card-1" in found) == (True, False)


def test_file_that_was_cut_off_goes_on_with_what_is_left(tmp_path: Path) -> None:
    path = filled(tmp_path, count=60, size=1000)
    os.truncate(path, path.stat().st_size // 2)
    with Store(tmp_path) as store:
        assert "set aside" in store.trouble
        store.review(review(99))
    assert "card-99" in cards(tmp_path)


def test_damage_that_is_met_later_is_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.CHECKED", 0)  # as if the file were too large
    path = filled(tmp_path, count=60, size=1000)
    damage(path, log_page(path, 5))
    said: list[str] = []
    with Store(tmp_path, said.append) as store:
        assert not said
        found = store.reviews()
        store.review(review(99))
    assert ("set aside" in said[0], 50 < len(found) < 60) == (True, True)
    assert "card-99" in cards(tmp_path)


def test_file_that_is_damaged_while_its_first_tutor_lives_is_set_aside(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(60):
            store.review(review(number, size=1000))
        store._file.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(tmp_path / FILE, log_page(tmp_path / FILE, 5))
        store._file.db.execute("PRAGMA shrink_memory")
        found = store.reviews()
    assert ("set aside" in store.trouble, 50 < len(found) < 60) == (True, True)


def test_second_tutor_takes_the_file_that_the_first_has_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.CHECKED", 0)
    path = filled(tmp_path, count=60, size=1000)
    damage(path, log_page(path, 5))
    with Store(tmp_path) as one, Store(tmp_path) as other:
        one.reviews()
        one.review(review(99))
        assert "card-99" in {entry.card for entry in other.reviews()}
    assert not list(tmp_path.glob("*.bak1"))


def test_tutor_that_is_running_writes_into_the_file_that_another_has_made_good(
    tmp_path: Path,
) -> None:
    path = filled(tmp_path, count=60, size=1000)
    with Store(tmp_path) as running:
        running.reviews()
        done = running.review(review(98))
        running._file.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damaged = log_page(path, 5)
        path.rename(tmp_path / "aside")
        path.write_bytes((tmp_path / "aside").read_bytes())
        damage(path, damaged)
        Store(tmp_path).close()
        running.undo(done)
    with Store(tmp_path) as store:
        entries = {entry.id: entry for entry in store.reviews()}
    (undone,) = (entries[entry.undoes].card for entry in entries.values() if entry.undoes)
    assert undone == "card-98"


# ── not to be had ──


def test_folder_that_cannot_be_made_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said: list[str] = []
    with Store(tmp_path / "file" / "home", said.append) as store:
        place = Position(lesson="a", page=1)
        store.save(place, at=1.0)
        store.review(review())
        assert (store.position("a"), len(store.reviews())) == (place, 1)
    assert ["not being saved" in sentence for sentence in said] == [True]


def test_folder_in_the_place_of_the_file_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with Store(tmp_path) as store:
        store.review(review())
        assert ("not being saved" in store.trouble, len(store.reviews())) == (True, 1)
    assert (tmp_path / FILE).is_dir()


def test_what_happened_in_memory_goes_into_the_file_that_can_be_had_at_the_end(
    tmp_path: Path,
) -> None:
    (tmp_path / FILE).mkdir()
    with Store(tmp_path) as store:
        store.save(Position(lesson="a", page=2), at=1.0)
        done = store.review(review())
        store.undo(done)
        store.flag("b", True, at=1.0)
        (tmp_path / FILE).rmdir()
    assert store.trouble == ""
    with Store(tmp_path) as store:
        assert store.positions() == [Position(lesson="a", page=2)]
        assert [entry.undoes for entry in store.reviews()] == [0, 1]
        assert [*store.flagged()] == ["b"]


def test_file_that_is_locked_altogether_is_read_and_written_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.learner.migrations.LOCK_SECONDS", 0.01)
    path = filled(tmp_path, count=1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with Store(tmp_path) as store:
        assert "locked" in store.trouble
        store.review(review(99))
        other.close()
    assert cards(tmp_path) == {"card-0", "card-99"}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user reaches; pytest's own are for its user alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


READER = """
import os, sys, urllib.parse  # needed later, when an interpreter in a home cannot be read
from pathlib import Path
from tutor.quiz.schedule import Review
from tutor.learner.store import Position, Store
if os.getuid() == 0:  # for root no file is read-only
    os.setgid(65534)
    os.setuid(65534)
with Store(Path(sys.argv[1])) as store:
    store.review(Review(card="new", at=2.0, mode="quiz", grade=3))
    print([review.card for review in store.reviews()], "not being saved" in store.trouble)
"""


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o644, 0o555), (0o444, 0o777)])
def test_what_cannot_be_written_is_read_and_said(file: int, folder: int, open_folder: Path) -> None:
    home = open_folder / "home"
    filled(home, count=1).chmod(file)
    content = (home / FILE).read_bytes()
    home.chmod(folder)
    done = subprocess.run(
        [sys.executable, "-c", READER, str(home)], capture_output=True, text=True, check=False
    )
    home.chmod(0o755)
    assert done.stdout.split("\n")[0] == "['card-0', 'new'] True", done.stderr
    assert (home / FILE).read_bytes() == content
