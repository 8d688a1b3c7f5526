"""What is wrong with an exercise as it is written, before any of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.practice.making import TOML, written
from tutor.practice.check_exercise import changed_lines, check_exercise, unreadable
from tutor.practice.read_exercises import read_exercises


def found(lesson: Path, rules: tuple[str, ...] = ("loop",)) -> Iterator[str]:
    exercises, problems = read_exercises(lesson, 1)
    assert problems == []
    for exercise, source in exercises:
        known: Any = {"topics": {"Echoes"}, "pages": {"A page"}, "rules": rules}
        yield from (one.message for one in check_exercise(exercise, source, **known))


def test_a_whole_exercise_has_no_problem(tmp_path: Path) -> None:
    written(tmp_path)
    assert list(found(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "Nothing comes back"', 'title = ""', "title is empty"),
        ('topic = "Echoes"', 'topic = "Groups"', "there is no topic Groups on the lesson's cards"),
        ("format = 1", 'format = 1\npage = "Other"', "there is no page Other in the lesson"),
        ('where = "app.py:2"', "", "the second hint leads to no line of the learner's"),
        ('where = "app.py:2"', 'where = "app.py:9"', "the starter has no line app.py:9"),
        ('where = "app.py:2"', 'where = "other.py:1"', "the starter has no line other.py:1"),
        (
            "any client.received name=ann text=Hello",
            "count client.received name=ann text=Hello == 1",
            "'Ann hears Hello' does not say that it has to be so once",
        ),
        ("minutes = 5", "minutes = 0", "minutes and par are more than 0"),
        ('edit = "app.py"', 'edit = "other.py"', "there is no start/other.py"),
        ('edit = "app.py"', 'edit = "../app.py"', "edit is '../app.py'"),
        ("wrong/two.py", "wrong/four.py", "there is no wrong/four.py"),
        ("any client.received", "any client.recieved", "expected a kind of event"),
        ("none app.sent", "none app.sent x", "expected a comparison"),
        ("Nothing was sent.", "{count nothing}", "expected a kind of event"),
        ('id = "mute"', 'id = "mute"\nshow = "nothing"', "expected a kind of event"),
        ('id = "mute"', 'id = "mute"\ncode = "("', "echo: code is no regular expression"),
        ('id = "mute"', 'id = "loop"', "loop is the name of a general rule"),
        ('diagnosis = "mute"\n', 'diagnosis = "mote"\n', "there is no diagnosis mote"),
        ("What is done with it?", "Try deliver", "nudge gives the answer away: deliver"),
        ('diagnosis = "mute"\n', 'diagnosis = "stopped"\n', "wrong/one.py: says is empty"),
    ],
)
def test_what_an_author_has_to_put_right(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in TOML
    written(tmp_path, toml=TOML.replace(old, new))
    assert any(says in message for message in found(tmp_path)), list(found(tmp_path))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"scenes": "async def other(stage):\n    pass\n"}, "scenes.py lacks its scene"),
        ({"scenes": "async def"}, "scenes.py lacks its scene"),
        ({"good__more": "x = 1\n"}, "good has more.py, which the learner is not given"),
        ({"good__app": "def receive(text):\n    pass\n"}, "does not differ from the starter"),
        ({"good__app": "a = 1\nb = 2\n"}, "the solution changes 2 lines, and par is 1"),
        ({"wrong__four": "x = 1\n"}, "wrong/four.py is not named"),
        ({"wrong__one": "def receive(text):\n    pass\n"}, "wrong/one.py is the starter"),
        ({"wrong__one": "def receive(text):\n    deliver(text)\n"}, "wrong/one.py is the solution"),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, files: dict[str, str], says: str) -> None:
    written(tmp_path, **files)
    assert any(says in message for message in found(tmp_path)), list(found(tmp_path))


@pytest.mark.parametrize(
    "place", ["notes.txt", "start/app.py~", "start/.app.py.swp", "wrong/old/one.py", "other/app.py"]
)
def test_a_file_that_is_no_part_of_an_exercise_is_named(tmp_path: Path, place: str) -> None:
    file = written(tmp_path) / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("x = 1\n")
    assert list(found(tmp_path)) == [f"echo: {place} is no part of an exercise"]


def test_an_exercise_without_a_script_has_no_scene(tmp_path: Path) -> None:
    (written(tmp_path) / "scenes.py").unlink()
    assert [message.partition(": ")[2] for message in found(tmp_path)] == [
        "scenes.py lacks its scene"
    ]


def test_few_wrong_mends_no_fact_and_two_diagnoses_of_a_name(tmp_path: Path) -> None:
    head = TOML.partition("[[fact]]")[0]
    twice = '[[diagnosis]]\nid = "a"\nwhen = "none app.sent"\nsays = "x"\n' * 2
    folder = written(tmp_path, toml=head + twice)
    for file in (folder / "wrong").iterdir():
        file.unlink()
    assert [message.partition(": ")[2] for message in found(tmp_path)] == [
        "0 wrong mends are too few",
        "nothing has to be true",
        "two diagnoses are called a",
    ]


def test_what_is_to_be_written_may_be_named_in_plain_words(tmp_path: Path) -> None:
    toml = TOML.replace('"mend"', '"write"').replace("What is done with it?", "deliver deliver_it")
    written(tmp_path, toml=toml, good__app="def receive(text):\n    deliver.deliver_it(text)\n")
    assert [message.partition(": ")[2] for message in found(tmp_path)] == [
        "nudge gives the answer away: deliver_it"
    ]


def test_a_program_that_cannot_be_read_gives_nothing_away(tmp_path: Path) -> None:
    written(tmp_path, good__app='x = """')
    assert all("gives the answer away" not in message for message in found(tmp_path))


def test_of_a_replaced_piece_the_longer_side_counts() -> None:
    assert changed_lines(["a", "b", "c"], ["a", "x", "y", "c", "d"]) == 3


def test_a_query_that_cannot_be_read_has_its_line(tmp_path: Path) -> None:
    folder = written(tmp_path, toml=TOML.replace("Nothing was sent.", "{not a query}"))
    [(one, source)], _ = read_exercises(tmp_path, 1)
    [found] = unreadable(one, source)
    assert (found.file, found.line) == (folder / "exercise.toml", 20)
