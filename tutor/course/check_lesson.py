"""Finds everything that an author has to put right in a lesson, without running it.

`load.py` reports what keeps a lesson from playing; this module reports what a reader stumbles over:
patterns that mean nothing, names that do not exist, prose that does not fit beside the pictures.
It reads scripts and the demo project with `ast` and never imports them.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tutor import files
from tutor.core.match import Pattern, PatternError, Query
from tutor.course import minutes, routes
from tutor.course.claims import CLAIM_ID
from tutor.course.inside import is_scene_name, trace
from tutor.course.listings import Listing, listings, strange_line
from tutor.course.load import markdown, read_lesson, scene_titles
from tutor.course.model import (
    LETTERS,
    Course,
    Lesson,
    Outline,
    Page,
    Predict,
    Prose,
    Scene,
    Source,
)
from tutor.course.problems import Problem, problem

MOST_WORDS: Final = 125  # of prose before a scene: what stands beside the pictures at 120x40
MOST_BEATS: Final = 14
_PATH: Final = re.compile(r"(?:demo_project|labs|tutor)/[\w/.]+")
_LISTED: Final = re.compile(r"(?:demo_project|labs)/[\w/.-]+")
_KEY: Final = re.compile(r"\b[Kk]ey `[a-zA-Z]`")
_NUMBERED: Final = re.compile(r"\d+[.)] ")
_DOTTED: Final = re.compile(r"(demo_project(?:\.\w+)+|[A-Z]\w+\.\w+)(?:\(\))?")


def check_course(course: Course, root: Path) -> list[Problem]:
    """The problems of all lessons that are written; `root` holds the demo project."""
    written = [outline for outline in course.outlines if outline.folder is not None]
    read = [read_lesson(outline) for outline in written]
    found = [p for lesson, problems in read for p in _check(lesson, problems, root)]
    lessons = [lesson for lesson, _ in read]
    uses = [(p.id, p.source) for lesson in lessons for s in lesson.scenes for p in s.predictions]
    by_number = {lesson.number: lesson for lesson in lessons}
    return sorted({*found, *_twice(uses, "prediction"), *_check_routes(course, by_number)})


def _check_routes(course: Course, lessons: Mapping[int, Lesson]) -> Iterator[Problem]:
    """A path leads to what is there, and takes no longer than it says."""
    file = course.folder / "course.toml"
    for route in course.routes:
        for wanted in routes.unknown(route, lessons):
            message = f"the path {route.name} leads to {wanted!r}, which is not there"
            yield Problem(file=file, line=1, message=message, hint="as 11, or 4/layer_by_layer")
        time = routes.total(routes.stops(route, lessons))
        if route.minutes and time > route.minutes:
            message = f"the path {route.name} takes {time:.1f} minutes, more than {route.minutes}"
            yield Problem(file=file, line=1, message=message, hint="leave out a scene")


def check_lesson(outline: Outline, root: Path) -> list[Problem]:
    """All problems of one lesson, in the order of its files and lines."""
    return _check(*read_lesson(outline), root)


def _check(lesson: Lesson, problems: list[Problem], root: Path) -> list[Problem]:
    found = [*problems, *_check_names(lesson), *_check_parts(lesson)]
    for page in lesson.pages:
        found += _check_prose(page, root)
        if page.scene is not None:
            found += _check_scene(page.scene, lesson.folder)
    return sorted(set(found))


def _check_parts(lesson: Lesson) -> Iterator[Problem]:
    """A quarter of an hour, then there is a place to rest."""
    for part in minutes.parts(lesson):
        if part.minutes > minutes.MOST:
            message = f"pages {part.first} to {part.last} take {part.minutes:.1f} minutes in one go"
            hint = f"at most {minutes.MOST:g}: a heading `# Title` between two pages begins a part"
            yield problem(lesson.pages[part.first - 1].source, message, hint)


def _check_names(lesson: Lesson) -> Iterator[Problem]:
    scenes = [(scene.name, scene.source) for scene in lesson.scenes]
    yield from _twice(scenes, "scene")
    yield from _twice(
        [(p.id, p.source) for s in lesson.scenes for p in s.predictions], "prediction"
    )
    script = lesson.folder / "scenes.py"
    titles = scene_titles(lesson.folder)
    for name, source in scenes:
        if name not in titles:
            yield problem(source, f"{script.name} has no `async def {name}(stage)`", "write it")
    for name in titles.keys() - {name for name, _ in scenes}:
        if not name.startswith("_"):
            yield Problem(file=script, line=1, message=f"no page plays the scene {name}")


def _twice(uses: list[tuple[str, Source]], what: str) -> Iterator[Problem]:
    counts = Counter(name for name, _ in uses)
    for name, source in uses:
        if counts[name] > 1:
            yield problem(source, f"{counts[name]} {what}s are called {name}", "ids are unique")


# ── a scene ─────────────────────────────────────────────────────────────────────────────────


def _check_scene(scene: Scene, folder: Path) -> Iterator[Problem]:
    yield from _check_beats(scene)
    yield from _parses(Pattern, scene.zero, scene.source)
    yield from _parses(Pattern, scene.finish, scene.source)
    for prediction in scene.predictions:
        yield from _parses(Query, prediction.answer, prediction.source)
        yield from _parses(Pattern, prediction.before, prediction.source)
        yield from _parses(Pattern, prediction.verdict, prediction.source)
        yield from _check_choices(prediction)
    for claim in scene.claims:
        yield from _parses(Query, claim.proof, claim.source)
        if claim.id and not CLAIM_ID.fullmatch(claim.id):
            yield problem(claim.source, f"{claim.id!r} is not the id of a claim", "like C07-14")
    if is_scene_name(scene.name) and not trace(folder, scene.name).is_file():
        hint = f"tutor dev record {folder.name[:2].lstrip('0')} {scene.name}"
        yield problem(scene.source, f"the scene {scene.name} has no recording", hint)


def _check_choices(prediction: Predict) -> Iterator[Problem]:
    """A choice is picked by its letter, so that no text may be taken for another one's."""
    labels = [choice.label for choice in prediction.choices]
    for label in (label for label, count in Counter(labels).items() if count > 1):
        yield problem(prediction.source, f"two choices are called {label!r}")
    if len(labels) > len(LETTERS):
        hint = f"they are picked by the letters {LETTERS[0]} to {LETTERS[-1]}"
        yield problem(prediction.source, f"{len(labels)} choices are more than 4", hint)
    letters = LETTERS[: len(labels)]
    for own, label in zip(letters, labels, strict=False):
        text = label.strip().casefold()
        if len(text) == 1 and text in letters and text != own:
            hint = "say it in another way, or move it to the place of this letter"
            message = f"the choice {label!r} reads as the letter of another choice"
            yield problem(prediction.source, message, hint)


