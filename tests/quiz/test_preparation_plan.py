"""The plan until an interview: it fits, it comes back to what went wrong, it ends with a mock."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import card
from tutor.quiz.card import Card
from tutor.quiz.preparation_plan import (
    CARD,
    DIAGNOSIS,
    LEAST,
    Offered,
    Schedule,
    Wanted,
    diagnosis,
    plan,
    topic_key,
)
from tutor.quiz.readiness import by_topic, weakest
from tutor.quiz.schedule import Memory, Review, replay

NOW = 1.8e9
CARDS = [
    card("choice", id=f"{topic}-{number}", lesson=topic % 11 + 1, topic=f"T{topic}")
    for topic in range(40)
    for number in range(4)
]
CODE = Offered(key="exercise:x", title="Practise x", minutes=8.0, run=("practice", "x"))
SCENE = Offered(key="7/s", title="A scene", minutes=6.0, run=("lesson", "7", "--scene", "s"))
ROUND = Offered(key="board", title="A board", minutes=10.0, run=("interview", "--design", "board"))


def wanted(memories: dict[str, Memory] | None = None, **fields: Any) -> Wanted:
    known = memories or {}
    cards: list[Card] = fields.pop("cards", CARDS)
    minutes = fields.pop("minutes", 45.0)
    given = {"days": 3, "minutes": minutes, "left": minutes, **fields}
    topics = by_topic(cards, known, NOW)
    return Wanted(cards=cards, topics=topics, memories=known, now=NOW, **given)


def answered(ids: tuple[str, ...], share: float, seed: int) -> dict[str, Memory]:
    """What a learner has shown who knows this share."""
    chance = random.Random(seed)
    grades = [3 if chance.random() < share else 1 for _ in ids]
    return replay(
        Review(card=id, at=NOW - 60, mode="quiz", grade=grade)
        for id, grade in zip(ids, grades, strict=True)
    )


def acts(schedule: Schedule) -> list[list[str]]:
    return [[task.act for task in day] for day in schedule.days]


def seen(schedule: Schedule, key: str) -> int:
    return sum(key in task.keys for day in schedule.days for task in day)


def test_about_twelve_cards_of_as_many_topics_tell_where_one_stands() -> None:
    ids = diagnosis(CARDS, {})
    assert len(ids) == len({id.partition("-")[0] for id in ids}) == DIAGNOSIS
    assert diagnosis(CARDS[:8], {}) == ("0-0", "1-0")
    assert diagnosis(CARDS[:4], answered(("0-0",), 1, 0)) == ("0-1",)
    assert diagnosis([card("say")], {}) == ()


def test_it_begins_with_the_diagnosis_and_ends_with_a_mock() -> None:
    schedule = plan(wanted(diagnosis=diagnosis(CARDS, {})))
    assert acts(schedule) == [["diagnose"], [], ["sheet", "mock"]]
    assert schedule.days[0][0].run[:3] == ("quiz", "--card", "0-0")


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_a_learner_who_knows_60_percent_sees_each_red_topic_twice(seed: int, days: int) -> None:
    known = answered(diagnosis(CARDS, {}), 0.6, seed)
    schedule = plan(wanted(known, days=days))
    red = [topic_key(topic) for topic in weakest(by_topic(CARDS, known, NOW))]
    assert all(seen(schedule, key) == 2 for key in red)
    assert not schedule.left_out
    assert schedule.days[-1][-1].act == "mock"


@given(
    st.integers(0, 10**6),
    st.integers(1, 9),
    st.floats(LEAST, 120),
    st.floats(0, 1),
    st.sampled_from(["backend", "lead"]),
    st.booleans(),
)
def test_no_day_takes_more_than_its_minutes(
    seed: int, days: int, minutes: float, left: float, role: str, begins: bool
) -> None:
    ids = diagnosis(CARDS, {})
    known = {} if begins else answered(ids, 0.3, seed)
    scenes = {topic_key(card): SCENE for card in CARDS}
    fields = {"days": days, "left": minutes * left, "role": role, "scenes": scenes}
    asks = wanted(
        known, minutes=minutes, diagnosis=ids * begins, rounds={"design": [ROUND]}, **fields
    )
    schedule = plan(asks)
    assert len(schedule.days) == days
    room = [asks.left, *[minutes] * (days - 1)]
    for day, most in zip(schedule.days, room, strict=True):
        assert sum(task.minutes for task in day) <= most + 1e-6
    red = [topic_key(topic) for topic in weakest(asks.topics)]
    assert all(seen(schedule, key) >= 2 or key in schedule.left_out for key in red)
    if days > 1:
        assert schedule.days[-1][-1].act == "mock"


def test_what_was_done_is_not_planned_again() -> None:
    known = answered(("0-0", "1-0"), 0.0, 1)
    key = topic_key(CARDS[0])
    scenes = {key: SCENE}
    first = plan(wanted(known, scenes=scenes))
    assert "watch" in acts(first)[0]
    after = plan(wanted(known, scenes=scenes, done=(key, key, SCENE.key, "mock", "sheet")))
    assert not seen(after, key)
    assert not {"watch", "sheet", "mock"} & {act for day in acts(after) for act in day}
    assert seen(plan(wanted(known, done=(key,))), key) == 1


def test_a_red_topic_has_code_to_mend_once_behind_the_drill() -> None:
    key = topic_key(CARDS[0])
    known = answered(("0-0", "1-0"), 0.0, 1)
    day = acts(plan(wanted(known, exercises={key: CODE})))[0]
    assert day.index("drill") < day.index("practise")
    assert not seen(plan(wanted(known, exercises={key: CODE}, done=(CODE.key,))), CODE.key)
    assert not seen(plan(wanted(exercises={key: CODE})), CODE.key)


def test_a_topic_that_turned_out_well_is_left_alone() -> None:
    right = answered(("0-0",), 1.0, 1)
    assert not seen(plan(wanted(right)), topic_key(CARDS[0]))


def test_a_lead_holds_a_design_and_an_incident_and_is_asked_as_a_senior() -> None:
    rounds = {"design": [ROUND], "incident": []}
    lead = plan(wanted(role="lead", rounds=rounds))
    assert sum(day.count("design") for day in acts(lead)) == 1
    assert lead.days[-1][-1].run[-2:] == ("--level", "senior")
    assert "design" not in acts(plan(wanted(rounds=rounds)))[0]
    held = plan(wanted(role="lead", rounds=rounds, done=(ROUND.key,)))
    assert "design" not in {act for day in acts(held) for act in day}


def test_a_leads_round_is_the_one_that_shows_the_weakest_topic() -> None:
    weak = [topic_key(CARDS[number]) for number in (0, 4)]  # the second has more wrong answers
    known = answered(("0-0", "0-1"), 1.0, 1) | answered(("0-2", "1-0", "1-1"), 0.0, 1)
    rounds = {
        "design": [
            ROUND,
            Offered(key="a", title="a", minutes=9.0, run=("a",), topics=(weak[0],)),
            Offered(key="b", title="b", minutes=9.0, run=("b",), topics=(weak[1],)),
            Offered(key="c", title="c", minutes=9.0, run=("c",), topics=(*weak,)),
        ]
    }
    assert [topic_key(one) for one in weakest(by_topic(CARDS, known, NOW))] == weak[::-1]
    lead = plan(wanted(known, role="lead", rounds=rounds))
    assert [task.keys for day in lead.days for task in day if task.act == "design"] == [("c",)]


def test_twenty_minutes_now() -> None:
    schedule = plan(wanted(days=1, minutes=20.0, diagnosis=diagnosis(CARDS, {})))
    assert acts(schedule) == [["diagnose", "sheet", "mock"]]
    assert sum(task.minutes for task in schedule.days[0]) <= 20


def test_too_many_red_topics_for_the_time_are_told() -> None:
    known = answered(tuple(card.id for card in CARDS), 0.0, 1)
    schedule = plan(wanted(known, days=1, minutes=12.0))
    assert schedule.left_out
    title = next(task.title for task in plan(wanted(known)).days[0] if task.act == "drill")
    assert " and " in title
    assert title.endswith(" more")


def test_a_drill_asks_cards_by_name_so_that_none_is_buried() -> None:
    drill = plan(wanted(answered(("0-0",), 0.0, 1), cards=CARDS[:4])).days[0][0]
    assert drill.run == ("quiz", "--card", "0-0", "--card", "0-1")
    assert drill.minutes == 2 * CARD


def test_the_mock_does_not_shrink_while_the_day_is_used() -> None:
    def mock(left: float) -> float:
        return plan(wanted(days=1, left=left)).days[0][-1].minutes

    assert mock(45.0) == mock(30.0) == 21
    assert mock(10.0) == 6
