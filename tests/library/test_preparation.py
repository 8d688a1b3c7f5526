"""The preparation that is kept, and `tutor prepare` and home on it."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import msgspec
import pytest

from tutor.commands import home, prepare, reset
from tutor.errors import UsageError
from tutor.learner.store import Position, Store
from tutor.library import chosen_route, find, preparation
from tutor.library.deck import load_deck
from tutor.library.study import Study
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review
from tutor.runtime.processes import child_tutor

Out = pytest.CaptureFixture[str]
MONDAY = date(2026, 11, 30).toordinal()


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    _on(MONDAY, monkeypatch)
    return tmp_path


def _on(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen_route, "today", lambda: day)
    monkeypatch.setattr(preparation, "today", lambda: day)


def _document(capsys: Out) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    capsys.readouterr()
    prepare.run(as_json=True)
    found: dict[str, list[dict[str, list[dict[str, str]]]]] = json.loads(capsys.readouterr().out)
    return found


def test_a_plan_to_thursday_is_kept_and_told_day_by_day(capsys: Out) -> None:
    prepare.run(by="thursday", minutes=45.0)
    shown = capsys.readouterr().out
    assert shown.startswith("Until Thursday: 45 minutes a day, backend\n\nToday, 9 min\n")
    assert "Where you stand: 12 cards" in shown
    assert "Tuesday\n  Follows from your answers.\n" in shown
    assert shown.index("Wednesday") < shown.index("on a page") < shown.index("A mock interview")
    kept = preparation.load()
    assert kept is not None
    assert (kept.by, len(kept.diagnosis)) == (MONDAY + 3, 12)


def test_without_a_day_it_is_twenty_minutes_now_and_nothing_is_kept(capsys: Out) -> None:
    prepare.run()
    shown = capsys.readouterr().out
    assert shown.startswith("Now: 20 minutes, backend\n")
    assert preparation.load() is None
    assert _document(capsys)["by"] is None


def test_wrong_answers_lead_to_a_scene_and_two_drills(
    learner: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    prepare.run(by="2026-12-03", minutes=45.0, role="lead")
    kept = preparation.load()
    assert kept is not None
    with Store(learner) as store:
        for number, card in enumerate(kept.diagnosis):
            entry = Review(card=card, at=kept.begun + 1, mode="quiz", grade=1 if number < 5 else 3)
            store.review(entry)
    days = _document(capsys)["days"]
    acts = [[task["act"] for task in day["tasks"]] for day in days]
    assert "diagnose" not in acts[0]
    assert "watch" in acts[0]
    assert {"design", "incident"} <= {act for day in acts for act in day}
    assert all("drill" in day for day in acts[:2])
    assert acts[-1][-1] == "mock"
    _on(MONDAY + 4, monkeypatch)
    assert preparation.load() is None, "its day has gone by"


def test_go_starts_the_first_task_and_remembers_what_was_not_broken_off(
    learner: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    ran: list[tuple[str, ...]] = []

    def play(*words: str) -> int:
        ran.append(words)
        with Store(learner) as store:
            if words[0] == "quiz" and len(ran) > 1:  # the first time it is left at once
                for card in words[2::2]:
                    store.review(Review(card=card, at=time.time(), mode="quiz", grade=3))
            if words[0] == "interview":
                store.keep_interview(Interview(at=time.time()))
        return 130 if len(ran) == 3 else 0

    monkeypatch.setattr(child_tutor, "run_tutor", play)
    prepare.run(by="tomorrow", minutes=20.0)
    prepare.run(go=True)
    kept = preparation.load()
    assert kept is not None
    assert (kept.done, kept.spent < 1) == ((), True)
    prepare.run(go=True)
    with pytest.raises(SystemExit):
        prepare.run(go=True)
    kept = preparation.load()
    assert kept is not None
    preparation.save(msgspec.structs.replace(kept, spent=13.0, day=MONDAY))
    for _ in range(3):
        prepare.run(go=True)
    assert [words[0] for words in ran] == [*["quiz"] * 3, "sheet", "interview"]
    assert ran[0] == ran[1] != ran[2]
    assert "Nothing is left for today." in capsys.readouterr().out


def test_what_does_not_fit_is_refused() -> None:
    for wrong in ({"by": "someday"}, {"role": "boss"}):
        with pytest.raises(UsageError):
            prepare.run(**wrong)  # type: ignore[arg-type]
    assert preparation.load() is None


def test_a_scene_that_is_not_there_is_passed_over() -> None:
    course = find.course()
    with pytest.raises(StopIteration):
        preparation._scene(course, 99, "none")


def test_home_says_what_today_asks_and_one_key_starts_it(capsys: Out) -> None:
    home.show()
    assert "prepare --go" not in capsys.readouterr().out
    told, _ = home._home("")
    assert told.refused["prepare --go"].startswith("Nothing is planned")
    prepare.run(by="friday", minutes=45.0)
    capsys.readouterr()
    home.show()
    assert "tutor prepare --go   Where you stand: 12 cards, 9 min" in capsys.readouterr().out
    told, _ = home._home("")
    assert told.onward == "t today: Where you stand: 12 cards, 9 min"
    assert told.hints[0] == ("t", "today")
    home.show(as_json=True)
    assert json.loads(capsys.readouterr().out)["today"] == ["Where you stand: 12 cards, 9 min"]


def test_who_forgets_everything_forgets_the_plan(learner: Path) -> None:
    prepare.run(by="friday")
    with Store(learner) as store:
        store.save(Position(lesson="01_introduction", page=2, pages=1), at=1.0)
    reset.run(None, everything=True, yes=True)
    assert preparation.load() is None


def test_a_days_minutes_are_used_once(learner: Path) -> None:
    with Store(learner) as store:
        study = Study(store, find.course(), load_deck(find.course()))
        kept = preparation.begin(study, by=MONDAY + 1, minutes=20.0)
        first = preparation.schedule(study, kept).days[0]
        left = preparation.schedule(
            study, preparation.done(kept, first[-1], first[-1].minutes)
        ).days[0]
    assert sum(task.minutes for task in (*left, first[-1])) <= 20
