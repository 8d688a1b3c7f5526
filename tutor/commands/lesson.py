"""`tutor lesson` and `tutor next`: list, play, print, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from tutor.commands import choose
from tutor.commands.playing import LAYERS
from tutor.commands.terminal import wants_ascii, wants_plain
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.course.model import Lesson
    from tutor.runtime.store import Position, Store
    from tutor.tui.walk import Walk

REDIS = ("redis://", "rediss://", "unix://")  # what redis-py takes


class Request(NamedTuple):
    """The options of `tutor lesson`, as parsed."""

    number: str | None = None
    scene: str | None = None
    step: int | None = None
    plain: bool = False
    ascii: bool = False
    replay: bool = False
    layer: str = ""
    redis: str = ""
    json: bool = False
    scenes: bool = False
    visit: bool = False
    export: Path | None = None
    page: int = 1  # where linear text begins


def run(request: Request) -> None:
    """Does what the options say."""
    if request.layer and request.layer not in LAYERS:
        raise UsageError(f"There is no layer {request.layer}.", f"Layers: {', '.join(LAYERS)}.")
    if request.redis and not request.redis.startswith(REDIS):
        raise UsageError(f"--redis expects redis://HOST:PORT, got {request.redis!r}.")
    if request.number is None:
        _list(request)
        return
    if request.step is not None and request.scene is None:
        lesson = choose.lesson(request.number)
        raise UsageError("--step needs --scene.", _scene_names(lesson))
    if request.replay and (request.layer or request.redis):
        raise UsageError("--replay starts no server, so it takes no --layer and no --redis.")
    data = request.scenes or request.json or request.export
    if not data and (request.plain or wants_plain()):
        from tutor.commands.linear import run as linear

        linear(request.number, request)
        return
    lesson = choose.lesson(request.number)
    if request.scenes:
        for scene in lesson.scenes:
            print(f"{scene.name:<22}  {scene.title}")
    elif request.json or request.export:
        from tutor.commands.trace import run as trace

        trace(lesson, request)
    else:
        _play(lesson, request)


def resume(*, plain: bool = False, ascii: bool = False) -> None:
    """The lesson the learner was in last: the player at its step, linear text from its page on."""
    from tutor.commands.home import open_store, places

    with open_store() as store:
        position = next(iter(places(store, choose.course())), None)
    if position is None:
        first = next((o for o in choose.course().outlines if o.folder is not None), None)
        if first is None:
            raise UsageError("No lesson is there yet.")
        run(Request(number=str(first.number), plain=plain, ascii=ascii))
        return
    run(Request(number=position.lesson, plain=plain, ascii=ascii, page=position.page))


def _list(request: Request) -> None:
    if request != Request(plain=request.plain, ascii=request.ascii):
        raise UsageError("Of which lesson?", "`tutor lesson` lists them; try `tutor lesson 7`.")
    from tutor.commands.home import list_lessons

    list_lessons()


def _play(lesson: Lesson, request: Request) -> None:
    from tutor.commands.home import open_store
    from tutor.tui.play import play

    with open_store(quiet=True) as store:
        page, walk = _start(lesson, request, store)
        code = play(
            lesson,
            None if request.visit else store,
            page=page,
            walk=walk,
            ascii=request.ascii or wants_ascii(),
            replay=request.replay,
            layer=request.layer,
            redis_url=request.redis,
        )
        if store.trouble:
            print(f"tutor: {store.trouble}", file=sys.stderr)
    if code:
        raise typer.Exit(code)


def _start(lesson: Lesson, request: Request, store: Store) -> tuple[int, Walk | None]:
    """The page and the place on it to begin with."""
    from tutor.tui.walk import Walk

    if request.scene is not None:
        scene = choose.scene(lesson, request.scene)
        step = _step(lesson, request, scene.name) if request.step else 0
        return choose.page_of(lesson, scene), Walk(place="stage", step=step)
    position = store.position(lesson.slug)
    return _resumed(lesson, position) if position else (1, None)


def _resumed(lesson: Lesson, position: Position) -> tuple[int, Walk | None]:
    """Where a position leads in the lesson as it is today: pages may have moved."""
    from tutor.tui.walk import Walk

    pages = [page for page in lesson.pages if page.scene and page.scene.name == position.scene]
    page = pages[0].number if pages else min(position.page, len(lesson.pages))
    return page, Walk(place="stage", step=position.step) if pages and position.step else None


def _step(lesson: Lesson, request: Request, scene: str) -> int:
    """A step that the scene's recording has; a live run may have a few more or fewer."""
    from tutor.tui.runs import shipped, shipped_path

    found, step = choose.scene(lesson, scene), request.step or 0
    if shipped_path(lesson, found).is_file():
        last = len(shipped(lesson, found))
        if step > last:
            raise UsageError(f"{scene} has no step {step}.", f"Its steps: 0 to {last}.")
    return step


def _scene_names(lesson: Lesson) -> str:
    return f"Scenes of lesson {lesson.number}: {', '.join(s.name for s in lesson.scenes)}."
