"""Home: what is due is what a review would ask, and what another course has is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.pty.screen import Terminal
from tests.quiz.making import answers, card
from tutor.commands import home, lesson
from tutor.course.model import Course
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.library.examiner import Examiner
from tutor.library.going_on import places
from tutor.library.sitting_services import SittingServices
from tutor.library.study import Study
from tutor.quiz.card import Deck
from tutor.quiz.sitting import Next
from tutor.quiz.step import begin
from tutor.tui.home_screen import Home
from tutor.tui.one_panel import ENDED

DAY = 86_400.0


def test_what_is_due_is_what_a_review_would_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [card("choice", id=name, family="same") for name in ("a", "b")]
    course = Course(title="x", outlines=(), folder=tmp_path)
    with Store(tmp_path) as store:
        study = Study(store, course, Deck(tuple(cards)))
        held = Examiner(begin(cards, mode="quiz", lessons={}), SittingServices(study))
        for action in (*answers(held.sitting), Next()):
            held.do(action)
        for action in answers(held.sitting):
            held.do(action)
        later = study.now() + 30 * DAY
        monkeypatch.setattr(Study, "now", lambda _: later)
        [(ready, due)] = home._counts(Study(store, course, Deck(tuple(cards)))).values()
    assert (ready.cards, ready.answered, due) == (2, 2, 1), "the other one waits for tomorrow"


def test_a_place_in_another_course_is_passed_over(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=2), at=1.0)
        store.save(Position(lesson="no_such_lesson", page=3), at=2.0)
        found = places(store, find.course())
    assert [place.lesson for place in found] == ["07_channel_layers_and_groups"]


def test_next_passes_it_over_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=14), at=1.0)  # no scene
        store.save(Position(lesson="no_such_lesson", page=3), at=2.0)
    lesson.resume(plain=True)
    assert "Page 14 of " in capsys.readouterr().out


@pytest.mark.pty
def test_a_review_of_nothing_is_said(tmp_path: Path) -> None:
    with Terminal(TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Channel layers and groups")
        terminal.press("r")
        terminal.wait("Nothing to review today.")
        assert "Channel layers and groups" in terminal.text, "home is still there"


# ── the screen ──────────────────────────────────────────────────────────────────────────────


def shows(
    monkeypatch: pytest.MonkeyPatch, *wishes: str, codes: Mapping[str, int] = MappingProxyType({})
) -> list[tuple[str, int]]:
    """(what home says, row of the cursor) each time it is on the screen, till it is left by `""`.

    `codes`: how the commands that are wished for end, 0 unless it says otherwise.
    """
    shown, asked = [], iter([*wishes, ""])

    def ask(told: Home, *, cursor: int, ascii: bool) -> tuple[str, int]:
        shown.append((told.said, cursor))
        return next(asked), cursor

    monkeypatch.setattr(home, "wants_plain", lambda: False)
    monkeypatch.setattr("tutor.tui.home_screen.choose", ask)
    monkeypatch.setattr(
        "tutor.runtime.processes.child_tutor.run_tutor", lambda *words: codes.get(words[0], 0)
    )
    with pytest.raises(SystemExit) as left:
        home.show()
    assert left.value.code == 0
    return shown


def test_home_says_how_a_command_failed_and_takes_ctrl_c_for_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = {"review": 3, "interview": 130}
    said = [said for said, _ in shows(monkeypatch, "review", "interview", "quiz", codes=codes)]
    assert said == ["", "`tutor review` ended with exit code 3.", "", ""]


def test_home_comes_back_to_the_lesson_that_was_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    shown = shows(monkeypatch, "lesson 3", "quiz", "next")
    assert [cursor for _, cursor in shown] == [0, 2, 2, 0], "`next` may lead elsewhere by then"


def test_home_leaves_with_the_code_that_its_screen_ended_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(home, "wants_plain", lambda: False)
    monkeypatch.setattr("tutor.tui.home_screen.choose", lambda *_, **__: (f"{ENDED}143", 0))
    with pytest.raises(SystemExit) as left:
        home.show()
    assert left.value.code == 143


def test_a_learner_who_has_read_everything_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        for at, outline in enumerate(find.course().outlines):
            store.save(Position(lesson=outline.slug, page=1, pages=999), at=float(at))
    told, row = home._home("")
    assert {(row.state, row.pages) for row in told.rows} == {("read", 1.0)}
    assert (told.onward, told.right, told.said) == (home.ALL_READ, "nothing due today", "")
    assert told.refused == {
        "review": home.NOTHING,
        "next": home.ALL_READ,
        "prepare --go": home.UNPLANNED,
    }
    assert row == len(told.rows) - 1, "the lesson that was read last"


def test_a_learner_in_the_middle_is_led_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        store.save(Position(lesson="03_asgi_and_wsgi", page=4, pages=3), at=1.0)
    told, row = home._home("")
    title = find.lesson("3").pages[3].title
    assert (told.onward, row) == (f"n goes on: 3 ASGI and WSGI, page 4: {title}", 2)
    assert told.refused == {"review": home.NOTHING, "prepare --go": home.UNPLANNED}
    here = told.rows[2]
    assert (here.state.partition(" of")[0], 0 < here.pages < 1) == ("page 4", True)
    assert (here.key, here.cards, here.due) == ("3", 0.0, 0)
    assert re.fullmatch(r"\d+ pages, \d+ cards, \d+ goals", here.size)
