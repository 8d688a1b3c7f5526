"""The preparation that is kept, and `tutor prepare` and home on it."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

import msgspec
import pytest

from tutor import gate
from tutor.commands import home, prepare, reset
from tutor.errors import UsageError
from tutor.learner.store import Position, Store
from tutor.library import chosen_route, find, preparation, preparation_file
from tutor.library.deck import load_deck
from tutor.library.page_ends import page_ended
from tutor.library.study import Study
from tutor.quiz.interviews import Interview
from tutor.quiz.preparation_plan import ORDER, Act, Schedule, Task
from tutor.quiz.readiness import readiness
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
    for module in (preparation, preparation_file):
        monkeypatch.setattr(module, "today", lambda: day)


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
    kept = preparation_file.load()
    assert kept is not None
    assert (kept.by, len(kept.diagnosis)) == (MONDAY + 3, 12)


def test_without_a_day_it_is_twenty_minutes_now_and_nothing_is_kept(capsys: Out) -> None:
    prepare.run()
    shown = capsys.readouterr().out
    assert shown.startswith("Now: 20 minutes, backend\n")
    assert preparation_file.load() is None
    assert _document(capsys)["by"] is None


def test_wrong_answers_lead_to_a_scene_and_two_drills(
    learner: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    prepare.run(by="2026-12-03", minutes=45.0, role="lead")
    kept = preparation_file.load()
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
    assert preparation_file.load() is None, "its day has gone by"


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
                store.keep_interview(Interview(at=time.time(), questions=1))
        return 130 if len(ran) == 3 else 0

    monkeypatch.setattr(child_tutor, "run_tutor", play)
    prepare.run(by="tomorrow", minutes=20.0)
    prepare.run(go=True)
    kept = preparation_file.load()
    assert kept is not None
    assert (kept.done, kept.spent < 1) == ((), True)
    prepare.run(go=True)
    with pytest.raises(SystemExit):
        prepare.run(go=True)
    kept = preparation_file.load()
    assert kept is not None
    preparation_file.save(msgspec.structs.replace(kept, spent=13.0, day=MONDAY))
    for _ in range(3):
        prepare.run(go=True)
    assert [words[0] for words in ran] == [*["quiz"] * 3, "sheet", "interview"]
    assert ran[0] == ran[1] != ran[2]
    assert "Nothing is left for today." in capsys.readouterr().out


def _task(act: Act, *run: str, keys: tuple[str, ...] = (), minutes: float = 30) -> Task:
    return Task(act=act, title="", minutes=minutes, run=run, keys=keys)


@pytest.mark.parametrize(
    ("held", "done"),
    [
        (Interview(at=9, kind="incident", seed="incident-idle", questions=2, score=0.1), False),
        (Interview(at=9, kind="design", seed="chat-10k", questions=5, score=0.1), True),
        (Interview(at=8, kind="design", seed="chat-10k", questions=5, score=0.1), False),
        (Interview(at=9, kind="design", seed="chat-10k", questions=4, score=0.9), False),
        (Interview(at=9, kind="design", seed="off-polling", questions=5, score=0.9), False),
    ],
)
def test_a_round_is_done_when_it_was_held_to_its_end(
    learner: Path, held: Interview, done: bool
) -> None:
    task = _task("design", keys=("chat-10k",))
    with Store(learner) as store:
        store.keep_interview(held)
        study = Study(store, find.course(), load_deck(find.course()))
        assert preparation.was_done(study, task, 9) is done
        assert not preparation.was_done(study, _task("mock"), 0), "a round is not a mock"


def test_a_red_topic_offers_an_exercise_until_it_is_mended(learner: Path) -> None:
    with Store(learner) as store:
        study = Study(store, find.course(), load_deck(find.course()))
        code = next(one for one in study.deck.tasks if one.id == "exercise:closes")
        red = readiness([code], {}, 0.0, lesson=code.lesson, topic=code.topic)
        [(key, offered)] = preparation._exercises(study, [red])
        assert (key, offered.run[0]) == (f"7/{code.topic}", "practice")
        task = _task("practise", keys=(offered.key,))
        assert not preparation.was_done(study, task, 0)
        store.review(Review(card=offered.key, at=9, mode="practice", grade=3, correct=True))
        assert preparation.was_done(study, task, 9)
        study = Study(store, find.course(), load_deck(find.course()))
        assert offered.key in {card.id for card in study.deck.shown(study.memories)}
        assert all(next_.key != offered.key for _, next_ in preparation._exercises(study, [red]))


def test_every_task_has_a_way_to_be_done() -> None:
    assert tuple(sorted(preparation.DONE)) == tuple(sorted(ORDER))


def test_a_scene_is_watched_when_its_end_was_seen(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    lesson = find.lesson("7")
    page = next(page for page in lesson.pages if page.scene and page.scene.name == "three_tabs")
    page_ended(lesson, page.number)  # nothing is prepared: nothing is kept
    prepare.run(by="friday", minutes=45.0)
    kept = preparation_file.load()
    assert kept is not None
    watch = _task("watch", "lesson", "7", keys=("scene 7/three_tabs",))
    monkeypatch.setattr(child_tutor, "run_tutor", lambda *_: 0)
    prepare._go(find.course(), kept, Schedule(days=((watch,),)))
    assert "It was not finished" in capsys.readouterr().out
    again = preparation_file.load()
    assert again is not None
    assert again.done == ()

    def seen(*_: str) -> int:
        for number in (1, page.number, page.number):
            page_ended(lesson, number)
        return 0

    monkeypatch.setattr(child_tutor, "run_tutor", seen)
    prepare._go(find.course(), again, Schedule(days=((watch,),)))
    assert "It was not finished" not in capsys.readouterr().out
    after = preparation_file.load()
    assert after is not None
    assert set(after.done) == {"scene 7/three_tabs"}


@pytest.mark.parametrize(("typed", "left"), [("", False), ("n", True), (None, True)])
def test_a_sheet_is_done_when_its_reader_says_so(
    typed: str | None, left: bool, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    def ask(_: str) -> str:
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr(child_tutor, "run_tutor", lambda *_: 0)
    monkeypatch.setattr(gate, "ask", ask)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    prepare.run(by="friday", minutes=45.0)
    kept = preparation_file.load()
    assert kept is not None
    prepare._go(find.course(), kept, Schedule(days=((_task("sheet", keys=("sheet",)),),)))
    after = preparation_file.load()
    assert after is not None
    assert (after.done == (), "stays in the plan" in capsys.readouterr().out) == (left, left)


def test_what_does_not_fit_is_refused() -> None:
    for wrong in ({"by": "someday"}, {"role": "boss"}):
        with pytest.raises(UsageError):
            prepare.run(**wrong)  # type: ignore[arg-type]
    assert preparation_file.load() is None


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
    assert preparation_file.load() is None


def test_a_days_minutes_are_used_once(learner: Path) -> None:
    with Store(learner) as store:
        study = Study(store, find.course(), load_deck(find.course()))
        kept = preparation.begin(study, by=MONDAY + 1, minutes=20.0)
        first = preparation.schedule(study, kept).days[0]
        left = preparation.schedule(
            study, preparation_file.done(kept, first[-1], first[-1].minutes)
        ).days[0]
    assert sum(task.minutes for task in (*left, first[-1])) <= 20
