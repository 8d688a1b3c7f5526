"""`tutor lesson` and `tutor next`: checks the options, and calls what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tutor.core.harmless import one_line
from tutor.course.model import Course, Lesson
from tutor.errors import UsageError, unknown
from tutor.library import find
from tutor.library.lesson_request import Request
from tutor.runtime.layer_names import LAYERS
from tutor.terminal import wants_plain

if TYPE_CHECKING:
    from tutor.course.routes import Stop

REDIS = ("redis://", "rediss://", "unix://")  # what redis-py takes


def run(request: Request) -> None:
    """Does what the options say."""
    _check(request)
    if request.number is None:
        _list(request)
        return
    data = request.scenes or request.json or request.export or request.view
    if not data and (request.plain or wants_plain()):
        from tutor.plain.play_lesson import run as linear

        linear(request.number, request)
        return
    lesson = find.lesson(request.number)
    if request.scenes:
        for scene in lesson.scenes:
            print(one_line(f"{scene.name:<22}  {scene.title}"))
    elif request.view:
        from tutor.commands.one_view import run as show

        show(lesson, request)
    elif request.json or request.export:
        from tutor.commands.scene_export import run as export

        export(lesson, request)
    else:
        from tutor.tui.open_player import play

        if code := play(lesson, request):
            raise typer.Exit(code)


def _check(request: Request) -> None:
    """Raises UsageError where options do not go together, or a value is not one."""
    if request.layer and request.layer not in LAYERS:
        raise unknown("layer", request.layer, LAYERS)
    if request.redis and not request.redis.startswith(REDIS):
        raise UsageError(f"--redis expects redis://HOST:PORT, got {request.redis!r}.")
    if request.number is None:
        return
    if not request.view and (request.width or request.height):
        raise UsageError("--width and --height go with --view.")
    if request.is_named:
        _check_page(request)
    if request.step is not None and request.scene is None:
        lesson = find.lesson(request.number)
        raise UsageError("--step needs --scene.", _scene_names(lesson))
    if request.replay and (request.layer or request.redis):
        option = "--brief" if request.brief else "--view" if request.view else "--replay"
        raise UsageError(f"{option} starts no server, so it takes no --layer and no --redis.")


def _check_page(request: Request) -> None:
    """Raises UsageError where --page does not go with another option, or there is no such page."""
    others = {
        "--scene": request.scene,
        "--scenes": request.scenes,
        "--json": request.json,
        "--view": request.view,
        "--export": request.export,
    }
    if named := [option for option, value in others.items() if value]:
        raise UsageError(f"--page goes with no {named[0]}.", "A scene has a page of its own.")
    assert request.number is not None, "the list of lessons takes no --page"
    find.page(find.lesson(request.number), request.page)


def _scene_names(lesson: Lesson) -> str:
    return f"Scenes of lesson {lesson.number}: {', '.join(s.name for s in lesson.scenes)}."


# ── the list of lessons ─────────────────────────────────────────────────────────────────────


def _list(request: Request) -> None:
    if request != Request(plain=request.plain, ascii=request.ascii):
        raise UsageError("Of which lesson?", "`tutor lesson` lists them; try `tutor lesson 7`.")
    course = find.course()
    for line in _rows(course):
        print(line)
    print("\n`tutor lesson N` plays one.")


def _rows(course: Course) -> list[str]:
    """All lessons, and how far each has been read."""
    from tutor.library.deck import page_count
    from tutor.library.going_on import open_store, places, state

    with open_store() as store:
        positions = {position.lesson: position for position in places(store, course)}
    titles = [one_line(outline.title) for outline in course.outlines]
    width, rows = max(map(len, titles)), []
    for outline, title in zip(course.outlines, titles, strict=True):
        position = positions.get(outline.slug)
        told = state(outline, position, page_count(outline) if position else 0)
        rows.append(f"{outline.number:>3}  {title:<{width}}  {told}".rstrip())
    return rows


# ── tutor next ──────────────────────────────────────────────────────────────────────────────


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
    if (stop := found.stop) is not None:
        _along(stop, plain=plain, ascii=ascii)
        return
    page = found.position.page if found.position else 1
    run(Request(number=found.outline.slug, plain=plain, ascii=ascii, page=page))


def _along(stop: Stop, *, plain: bool, ascii: bool) -> None:
    """The next stop of a way that was chosen; linear text then says what comes next."""
    linear = plain or wants_plain()
    scene = stop.scene or None if linear else None
    asked = Request(number=stop.slug, page=stop.page, scene=scene, route=True)
    run(asked._replace(plain=plain, ascii=ascii))
    if linear:
        from tutor.library.going_on import next_step, open_store

        with open_store() as store:
            print(next_step(store, find.course()))


def _say_all_is_read() -> None:
    from tutor.course.onward import ALL_READ
    from tutor.view.lesson_end import INTERVIEW, REVIEW

    (review, due), (interview, mock) = REVIEW, INTERVIEW
    print(ALL_READ, f"`{review}` asks {due}, `{interview}` is {mock}.", sep="\n")
