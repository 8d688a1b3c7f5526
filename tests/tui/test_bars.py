"""The one-line parts of the screen, cell by cell."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from msgspec.structs import replace
from rich.text import Text

from tests.lessons.tools import lessons
from tutor.course.model import Lesson
from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.view import palette
from tutor.view.table import VIEWS
from tutor.view.text import pen

UNICODE, ASCII = pen(ascii=False), pen(ascii=True)
PARTS = bars.Heading(
    lesson="7 Channel layers", page="page 2 of 8", scene="tabs", step=3, last=86, source="live"
)


def runs(line: Text) -> list[tuple[str, str]]:
    """(text, style) from left to right; what has no style of its own has ""."""
    marks = sorted({0, len(line.plain), *(at for s in line.spans for at in (s.start, s.end))})
    styles = [
        (line.plain[a:b], next((str(s.style) for s in line.spans if s.start <= a < s.end), ""))
        for a, b in pairwise(marks)
    ]
    return [(text, style) for text, style in styles if text.strip()]


# ── heading ─────────────────────────────────────────────────────────────────────────────────


def test_a_heading_has_the_scene_in_bold_and_the_step_at_the_right() -> None:
    line = bars.heading(PARTS, width=70, pen=UNICODE)
    left, right = " 7 Channel layers · page 2 of 8 · tabs", "step 3 of 86 · live"
    assert line.plain == left + right.rjust(69 - len(left))
    assert ("tabs", palette.STRONG) in runs(line)
    assert runs(line)[0] == ("7 Channel layers", palette.TITLE)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (60, " 7 Channel layers · page 2 of 8 · tabs", "step 3 of 86 · live"),
        (59, " 7 Channel layers · page 2 of 8 · tabs", "3/86 · live"),
        (40, " 7 · page 2 of 8 · tabs", "3/86 · live"),
        (30, " 7 · tabs", "3/86 · live"),
    ],
)
def test_a_heading_says_less_where_there_is_less_room(width: int, left: str, right: str) -> None:
    line = bars.heading(PARTS, width=width, pen=UNICODE).plain
    assert (line[: len(left)], line[-len(right) :], len(line)) == (left, right, width - 1)
    assert line[len(left) : -len(right)].isspace()


@pytest.mark.parametrize(
    ("title", "width", "right"),
    [
        (40, 120, "m message · beat 3 of 12 · step 9 of 78 · live"),
        (70, 120, "m message · beat 3 of 12 · 9/78 · live"),
        (74, 120, "m message · beat 3 of 12 · 9/78"),
        (80, 120, "m message · beat 3 of 12"),
        (97, 120, "m message"),
        (110, 120, "m message · beat 3 of 12 · step 9 of 78 · live"),
        (30, 80, "m message · beat 3 of 12 · 9/78 · live"),
        (33, 80, "m message · beat 3 of 12 · 9/78"),
        (40, 80, "m message · beat 3 of 12"),
        (45, 80, "m message · beat 3/12"),
        (50, 80, "m message · 3/12"),
        (57, 80, "m message"),
    ],
)
def test_the_title_of_a_scene_is_whole_where_the_right_side_may_be_shorter(
    title: int, width: int, right: str
) -> None:
    parts = bars.Heading(
        lesson="7 Layers", page="page 2 of 8", scene="x" * title, beat=3, beats=12, step=9, last=78
    )
    parts = replace(parts, hero="message", source="live")
    line = bars.heading(parts, width=width, pen=UNICODE).plain
    assert line.endswith(f" {right}")
    assert ("x" * title in line) == (title + len(right) < width - 7)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.slug)
def test_the_title_of_each_scene_is_whole_on_80_columns_beside_the_beat(lesson: Lesson) -> None:
    for scene in lesson.scenes:
        beats = len(scene.beats)
        parts = bars.Heading(lesson=f"{lesson.number} {lesson.title}", page="", scene=scene.title)
        for hero in VIEWS:
            for beat in range(beats + 1):
                now = replace(parts, hero=hero, beat=beat, beats=beats, step=beat, last=5000)
                line = bars.heading(now, width=80, pen=UNICODE).plain
                assert scene.title in line
                assert re.search(rf"\b{beat}( of |/){beats}\b", line), line


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("title", [10, 20, 30, 40, 50])
def test_the_left_side_has_one_form_whatever_view_and_step(title: int, width: int) -> None:
    scene = bars.Heading(
        lesson="7 Layers", page="page 2 of 8", scene="x" * title, beats=12, last=780
    )
    looks = [replace(scene, hero=hero, beat=b, step=b * 60) for hero in VIEWS for b in range(13)]
    lines = [bars.heading(look, width=width, pen=UNICODE).plain for look in looks]
    assert len({line.partition("x")[0] for line in lines}) == 1


def test_a_pinned_view_is_marked_by_one_word() -> None:
    parts = bars.Heading(
        lesson="7", page="page 2 of 8", hero="sequence", pinned=True, step=3, last=86
    )
    shown = runs(bars.heading(parts, width=90, pen=UNICODE))
    assert [text for text, style in shown if style == palette.MARK] == ["pinned: "]
    assert shown[-1] == ("f flow · step 3 of 86", "")


def test_a_heading_of_a_page_without_a_scene_has_no_step() -> None:
    parts = bars.Heading(lesson="7 Layers", page="page 1 of 8")
    assert bars.heading(parts, width=60, pen=UNICODE).plain.strip() == "7 Layers · page 1 of 8"


# ── scrubber ────────────────────────────────────────────────────────────────────────────────


def test_the_scrubber_shows_beats_open_questions_and_where_we_are() -> None:
    track = Track(last=10, beats=(2, 8), asks=((5, "open"), (6, "answered")))
    walk = Walk(place="stage", step=4, settled=frozenset({"answered"}))
    line = bars.scrubber(walk, track, width=13, pen=ASCII)
    assert line.plain == " ==+=O?--+--"
    assert [text for text, style in runs(line) if style == palette.MARK] == ["O?"]
    assert runs(line)[0] == (" ==+="[1:], palette.MESSAGE)
    assert bars.scrubber(walk, track, width=13, pen=UNICODE).plain == " ━━┿━◉?──┼──"


def test_a_beat_at_the_very_step_is_where_we_are() -> None:
    line = bars.scrubber(Walk(step=10), Track(last=10, beats=(10,)), width=13, pen=ASCII)
    assert line.plain == " ==========O"


@pytest.mark.parametrize(
    ("track", "width", "shown"),
    [(None, 12, " ----------"), (Track(last=0), 12, " ----------"), (Track(last=9), 9, " -------")],
)
def test_nothing_to_walk_or_no_room_is_a_rule(track: Track | None, width: int, shown: str) -> None:
    assert bars.scrubber(Walk(), track, width=width, pen=ASCII).plain == shown


def test_a_column_of_the_scrubber_stands_for_the_step_drawn_there() -> None:
    steps = [bars.step_at(column, 10, width=13) for column in range(14)]
    assert steps == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


# ── keys and status ─────────────────────────────────────────────────────────────────────────


def test_as_many_keys_as_fit_are_shown_and_a_long_one_makes_room_for_a_short() -> None:
    pairs = [("n", "on"), ("space", "a very long word"), ("q", "quit")]
    assert bars.keys(pairs, width=17).plain == " n on  q quit  "
    assert bars.keys(pairs, width=40).plain == " n on  space a very long word  q quit  "
    assert ("n", palette.KEY) in runs(bars.keys(pairs, width=40))


@pytest.mark.parametrize(("bad", "style"), [(True, palette.BAD), (False, "dim")])
def test_a_sentence_about_the_run_is_cut_to_the_screen(bad: bool, style: str) -> None:
    line = bars.status("It failed here.", width=12, pen=UNICODE, bad=bad)
    assert (line.plain, runs(line)) == (" It failed…", [("It failed…", style)])
