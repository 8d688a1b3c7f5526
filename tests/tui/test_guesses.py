"""Guesses in the player: letters, the verdict at its beat, what was skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.story.lesson import HERE, LESSON, SCENE, STAGED
from tests.tui.conftest import Make
from tests.tui.test_player import SMALL, STAGE, WIDE, press
from tutor.course.model import Beat
from tutor.learner.store import Store
from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.tui.bindings import KEYS
from tutor.tui.player import Player
from tutor.tui.surface import Panel
from tutor.view.text import pen

BEHIND = Beat(pattern="client.received text~Hello nth=3", text="All three show it.", source=HERE)
DECIDED = replace(SCENE, beats=(*SCENE.beats, BEHIND))
PAGES = (LESSON.pages[0], replace(STAGED, scene=DECIDED), LESSON.pages[2])
QUESTION, WHY_2, WHY_3 = "How many browsers", "The sender is a member, too.", "One copy for each"
SAID = "You said a, 2. The run says b, 3."
DID_NOT = "You did not guess. The run says b, 3."


@pytest.fixture
def player(make: Make) -> Player:
    """On the stage of a scene with a beat that decides its question."""
    return make(lesson=replace(LESSON, pages=PAGES), walk=STAGE, replay=True)


async def asked(pilot: Pilot[int]) -> str:
    """The screen at the open question."""
    await press(pilot)
    shown = await press(pilot, "n", "n")
    assert QUESTION in shown
    return shown


def told(pilot: Pilot[int]) -> str:
    """The narration, without its line breaks."""
    lines = pilot.app.query_one("#narration", Panel).lines
    return " ".join(" ".join(line.text for line in lines).split())


# ── guessing ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=str)
async def test_the_verdict_comes_with_its_beat_and_not_before(
    player: Player, size: tuple[int, int]
) -> None:
    async with player.run_test(size=size) as pilot:
        screens, texts = [await asked(pilot)], []
        for key in ("a", "n"):
            screens.append(await press(pilot, key))
            texts.append(told(pilot))
        for before in screens:
            assert not any(text in before for text in ("The run says", "You said", WHY_2, WHY_3))
        for pending in texts:
            assert "◇ Your guess: a, 2. The run answers at beat 4." in pending
        assert "You said a, 2." in await press(pilot, "n")
        assert f"✗ {SAID} {WHY_3}" in told(pilot)
        assert "Your guess" not in told(pilot)


async def test_a_right_guess_is_told_so(player: Player) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await asked(pilot)
        assert "✓ You said b, 3." in await press(pilot, "b", "n", "n")
        assert f"✓ You said b, 3. The run says the same. {WHY_3}" in told(pilot)
        assert WHY_2 not in told(pilot)


@pytest.mark.parametrize(("key", "choice"), [("a", 0), ("b", 1), ("1", 0), ("2", 1)])
async def test_letters_and_digits_answer(player: Player, key: str, choice: int) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await asked(pilot)
        active = player.state.hero
        await press(pilot, key)
        assert player.state.visit.answers == {"how-many": choice}
        assert player.state.hero == active, "the letter of a view is an answer now"


async def test_a_letter_beyond_the_choices_answers_nothing_and_turns_to_no_view(
    player: Player,
) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await asked(pilot)
        active = player.state.hero
        await press(pilot, "c", "d", "3")
        assert (player.state.visit.answers, player.state.hero) == ({}, active)
        assert player.state.visit.walk.asking == "how-many"


async def test_without_a_question_the_letters_are_what_they_were(player: Player) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        seen = []
        for key in "abcd":
            await press(pilot, key)
            seen.append(player.state.hero)
        assert seen == ["groups", "broker", "source", "source"]
        assert player.state.visit.answers == {}


def test_the_table_of_keys_names_letters_and_no_digits() -> None:
    [key] = [key for key in KEYS if "guess" in key.meaning and not key.action]
    assert key.shown == "a … d"
    assert not any(key.shown.startswith("1") for key in KEYS)


async def test_the_guess_is_kept_at_once(player: Player, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        player.store = store
        async with player.run_test(size=WIDE) as pilot:
            await asked(pilot)
            await press(pilot, "b")
            assert [(a.choice, a.correct) for a in store.answers()] == [("3", True)]


# ── skipping ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("key", ["n", "full_stop"])
async def test_the_first_key_says_what_the_second_does(make: Make, key: str, ascii: bool) -> None:
    made = make(lesson=replace(LESSON, pages=PAGES), walk=STAGE, replay=True, ascii=ascii)
    async with made.run_test(size=WIDE) as pilot:
        dash = "-" if ascii else "–"
        shown = (await asked(pilot)).split("\n")[-1]
        assert f"a{dash}b guess" in shown
        assert "just show me" not in shown
        urged = await press(pilot, key)
        assert QUESTION in urged
        assert f"a{dash}b guess  n just show me" in urged.split("\n")[-1]
        assert QUESTION not in await press(pilot, key)


async def test_a_skipped_question_is_decided_at_its_beat_and_never_answered(
    player: Player, tmp_path: Path
) -> None:
    with Store(tmp_path) as store:
        player.store = store
        async with player.run_test(size=WIDE) as pilot:
            await asked(pilot)
            sent = await press(pilot, "n", "n")
            assert "guess" not in sent
            assert "The run says" not in sent
            assert "You did not guess." in await press(pilot, "n")
            assert DID_NOT in told(pilot)
            assert "✓" not in told(pilot)
            assert "✗" not in told(pilot)
            assert (player.state.visit.answers, [*store.answers()]) == ({}, [])


async def test_a_skipped_question_is_asked_again_and_passed_with_one_key(player: Player) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await asked(pilot)
        again = await press(pilot, "n", "n", "p", "n")
        assert QUESTION in again
        assert "n just show me" in again.split("\n")[-1]
        assert "One call for all of them." in await press(pilot, "n")


async def test_the_end_of_a_scene_asks_what_was_skipped(player: Player) -> None:
    async with player.run_test(size=WIDE) as pilot:
        await asked(pilot)
        assert "u guess" not in (await press(pilot, "n", "n", "u")).split("\n")[-1]
        assert player.state.visit.walk.asking == "", "not before the end"
        assert "u guess what you skipped" in (await press(pilot, "n")).split("\n")[-1]
        end = await press(pilot, "n")
        story = " ".join(" ".join(line[:39] for line in end.split("\n")).split())
        assert f"? You did not guess. {QUESTION}" in story
        assert "u  make the guess that you skipped" in end
        assert "u guess what you skipped" in end.split("\n")[-1]
        assert QUESTION in await press(pilot, "u")
        again = await press(pilot, "b", "n", "n", "n")
        assert ("You did not guess" in again, "You guessed right." in again) == (False, True)
        assert player.state.visit.place == "end"
        await press(pilot, "u")
        assert player.state.visit.place == "end", "nothing is left to ask"


# ── the timeline ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ascii", "sign"), [(False, "◇"), (True, "!")])
def test_the_timeline_has_the_beat_that_answers_a_guess(ascii: bool, sign: str) -> None:
    track = Track(last=50, beats=(10, 40), asks=((20, "q"),), verdicts=((40, "q"),))
    look = {"width": 53, "pen": pen(ascii=ascii)}
    at = Walk(place="stage", step=20, settled=frozenset({"q"}))
    guessed = bars.scrubber(at, track, guessed={"q"}, **look).plain
    assert (guessed[1 + 40], guessed.count(sign)) == (sign, 1)
    assert sign not in bars.scrubber(at, track, **look).plain
    open_ = bars.scrubber(replace(at, step=15, settled=frozenset()), track, **look).plain
    assert open_[1 + 20] == "?"


async def test_the_sign_comes_with_the_guess(player: Player) -> None:
    async with player.run_test(size=WIDE) as pilot:
        assert "◇" not in await asked(pilot)
        assert "◇" in (await press(pilot, "a")).split("\n")[-2]
