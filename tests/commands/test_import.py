"""`tutor import` of what others hand over, and of what is damaged: it ends, and says what came."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.learner.damaging import answer, flipped, killed, sound
from tutor.commands import export_import
from tutor.errors import UsageError
from tutor.learner.migrations import MIGRATIONS
from tutor.learner.portable import Place, encode
from tutor.learner.store import FILE, State, Store
from tutor.runtime.paths import user_data


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


def state() -> State:
    with Store(user_data()) as store:
        return store.dump()


def test_file_of_a_killed_tutor_is_imported_with_its_log(tmp_path: Path) -> None:
    main, log = killed()
    (tmp_path / "copy").write_bytes(main)
    (tmp_path / "copy-wal").write_bytes(log)
    export_import.import_(str(tmp_path / "copy"))
    assert len(state().reviews) == 40


def test_damaged_file_of_a_tutor_gives_what_can_be_read_and_says_what_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = sound().index(b"quiz", 40 * 4096)
    (tmp_path / "copy").write_bytes(flipped(sound(), (at, 0)))
    export_import.import_(str(tmp_path / "copy"))
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "Imported: 599 answers, 1 position, 1 flag, 1 interview.\n",
        "Damaged, and left out: 1 of its entries.\n",
    )


def test_damaged_file_of_a_tutor_with_nothing_to_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(sound()[:5000])
    with pytest.raises(UsageError, match="cannot be imported"):
        export_import.import_(str(tmp_path / "copy"))


def test_file_of_a_newer_tutor_is_refused(tmp_path: Path) -> None:
    with Store(user_data()) as store:
        store.review(answer(1))
    with closing(sqlite3.connect(user_data() / FILE)) as db:
        db.execute("ALTER TABLE review ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")
        db.execute("UPDATE review SET mood = 'better'")
        db.execute("PRAGMA user_version = 99")
        db.commit()
    with pytest.raises(UsageError, match="newer tutor wrote this"):
        export_import.import_(str(user_data() / FILE))


# ── what others hand over ──

ENDLESS = (
    "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id, 'a' AS card,"
    " '' AS lesson, 1.0 AS at, 'quiz' AS mode, 3 AS grade, 1 AS correct, 1.0 AS score, 0 AS hints,"
    " 1.0 AS seconds, '' AS answer, 0 AS undoes, NULL AS zone, n AS rowid FROM r"
)


def imported(file: Path | str) -> tuple[int, str]:
    """Exit code and what is said; it has had ten seconds of the processor, however busy that is."""
    command = [sys.executable, "-m", "tutor", "import", str(file)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=55,  # one that waits
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (10, 10)),
    )
    return done.returncode, done.stderr.partition("\n")[0]


def test_view_that_never_ends_is_never_asked(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "hostile")) as db:
        db.executescript("; ".join(MIGRATIONS))
        db.execute("DROP TABLE review")
        db.execute(f"CREATE VIEW review AS {ENDLESS}")
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        db.commit()
    code, said = imported(tmp_path / "hostile")
    assert (code, "no entry in it that can be read" in said) == (2, True)


def test_rows_that_share_one_long_text_end(tmp_path: Path) -> None:
    page = bytearray(4096)
    row = b"\x83\xff\x00\x01\x05" + bytes([0x83, 0xFF, 0x31, 13, 1, 7])  # 64 kB, all in page 3
    page[:8] = bytes([13, 0, 0, 200 % 256, 8, 0, 0, 0])
    data = sound()[:4096] + (bytes(page[:8]) + row * 300)[:4096].ljust(4096, b"\0") * 5000
    (tmp_path / "hostile").write_bytes(data)
    assert imported(tmp_path / "hostile")[0] == 2


# From Python 3.14 on the stack is deep enough to come to the end of it.
DEEP = "deeply" if sys.version_info < (3, 14) else "cut off"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"format": "channels-tutor progress", "version": 1, "x": ' + b"[" * 200_000, DEEP),
        (b"[" * 200_000 + b"]" * 200_000, "is not an export"),
        (b'{"format": "channels-tutor progress", "version": 1, "reviews": [{"grade": 9', "cut off"),
    ],
    ids=["deep", "deep and another's", "cut off"],
)
def test_hostile_json_is_refused_in_one_sentence(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "hostile").write_bytes(data)
    code, said = imported(tmp_path / "hostile")
    assert (code, says in said, said.startswith(f"tutor: {tmp_path}")) == (2, True, True), said


def test_device_without_an_end_is_refused_in_one_sentence() -> None:
    assert imported("/dev/zero") == (
        2,
        "tutor: /dev/zero is not an export of tutor: it has more than 100 MB.",
    )


def test_page_that_a_lesson_does_not_have_is_left_out_and_the_rest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUTOR_COURSE", str(ROOT / "tests/courses/small"))
    places = [Place(lesson="01_echo", page=9, at=1.0), Place(lesson="elsewhere", page=9, at=1.0)]
    (tmp_path / "me.json").write_bytes(encode(State(reviews=[answer(1)], positions=places)))
    export_import.import_(str(tmp_path / "me.json"))
    assert (len(state().reviews), [place.lesson for place in state().positions]) == (
        1,
        ["elsewhere"],
    )
    assert "Left out: page 9 of 01_echo, which has 1." in capsys.readouterr().err


def test_export_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "me.json").write_bytes(b"\xef\xbb\xbf" + encode(State(reviews=[answer(1)])))
    export_import.import_(str(tmp_path / "me.json"))
    assert len(state().reviews) == 1
