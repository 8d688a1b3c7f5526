"""Tiny lessons for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tutor.course.model import Beat, Choice, Claim, Lesson, Page, Predict, Prose, Scene, Source

SOURCE = Source(file=Path("lesson.md"), line=1)


def beat(pattern: str, text: str, **more: Any) -> Beat:
    return Beat(pattern=pattern, text=text, source=SOURCE, **more)


def predict(**fields: Any) -> Predict:
    whole = {
        "id": "tabs",
        "question": "How many browsers show `Hello`?",
        "answer": "count client.received text~Hello",
        "before": "group.sent",
        "choices": (
            Choice(label="2", why="The sender gets its copy, too."),
            Choice(label="3", why="One for each member."),
        ),
        "source": SOURCE,
        **fields,
    }
    return Predict(**whole)


def claim(**fields: Any) -> Claim:
    whole = {"id": "C07-15", "verdict": "nuance", "proof": "", "text": "Also the sender.", **fields}
    return Claim(**whole, source=SOURCE)


def prose(text: str) -> Prose:
    return Prose(text=text, source=SOURCE)


def scene(**fields: Any) -> Scene:
    whole = {
        "name": "three_tabs",
        "title": "Three tabs, one room.",
        "beats": (),
        "predictions": (),
        "claims": (),
        **fields,
    }
    return Scene(**whole, source=SOURCE)


def lesson(*scenes: Scene) -> Lesson:
    """A page of prose, then one page for each scene."""
    pages = [
        Page(
            number=1,
            title="Before",
            before=(prose("Read this."),),
            scene=None,
            after=(),
            source=SOURCE,
        )
    ]
    for number, one in enumerate(scenes, start=2):
        pages.append(
            Page(
                number=number,
                title=f"Page of {one.name}",
                before=(prose("Look."),),
                scene=one,
                after=(prose("That was it."),),
                source=SOURCE,
            )
        )
    return Lesson(
        number=7,
        slug="07_layers",
        title="Layers",
        summary="How messages travel.",
        pages=tuple(pages),
        folder=Path("lessons/07_layers"),
    )
