"""What `tutor play` opens: the demo project, a lab of a lesson, or what a scene has left."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutor.core.naming import close
from tutor.course.model import Outline
from tutor.errors import UsageError, unknown
from tutor.library import find
from tutor.play.read_goals import read_words
from tutor.runtime.paths import project_root

if TYPE_CHECKING:
    from tutor.runtime.stage.open_play import Opening

JOHN: Final = "/ws/chat/user/john@example.com/"
DEMO_LINES: Final = (f"open john {JOHN}", "open admin /ws/chat/admin/john@example.com/")
_PATH: Final = re.compile(r"""\bpath\(r?["']([^"'<]*)["']""")


def opening(name: str) -> Opening:
    """What a name means: "" the demo project, "lobby" or "7/lobby" a lab, "7/three_tabs" a scene.

    Raises `UsageError`: what there is.
    """
    from tutor.runtime.stage.open_play import Opening

    if not name:
        folder = project_root() / "demo_project"
        return Opening(folder=folder, path=JOHN, lines=DEMO_LINES)
    lesson, slash, word = name.partition("/")
    if slash:
        outline = find.written(lesson)
        return _lab(outline, word) or _scene(outline, word)
    found = [outline for outline in _written() if name in labs(outline)]
    if len(found) > 1:
        names = [f"{outline.number}/{name}" for outline in found]
        raise UsageError(f"Several lessons have a lab {name}.", f"Name one: {', '.join(names)}.")
    for outline in found:
        if made := _lab(outline, name):
            return made
    raise _unknown(name)


def _unknown(name: str) -> UsageError:
    """With the nearest labs and scenes; a scene is named with its lesson, which one forgets."""
    scenes = [(scene, each.number) for each in _written() for scene in _scene_names(each)]
    asked = {scene: f"{number}/{scene}" for scene, number in reversed(scenes)}
    asked |= {lab: lab for lab, _ in offered()}
    near = [asked[one] for one in close(name, list(asked))]
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return UsageError(
        f"There is no lab {name}.",
        f"{meant}`tutor play --list` has every lab; a scene is named as 7/three_tabs.",
    )


def offered() -> Iterator[tuple[str, str]]:
    """What may be named, and where it is from: each lab, with its lesson where several have it."""
    places: dict[str, list[Outline]] = {}
    for outline in _written():
        for lab in labs(outline):
            places.setdefault(lab, []).append(outline)
    for lab, outlines in sorted(places.items()):
        for outline in outlines:
            name = lab if len(outlines) == 1 else f"{outline.number}/{lab}"
            yield name, f"lesson {outline.number}, {outline.title}"


def listed() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each lesson that has labs, "7 Channel layers and groups", and its labs: name and purpose."""
    names = [name for name, _ in offered()]
    found = []
    for outline in _written():
        rows = []
        for lab, app in labs(outline).items():
            assert outline.folder is not None, "what has labs has a folder"
            name = lab if lab in names else f"{outline.number}/{lab}"
            rows.append((name, _purpose(outline.folder / app.partition(":")[0])))
        if rows:
            found.append((f"{outline.number} {outline.title}", rows))
    return found


def _purpose(file: Path) -> str:
    """The first paragraph of a file's docstring; "" where it cannot be read."""
    try:
        said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    except (OSError, SyntaxError, ValueError):
        return ""
    return " ".join(said.partition("\n\n")[0].split())


def _scene_names(outline: Outline) -> Iterator[str]:
    """Of the scripts of a lesson, whether or not a page has them."""
    assert outline.folder is not None, "a written lesson has one"
    for function in _functions(outline.folder / "scenes.py"):
        if [each.arg for each in function.args.args] == ["stage"]:
            yield function.name


def _written() -> Iterator[Outline]:
    return (outline for outline in find.course().outlines if outline.folder is not None)


def _lab(outline: Outline, name: str) -> Opening | None:
    from tutor.runtime.stage.open_play import Opening

    app = labs(outline).get(name)
    if app is None or outline.folder is None:
        return None
    return Opening(
        folder=outline.folder,
        app=app,
        path=usual_path(outline.folder, name),
        words=read_words(outline.folder, name),
    )


def _scene(outline: Outline, name: str) -> Opening:
    from tutor.runtime.stage.open_play import Opening
    from tutor.runtime.stage.scene_scripts import find_script

    lesson = find.lesson(str(outline.number))
    names = [scene.name for scene in lesson.scenes]
    if name not in names:
        there = [*names, *labs(outline)]
        raise unknown("scene or lab", name, there, f"in lesson {outline.number}")
    find_script(lesson.folder, name)
    return Opening(folder=lesson.folder, scene=name)


def labs(outline: Outline) -> dict[str, str]:
    """The labs of a lesson that can be served: name → "labs/lobby.py:application"."""
    if outline.folder is None:
        return {}
    found = {}
    for file in sorted(outline.folder.glob("labs/*.py")):
        text = file.read_text(encoding="utf-8", errors="replace")
        if re.search(r"^application\b", text, re.MULTILINE):
            found[file.stem] = f"labs/{file.name}:application"
    return found


def usual_path(folder: Path, lab: str) -> str:
    """Where the lesson's scenes open their first tab on a lab, else a route of the lab; or ""."""
    for function in _functions(folder / "scenes.py"):
        texts = [node.value for node in ast.walk(function) if isinstance(node, ast.Constant)]
        if any(f"labs/{lab}.py" in text for text in texts if isinstance(text, str)):
            for path in _opened(function):
                return path
    routes = _PATH.findall((folder / "labs" / f"{lab}.py").read_text("utf-8", errors="replace"))
    sockets = [route for route in routes if route.startswith("ws")] or routes
    return f"/{sockets[0].lstrip('/')}" if sockets else ""


def _functions(file: Path) -> list[ast.AsyncFunctionDef]:
    """The coroutine functions of a file; none where it cannot be read, which `check` reports."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return []
    return [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]


def _opened(function: ast.AsyncFunctionDef) -> Iterator[str]:
    """The paths that `stage.client(NAME, PATH)` names in a function, from the top."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr="client"), args=[_, ast.Constant(str(path)), *_]):
                yield path
