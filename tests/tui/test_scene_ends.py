"""The end of a scene in the player: the picture stays, a card says what it has shown, and rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.tui.conftest import LESSON, SCENE, Make
from tests.tui.test_going_on import SIZES, SMALL, ends, of, page, press
from tutor.course.model import Lesson, Page
from tutor.course.onward import Ahead
from tutor.learner.store import Answer, Store
from tutor.story.start import Left, resumed
from tutor.tui.allot import BESIDE
from tutor.tui.player_state import ROUTE


def staged(*pages: Page) -> Lesson:
    """A scene that nothing follows on its page, then these pages."""
    return of(page(1, "Watch.", scene=True), *pages)


@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_finished_picture_stays_and_a_card_takes_the_place_of_the_story(
    make: Make, size: tuple[int, int], ascii: bool
) -> None:
    watch = replace(page(1, "Watch."), scene=replace(SCENE, predictions=()))
    player = make(lesson=of(watch, page(2, "More.")), page=1, replay=True, ascii=ascii)
    async with player.run_test(size=size) as pilot:
        await press(pilot)
        before = await press(pilot, "n", "n", "n")
        hero = player.painter._parts["hero"]
        picture = [line for line in hero.lines if line.text.strip()]
        rows = hero.size.height
        end = await press(pilot, "n")
        shown = [line for line in hero.lines if line.text.strip()]
        assert shown == picture[: len(shown)] != []
        assert hero.size.height == rows if size[0] >= BESIDE else hero.size.height <= rows
        assert "Three tabs, one room: done" not in before
        assert "Three tabs, one room: done" in end
        assert not ascii or end.isascii()
        assert player.state.visit.page.number == 1


async def test_a_card_that_does_not_fit_says_how_to_read_on(make: Make) -> None:
    watch = replace(page(1, "Watch."), scene=replace(SCENE, claims=SCENE.claims * 19))
    player = make(lesson=of(watch, page(2, "More.")), page=1, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "$")
        card = await press(pilot, "n")
        assert "more lines, n reads on" in card
        assert "n  next: A page (1 min)" not in card
        rest = await press(pilot, "n")
        assert "n  next: A page (1 min)" in rest
        assert "reads on" not in rest
        assert "More." in await press(pilot, "n")


@pytest.mark.parametrize(("code", "layout"), [("x = 1", "beside"), ("x = 1" * 9, "reading")])
async def test_code_that_would_be_folded_beside_the_picture_is_read_on_the_whole_screen(
    make: Make, code: str, layout: str
) -> None:
    watch = page(1, "Watch.", scene=True, after=f"It is:\n\n```python labs/x.py\n{code}\n```")
    player = make(lesson=of(watch, page(2, "More.")), page=1, replay=True)
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await press(pilot, "$")
        await press(pilot, "n")
        shown = await press(pilot, "n")
        assert f"    {code}" in shown
        assert player.painter._arrangement is not None
        assert player.painter._arrangement.layout == layout


async def test_from_the_card_one_goes_back_to_the_story_and_on_to_the_last_facts(
    make: Make,
) -> None:
    scene = replace(SCENE, predictions=())
    lesson = of(replace(page(1, "Watch."), scene=scene), page(2, "More."))
    player = make(lesson=lesson, page=1, replay=True)
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await press(pilot, "n", "n", "n", "n")
        places = []
        for key in ("p", "n", "full_stop", "n", "$", "n"):
            await press(pilot, key)
            places.append((player.state.visit.place, player.state.visit.walk.step))
    stop, last = player.state.visit.track.stop, player.state.visit.track.last
    end = ("end", stop)
    assert places == [("stage", stop), end, ("stage", stop + 1), end, ("stage", last), end]


async def test_playing_ends_with_the_card(make: Make) -> None:
    player = make(lesson=staged(page(2, "More.")), page=1, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "$", "space")
        player._tick()
        await press(pilot)
        assert (player.state.visit.place, player.state.playing) == ("end", False)


async def test_where_a_part_ends_the_card_says_so_and_next_goes_on_behind_it(
    make: Make, tmp_path: Path
) -> None:
    lesson = staged(replace(page(2, "More."), part="Later"))
    with Store(tmp_path) as store:
        player = make(lesson=lesson, page=1, replay=True, store=store)
        async with player.run_test(size=(120, 40)) as pilot:
            await press(pilot)
            await press(pilot, "$")
            shown = await press(pilot, "n")
            await press(pilot, "q")
        kept = store.position(lesson.slug)
    for text in ("Part 1 of 2 is done.", "n  part 2: Later (1 min)", "q  rest here; tutor next"):
        assert text in shown
    assert kept is not None
    assert resumed(lesson, Left(kept.page, kept.scene, kept.step, kept.pages)).page == 2


async def test_an_answer_of_another_day_is_not_asked_for_again(make: Make, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        given = Answer(question="how-many", lesson=LESSON.slug, choice="3", correct=True, at=1.0)
        store.answer(given)
        player = make(lesson=staged(page(2, "More.")), page=1, replay=True, store=store)
        async with player.run_test(size=(120, 40)) as pilot:
            await press(pilot)
            await press(pilot, "$")
            shown = await press(pilot, "n")
    assert "✓ You guessed right." in shown
    assert "u  make" not in shown


# ── a way that was chosen ───────────────────────────────────────────────────────────────────

ALONG = Ahead(title="Layer by layer", minutes=6.2, route="20 minutes")
OVER = Ahead(title="", minutes=0.0, route="20 minutes")


@pytest.mark.parametrize(
    ("found", "told", "wish"),
    [(ALONG, "n  next on your path: Layer", ROUTE), (OVER, "You have seen all of your path:", "")],
    ids=["next", "over"],
)
async def test_a_chosen_way_leads_from_scene_to_scene(
    make: Make, found: Ahead, told: str, wish: str
) -> None:
    player, seen = ends(make(lesson=staged(page(2, "More.")), page=1, replay=True)), []
    player.along = lambda _: found
    player.over = seen.append
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await press(pilot, "$")
        assert told in await press(pilot, "n")
        await press(pilot, "n")
    assert (player.return_value, player.wish, set(seen)) == (0, wish, {1})


async def test_whoever_turns_the_page_has_seen_the_end_of_the_one_before(make: Make) -> None:
    """The text after a scene is laid out after the key that leads to it."""
    player, seen = make(page=2, replay=True), list[int]()
    player.over = seen.append
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await press(pilot, "right_square_bracket")
        assert 2 not in seen
        await press(pilot, "left_square_bracket", "$")
        while player.state.visit.place != "after":
            await press(pilot, "n")
        seen.clear()
        await press(pilot, "n")
        assert (player.state.visit.page.number, set(seen)) == (3, {2, 3})


async def test_a_key_held_down_leads_to_no_other_scene(make: Make) -> None:
    player = ends(make(lesson=staged(page(2, "More.")), page=1, replay=True), every=0.03)
    player.along = lambda _: ALONG
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await press(pilot, "$", *"nnnn")
        assert (player.wish, player.state.visit.place) == ("", "end")


@pytest.mark.parametrize(("read", "kept"), [(0, None), (1, 2)])
async def test_a_look_in_passing_is_no_place_to_go_on_with(
    make: Make, tmp_path: Path, read: int, kept: int | None
) -> None:
    lesson = of(page(1, "One."), page(2, "Two."), page(3, "Three."))
    with Store(tmp_path) as store:
        player = ends(make(lesson=lesson, page=2, read=read, store=store))
        player.along = lambda _: ALONG
        async with player.run_test(size=SMALL) as pilot:
            await press(pilot)
            await press(pilot, "q")
        place = store.position(lesson.slug)
    assert (place and place.pages) == kept
