"""`tutor dev new lesson|scene|exercise`: a beginning that runs, and what to do next.

Nothing that is there is overwritten; a lesson's text and script only grow at their ends.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tutor import files
from tutor.core.harmless import is_harmless
from tutor.course.load import load_course, scene_titles
from tutor.course.model import Outline
from tutor.dev.new_exercise import files_of as new_exercise_files
from tutor.errors import Exit, TutorError, UsageError
from tutor.practice.read_exercises import FOLDER as EXERCISES
from tutor.quiz.read import read_cards
from tutor.runtime import paths

NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

COURSE: Final = """\
# The course: every chapter, in order. A chapter whose folder holds no lesson.md is not written yet.
title = "A course"
format = 1
"""
ENTRY: Final = """
[[lesson]]
number = {number}
slug = "{slug}"
title = "{title}"
summary = "What this lesson shows, in a sentence."
"""
LESSON: Final = """\
---
title: {title}
summary: {summary}
chapter: {title}
---

# {title}

## The question

What the reader wonders about, in plain words. Terms are explained where they first appear.
"""
SCENES: Final = '''\
"""The scenes of lesson {number}. Each is played live."""
'''
PAGE: Final = """
## {title}

What there is to watch in `labs/{name}.py`, in a few sentences.

:::: scene {name}

::: beat app.received text=Hello
The frame has reached the consumer.
:::

::: beat client.received text=Hello
And the answer is back.
:::

::::

What it shows.
"""
SCRIPT: Final = '''

async def {name}(stage):
    """{title}."""
    server = await stage.server(app="labs/{name}.py:application")
    ann = await stage.client("ann", "/ws/", server=server)
    await ann.send("Hello")
    await ann.expect("Hello", within=5)
'''
LAB: Final = '''\
"""The small application that the scene {name} serves."""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=text_data)


application = ProtocolTypeRouter({{"websocket": URLRouter([path("ws/", Echo.as_asgi())])}})
'''


def new_lesson(folder: Path, number: int, title: str) -> list[str]:
    """The folder of a lesson with its first page; what to do next."""
    file = folder / "course.toml"
    outline = _outlines(folder).get(number)
    if outline is None:
        if not is_harmless(title):
            raise UsageError(f"A title is one line without control characters, got {title!r}.")
        if not title:
            raise UsageError(f"Lesson {number} is not in {file} yet: what is its title?")
        folder.mkdir(parents=True, exist_ok=True)
        entry = ENTRY.format(number=number, slug=_slug(number, title), title=_quoted(title))
        text = files.text(file).rstrip("\n") + "\n" if file.is_file() else COURSE
        files.write(file, (text + entry).encode())
        outline = _outlines(folder)[number]
    lesson = folder / outline.slug
    named = {"number": number, "title": outline.title, "summary": outline.summary}
    _write({lesson / "lesson.md": LESSON.format(**named)})
    if not (lesson / "scenes.py").exists():
        _write({lesson / "scenes.py": SCENES.format(**named)})
    return [
        f"{lesson / 'lesson.md'}: write what it asks; each `##` opens a page",
        f"tutor dev new scene {number} NAME: add a live run",
        f"tutor lesson {number}: play it",
    ]


def new_scene(folder: Path, number: int, name: str) -> list[str]:
    """A page, a script and a lab that run as they are; what to do next."""
    lesson = _lesson(folder, number)
    title = name.replace("_", " ").capitalize()
    if name in scene_titles(lesson):
        raise UsageError(f"{lesson.name} has a scene {name}.", "Nothing was changed.")
    _write({lesson / "labs" / f"{name}.py": LAB.format(name=name)})
    _grow(lesson / "lesson.md", PAGE.format(name=name, title=title))
    _grow(lesson / "scenes.py", SCRIPT.format(name=name, title=title))
    return [
        f"{lesson / 'scenes.py'}: the clients, and what they send",
        f"{lesson / 'lesson.md'}: what is told at which fact, what is asked, what is claimed",
        f"tutor dev record {number} {name}: run it, and keep the recording",
        "tutor dev check: see what is left",
    ]


def new_exercise(folder: Path, number: int, name: str) -> list[str]:
    """Code with a fault, a mend, three wrong ones and a scene; what to do next."""
    lesson = _lesson(folder, number)
    place = lesson / EXERCISES / name
    if place.exists():
        raise UsageError(f"{place} is there.", "Nothing was changed.")
    topics = [card.topic for card, _ in read_cards(lesson, number)[0]]
    texts = new_exercise_files(name, topics[0] if topics else lesson.name)
    _write({place / file: text for file, text in texts.items()})
    return [
        f"{place / 'start'}: the code with its fault; its mend is in good, others in wrong",
        f"{place / 'scenes.py'}: who connects and says what, so that the fault shows",
        f"{place / 'exercise.toml'}: the symptom, what has to be true, the hints",
        f"tutor dev exercise {name}: prove it; --code FILE --facts shows what a file does",
        f"tutor practice {name}: mend it yourself",
    ]


def main(arguments: Sequence[str], folder: Path | None = None) -> int:
    """`lesson N [TITLE]`, `scene N NAME`, `exercise N NAME`; returns the exit code."""
    what, number, name = arguments
    makers: dict[str, Callable[[Path, int, str], list[str]]] = {
        "lesson": new_lesson,
        "scene": new_scene,
        "exercise": new_exercise,
    }
    try:
        if what != "lesson" and not NAME.fullmatch(name):
            hint = "Lower case letters, digits and _, as three_tabs."
            raise UsageError(f"{what.capitalize()}s cannot be named {name!r}.", hint)
        todo = makers[what](folder or paths.lessons_folder(), int(number), name)
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    print("Next:", *todo, sep="\n  ")
    return Exit.OK


# ── files ───────────────────────────────────────────────────────────────────────────────────


def _outlines(folder: Path) -> dict[int, Outline]:
    if not (folder / "course.toml").is_file():
        return {}
    return {outline.number: outline for outline in load_course(folder).outlines}


def _lesson(folder: Path, number: int) -> Path:
    outline = _outlines(folder).get(number)
    if outline is None or outline.folder is None:
        raise UsageError(
            f"Lesson {number} is not written.", f"`tutor dev new lesson {number}` begins it."
        )
    return outline.folder


def _slug(number: int, title: str) -> str:
    return f"{number:02}_{'_'.join(re.findall(r'[a-z0-9]+', title.lower()))}"


def _quoted(title: str) -> str:
    return title.replace("\\", "\\\\").replace('"', '\\"')


def _write(texts: dict[Path, str]) -> None:
    """New files; none of them when one is there."""
    for file in texts:
        if file.exists():
            raise UsageError(f"{file} is there.", "Nothing was changed.")
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write(file, text.encode())
        print(f"new: {file}")


def _grow(file: Path, text: str) -> None:
    before = files.text(file).rstrip("\n") + "\n" if file.exists() else ""
    files.write(file, (before + text).encode())
    print(f"added to: {file}")
