"""Opens the player where the learner is, gives the terminal back, and goes on with what is wished.

Whatever ends it: the learner, a signal, a fault.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tutor.course.model import Lesson, Scene
from tutor.errors import TutorError
from tutor.learner.store import Store
from tutor.library import find
from tutor.library.lesson_request import Request
from tutor.story import start
from tutor.terminal import wants_ascii
from tutor.tui.end_servers import PATIENCE, end_all, leave_at_once
from tutor.tui.guard import Guard, guarded_terminal
from tutor.tui.player_state import BY_HAND, CARDS, COMMAND, ROUTE, State

if TYPE_CHECKING:
    from tutor.course.routes import Stop
    from tutor.runtime.live_runs import LiveRuns
    from tutor.runtime.scene_recordings import Scenes
    from tutor.tui.player import Player


def play(lesson: Lesson, request: Request) -> int:
    """Plays a lesson, then whatever it leads to: cards on it, the next lesson, a search's hit.

    Returns the exit code. Raises UsageError for a scene or a step that the lesson has not.
    """
    ended = _play_one(lesson, request)
    while (wish := ended.wish) and not ended.code:
        request = request._replace(scene=None, step=None, is_named=False, ended=wish == CARDS)
        back: Back | None = None
        if wish == CARDS:
            _ask_cards(lesson, request)
        elif wish.startswith(COMMAND):
            from tutor.tui.in_between import run_between

            back = Back(ended.state, run_between(wish.removeprefix(COMMAND)))
        elif wish == ROUTE:
            if (stop := _next_stop()) is None:
                break
            lesson, request = find.lesson(stop.slug), request._replace(page=stop.page)
        else:
            lesson = find.lesson(wish)
        ended = _play_one(lesson, request, back)
    return ended.code


def _next_stop() -> Stop | None:
    from tutor.library.chosen_route import way

    found = way(find.course())
    return found.ahead[0] if found else None


class Ended(NamedTuple):
    """How a player was left."""

    code: int  # for the shell
    wish: str  # "", CARDS, ROUTE, a command, or the folder name of another lesson
    state: State  # where the learner was


class Back(NamedTuple):
    """What a player begins with that takes the place of another one of the lesson."""

    state: State
    said: str  # what is to be told first


def _play_one(lesson: Lesson, request: Request, back: Back | None = None) -> Ended:
    """Until the learner leaves."""
    from tutor.library.going_on import open_store

    with open_store(quiet=True) as store:
        begin = _start(lesson, request, store)
        with guarded_terminal() as guard:
            ended = asyncio.run(_show(lesson, request, store, begin, guard, back))
        if store.trouble:
            print(f"tutor: {store.trouble}", file=sys.stderr)
    return ended


def _start(lesson: Lesson, request: Request, store: Store) -> start.Start:
    """The page and the place on it to begin with."""
    kept = store.position(lesson.slug)
    left = start.Left(kept.page, kept.scene, kept.step, kept.pages) if kept else None
    if request.scene is not None:
        scene = find.scene(lesson, request.scene)
        return start.at_scene(lesson, scene, find.step(lesson, scene, request.step or 0), left)
    if request.route or request.is_named:
        return start.at_page(request.page, left)
    return start.at_end(lesson, left) if request.ended else start.resumed(lesson, left)


async def _show(
    lesson: Lesson,
    request: Request,
    store: Store,
    begin: start.Start,
    guard: Guard,
    back: Back | None,
) -> Ended:
    """The screen, from its first frame to its last; what is imported here waits for the guard."""
    from tutor.library.going_on import ending
    from tutor.library.page_ends import page_ended
    from tutor.runtime.live_runs import LiveRuns
    from tutor.runtime.scene_recordings import Scenes
    from tutor.tui.mover import is_wanted
    from tutor.tui.pace import settle_down
    from tutor.tui.player import Player

    runs = LiveRuns(lesson, layer=request.layer, redis_url=request.redis)
    scenes = Scenes(lesson, runs, replay=request.replay)
    kept = None if request.visit else store
    ascii = request.ascii or wants_ascii()

    def furnished() -> Player:
        player = Player(lesson, scenes, kept, **begin._asdict(), ascii=ascii)
        player.state.motion = is_wanted()
        player.on_first_frame = settle_down
        if kept is not None:
            player.ending = partial(ending, kept, lesson)
            player.over = partial(page_ended, lesson)
            if request.route:
                from tutor.library.chosen_route import beyond

                player.along = partial(beyond, find.course(), lesson)
            kept.on_trouble = player.trouble
        return player

    player = furnished()
    if back is not None:
        player.stand(*back)
    while (ended := await _until_left(player, scenes, guard)) is None:
        before, player = player, furnished()
        player.stand(before.state, await _by_hand(before, runs, guard, ascii=ascii))
    code, over = ended
    if not over:
        store.close()
        leave_at_once(code, guard)
    return Ended(code, player.wish, player.state)


async def _until_left(player: Player, scenes: Scenes, guard: Guard) -> tuple[int, bool] | None:
    """The exit code, and whether all servers have ended; None: the learner comes back."""
    from tutor.tui.app import run, signals_stop

    with signals_stop(player):
        try:
            code = await run(player) or 0
        finally:
            guard.is_needed = not player.is_put_right
            if player.wish != BY_HAND:
                over = await end_all(scenes, PATIENCE * 10 if player.wish else PATIENCE)
    return None if player.wish == BY_HAND else (code, over)


async def _by_hand(player: Player, runs: LiveRuns, guard: Guard, *, ascii: bool) -> str:
    """The scene in hand on a stage of its own, until the learner leaves it; what is to be said."""
    from dataclasses import replace

    from tutor.library.stages import opening
    from tutor.tui.play_on_screen import show

    scene = player.state.visit.page.scene
    assert scene is not None, "only a scene can be gone on from"
    step = player.state.visit.walk.step
    try:
        opened = replace(
            opening(f"{player.lesson.number}/{scene.name}"),
            calls=_calls_until(player, runs, scene, step),
            step=step,
            layer=runs.layer,
        )
        await show(opened, None, guard, ascii=ascii, back=f"lesson {player.lesson.number}")
    except TutorError as error:
        return error.message
    return ""


def _calls_until(player: Player, runs: LiveRuns, scene: Scene, step: int) -> int | None:
    """How often the script had called the stage by this step; its first server runs in any case.

    None: the run is not over, or it was none of ours, so that the script is played to its end.
    """
    story = player.state.visit.story
    if story is None or not player.state.live:
        return None
    started = (event.at for event in story.timeline.events if event.kind == "server.started")
    first = next(started, 0)
    event = story.timeline.event(step)
    return runs.calls(scene, max(first, event.at if event is not None else 0))


def _ask_cards(lesson: Lesson, request: Request) -> None:
    """A short quiz on the lesson, in a process of its own."""
    from tutor.library.going_on import CARDS_AT_THE_END
    from tutor.runtime.processes.child_tutor import run_tutor

    count = str(CARDS_AT_THE_END)
    run_tutor("quiz", lesson.slug, "--count", count, *["--ascii"] * request.ascii)
