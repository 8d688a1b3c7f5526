"""An exercise comes back with other names: by tokens, and nothing read beside it has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.making import TOML, written
from tutor.practice.exercise import Again, Exercise
from tutor.practice.other_names import edited, faults, renamed
from tutor.practice.read_exercises import read_exercises

CODE = """\
class Room(Consumer):
    def room_said(self, event):
        rooms = {"type": "room.said", 'room': "room"}  # a comment
        self.rooms = f"{rooms} room"
"""
START = "def receive(text):\n    notes = text\n"
GOOD = "def receive(text):\n    notes = text\n    deliver(notes)\n"


def test_names_and_whole_texts_are_others_and_parts_of_them_are_not() -> None:
    names = {"Room": "Hall", "room_said": "hallway_told", "self": "me"}
    texts = {"room.said": "hallway.told", "room": "hallway"}
    assert renamed(CODE, Again(names=names, texts=texts)) == (
        "class Hall(Consumer):\n"
        "    def hallway_told(me, event):\n"
        """        rooms = {"type": "hallway.told", 'hallway': "hallway"}  # a comment\n"""
        '        me.rooms = f"{rooms} room"\n'
    )


def test_what_is_no_program_or_has_a_text_of_several_lines_cannot_be_renamed() -> None:
    with pytest.raises(ValueError, match="cannot be read as Python"):
        renamed('x = """', Again(names={"x": "y"}))
    with pytest.raises(ValueError, match="a text of several lines"):
        renamed('x = """a\nb"""\n', Again(texts={"a\nb": "c"}))


def made(tmp_path: Path, again: str, toml: str = TOML, **files: str) -> Exercise:
    given = {"start__app": START, "good__app": GOOD, **files}
    written(tmp_path, toml=f"{toml}\n{again}", **given)
    [(one, _)], problems = read_exercises(tmp_path, 1)
    assert problems == []
    return one


def test_the_edited_file_has_several_states(tmp_path: Path) -> None:
    own = ["start/app.py", "good/app.py", "wrong/one.py", "wrong/two.py", "wrong/three.py"]
    assert sorted(edited(made(tmp_path, ""))) == sorted(own)
    assert list(faults(made(tmp_path, ""))) == []


@pytest.mark.parametrize(
    ("again", "files", "says"),
    [
        ('names = {notes = "letters"}', {}, ""),
        ('names = {letters = "x1"}', {}, "the starter has no name letters"),
        ('names = {notes = "class"}', {}, "class cannot be a name of an author's"),
        ('names = {notes = "text"}', {}, "the starter has a name text already"),
        ('names = {notes = "a1", receive = "a1"}', {}, "two names become one"),
        ('texts = {"no.such" = "x"}', {}, "the starter has no text 'no.such'"),
        (
            'names = {notes = "letters"}',
            {"scenes": "async def echo(stage):\n    notes = 1\n"},
            "notes has another name later, and stands in scenes.py",
        ),
        (
            'names = {notes = "letters"}',
            {"wrong__one": "def receive(text):  # notes\n    pass\n"},
            "wrong/one.py: notes stands in a comment or an f-string",
        ),
        (
            'names = {notes = "letters"}',
            {"wrong__one": 'def receive(text):\n    """The notes."""\n'},
            "wrong/one.py: notes stands in a comment or an f-string",
        ),
        (
            'names = {notes = "letters"}',
            {"wrong__one": 'def receive(text):\n    return f"{notes}"\n'},
            "wrong/one.py: notes stands in a comment or an f-string",
        ),
        ('names = {notes = "letters"}', {"wrong__one": 'x = """'}, ""),
    ],
)
def test_what_an_author_has_to_put_right(
    tmp_path: Path, again: str, files: dict[str, str], says: str
) -> None:
    told = [message for message, _ in faults(made(tmp_path, f"[again]\n{again}", **files))]
    assert told == ([says] if says else [])


def test_a_file_that_is_not_there_has_no_names(tmp_path: Path) -> None:
    one = made(tmp_path, '[again]\nnames = {notes = "letters"}')
    (one.folder / "start/app.py").unlink()
    assert [message for message, _ in faults(one)] == ["the starter has no name notes"]
