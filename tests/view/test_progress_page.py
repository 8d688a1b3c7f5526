"""Where a learner stands, as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.quiz.making import TEXTS
from tests.view.tape import drawn
from tutor.quiz.interviews import Interview
from tutor.quiz.readiness import Readiness
from tutor.quiz.standing import FORECAST, WEEKS, Progress, Standing
from tutor.view import progress_page

QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))
TODAY = 20_000  # Friday, 2024-10-04
TITLES = {4: "Architecture", 7: "Channel layers and groups"}


def standing(lesson: int, new: int, young: int, mature: int, **fields: Any) -> Standing:
    seen = {"due": 0, "lapsed": 0, "ready": ready(lesson, young + mature, new + young + mature)}
    return Standing(lesson=lesson, new=new, young=young, mature=mature, **{**seen, **fields})


def ready(
    lesson: int, answered: int, cards: int, *, topic: str = "", wrong: int = 0, share: float = -1
) -> Readiness:
    right = answered - wrong
    return Readiness(
        lesson=lesson,
        topic=topic,
        cards=cards,
        answered=answered,
        right=right,
        share=share if share >= 0 else 0.4 * right / max(cards, 1),
        unsure=answered * 2 < cards,
    )


TOPICS = (
    ready(4, 0, 9, topic="Origin"),
    ready(7, 7, 8, topic="Delivery", wrong=2),
    ready(7, 1, 9, topic="Groups"),
)


def told(**fields: Any) -> Progress:
    given: dict[str, Any] = {
        "all": standing(0, 40, 8, 12, due=3),
        "lessons": (standing(4, 30, 0, 0), standing(7, 10, 8, 12, due=3)),
        "topics": TOPICS,
        "answers": 61,
        "retention": 0.875,
        "streak": 2,
        "longest": 9,
        "forecast": (3, 1, 0, 4, 0, 0, 0, 2) + (0,) * (FORECAST - 8),
        "heat": (0,) * (WEEKS * 7 - 6) + (1, 5, 15, 30, 0, 7),
    }
    return Progress(**{**given, **fields})


NOTHING = told(
    all=standing(0, 60, 0, 0),
    lessons=(standing(4, 30, 0, 0), standing(7, 30, 0, 0)),
    topics=TOPICS[:1],
    answers=0,
    retention=None,
    streak=0,
    longest=0,
    forecast=(0,) * FORECAST,
    heat=(0,) * (WEEKS * 7),
)


def picture(found: Progress, width: int = 80, **look: Any) -> str:
    return drawn(progress_page.render(found, TITLES, TODAY, width=width, **look), width=300)


@pytest.mark.parametrize(
    ("onward", "said"),
    [("8 Instances", "Next: 8 Instances"), ("", "You have read every lesson.")],
)
def test_what_there_is_to_read_next_is_told(onward: str, said: str) -> None:
    assert said in picture(told(), onward=onward).splitlines()
    assert said not in picture(told())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_where_a_learner_stands(width: int, snapshot: SnapshotAssertion) -> None:
    assert picture(told(), width) == snapshot


def test_in_ascii(snapshot: SnapshotAssertion) -> None:
    shown = picture(told(), 60, ascii=True)
    assert shown.isascii()
    assert shown == snapshot


def test_who_has_done_nothing_yet() -> None:
    assert picture(NOTHING).split("\n")[:4] == [
        "Ready: 0%, 0 of 60 cards answered.",
        "60 cards: 60 new, 0 young, 0 mature.",
        "Nothing is due today.",
        "0 answers. Streak: 0 days, the longest 0.",
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (ready(0, 0, 9), "0%, 0 of 9 cards answered"),
        (ready(0, 4, 9), "18%, 4 of 9 cards answered, few answers yet"),
        (ready(0, 9, 9, share=0.96), "96%, 9 of 9 cards answered"),
        (ready(0, 1, 1), "40%, 1 of 1 card answered"),
    ],
)
def test_a_share_says_how_far_to_rely_on_it(found: Readiness, said: str) -> None:
    assert progress_page.sure(found) == said


def test_wrong_latest_answers_are_told() -> None:
    wrong = standing(0, 1, 1, 0, ready=ready(0, 3, 9, wrong=1))
    assert "1 latest answer was wrong." in picture(told(all=wrong)).splitlines()
    assert "latest" not in picture(told())


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((0.5,), []),
        ((0.5, 0.75), ["The latest is 25 points better than the mean before it."]),
        ((0.9,) * 9, ["The latest is as good as the mean of those before."]),
    ],
)
def test_the_last_interviews_are_shown_with_their_trend(
    scores: tuple[float, ...], said: list[str]
) -> None:
    held = tuple(Interview(at=n * 86_400.0, score=s, questions=8) for n, s in enumerate(scores))
    shown = picture(told(interviews=held)).splitlines()
    at = shown.index("Interviews")
    rows = [line for line in shown[at + 1 :] if line.endswith("  8 questions")]
    assert len(rows) == min(len(scores), 6)
    assert f"{scores[-1]:.0%}" in rows[-1]
    assert [line for line in shown if line.startswith("The latest")] == said
    assert "Interviews" not in picture(told())


def test_of_many_topics_a_few_are_shown_the_least_ready_first() -> None:
    many = tuple(ready(7, 1, 9, topic=f"T{number}", share=number / 99) for number in range(20))
    shown = picture(told(topics=many[::-1]))
    assert shown.index("7 T0 ") < shown.index("7 T1 ") < shown.index("7 T7 ")
    assert ("7 T8 " in shown, "12 more topics: tutor progress --topics." in shown) == (False, True)
    every = drawn(progress_page.render(told(topics=many), TITLES, TODAY, topics=20, width=80))
    assert ("7 T19" in every, "more topic" in every) == (True, False)


def test_the_pages_of_lessons_that_were_begun_are_counted() -> None:
    shown = picture(told(), read={3: (2, 8), 7: (12, 12), 9: (0, 10)})
    assert "Pages read: lesson 3 2 of 8 and lesson 7 12 of 12." in shown


def test_the_busiest_day_fills_its_line() -> None:
    lines = picture(told(forecast=(50, 1) + (0,) * 12), 40).split("\n")
    (today,) = (line for line in lines if line.startswith("today"))
    (tomorrow,) = (line for line in lines if line.startswith("tomorrow"))
    assert (today.count("■"), tomorrow.count("■"), cell_len(today)) == (25, 1, 40)


@pytest.mark.parametrize(
    ("day", "row"), [(TODAY, "Fri"), (TODAY - 4, "Mon"), (TODAY + 2, "Sun"), (TODAY + 3, "Mon")]
)
def test_today_stands_in_the_last_column_at_its_weekday(day: int, row: str) -> None:
    heat = (0,) * (WEEKS * 7 - 1) + (99,)
    shown = drawn(progress_page.render(told(heat=heat), TITLES, day, width=80), width=300).split(
        "\n"
    )
    rows = shown[-8:-1]
    (at,) = (number for number, line in enumerate(rows) if "█" in line)
    assert ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at] == row
    assert rows[at].endswith("█")


# ── whatever is counted ─────────────────────────────────────────────────────────────────────

FEW = st.integers(0, 99)
READY = st.builds(ready, st.integers(1, 12), FEW, FEW, topic=TEXTS, share=st.floats(0, 1))
STANDING = st.builds(standing, st.integers(1, 12), FEW, FEW, FEW, due=FEW, ready=READY)
PROGRESS = st.builds(
    told,
    all=STANDING,
    lessons=st.lists(STANDING, max_size=4).map(tuple),
    topics=st.lists(READY, max_size=12).map(tuple),
    answers=st.integers(0, 99999),
    retention=st.none() | st.floats(0, 1),
    forecast=st.lists(st.integers(0, 999), min_size=FORECAST, max_size=FORECAST).map(tuple),
    heat=st.lists(FEW, min_size=WEEKS * 7, max_size=WEEKS * 7).map(tuple),
)
TITLED = st.dictionaries(st.integers(1, 12), TEXTS)


@QUICK
@given(PROGRESS, TITLED, st.integers(0, 30_000), st.integers(30, 130), st.booleans())
def test_no_line_is_wider_than_asked(
    found: Progress, titles: dict[int, str], today: int, width: int, ascii: bool
) -> None:
    shown = drawn(
        progress_page.render(found, titles, today, width=width, ascii=ascii, bare=ascii), width=300
    )
    assert max(map(cell_len, shown.split("\n"))) <= width
    assert not ascii or shown.isascii()
