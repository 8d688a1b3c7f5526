"""`tutor export --anki`: one file of Anki's, and nothing beside it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.commands import anki
from tutor.errors import Unavailable, UsageError

CARD = """
[[card]]
id = "promise"
kind = "type"
topic = "Layer"
question = "What does the layer promise?"
model = "nothing"
accept = ["nothing"]
why = "At most once."
"""

# cached_property, which genanki needs, asks asyncio.
pytestmark = pytest.mark.filterwarnings(
    "ignore:'asyncio.iscoroutinefunction' is deprecated:DeprecationWarning"
)


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which is empty."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    course = tmp_path / "course"
    shutil.copytree(ROOT / "tests/courses/small", course)
    (course / "01_echo" / "quiz.toml").write_text(CARD)
    monkeypatch.setenv("TUTOR_COURSE", str(course))
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    return tmp_path / "temp"


def test_deck_is_written_and_nothing_is_left_behind(tmp_path: Path, temp: Path) -> None:
    (tmp_path / "out").mkdir()
    anki.export(tmp_path / "out" / "cards.apkg", force=False)
    left = [*temp.iterdir()], [file.name for file in (tmp_path / "out").iterdir()]
    assert left == ([], ["cards.apkg"])
    assert tempfile.tempdir == str(temp)


def test_deck_has_the_cards_that_need_no_scene(tmp_path: Path) -> None:
    anki.export(tmp_path / "cards.apkg", force=False)
    zipfile.ZipFile(tmp_path / "cards.apkg").extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as db:
        ((fields,),) = db.execute("SELECT flds FROM notes").fetchall()
    assert "What does the layer promise?" in fields


@pytest.mark.parametrize("name", ["cards", "cards.zip", "cards.json"])
def test_name_that_anki_does_not_know_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"end in \.apkg") as caught:
        anki.export(tmp_path / name, force=False)
    assert "cards.apkg" in caught.value.hint
    assert not (tmp_path / name).exists()


def test_deck_writes_over_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "cards.apkg").write_text("a letter")
    with pytest.raises(UsageError, match="exists already"):
        anki.export(tmp_path / "cards.apkg", force=False)
    anki.export(tmp_path / "cards.apkg", force=True)
    assert zipfile.is_zipfile(tmp_path / "cards.apkg")


def test_deck_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be written"):
        anki.export(tmp_path / "no" / "cards.apkg", force=False)
