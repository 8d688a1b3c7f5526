"""`tutor lesson` and `tutor next`: list, play, print, export."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import typer

from tutor.core.harmless import one_line
from tutor.errors import UsageError, unknown
from tutor.library import find
from tutor.library.lesson_request import Request
from tutor.runtime.layer_names import LAYERS
from tutor.terminal import wants_ascii, wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Lesson
    from tutor.learner.store import Position
    from tutor.story.walk import Walk

REDIS = ("redis://", "rediss://", "unix://")  # what redis-py takes


def run(request: Request) -> None:
    """Does what the options say."""
    if request.layer and request.layer not in LAYERS:
        raise unknown("layer", request.layer, LAYERS)
    if request.redis and not request.redis.startswith(REDIS):
        raise UsageError(f"--redis expects redis://HOST:PORT, got {request.redis!r}.")
    if request.number is None:
        _list(request)
        return
    if request.step is not None and request.scene is None:
        lesson = find.lesson(request.number)
        raise UsageError("--step needs --scene.", _scene_names(lesson))
    if request.replay and (request.layer or request.redis):
        raise UsageError("--replay starts no server, so it takes no --layer and no --redis.")
    data = request.scenes or request.json or request.export
    if not data and (request.plain or wants_plain()):
        from tutor.plain.play_lesson import run as linear

        linear(request.number, request)
        return
    lesson = find.lesson(request.number)
    if request.scenes:
        for scene in lesson.scenes:
            print(one_line(f"{scene.name:<22}  {scene.title}"))
    elif request.json or request.export:
        from tutor.commands.scene_export import run as trace

        trace(lesson, request)
    else:
        _play(lesson, request)


def resume(*, plain: bool = False, ascii: bool = False) -> None:
    """Where the learner left off: the player at the step, linear text from the page on.

    After the end of a lesson it is the next unread one.
    """
    from tutor.library.going_on import going_on, open_store, places

    course = find.course()
    if all(outline.folder is None for outline in course.outlines):
        raise UsageError(f"{course.title} has no lesson yet.", f"Its folder is {course.folder}.")
    with open_store() as store:
        found = going_on(course, places(store, course))
    if found is None:
        _say_all_is_read()
        return
    page = found.position.page if found.position else 1
    run(Request(number=found.outline.slug, plain=plain, ascii=ascii, page=page))


def _say_all_is_read() -> None:
    from tutor.course.onward import ALL_READ
    from tutor.view.lesson_end import INTERVIEW, REVIEW

    (review, due), (interview, mock) = REVIEW, INTERVIEW
    print(ALL_READ, f"`{review}` asks {due}, `{interview}` is {mock}.", sep="\n")


def _list(request: Request) -> None:
    if request != Request(plain=request.plain, ascii=request.ascii):
        raise UsageError("Of which lesson?", "`tutor lesson` lists them; try `tutor lesson 7`.")
    from tutor.library.going_on import list_lessons

    list_lessons()


def _play(lesson: Lesson, request: Request) -> None:
    """Plays it, and whatever its last page leads to: cards on it, the next lesson."""
    from tutor.tui.player_state import CARDS

    wish = _played(lesson, request)
    while wish:
        request = request._replace(scene=None, step=None, ended=wish == CARDS)
        if wish == CARDS:
            _ask_cards(lesson, request)
        else:
            lesson = find.lesson(wish)
        wish = _played(lesson, request)


def _ask_cards(lesson: Lesson, request: Request) -> None:
    from tutor.library.going_on import CARDS_AT_THE_END
    from tutor.runtime.processes.child_tutor import run_tutor

    count = str(CARDS_AT_THE_END)
    run_tutor("quiz", lesson.slug, "--count", count, *["--ascii"] * request.ascii)


def _played(lesson: Lesson, request: Request) -> str:
    """Until the learner leaves; what they wish to go on with, "" = nothing."""
    from tutor.library.going_on import ending, open_store
    from tutor.tui.open_player import Start, play

    with open_store(quiet=True) as store:
        position = store.position(lesson.slug)
        page, walk = _start(lesson, request, position)
        code, wish = play(
            lesson,
            None if request.visit else store,
            Start(page, walk, position.pages if position else 0),
            ending=None if request.visit else partial(ending, store, lesson),
            ascii=request.ascii or wants_ascii(),
            replay=request.replay,
            layer=request.layer,
            redis_url=request.redis,
        )
        if store.trouble:
            print(f"tutor: {store.trouble}", file=sys.stderr)
    if code:
        raise typer.Exit(code)
    return wish


def _start(lesson: Lesson, request: Request, position: Position | None) -> tuple[int, Walk | None]:
    """The page and the place on it to begin with."""
    from tutor.story.walk import Walk

    if request.scene is not None:
        scene = find.scene(lesson, request.scene)
        step = _step(lesson, request, scene.name) if request.step else 0
        return find.page_of(lesson, scene), Walk(place="stage", step=step)
    if request.ended:
        return len(lesson.pages), Walk(place="after", step=position.step if position else 0)
    return _resumed(lesson, position) if position else (1, None)


def _resumed(lesson: Lesson, position: Position) -> tuple[int, Walk | None]:
    """Where a position leads in the lesson as it is today: pages may have moved.

    A lesson that was left at its end begins anew: who opens it wants to read it again.
    """
    from tutor.story.walk import Walk

    if min(position.page, position.pages) >= len(lesson.pages):
        return 1, None
    pages = [page for page in lesson.pages if page.scene and page.scene.name == position.scene]
    page = pages[0].number if pages else min(position.page, len(lesson.pages))
    return page, Walk(place="stage", step=position.step) if pages and position.step else None


def _step(lesson: Lesson, request: Request, scene: str) -> int:
    """A step that the scene's recording has; a live run may have a few more or fewer."""
    from tutor.runtime.live_runs import shipped, shipped_path

    found, step = find.scene(lesson, scene), request.step or 0
    if shipped_path(lesson, found).is_file():
        last = len(shipped(lesson, found))
        if step > last:
            raise unknown("step", step, range(last + 1), f"in {scene}")
    return step


def _scene_names(lesson: Lesson) -> str:
    return f"Scenes of lesson {lesson.number}: {', '.join(s.name for s in lesson.scenes)}."
