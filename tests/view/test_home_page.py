"""Home: the ways, the lessons, and what fits on a small screen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.quiz.making import TEXTS
from tests.view.tape import drawn
from tutor.view.home_page import ASKS, Day, Offer, Row, Stage, days, home, way

QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def row(title: str, state: str = "new", pages: float = 0.0, **more: Any) -> Row:
    given = {"key": "7", "cards": 0.0, "due": 0, "minutes": 28.6, "of": 8}
    return Row(title=title, state=state, pages=pages, **{**given, **more})


ROWS = [
    row("Introduction", "read", 1.0, key="1", of=6, minutes=18.0, cards=0.6, due=2),
    row(
        "Channel layers and groups",
        "page 3 of 10",
        0.2,
        of=10,
        minutes=63.6,
        is_next=True,
        about="How a message gets from one consumer to another.",
        size="10 pages, 28 cards",
    ),
    row("Instances", key="8"),
    row("Later", "not there yet", key="9", minutes=0.0, of=0),
]
STAGES = (
    Stage(title="lesson 1: One minute, the whole stack", minutes=6.3, is_done=True),
    Stage(title="lesson 4: What each layer adds to the scope", minutes=6.2),
)
TWENTY = Offer(key="a", name="20-minutes", title="20 minutes", size="3 scenes, 18 min")
INTERVIEW = Offer(
    key="b",
    name="interview",
    title="interview on Thursday",
    size="3 days × 46 min",
    is_chosen=True,
    stages=STAGES,
    days=(
        Day(key="1", date="2026-12-01", title="Tuesday 1 December", size="1 day × 1 h"),
        Day(key="2", date="2026-12-02", title="Wednesday 2 December", size="2 days × 59 min"),
    ),
)
OFFERS = (TWENTY, INTERVIEW)


def lines(picture: object) -> list[str]:
    return [line.rstrip() for line in drawn(picture, width=300).split("\n")]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [36, 72, 110])
def test_home(width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(home(ROWS, 1, OFFERS, width=width), width=width) == snapshot


def test_home_in_ascii(snapshot: SnapshotAssertion) -> None:
    shown = drawn(home(ROWS, 1, OFFERS, width=72, ascii=True))
    assert shown.isascii()
    assert shown == snapshot


def test_a_course_without_ways_asks_for_no_time() -> None:
    shown = lines(home(ROWS, 0, width=72))
    assert ASKS not in shown
    assert shown[0].lstrip("▶ ").startswith("1  Introduction")


def test_a_lesson_without_a_sentence_has_none_below_the_list() -> None:
    assert lines(home(ROWS, 2, width=72))[-1].lstrip().startswith("9  Later")


@pytest.mark.parametrize("cursor", range(11))
@pytest.mark.parametrize("height", [8, 14, 16, 18, 30])
def test_the_lesson_in_hand_is_seen_whatever_the_height(cursor: int, height: int) -> None:
    many = [row(f"Lesson {n}", key=str(n), about="What it is about.") for n in range(11)]
    shown = lines(home(many, cursor, OFFERS, width=36, height=height))
    assert len(shown) <= max(height, 9)
    assert sum(f"Lesson {cursor} " in line and line.startswith("▶") for line in shown) == 1


def test_what_is_folded_is_counted() -> None:
    many = [row(f"Lesson {n}", key=str(n)) for n in range(11)]
    shown = lines(home(many, 5, width=72, height=5))
    assert (shown[0], shown[-1]) == ("  ⋮ 4 above", "  ⋮ 4 below")
    assert ["Lesson" in line for line in shown] == [False, True, True, True, False]


def test_on_a_low_screen_the_lesson_in_hand_is_told_in_its_sentence_alone() -> None:
    whole, short, none = (lines(home(ROWS, 1, width=72, height=height)) for height in (8, 6, 5))
    assert whole[-1].strip() == "10 pages, 28 cards"
    assert short[-1].strip() == "How a message gets from one consumer to another."
    assert len(none) == 4


# ── a way ───────────────────────────────────────────────────────────────────────────────────


def test_a_way_lists_its_pages_with_their_minutes() -> None:
    assert lines(way(INTERVIEW, width=72)) == [
        "interview on Thursday: 3 days × 46 min",
        "",
        "  ✓     6 min  lesson 1: One minute, the whole stack",
        "        6 min  lesson 4: What each layer adds to the scope",
    ]


def test_the_days_to_choose_from_say_what_each_leaves_time_for() -> None:
    assert lines(days(INTERVIEW, width=72)) == [
        "interview on Thursday: which day is it?",
        "",
        "  1  Tuesday 1 December     1 day × 1 h",
        "  2  Wednesday 2 December   2 days × 59 min",
    ]


def test_on_a_narrow_screen_what_a_day_leaves_stands_below_it() -> None:
    assert lines(days(INTERVIEW, width=34))[-4:-2] == [
        "  1  Tuesday 1 December",
        "     1 day × 1 h",
    ]


# ── whatever is told ────────────────────────────────────────────────────────────────────────

SHARE, TIME = st.floats(0, 1), st.floats(0, 999)
ROW = st.builds(
    Row,
    key=st.sampled_from(["1", "9", "a"]),
    title=TEXTS,
    state=TEXTS,
    pages=SHARE,
    cards=SHARE,
    due=st.integers(0, 99),
    about=TEXTS,
    size=TEXTS,
    minutes=TIME,
    of=st.integers(0, 15),
    is_next=st.booleans(),
)
OFFER = st.builds(
    Offer,
    key=st.just("a"),
    name=TEXTS,
    title=TEXTS,
    size=TEXTS,
    is_chosen=st.booleans(),
    stages=st.lists(st.builds(Stage, title=TEXTS, minutes=TIME, is_done=st.booleans())).map(tuple),
    days=st.lists(
        st.builds(Day, key=st.just("1"), date=TEXTS, title=TEXTS, size=TEXTS), max_size=3
    ).map(tuple),
)


@QUICK
@given(
    st.lists(ROW, min_size=1, max_size=5),
    st.lists(OFFER, max_size=3),
    st.integers(30, 130),
    st.booleans(),
)
def test_no_line_of_home_is_wider_than_asked(
    rows: list[Row], offers: list[Offer], width: int, ascii: bool
) -> None:
    look = {"width": width, "ascii": ascii}
    shown = [home(rows, len(rows) - 1, offers, height=20, **look)]  # type: ignore[arg-type]
    shown += [draw(offer, **look) for offer in offers for draw in (way, days)]  # type: ignore[operator]
    for line in (line for picture in shown for line in drawn(picture, width=300).split("\n")):
        assert cell_len(line) <= width
        assert not ascii or line.isascii()
