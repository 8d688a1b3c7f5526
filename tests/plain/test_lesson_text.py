"""The course as linear text."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.view.lessons import beat, claim, lesson, predict, scene
from tests.view.tape import CHAT, three_tabs
from tutor.core.events import Event
from tutor.course.model import Lesson, Scene
from tutor.course.onward import Ending
from tutor.errors import Unavailable, UsageError
from tutor.plain.lesson_text import play


class Recorded:
    """A recording of three tabs."""

    def __init__(self, events: Sequence[Event], note: str = "", *, live: bool = True) -> None:
        self.events = events
        self.live = live
        self.note = note


def recording(_: Scene) -> Recorded:
    return Recorded(three_tabs().events)


SCENE = scene(
    beats=(
        beat("group.joined nth=2", "The second tab joins `the room`."),
        beat("group.sent", "One call."),
    ),
    predictions=(predict(),),
    claims=(claim(proof="count group.sent == 1"),),
)
LESSON = lesson(SCENE)
DECIDED = lesson(
    scene(
        beats=(*SCENE.beats, beat("client.received text~Hello nth=3", "All three show it.")),
        predictions=SCENE.predictions,
    )
)


def printed(
    *,
    course: Lesson = LESSON,
    recordings: Any = recording,
    answers: Sequence[str] = (),
    **options: Any,
) -> str:
    out = io.StringIO()
    waiting = list(answers)

    def ask(prompt: str) -> str:
        out.write(prompt)
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    if answers:
        options["ask"] = ask
    play(course, recordings, out=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80])
def test_a_lesson_in_order(width: int, snapshot: SnapshotAssertion) -> None:
    assert printed(width=width) == snapshot


def test_a_lesson_in_ascii_sentences(snapshot: SnapshotAssertion) -> None:
    assert printed(width=60, ascii=True, sentences=True) == snapshot


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(cell_len, printed(width=width).split("\n"))) <= width


def test_ascii_is_ascii() -> None:
    assert printed(ascii=True).isascii()


def test_nothing_steers_the_terminal_without_colour() -> None:
    assert "\x1b" not in printed()


def test_colour_is_the_terminals_own() -> None:
    assert "\x1b[1;36m" in printed(color=True)


def test_the_first_prose_is_out_before_a_recording_is_asked_for() -> None:
    out = io.StringIO()
    seen: list[str] = []

    def asked(one: Scene) -> Recorded:
        seen.append(out.getvalue())
        return recording(one)

    play(LESSON, asked, out=out)
    assert "Read this." in seen[0]
    assert "Look." in seen[0]


def test_a_recording_may_take_its_time() -> None:
    async def later(one: Scene) -> Recorded:
        return recording(one)

    assert printed(recordings=later) == printed()


def test_a_note_about_the_recording_is_printed() -> None:
    text = printed(recordings=lambda one: Recorded(three_tabs().events, "Played from a file."))
    assert "\nPlayed from a file.\n" in text


def test_a_scene_that_cannot_be_had_is_named_and_passed_over() -> None:
    def fails(_: Scene) -> Recorded:
        raise Unavailable("no loopback here", "use --replay")

    text = printed(recordings=fails)
    assert "Scene three_tabs cannot be shown: no loopback here use --replay" in text
    assert "That was it." in text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["b"], "✓ You said b, 3. The run says the same."),
        (["B"], "✓ You said b, 3."),
        (["a"], "✗ You said a, 2. The run says b, 3."),
        (["2"], "✓ You said b, 3."),
        (["ab", "b"], "✓ You said b, 3."),
        ([""], "You did not guess. The run says b, 3."),
        (["9", "x", "c", "ab", "²", "a"], "Type a letter from a to b, or Enter: "),
    ],
)
def test_an_answer_is_asked_for_and_judged(answers: list[str], said: str) -> None:
    assert said in printed(answers=answers)


def test_a_guess_stands_where_it_was_made_and_its_verdict_at_its_beat() -> None:
    text = printed(course=DECIDED, answers=["a"])
    asked, guess, beat, verdict = map(
        text.index, ("a to b", "◇ Your guess: a, 2.\n", "All three", "✗ You said a, 2.")
    )
    assert asked < guess < beat < verdict
    assert "  One for each member.\n  a: The sender gets its copy, too.\n" in text[verdict:]
    assert "The sender gets its copy" not in text[:verdict]


def test_in_a_pipe_a_question_has_its_choices_and_its_verdict_a_place_of_its_own() -> None:
    text = printed(course=DECIDED)
    question, beat, verdict = map(
        text.index, ("?\n\n  a  2\n  b  3\n", "All three show it", "\n  The run says b, 3.\n")
    )
    assert question < beat < verdict
    assert "guess" not in text


@pytest.mark.parametrize("answers", [None, ["a"]])
def test_a_question_is_printed_once(answers: list[str] | None) -> None:
    text = printed(course=DECIDED, **({} if answers is None else {"answers": answers}))
    assert text.count("How many browsers") == 1


def test_the_end_of_the_input_just_shows_the_answer() -> None:
    text = printed(answers=["9"])
    assert "\n  The run says b, 3.\n" in text
    assert "You said" not in text


def test_after_the_end_of_the_input_nobody_is_asked_again() -> None:
    two = lesson(SCENE, SCENE)
    assert printed(course=two, answers=["9"]).count("Your guess") == 1


def test_an_answer_is_reported() -> None:
    seen: list[tuple[str, int, int]] = []
    printed(answers=["a"], answered=lambda one, chosen, right: seen.append((one.id, chosen, right)))
    assert seen == [("tabs", 0, 1)]


def test_every_page_is_reported_as_it_begins_and_once_it_is_out() -> None:
    seen: list[tuple[int, bool]] = []
    printed(reached=lambda page, over: seen.append((page.number, over)))
    assert seen == [(1, False), (1, True), (2, False), (2, True)]


def test_one_scene_can_be_chosen() -> None:
    assert "Read this." not in printed(scene="three_tabs")


def test_an_unknown_scene_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        printed(scene="four_tabs")
    assert caught.value.hint == "Did you mean three_tabs?"


def test_a_title_that_was_printed_is_not_printed_again() -> None:
    assert printed(opened=True).startswith("Page 1 of 2: Before")


def test_the_code_is_shown_if_it_can_be_read() -> None:
    assert "\nconsumers.py:60  code()\n" in printed(read={CHAT: "code()\n" * 90}.get)


def test_one_step_is_shown_whole() -> None:
    text = printed(scene="three_tabs", step=60)
    assert "Step 60 of 86: a copy of chat.message waits" in text
    assert "ChatConsumer #1 · busy" in text


def test_before_the_first_step_nothing_has_happened() -> None:
    assert "Step 0 of 86: nothing has happened yet" in printed(scene="three_tabs", step=0)


def test_a_step_is_not_a_page_that_has_been_read() -> None:
    seen: list[bool] = []
    printed(scene="three_tabs", step=3, reached=lambda _, over: seen.append(over))
    assert seen == [False]


def test_a_whole_lesson_ends_with_what_it_leads_to_and_a_scene_does_not() -> None:
    end = "Lesson 7 is done."
    ending = partial(Ending, lesson=7)
    assert end in printed(ending=ending)
    assert end not in printed(scene="three_tabs", ending=ending)


def test_a_step_that_is_not_there_names_the_last_one() -> None:
    with pytest.raises(UsageError) as caught:
        printed(scene="three_tabs", step=87)
    assert caught.value.hint == "There are 0 to 86."


def test_a_prompt_without_anybody_to_answer_is_not_printed() -> None:
    assert "Your guess" not in printed()


def test_a_step_of_a_scene_that_cannot_be_had_is_named_too() -> None:
    def fails(_: Scene) -> Recorded:
        raise Unavailable("no loopback here")

    assert "cannot be shown" in printed(recordings=fails, scene="three_tabs", step=3)


def test_a_scene_that_was_named_wrongly_is_no_missing_recording() -> None:
    def fails(_: Scene) -> Recorded:
        raise UsageError("no such scene")

    with pytest.raises(UsageError):
        printed(recordings=fails)


def test_the_first_line_waits_for_nothing_heavy() -> None:
    code = (
        "import sys, tutor.plain.lesson_text, tutor.plain.play_lesson; "
        "print([n for n in ('django', 'textual', 'markdown_it', 'asyncio', 'pygments', 'sqlite3', "
        "'tomllib', 'tutor.course.load', 'tutor.core.match') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
