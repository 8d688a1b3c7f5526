"""What a fault leaves for its report."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tutor.runtime.fault_report import NAME, keep


def fail(what: str) -> Exception:
    try:
        raise ValueError(what)
    except ValueError as error:
        return error


def test_the_last_fault_is_in_the_cache_with_what_a_report_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    keep(fail("an earlier one"))
    log = keep(fail("caf\udce9"))
    assert log == tmp_path / "cache" / NAME
    text = log.read_text()
    for part in ("tutor 0.", "Python 3.", "in fail", "ValueError: caf\\udce9"):
        assert part in text
    assert "an earlier one" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert list(log.parent.iterdir()) == [log]


def test_a_link_in_its_place_is_replaced_and_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path))
    other = tmp_path / "other"
    other.write_text("mine")
    (tmp_path / NAME).symlink_to(other)
    keep(fail("x"))
    assert other.read_text() == "mine"


def test_without_a_cache_it_is_kept_for_this_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    log = keep(fail("x"))
    assert log is not None
    assert log.parent == tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert keep(fail("x")) is None
