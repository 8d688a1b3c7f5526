"""`tutor sheet`: what is printed, what is written, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.commands import sheet
from tutor.errors import UsageError
from tutor.learner.store import Store
from tutor.library.going_on import open_store
from tutor.quiz.schedule import Review

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


def test_it_prints_figures_answers_and_two_pictures(capsys: Out) -> None:
    sheet.run(None)
    told = capsys.readouterr().out
    assert "- **100** messages that a channel's queue holds" in told
    assert told.count("\n- **How ") >= 2
    assert "user_john-at-example.com  3 members" in told
    assert "group_send" in told.rpartition("## One message")[2]


def test_pictures_and_all_in_ascii(capsys: Out) -> None:
    sheet.run(None, ascii=True)
    assert "▶" not in capsys.readouterr().out


def test_a_page_to_print(tmp_path: Path, capsys: Out) -> None:
    sheet.run(tmp_path / "know.html")
    assert capsys.readouterr().out == f"To print: {tmp_path / 'know.html'}\n"
    page = (tmp_path / "know.html").read_text()
    assert page.startswith("<!doctype html>")
    assert page.count("<pre>") == 2
    with pytest.raises(UsageError):
        sheet.run(tmp_path / "know.pdf")


def _wrong(store: Store, card: str) -> None:
    store.review(Review(card=card, lesson="", at=1.0, mode="quiz", grade=1))


def test_weak_topics_alone(capsys: Out) -> None:
    sheet.run(None, weak=True)
    assert capsys.readouterr().out.startswith("No topic is weak")
    with open_store() as store:
        _wrong(store, "ws-say-codes")
    sheet.run(None, weak=True)
    told = capsys.readouterr().out
    assert told.startswith("# What to know: your weak topics\n")
    assert "1000, 1001, 1006, 1011 and 4403" in told
    assert "sticky" not in told.casefold()
