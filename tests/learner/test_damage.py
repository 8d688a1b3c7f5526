"""Whatever happens to the bytes of the file: the learner goes on, and every command works."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
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
)
from tutor.commands import export_import, flagged, lesson, progress, quiz
from tutor.learner.store import FILE, Store
from tutor.library.lesson_request import Request

FLIPS = 250
CHUNK = 25


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's home, in a small course."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tutor.library.going_on.user_data", lambda: tmp_path / "home")
    monkeypatch.setenv("TUTOR_COURSE", str(ROOT / "tests/courses/small"))
    return tmp_path / "home"


def opened(folder: Path) -> tuple[set[int], str]:
    """The answers that go on, and what is said."""
    with Store(folder) as store:
        return numbers(store.reviews()), store.trouble


def commands(folder: Path) -> dict[str, Callable[[], None]]:
    """What reads the file, as the command line calls it."""
    request = quiz.Request(kind="review", json=True)
    return {
        "lesson": lambda: lesson.run(Request()),
        "progress": progress.run,
        "notes": progress.notes,
        "flagged": lambda: flagged.run(json=True),
        "review": lambda: quiz.run(request),
        "export": lambda: export_import.export(str(folder.parent / "me.json"), force=True),
    }


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, FLIPS, CHUNK))
def test_one_flipped_bit_costs_one_answer_at_most_and_no_command(
    start: int, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in flips(sound(), FLIPS, seed=600)[start : start + CHUNK]:
        put(folder, flipped(sound(), place))
        for name, run in commands(folder).items():
            monkeypatch.setattr("sys.stdin", io.StringIO())
            if name == "progress":
                assert len(opened(folder)[0]) >= ANSWERS - 1, place
            run()
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 200, 40))
def test_one_flipped_bit_in_the_log_costs_one_answer_at_most(start: int, folder: Path) -> None:
    main, log = killed()
    places = [*flips(log, 150, seed=40), *((at, at % 8) for at in range(50))]
    for place in places[start : start + 40]:
        put(folder, main, flipped(log, place))
        assert len(opened(folder)[0]) >= 39, place


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 20, 4))
def test_file_cut_at_a_page_goes_on_with_what_its_pages_hold(first: int, folder: Path) -> None:
    data = sound()
    for page in range(first + 1, len(data) // PAGE, 20):
        found, said = opened(put(folder, data[: page * PAGE]))
        assert (held(data, page * PAGE) <= found, "set aside" in said) == (True, True), page


# ── one bit, in a place of which more is known ──


@pytest.mark.parametrize(
    "place",
    [
        *[(at, bit) for at in (18, 19) for bit in range(8)],  # versions of the format
        *[(at, bit) for at in (47, 59, 63, 60) for bit in range(8)],  # format, encoding, our own
        *[(at, bit) for at in (17, 31, 35, 39, 55) for bit in (0, 7)],  # sizes, free pages
    ],
)
def test_flipped_bit_in_the_head_of_the_file_costs_nothing(
    place: tuple[int, int], folder: Path
) -> None:
    found, _ = opened(put(folder, flipped(sound(), place)))
    with Store(folder) as store:
        store.review(answer(1))
        assert (len(found), store.trouble) == (ANSWERS, "")


def test_flipped_bit_in_the_name_of_a_column_costs_nothing(folder: Path) -> None:
    at = sound().index(b"grade INTEGER")
    assert len(opened(put(folder, flipped(sound(), (at, 1))))[0]) == ANSWERS


def test_flipped_bit_in_an_index_costs_nothing(folder: Path) -> None:
    put(folder, sound())
    with closing(sqlite3.connect(folder / FILE)) as db:
        query = "SELECT pageno FROM dbstat WHERE name = 'review_lesson' AND pagetype = 'leaf'"
        try:
            page = db.execute(query).fetchone()[0]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite does not tell its pages")
    start = sound().index(b"01_echo", (page - 1) * PAGE)
    found, said = opened(put(folder, flipped(sound(), (start, 1))))
    assert (len(found), "set aside" in said) == (ANSWERS, True)


def test_entry_that_cannot_be_understood_is_set_aside_counted_and_said(folder: Path) -> None:
    at = sound().index(b"quiz", 40 * PAGE)
    found, said = opened(put(folder, flipped(sound(), (at, 0))))
    assert (len(found), said.endswith("could be read and go on, 1 could not.")) == (599, True)
    assert opened(folder) == (found, "")


def test_text_that_is_none_hides_no_other_answer(folder: Path) -> None:
    at = sound().index(b"<300:")
    found, said = opened(put(folder, flipped(sound(), (at, 7))))
    assert (found, "1 could not" in said) == (set(range(ANSWERS)) - {300}, True)


def test_memories_that_are_damaged_are_made_anew(folder: Path) -> None:
    put(folder, sound())
    with Store(folder) as store:
        before = store.memories({})
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("UPDATE memory SET due = due + 1e6 WHERE card = 'card-5'")
        db.commit()
    with Store(folder) as store:
        assert (store.memories({}), store.trouble) == (before, "")


# ── more than a bit ──


def test_salvage_ends_whatever_the_last_number_is(folder: Path) -> None:
    put(folder, sound())
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("UPDATE sqlite_sequence SET seq = ?", (1 << 40,))
        db.commit()
    data = bytearray((folder / FILE).read_bytes())
    data[30 * PAGE : 31 * PAGE] = b"\xa5" * PAGE
    put(folder, bytes(data))
    found, said = opened(folder)
    assert (len(found) > 590, "set aside" in said) == (True, True)


def test_file_that_has_run_out_of_numbers_goes_on(folder: Path) -> None:
    put(folder, sound())
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("UPDATE sqlite_sequence SET seq = ?", ((1 << 63) - 1,))
        db.commit()
    with Store(folder) as store:
        store.review(answer(1))
    with Store(folder) as store:
        assert len(store.reviews()) == ANSWERS + 1


def test_empty_file_is_said_to_be_empty_and_the_copy_is_named(folder: Path) -> None:
    put(folder, sound())
    with Store(folder) as store:
        copy = store.backup(1_795_608_000.0)
    os.truncate(folder / FILE, 0)
    found, said = opened(folder)
    assert (found, "the file is empty" in said, f"tutor import {copy}" in said) == (
        set(),
        True,
        True,
    )


def test_empty_file_without_a_copy_says_so(folder: Path) -> None:
    _, said = opened(put(folder, b""))
    assert "the file is empty" in said
    assert "there is no copy" in said


def test_log_whose_file_is_gone_goes_on(folder: Path) -> None:
    found, said = opened(put(folder, None, killed()[1]))
    assert (found, "the file is gone" in said) == (set(range(40)), True)


def test_empty_file_with_a_log_goes_on(folder: Path) -> None:
    assert opened(put(folder, b"", killed()[1]))[0] == set(range(40))


def test_damaged_file_with_a_good_log_goes_on(folder: Path) -> None:
    main, log = killed()
    assert opened(put(folder, b"\xa5" * len(main), log))[0] == set(range(40))


def test_damaged_log_is_kept_beside_the_file_that_was_set_aside(folder: Path) -> None:
    main, log = killed()
    damaged = flipped(log, (len(log) // 3, 3))
    opened(put(folder, main, damaged))
    assert (folder / f"{FILE}.bak-wal").read_bytes() == damaged


def test_killed_tutor_has_left_a_log_that_is_whole(folder: Path) -> None:
    assert opened(put(folder, *killed())) == (set(range(40)), "")


def test_damaged_file_that_cannot_be_written_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Path:
        raise PermissionError("no")

    monkeypatch.setattr("tutor.learner.statefile.set_aside", refuse)
    found, said = opened(put(folder, sound()[: 100 * PAGE]))
    assert (len(found) > 250, "not being saved" in said) == (True, True)


# ── a power cut, and other people ──


def test_answer_is_on_the_disk_before_its_verdict_is_seen(folder: Path) -> None:
    with Store(folder) as store:
        found = store._file.db.execute("PRAGMA synchronous").fetchone()
    assert found == (2,)  # FULL


def test_file_and_folder_are_their_owners_alone(folder: Path) -> None:
    code = (
        "import os; os.umask(0); from pathlib import Path; import sys\n"
        "from tests.learner.damaging import answer; from tutor.learner.store import Store\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        " store.review(answer(1)); store.backup(1.0)\n"
        " for file in Path(sys.argv[1]).iterdir(): print(file.name, oct(file.stat().st_mode))"
    )
    deep = folder / "of" / "mine"
    done = subprocess.run(
        [sys.executable, "-c", code, str(deep)], capture_output=True, text=True, check=True
    )
    modes = {line.split()[1] for line in done.stdout.splitlines()}
    assert (len(done.stdout.splitlines()), modes) == (4, {"0o100600"})
    assert {oct(each.stat().st_mode) for each in (folder, deep.parent, deep)} == {"0o40700"}


def test_files_that_others_could_read_are_closed_to_them(folder: Path) -> None:
    put(folder, sound())
    (folder / "tutor-2026-11-25.sqlite3.bak").write_bytes(sound())
    for file in folder.iterdir():
        file.chmod(0o644)
    folder.chmod(0o755)
    opened(folder)
    assert {oct(file.stat().st_mode & 0o77) for file in (folder, *folder.iterdir())} == {"0o0"}


def test_folder_that_everybody_shares_stays_shared(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    Store(tmp_path).close()
    assert oct(tmp_path.stat().st_mode & 0o7777) == "0o1777"


def test_tutor_that_is_killed_while_it_makes_the_file_leaves_nothing_for_long(
    folder: Path,
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    folder.mkdir()
    (folder / f".{FILE}-{gone.pid}-left").write_bytes(b"half")
    Store(folder).close()
    assert [file.name for file in folder.iterdir()] == [FILE]
