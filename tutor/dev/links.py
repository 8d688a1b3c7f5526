"""Links in a lesson's prose: a file that is linked to is there.

Only relative links are looked up; an address on the web is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from tutor.course.load import markdown
from tutor.course.model import Lesson, Prose, Scene, Source
from tutor.course.problems import Problem, problem


def check_links(lesson: Lesson) -> Iterator[Problem]:
    """Every relative link of the lesson whose file is missing."""
    for text in _texts(lesson):
        for line, target in _targets(text.text):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            if not (lesson.folder / unquote(parts.path)).exists():
                source = Source(file=text.source.file, line=text.source.line + line)
                yield problem(source, f"the link to {target} leads nowhere", "name what is there")


def _texts(lesson: Lesson) -> Iterator[Prose]:
    for page in lesson.pages:
        yield from (*page.before, *page.after)
    for scene in lesson.scenes:
        yield from _scene_texts(scene)


def _scene_texts(scene: Scene) -> Iterator[Prose]:
    for beat in scene.beats:
        yield Prose(text=beat.text, source=beat.source)
    for claim in scene.claims:
        yield Prose(text=claim.text, source=claim.source)
    for prediction in scene.predictions:
        for text in (prediction.question, *(choice.why for choice in prediction.choices)):
            yield Prose(text=text, source=prediction.source)


def _targets(text: str) -> Iterator[tuple[int, str]]:
    """The line (from 0) of the block, and where its links and pictures lead."""
    for token in markdown().parse(text):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield token.map[0] if token.map else 0, str(target)
