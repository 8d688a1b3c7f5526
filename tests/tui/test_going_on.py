"""The end of a lesson in the player: what it offers, what counts as read, what is gone on with."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import HERE, LESSON, SCENE, Make, Runs, screen
from tutor.course.model import Lesson, Outline, Page, Prose
from tutor.course.onward import Ending
from tutor.errors import Unavailable, UsageError
from tutor.learner.store import Store
from tutor.story.walk import Walk
from tutor.tui.home_screen import Home, HomeScreen
from tutor.tui.player import Player
from tutor.tui.player_state import CARDS
from tutor.view.home_page import Row

NEXT = Outline(number=8, slug="08_instances", title="Instances", summary="", folder=Path())
END = Ending(lesson=7, onward=NEXT, cards=5)
SIZES = [(40, 20), (80, 24), (120, 40)]
SMALL = (80, 24)


def ends(player: Player, ending: Ending = END, every: float = 1.0) -> Player:
    """The player with this ending, on a clock that goes on by `every` seconds a look."""
    clock = itertools.count()
    player.ending = lambda: ending
    player.now = lambda: next(clock) * every
    return player


def of(*pages: Page) -> Lesson:
    return Lesson(
        number=7,
        slug=LESSON.slug,
        title="Channel layers",
        summary="",
        pages=pages,
        folder=LESSON.folder,
    )


def page(number: int, text: str, *, scene: bool = False, after: str = "") -> Page:
    return Page(
        number=number,
        title="A page",
        before=(Prose(text=text, source=HERE),),
        scene=SCENE if scene else None,
        after=(Prose(text=after, source=HERE),) if after else (),
        source=HERE,
    )


async def press(pilot: Pilot[int], *keys: str) -> str:
    """The screen after these keys, once nothing moves any more."""
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    assert isinstance(pilot.app, Player)
    return screen(pilot.app)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
async def test_the_last_page_offers_the_next_lesson_and_cards(
    make: Make, size: tuple[int, int], ascii: bool
) -> None:
    async with ends(make(page=3, ascii=ascii)).run_test(size=size) as pilot:
        shown = await press(pilot)
    for text in ("Lesson 7 is done", "n  lesson 8, Instances", "c  5 cards on"):
        assert text in shown
    assert not ascii or shown.isascii(), shown


async def test_no_other_page_offers_it(make: Make) -> None:
    async with ends(make(page=1)).run_test(size=SMALL) as pilot:
        assert "go on" not in await press(pilot)


async def test_on_after_the_last_page_goes_on_with_the_next_lesson(make: Make) -> None:
    player = ends(make(page=3))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n")
    assert (player.return_value, player.wish) == (0, "08_instances")


async def test_a_key_held_down_opens_no_other_lesson(make: Make) -> None:
    player = ends(make(lesson=of(page(1, "One."), page(2, "Two.")), page=1), every=0.03)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "Lesson 7 is done" in await press(pilot, *"nnnnnnnn")
        assert player.wish == ""


@pytest.mark.parametrize("key", ["n", "right_square_bracket"])
async def test_who_has_read_every_lesson_is_told_so(make: Make, key: str) -> None:
    player = ends(make(page=3), Ending(lesson=7, all_read=True))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "tutor interview" in await press(pilot, key)
        assert player.state.said.startswith("Lesson 7 is done. You have read")


async def test_cards_are_asked_at_the_end_and_nowhere_else(make: Make) -> None:
    player = ends(make(page=2))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "C")
        assert player.wish == ""
        await press(pilot, "]", "C")
    assert (player.return_value, player.wish) == (0, CARDS)


async def test_cards_are_not_asked_before_the_last_scene_is_over(make: Make) -> None:
    player = ends(make(lesson=of(page(1, "Watch.", scene=True)), page=1, replay=True))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "C")
        assert player.wish == ""


async def test_a_lesson_without_cards_offers_none(make: Make) -> None:
    player = ends(make(page=3), Ending(lesson=7, onward=NEXT))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "cards" not in await press(pilot, "C")
        assert player.wish == ""


async def test_a_visit_offers_nothing(make: Make) -> None:
    player = make(page=3)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        shown = await press(pilot, "n", "C")
        assert "Lesson 7 is done. q leaves." in shown
        assert "go on" not in shown


@pytest.mark.parametrize("gone", [UsageError("no course"), FileNotFoundError("course.toml")])
async def test_a_course_that_has_gone_ends_no_player(make: Make, gone: Exception) -> None:
    def fail() -> Ending:
        raise gone

    player = make(page=3)
    player.ending = fail
    async with player.run_test(size=SMALL) as pilot:
        assert "Lesson 7 is done" in await press(pilot)


async def test_a_player_that_begins_at_the_end_shows_just_that(make: Make) -> None:
    player = ends(make(page=3, walk=Walk(place="after")))
    async with player.run_test(size=SMALL) as pilot:
        shown = await press(pilot)
        assert "n  lesson 8, Instances" in shown
        assert "Nothing more." not in shown
        assert "step" not in shown
        assert "Nothing more." in await press(pilot, "p")


# ── what counts as read ─────────────────────────────────────────────────────────────────────


async def read(player: Player, *keys: str, size: tuple[int, int] = SMALL) -> int:
    """Pages that count as read after these keys and `q`, in the file."""
    async with player.run_test(size=size) as pilot:
        await press(pilot)
        for key in keys:
            await press(pilot, key)
        await press(pilot, "q")
    assert player.store is not None
    kept = player.store.position(player.lesson.slug)
    assert kept is not None
    return kept.pages


LONG = of(page(1, "One."), page(2, "\n\n".join(f"Paragraph {n}." for n in range(30))))


async def test_a_long_last_page_is_read_once_its_end_was_on_the_screen(
    make: Make, tmp_path: Path
) -> None:
    with Store(tmp_path) as store:
        begun = await read(ends(make(lesson=LONG, page=2, read=1, store=store)), "n")
        by_key = await read(ends(make(lesson=LONG, page=2, read=1, store=store)), *["j"] * 60)
    assert (begun, by_key) == (1, 2)


async def test_a_last_page_with_a_scene_is_read_at_its_last_beat(
    make: Make, tmp_path: Path
) -> None:
    scene = SCENE.__class__(
        name="x", title="X", beats=SCENE.beats, predictions=(), claims=(), source=HERE
    )
    last = Page(number=1, title="A page", before=(), scene=scene, after=(), source=HERE)
    with Store(tmp_path) as store:
        made = {"lesson": of(last), "page": 1, "replay": True, "store": store}
        before = await read(ends(make(**made)), "n", "n")
        told = await read(ends(make(**made)), "n", "n", "n")
    assert (before, told) == (0, 1)


async def test_what_follows_the_last_scene_is_to_be_read_too(make: Make, tmp_path: Path) -> None:
    lesson = of(page(1, "Watch.", scene=True, after="And that is why."))
    with Store(tmp_path) as store:
        made = {"lesson": lesson, "page": 1, "replay": True, "store": store}
        at_the_last_beat = await read(ends(make(**made)), "$")
        behind_it = await read(ends(make(**made)), "$", "n", "n", "n")
    assert (at_the_last_beat, behind_it) == (0, 1)


async def test_the_last_scene_leads_to_the_offer(make: Make) -> None:
    player = ends(make(lesson=of(page(1, "Watch.", scene=True)), page=1, replay=True))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "n  lesson 8, Instances" in await press(pilot, "$", "n", "n", "n")
        await press(pilot, "n")
    assert player.wish == "08_instances"


async def test_a_last_scene_that_cannot_be_had_is_passed(make: Make) -> None:
    runs = Runs(Unavailable("No port can be had."), ships=False)
    player = ends(make(lesson=of(page(1, "Watch.", scene=True)), page=1, runs=runs))
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "n")
        shown = await press(pilot)
        assert "lesson 8, Instances" in shown
        assert "watch:" not in shown
        await press(pilot, "n")
    assert player.wish == "08_instances"


async def test_a_look_at_one_scene_does_not_read_the_pages_before_it(
    make: Make, tmp_path: Path
) -> None:
    lesson = of(*(page(n, "Read.") for n in range(1, 5)), page(5, "Watch.", scene=True))
    with Store(tmp_path) as store:
        made = {"lesson": lesson, "page": 5, "replay": True, "store": store}
        looked = await read(ends(make(walk=Walk(place="stage"), **made)), "$", "n", "n")
    assert looked == 0


async def test_pages_that_were_turned_count(make: Make, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert await read(ends(make(page=1, store=store, replay=True)), "n") == 1
        assert await read(ends(make(page=1, store=store, replay=True)), "]", "]") == 3


async def test_pages_that_were_jumped_over_do_not_count(make: Make, tmp_path: Path) -> None:
    lesson = of(*(page(n, "Read.") for n in range(1, 6)))
    with Store(tmp_path) as store:
        player = ends(make(page=1, lesson=lesson, store=store))
        async with player.run_test(size=SMALL) as pilot:
            await press(pilot)
            player.action_page(4)
            await press(pilot, "q")
        kept = store.position(lesson.slug)
    assert kept is not None
    assert (kept.page, kept.pages) == (5, 1)


# ── home ────────────────────────────────────────────────────────────────────────────────────


def at_home(**refused: str) -> HomeScreen:
    """Home with one lesson, and commands that are of no use now."""
    row = Row(key="1", title="Introduction", state="read", pages=1.0, cards=0.0, due=0)
    told = Home(title="Words", rows=(row,), right="", onward="", hints=(), refused=refused)
    return HomeScreen(told)


async def test_home_says_why_a_command_is_of_no_use_and_stays() -> None:
    screen_ = at_home(next="You have read every lesson.")
    async with screen_.run_test(size=SMALL) as pilot:
        await pilot.press("n")
        await pilot.pause()
        strips = screen_.screen._compositor.render_strips()
        shown = "\n".join("".join(segment.text for segment in strip) for strip in strips)
        assert "You have read every lesson." in shown
        assert screen_.is_running
        await pilot.press("r")
    assert screen_.return_value == "review"