def _check_beats(scene: Scene) -> Iterator[Problem]:
    if not scene.beats:
        yield problem(scene.source, f"the scene {scene.name} has no beats")
    if len(scene.beats) > MOST_BEATS:
        message = f"{len(scene.beats)} beats are more than {MOST_BEATS}"
        yield problem(scene.source, message, "tell less, or make two scenes of it")
    for beat in scene.beats:
        yield from _parses(Pattern, beat.pattern, beat.source)
        if _NUMBERED.match(beat.text):
            hint = "begin with a word: Markdown makes a numbered list of it"
            yield problem(beat.source, f"the beat begins with {beat.text.split()[0]!r}", hint)


def _keys(text: str, source: Source) -> Iterator[Problem]:
    """A picture is turned to by the stage, not by the reader: the stage does as a beat says."""
    for found in _KEY.findall(text):
        hint = "a beat turns to a view with a line `look: VIEW`"
        yield problem(source, f"the text sends the reader to the {found}", hint)


def _parses(grammar: type[Pattern] | type[Query], text: str, source: Source) -> Iterator[Problem]:
    if not text:
        return  # it is optional, or the loader has said so
    try:
        grammar.parse(text)
    except PatternError as error:
        yield problem(source, str(error))


# ── prose ───────────────────────────────────────────────────────────────────────────────────


