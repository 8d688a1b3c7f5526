"""`tutor sheet`: what is printed, what is written, and for whom."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tutor.commands import sheet
from tutor.errors import UsageError
from tutor.learner.store import Store
from tutor.library import find
from tutor.library.deck import load_deck
from tutor.library.going_on import open_store
from tutor.quiz.schedule import Review
from tutor.runtime.clients import chromium

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


def test_it_prints_figures_answers_and_two_pictures(capsys: Out) -> None:
    sheet.run(None)
    told = capsys.readouterr().out
    assert "▶" in told
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


def test_the_sheet_as_json(capsys: Out, tmp_path: Path) -> None:
    sheet.run(None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert "86,400 s" in [one["value"] for one in told["numbers"]]
    assert len(told["answers"]) == 9
    assert all(one["points"] and one["model"] for one in told["answers"])
    assert len(told["pictures"]) == 2
    with pytest.raises(UsageError):
        sheet.run(tmp_path / "a.md", as_json=True)


@pytest.mark.browser
def test_it_is_one_page_on_paper_whatever_is_weak(tmp_path: Path, capsys: Out) -> None:
    """With the longest answers that there are; the rest is counted."""
    with open_store() as store:
        deck = load_deck(find.course())
        every = [card for card in deck.alone if card.kind == "say"]
        for card in sorted(every, key=lambda card: -sum(len(p.text) for p in card.points)):
            _wrong(store, card.id)
    sheet.run(tmp_path / "know.html", weak=True)
    told = (tmp_path / "know.html").read_text()
    assert f"There is no room for {len(every) - sheet.MOST} more" in told
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    paper = f"--print-to-pdf={tmp_path / 'know.pdf'}"
    done = subprocess.run(
        [chromium.program(), *options, paper, tmp_path / "know.html"],
        capture_output=True,
        timeout=50,
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "know.pdf").read_bytes())) == 1
