"""Walks along causes, both ways, and what is still under way."""

from __future__ import annotations

import pytest

from tutor.core.advance import fold
from tutor.core.causes import Effects, chain, effects, root, settled, tree, unsettled
from tutor.core.events import Event
from tutor.core.world import World

from .making import Tape


def family() -> Tape:
    """1 → 2 → 4, 1 → 5; 3 stands for itself."""
    tape = Tape()
    for cause in (None, 1, None, 2, 1):
        tape.add("scene.noted", cause=cause)
    return tape


def seqs(events: list[Event]) -> list[int]:
    return [event.seq for event in events]


def test_a_chain_leads_from_the_effect_to_the_root() -> None:
    assert seqs(chain(family(), 4)) == [4, 2, 1]


def test_the_root_of_a_root_is_itself() -> None:
    assert [root(family(), seq).seq for seq in (4, 3)] == [1, 3]


def test_effects_are_the_direct_ones() -> None:
    assert seqs(effects(family(), 1)) == [2, 5]


def test_a_tree_holds_all_that_came_of_an_event_in_order() -> None:
    assert seqs(tree(family(), 1)) == [1, 2, 4, 5]


def test_a_walk_goes_depth_first() -> None:
    walk = Effects(family()).walk(1)
    assert [(depth, event.seq) for depth, event in walk] == [(0, 1), (1, 2), (2, 4), (1, 5)]


def test_the_look_up_knows_effects_and_roots() -> None:
    look = Effects(family())
    assert ([e.seq for e in look.of(1)], list(look.of(3)), look.root(4).seq) == ([2, 5], [], 1)


@pytest.mark.parametrize("seq", [0, 6])
@pytest.mark.parametrize("ask", [chain, root, effects, tree, lambda e, n: Effects(e).root(n)])
def test_an_event_that_is_not_there_is_an_error(ask: object, seq: int) -> None:
    with pytest.raises(IndexError, match=f"expected the seq of an event, 1 to 5, got {seq}"):
        ask(family(), seq)  # type: ignore[operator]


def test_everything_under_way_is_named() -> None:
    tape = Tape()
    tape.add("client.connecting", process="tutor", conn=1, name="john")
    tape.add("connection.opened", conn=1)
    tape.add("consumer.created", conn=1, name="Chat", instance=2)
    tape.add("channel.created", conn=1, channel="c")
    tape.add("channel.sent", channel="c")
    tape.add("handler.started", conn=1, name="receive")
    tape.add("db.started", conn=1, name="save")
    assert unsettled(fold(World(), tape)) == [
        "john is connecting",
        "connection 1 is handshake",
        "Chat #2 runs receive",
        "1 waiting for c",
        "save is in the database",
    ]


def test_a_closed_client_and_a_copy_for_a_dead_channel_are_settled() -> None:
    tape = Tape()
    tape.add("client.closed", process="tutor", conn=1, name="john")
    tape.add("consumer.created", conn=1, name="Chat", instance=2)
    tape.add("channel.created", conn=1, channel="c")
    tape.add("consumer.finished", conn=1)
    tape.add("channel.sent", channel="c")
    assert settled(fold(World(), tape))