def _check_prose(page: Page, root: Path) -> Iterator[Problem]:
    words = sum(len(text.text.split()) for text in page.before)
    if page.scene is not None and words > MOST_WORDS:
        message = f"{words} words before the scene are more than {MOST_WORDS}"
        yield problem(page.source, message, "what is not needed to watch it comes after")
    blocks = [*page.before, *page.after]
    if page.scene is not None:
        blocks += [Prose(text=beat.text, source=beat.source) for beat in page.scene.beats]
        blocks += [Prose(text=claim.text, source=claim.source) for claim in page.scene.claims]
    lesson = page.source.file.parent
    for block in blocks:
        yield from _keys(block.text, block.source)
        for code in _inline_code(block.text):
            if missing := _missing(code, root, lesson):
                yield problem(block.source, f"`{code}`: {missing}", "name what is there")
        for listing in listings(block.text):
            if wrong := _wrong(listing, root, lesson):
                yield problem(block.source, f"a listing of {wrong}", "copy the lines from the file")


def _wrong(listing: Listing, root: Path, lesson: Path) -> str:
    """What is wrong with code that a page prints; "" when its file has these lines."""
    if not listing.path:
        return f"{listing.language} names no file: ```{listing.language} labs/name.py"
    base = lesson if listing.path.startswith("labs/") else root
    file = base / listing.path
    if not _LISTED.fullmatch(listing.path) or ".." in listing.path:
        return f"{listing.path!r}, which is not a file of the lesson or the demo project"
    if not file.is_file():
        return f"{listing.path}, and there is no such file"
    line = strange_line(listing, file.read_text(encoding="utf-8"))
    return "" if line is None else f"{listing.path} has a line that is not there: {line.strip()!r}"


def _inline_code(text: str) -> Iterator[str]:
    for token in markdown().parse(text):
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def _missing(code: str, root: Path, lesson: Path) -> str:
    """What is wrong with a name in backticks; "" when it exists or is none of ours."""
    if _PATH.fullmatch(code):
        if ".." in code:
            return "it leads out of its folder"
        base = lesson if code.startswith("labs/") else root
        return "" if (base / code).exists() else "there is no such file"
    if not (match := _DOTTED.fullmatch(code)):
        return ""
    owner, _, name = match[1].rpartition(".")
    if owner.startswith("demo_project"):
        return "" if _is_module(root, match[1]) else _not_in_module(root, owner, name)
    classes = _classes(root / "demo_project")
    if owner in classes and name not in classes[owner]:
        return f"{owner} has no {name}"
    return ""


def _is_module(root: Path, dotted: str) -> bool:
    path = root.joinpath(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _not_in_module(root: Path, module: str, name: str) -> str:
    file = root.joinpath(*module.split(".")).with_suffix(".py")
    if not file.is_file():
        return f"there is no module {module}"
    return "" if name in _defined(_parse(file).body) else f"{module} has no {name}"


def _classes(folder: Path) -> dict[str, set[str]]:
    """Every class of the project, with the names in its body and in those of its own bases."""
    nodes = {
        node.name: node
        for file in sorted(folder.rglob("*.py"))
        for node in _parse(file).body
        if isinstance(node, ast.ClassDef)
    }
    own = {name: _defined(node.body) for name, node in nodes.items()}
    return {name: names.union(*_inherited(nodes, own, name)) for name, names in own.items()}


def _inherited(
    nodes: dict[str, ast.ClassDef], own: dict[str, set[str]], name: str
) -> Iterator[set[str]]:
    for base in nodes[name].bases:
        if isinstance(base, ast.Name) and base.id in nodes:
            yield own[base.id]
            yield from _inherited(nodes, own, base.id)


def _defined(body: list[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _parse(file: Path) -> ast.Module:
    return ast.parse(files.text(file))
