"""All cards of a small course: read once, read anew when a file has changed, never in the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tutor.course.load import load_course
from tutor.library import deck
from tutor.library.deck import load_deck, settled
from tutor.quiz.card import Card, Choice

QUIZ = """\
[[card]]
id = "why-echo"
kind = "say"
topic = "Echoes"
question = "Why does it come back?"
"""
SECOND = '[[card]]\nid = "how-often"\nkind = "type"\ntopic = "Echoes"\nquestion = "How often?"\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a course with one prediction and one card of a quiz."""
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "tests/courses/small", tmp_path / "course")
    write(tmp_path / "course", QUIZ)
    return tmp_path / "course"


def write(course: Path, text: str) -> None:
    (course / "01_echo" / "quiz.toml").write_text(text)


def ids(course: Path) -> list[str]:
    return [card.id for card in load_deck(load_course(course)).cards]


def test_deck_has_predictions_and_the_cards_of_the_quiz(course: Path) -> None:
    assert ids(course) == ["echo-once", "why-echo"]


def test_deck_is_read_once(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_deck(load_course(course))
    monkeypatch.setattr(deck, "_cards", lambda _: pytest.fail("read again"))
    assert load_deck(load_course(course)) == before


@pytest.mark.parametrize("name", ["lesson.md", "quiz.toml", "scenes.py"])
def test_deck_is_read_again_when_a_file_has_changed(
    name: str, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids(course)
    monkeypatch.setattr(deck, "_cards", lambda _: iter(()))
    with (course / "01_echo" / name).open("a") as file:
        file.write("\n")
    assert ids(course) == []


@pytest.mark.parametrize("part", ["course", "quiz"])
def test_deck_is_read_again_when_the_tutor_has_changed(
    part: str, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tutor"
    (package / part).mkdir(parents=True)
    monkeypatch.setattr("tutor.__file__", str(package / "__init__.py"))
    (package / part / "a.py").write_text("old")
    ids(course)
    monkeypatch.setattr(deck, "_cards", lambda _: iter(()))
    (package / part / "a.py").write_text("newer")
    assert ids(course) == []


def test_deck_has_what_rounds_show_of_topics(course: Path) -> None:
    ids(course)
    (course / "01_echo/rounds").mkdir()
    stage = '[[stage]]\nkind = "talk"\ntitle = "S"\nminutes = 2\nask = "Why?"\n'
    head = 'kind = "design"\nlevel = "mid"\ntitle = "T"\nprompt = "P"\n'
    file = course / "01_echo/rounds/chat.toml"
    file.write_text(f'{head}{stage}{stage}topic = "1/Echoes"\n')
    (task,) = load_deck(load_course(course)).tasks
    assert (task.id, task.lesson, task.topic) == ("round-chat-2", 1, "Echoes")
    file.write_text("no TOML")
    assert load_deck(load_course(course)).tasks == ()


def test_cache_that_cannot_be_read_is_none(course: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / deck.FILE).write_bytes(b"\xc1 letter")
    assert ids(course) == ids(course) == ["echo-once", "why-echo"]


def test_cache_that_others_may_write_is_not_believed(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids(course)
    (tmp_path / "cache" / deck.FILE).chmod(0o666)
    monkeypatch.setattr(deck, "_cards", lambda _: iter(()))
    assert ids(course) == []


def test_cache_that_cannot_be_written_is_no_obstacle(course: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert ids(course) == ["echo-once", "why-echo"]


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        (f"{QUIZ}kin = 5\n{SECOND}", ["how-often"]),
        (QUIZ + SECOND.replace("type", "riddle"), ["why-echo"]),
        ("[[card]\n", []),
        ("card = 5\n", []),
        (QUIZ.replace("[[card]]", "[card]"), []),
        ("\0\ufffd", []),
    ],
)
def test_faulty_quiz_leaves_what_can_be_read(text: str, readable: list[str], course: Path) -> None:
    write(course, text)
    assert ids(course) == ["echo-once", *readable]


def test_quiz_that_is_no_file_is_none(course: Path) -> None:
    (course / "01_echo" / "quiz.toml").unlink()
    (course / "01_echo" / "quiz.toml").mkdir()
    assert ids(course) == ["echo-once"]


def test_lesson_that_cannot_be_read_leaves_its_quiz(course: Path) -> None:
    (course / "01_echo" / "lesson.md").write_text("no lesson")
    assert ids(course) == ["why-echo"]


def test_two_thousand_kept_cards_cost_the_calls_of_one_and_load_nothing_heavy(
    course: Path,
) -> None:
    """How long they take is a row of `make bench`; here it is counted, as no clock is even."""
    choices = '[[card.choice]]\ntext = "It arrives at most once"\nwhy = "A copy can be lost."\n' * 3
    one = f'{SECOND.replace("type", "choice")}nudge = "Think of a full queue."\n{choices}'
    counted = []
    for many in (1, 2_000):
        write(course, "".join(one.replace("how-often", f"card-{n}") for n in range(many)))
        ids(course)
        code = (
            "import sys; from pathlib import Path; import msgspec\n"
            "from tutor.library.deck import load_deck; from tutor.course.load import load_course\n"
            "course = load_course(Path(sys.argv[1])); load_deck(course); calls = []\n"
            "sys.setprofile(lambda frame, event, what: calls.append(event == 'call'))\n"
            "deck = load_deck(course); sys.setprofile(None)\n"
            "heavy = {'markdown_it', 'fsrs', 'rich', 'textual', 'django', 'asyncio'}\n"
            "print(len(deck.cards), sum(calls), *heavy & set(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(course)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        counted.append([int(number) for number in done.stdout.split()])
    (few, calls), (many, as_many) = counted
    assert (few, many, as_many) == (2, 2_001, calls)


# ── keys ──

CARD: dict[str, Any] = {"id": "a", "lesson": 1, "topic": "Echoes", "question": "How often?"}
HEARD = "count client.received text=Cuckoo"


def key(course: Path, **fields: Any) -> Card | None:
    return settled(Card(**{**CARD, "kind": "type", "scene": "call", **fields}), load_course(course))


def test_recording_of_the_scene_settles_the_card(course: Path) -> None:
    card = key(course, answer=HEARD)
    assert card is not None
    assert (card.model, card.accept) == ("1", ("1",))


def test_scene_of_another_lesson_settles_the_card(course: Path) -> None:
    card = key(course, answer=HEARD, lesson=2, scene="1/call")
    assert card is not None
    assert card.model == "1"


def test_card_with_a_written_key_needs_no_recording(course: Path) -> None:
    card = key(course, model="1", scene="nowhere")
    assert card is not None
    assert card.model == "1"


@pytest.mark.parametrize(
    "fields",
    [
        {"scene": "nowhere"},
        {"scene": "2/call"},
        {"scene": "9/call"},
        {"answer": "value text of client.received text=Heron"},
        {"answer": "how often?"},
        {"kind": "predict", "choices": (Choice(text="7"),)},
    ],
)
def test_card_that_no_run_decides_is_left_out(fields: dict[str, Any], course: Path) -> None:
    assert key(course, **{"answer": HEARD, **fields}) is None


def test_recording_that_is_damaged_leaves_the_card_out(course: Path) -> None:
    (course / "01_echo" / "traces" / "call.jsonl").write_text("no recording")
    assert key(course, answer=HEARD) is None


def test_recording_is_read_once_for_a_sitting(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key(course, answer=HEARD)
    monkeypatch.setattr("tutor.runtime.recording.load", lambda _: pytest.fail("read again"))
    assert key(course, answer=HEARD) == key(course, answer=HEARD)
