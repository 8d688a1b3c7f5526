"""Whether a file that the learner has named can be written, said before there is anything to lose.

How it is written is in tests/commands/test_learner_commands.py, with the commands that write.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.errors import Unavailable, UsageError
from tutor.runtime.chosen_files import check_new, check_new_folder


def test_a_new_file_may_be_written_and_is_not_made_yet(tmp_path: Path) -> None:
    check_new(tmp_path / "deep" / "new.md", like="interview.md")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_answered_with_a_file_in_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="is a directory") as refused:
        check_new(tmp_path, like="interview.md")
    assert refused.value.hint == f"Name a file, as {tmp_path / 'interview.md'}."


def test_a_file_that_is_there_is_answered_with_a_free_name(tmp_path: Path) -> None:
    for name in ("me.md", "me-2.md"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError, match="exists already") as refused:
        check_new(tmp_path / "me.md", like="interview.md")
    assert refused.value.hint == f"Name another file, as {tmp_path / 'me-3.md'}."


def test_a_file_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "me.md").write_text("mine")
    with pytest.raises(Unavailable, match="cannot be written"):
        check_new(tmp_path / "me.md" / "new.md", like="interview.md")


def test_a_folder_may_be_new_or_empty(tmp_path: Path) -> None:
    check_new_folder(tmp_path)
    check_new_folder(tmp_path / "deep" / "new")
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        check_new_folder(tmp_path)
    with pytest.raises(UsageError, match=r"mine\.md is a file"):
        check_new_folder(tmp_path / "mine.md")
    with pytest.raises(Unavailable, match="cannot be written"):
        check_new_folder(tmp_path / "mine.md" / "new")
