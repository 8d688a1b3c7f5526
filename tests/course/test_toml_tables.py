"""A file of entries: its tables, nothing without it, and one sentence for what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.toml_tables import read_tables
from tutor.errors import TutorError


def test_the_tables_come_with_their_text(tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    file.write_text('["fan-out"]\nsays = "copies"\n')
    assert read_tables(file) == (file.read_text(), {"fan-out": {"says": "copies"}})


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert read_tables(tmp_path / "terms.toml") == ("", {})


@pytest.mark.parametrize(
    "data", [b"[", b"\xff = 1", b"x = " + b"[" * 5000 + b"]" * 5000], ids=["cut", "bytes", "deep"]
)
def test_what_is_not_toml_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "terms.toml"
    file.write_bytes(data)
    with pytest.raises(TutorError, match=r"terms\.toml is not TOML: "):
        read_tables(file)


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="cannot be read: Is a directory"):
        read_tables(tmp_path)
