"""By which numbers hops are told, and of how many."""

from __future__ import annotations

from tests.core.making import Tape
from tests.core.test_journeys import journey, spoken, told


def test_through_the_layer_each_hop_has_its_own_number() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    early = journey(tape)
    told(tape, run, 1)
    late = journey(tape)
    assert early is not None
    assert late is not None
    assert [early.told(hop) for hop in (1, 2, 3)] == [1, 2, 3]
    assert (early.of, late.told(5), late.of) == (0, 5, 8)


def test_without_the_layer_the_hops_that_there_are_are_counted() -> None:
    tape = Tape()
    asked = tape.add("client.asked", process="tutor", conn=1, path="/")
    assert (found := journey(tape)) is not None
    assert (found.told(1), found.of) == (1, 0)
    tape.add("client.answered", process="tutor", conn=1, cause=asked, status=200)
    assert (found := journey(tape)) is not None
    assert (found.hand, found.told(8), found.of) == (8, 2, 2)
