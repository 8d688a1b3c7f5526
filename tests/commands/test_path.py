"""`tutor path`, and home's offers: what to watch in the time that there is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tutor.commands import home, path, reset
from tutor.commands.lesson import resume
from tutor.errors import UsageError
from tutor.learner.store import Position, Store
from tutor.library import chosen_route, find

Out = pytest.CaptureFixture[str]
MONDAY = date(2026, 11, 30).toordinal()


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    monkeypatch.setattr(chosen_route, "today", lambda: MONDAY)
    return tmp_path


def test_the_paths_are_listed_with_their_scenes_and_minutes(capsys: Out) -> None:
    path.run(None)
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "20 minutes: 3 scenes, 17 min"
    assert shown[2].split("  ")[-1] == "lesson 1: One minute, the whole stack"
    assert [line for line in shown if line.startswith("interview: spread over days, ")]
    assert shown[-1] == "`tutor path NAME` chooses one."


def test_a_path_is_chosen_by_its_name_and_next_follows_it(capsys: Out) -> None:
    path.run("20-minutes")
    shown = capsys.readouterr().out
    assert "20 minutes: 3 scenes, 17 min" in shown
    assert "interview" not in shown
    assert shown.splitlines()[-1] == (
        "`tutor next` goes on: 20 minutes, 1 of 3: One minute, the whole stack."
    )
    path.run("everything")
    assert capsys.readouterr().out.splitlines()[-1] == "`tutor next` begins: 1 Introduction."


def test_an_interview_needs_its_day_and_is_told_day_by_day(capsys: Out) -> None:
    path.run("interview", by="thursday")
    shown = capsys.readouterr().out
    assert "interview on Thursday: 3 days × " in shown
    for day in ("today: lesson 11, pages 1 to ", "Tuesday: ", "Wednesday: "):
        assert day in shown
    assert "20 cards\n" in shown
    assert "a mock interview" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("name", "by"), [("interview", ""), ("20-minutes", "friday"), (None, "friday"), ("gone", "")]
)
def test_what_does_not_fit_is_refused(name: str | None, by: str) -> None:
    with pytest.raises(UsageError):
        path.run(name, by=by)
    assert chosen_route.load() is None


def test_the_paths_as_json(capsys: Out) -> None:
    path.run("interview", by="2026-12-02", as_json=True)
    twenty, interview = json.loads(capsys.readouterr().out)
    assert (twenty["name"], twenty["chosen"], twenty["minutes"]) == ("20-minutes", False, 17)
    assert [stop["minutes"] for stop in twenty["stops"]] == [6, 6, 5]
    assert (interview["chosen"], interview["title"]) == (True, "interview on Wednesday")


def test_next_goes_on_along_the_path_and_says_what_follows(capsys: Out) -> None:
    path.run("20-minutes")
    taken = chosen_route.way(find.course())
    assert taken is not None
    for stop in taken.stops[:2]:
        chosen_route.mark(find.lesson(stop.slug), stop.page)
    capsys.readouterr()
    resume(plain=True)
    shown = capsys.readouterr().out
    assert "Page 3 of " in shown
    assert "Page 4 of " not in shown
    assert shown.splitlines()[-1] == "`tutor next` begins: 1 Introduction."
    assert chosen_route.way(find.course()) is None, "it was the last one"


def test_who_forgets_everything_forgets_the_path(learner: Path, capsys: Out) -> None:
    path.run("20-minutes")
    with Store(learner) as store:
        store.save(Position(lesson="01_introduction", page=2, pages=1), at=1.0)
    reset.run("1", everything=False, yes=True)
    assert chosen_route.load() is not None
    with Store(learner) as store:
        store.save(Position(lesson="01_introduction", page=2, pages=1), at=1.0)
    reset.run(None, everything=True, yes=True)
    assert chosen_route.load() is None


# ── home ────────────────────────────────────────────────────────────────────────────────────


def test_home_offers_the_paths_and_everything(capsys: Out) -> None:
    home.show()
    shown = capsys.readouterr().out.splitlines()
    asked = shown.index("How much time have you got?")
    told = [" ".join(line.split()) for line in shown[asked + 1 : asked + 4]]
    assert told[0] == "20 minutes 3 scenes, 17 min"
    assert told[2].startswith("everything 11 lessons, ")
    assert [line for line in shown if line.startswith("tutor path ")]


def test_home_as_json(capsys: Out) -> None:
    path.run("20-minutes")
    capsys.readouterr()
    home.show(as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [one["chosen"] for one in told["paths"]] == [True, False, False]
    assert told["next"] == {
        "lesson": 1,
        "place": "20 minutes, 1 of 3: One minute, the whole stack",
    }
    first = told["lessons"][0]
    assert (first["lesson"], first["state"], first["pages"], first["of"]) == (1, "new", 0, 6)
    assert 10 < first["minutes"] < 30


def test_home_chooses_a_path_and_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, called = iter(["path b 2026-12-03", "path e", ""]), []
    monkeypatch.setattr(home, "wants_plain", lambda: False)
    monkeypatch.setattr(
        "tutor.tui.home_screen.choose", lambda _, *, cursor, ascii: (next(asked), cursor)
    )

    def run(*words: str) -> int:
        called.append((words, chosen_route.load()))
        return 0

    monkeypatch.setattr("tutor.runtime.processes.child_tutor.run_tutor", run)
    with pytest.raises(SystemExit):
        home.show()
    chosen = chosen_route.Chosen(name="interview", by=MONDAY + 3)
    assert called == [(("next",), chosen), (("next",), None)]


def test_the_minutes_of_a_path_at_home_are_the_sum_of_those_of_its_scenes(capsys: Out) -> None:
    home.show(as_json=True)
    twenty, _, everything = json.loads(capsys.readouterr().out)["paths"]
    minutes = [stop["minutes"] for stop in twenty["stops"]]
    assert (twenty["size"], twenty["minutes"]) == (f"3 scenes, {sum(minutes)} min", sum(minutes))
    assert sum(minutes) <= 20
    assert everything["minutes"] == sum(stop["minutes"] for stop in everything["stops"])
