"""Walks along causes, from the effect to the root."""

from __future__ import annotations

import pytest

from tutor.core.causes import chain

from .making import Tape


def family() -> Tape:
    """1 → 2 → 4, 1 → 5; 3 has no cause."""
    tape = Tape()
    for cause in (None, 1, None, 2, 1):
        tape.add("scene.noted", cause=cause)
    return tape


@pytest.mark.parametrize(("seq", "walk"), [(4, [4, 2, 1]), (5, [5, 1]), (3, [3])])
def test_a_chain_leads_from_the_effect_to_the_root(seq: int, walk: list[int]) -> None:
    assert [event.seq for event in chain(family(), seq)] == walk


@pytest.mark.parametrize("seq", [0, 6])
def test_an_event_that_is_not_there_is_an_error(seq: int) -> None:
    with pytest.raises(IndexError, match=f"expected the seq of an event, 1 to 5, got {seq}"):
        chain(family(), seq)
