"""A typed answer fits, however it is dressed; what only contains it does not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.library.deck import load_deck, settled
from tutor.library.find import course
from tutor.quiz.card import Card
from tutor.quiz.marking import Response, mark
from tutor.quiz.patterns import LONGEST
from tutor.quiz.typed import MOST, contains, difference, fits, forms, plain

CASES = json.loads((Path(__file__).parent / "cases" / "typed-answers.json").read_text())


@cache
def cards() -> dict[str, Card]:
    whole = course()
    wanted = {case["card"] for case in CASES}
    deck = load_deck(whole).by_id()
    return {id: settled(deck[id], whole) for id in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['card']}: {case['answer']}")
def test_what_people_type(case: dict[str, object]) -> None:
    found = mark(cards()[str(case["card"])], Response(text=str(case["answer"])))
    assert found.correct == case["right"]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("\uff14\uff10\uff13", "403"),  # full width
        ("HTTP/1.1 403 Forbidden", "403"),
        ("403 Forbidden", "403"),
        ("status code 403", "403"),
        ("the CHANNEL_LAYERS setting", "CHANNEL_LAYERS"),
        ("from channels.layers import get_channel_layer", "get_channel_layer"),
        ("import channels.layers", "layers"),
        (".asave()", "asave"),
        ("@database_sync_to_async", "database_sync_to_async"),
        ('CONFIG["capacity"],', "capacity"),
        ("transaction: True", "transaction=True"),
        ("It\u2019s None.", "None"),
        ("self.channel_name", "channel_name"),
        ("[daphne]", "daphne"),
    ],
)
def test_dress_is_taken_off(text: str, pattern: str) -> None:
    assert fits(text, pattern)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("not None", "None"),
        ("NoneType", "None"),
        ("4031", "403"),
        ("daphne or uvicorn", "daphne"),
        ("group_send and send", "send"),
        ("", "x"),
        ("the", "key"),
    ],
)
def test_what_only_contains_the_answer_is_not_it(text: str, pattern: str) -> None:
    assert not fits(text, pattern)


@pytest.mark.parametrize(
    ("text", "model", "found"),
    [
        ("I think it is daphne here", "daphne", True),
        ("daphne_app", "daphne", False),
        ("websocket.receive, of course", "websocket.receive", True),
        ("websocketXreceive", "websocket.receive", False),
        ("anything", "", False),
        ("not daphne", "daphne", False),
        ("it isn't daphne", "daphne", False),
        ("without a daphne", "daphne", False),
        ("not uvicorn but daphne", "daphne", True),
    ],
)
def test_an_answer_contains_the_model_as_words(text: str, model: str, found: bool) -> None:
    assert contains(text, model) is found


@pytest.mark.parametrize(
    ("text", "model", "why"),
    [
        ("daphne or so", "daphne", "There is more in it than the answer."),
        ("404", "403", "That is another number."),
        ("Forbidden", "403", "The answer is a number."),
        ("receive", "websocket.receive", "That is only part of the answer."),
        ("dapne", "daphne", "Almost: check the spelling."),
        ("uvicorn", "daphne", "The answer is something else."),
        ("", "daphne", "The answer is something else."),
    ],
)
def test_a_wrong_answer_has_a_reason(text: str, model: str, why: str) -> None:
    assert difference(text, model) == why


@given(st.text(alphabet="the key.@[]()'\" :=importfrom1", max_size=60))
def test_an_answer_has_few_forms_and_each_once(text: str) -> None:
    found = list(forms(text))
    assert found[0] == plain(text)
    assert len(found) == len(set(found)) <= MOST + 20


def test_a_long_answer_has_one_form() -> None:
    assert list(forms("the " * LONGEST)) == [plain("the " * LONGEST)]
