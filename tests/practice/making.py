"""Exercises for tests: a folder as an author writes it, and one that is only data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tutor.practice.exercise import Diagnosis, Exercise, Fact, Wrong

TOML = """\
format = 1
kind = "mend"
title = "Nothing comes back"
minutes = 5
topic = "Echoes"
edit = "app.py"
par = 1
symptom = "A word goes out, and nothing comes back."
nudge = "What is done with it?"
where = "app.py:2"
why = "It was sent nowhere."

[[fact]]
says = "Ann hears Hello"
holds = 'any client.received name=ann text=Hello'

[[diagnosis]]
id = "mute"
when = 'none app.sent'
says = "Nothing was sent."

[[wrong]]
file = "wrong/one.py"
diagnosis = "mute"

[[wrong]]
file = "wrong/two.py"
diagnosis = "mute"

[[wrong]]
file = "wrong/three.py"
diagnosis = "mute"
"""
FILES = {
    "start/app.py": "def receive(text):\n    pass\n",
    "good/app.py": "def receive(text):\n    deliver(text)\n",
    "wrong/one.py": "def receive(text):\n    return text\n",
    "wrong/two.py": "def receive(text):\n    print(text)\n",
    "wrong/three.py": "def receive(text):\n    yield text\n",
    "scenes.py": "async def echo(stage):\n    pass\n",
}


def written(lesson: Path, name: str = "echo", toml: str = TOML, **files: str) -> Path:
    """The folder of an exercise in a lesson's folder."""
    folder = lesson / "exercises" / name
    texts = {**FILES, **{key.replace("__", "/") + ".py": text for key, text in files.items()}}
    for path, text in {**texts, "exercise.toml": toml}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def exercise(**more: Any) -> Exercise:
    """One that is never run."""
    given: dict[str, Any] = {
        "name": "echo",
        "lesson": 1,
        "folder": Path("nowhere"),
        "kind": "mend",
        "title": "Nothing comes back",
        "minutes": 5,
        "topic": "Echoes",
        "edit": "app.py",
        "par": 1,
        "symptom": "Nothing comes back.",
        "nudge": "What is done with it?",
        "why": "It was sent nowhere.",
        "facts": (Fact(says="Ann hears Hello", holds="any client.received name=ann text=Hello"),),
        "diagnoses": (Diagnosis(id="mute", when="none app.sent", says="Nothing was sent."),),
        "wrongs": (Wrong(file="wrong/one.py", diagnosis="mute"),),
    }
    return Exercise(**{**given, **more})
