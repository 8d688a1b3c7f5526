"""A pattern, or words that name what is in a message."""

from __future__ import annotations

import pytest

from tests.view.tape import GROUP, three_tabs
from tutor.core.names_of_connections import Names
from tutor.core.observed import Observed
from tutor.core.pattern import Context
from tutor.core.sieve import Sieve
from tutor.core.timeline import Timeline
from tutor.core.tokens import PatternError

OBSERVED = Observed(Timeline(three_tabs().events))
OBSERVED.read()
CONTEXT = Context(OBSERVED.timeline.events)
ROW = next(row for row in OBSERVED.rows if row.sends)
FACTS = [fact for seq in ROW.seqs if (fact := OBSERVED.timeline.event(seq)) is not None]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("group.sent", True),
        (f"group.sent group={GROUP}", True),
        ("group.sent group=nix", False),
        ("handler.started name=chat_message text~Hello", True),
        ("hello", True),
        ('"Hello"', True),
        ("nix", False),
        ("user~JOHN", True),
        ("user=john", False),
        ("connection=1 type=chat.message", True),
        ("connection~chat/user", True),
        ("consumer=ChatConsumer", True),
        (f"group={GROUP} text~Hello", True),
        (f"group!={GROUP}", False),
        ("group!=other", True),
        ("", True),
    ],
)
def test_a_message_is_wanted_or_not(text: str, holds: bool) -> None:
    assert Sieve.parse(text).takes(FACTS, OBSERVED.names, CONTEXT) == holds


def test_a_fact_of_no_connection_has_none() -> None:
    server = OBSERVED.timeline.events[1]
    assert not Sieve.parse("connection=1").takes([server], Names(), CONTEXT)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grup=room", 'did you mean "group"?'),
        ("group.snt", "group.sent"),
        ("group.sent nix=1", "a field of group.sent"),
        ('text="open', 'a closing "'),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        Sieve.parse(text)
