"""Facts as they arrive: found, waited for, watched, forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tutor.runtime.fact_intake import FAR_OFF, Facts, Record


async def test_a_wait_ends_when_the_fact_arrives() -> None:
    facts = Facts()
    waiting = asyncio.create_task(facts.until(lambda: facts.kinds["scene.noted"] == 2, 5))
    for text in ("one", "two"):
        await asyncio.sleep(0)
        facts.emit("scene.noted", text=text)
    assert await waiting


async def test_a_wait_has_a_limit() -> None:
    assert not await Facts().until(lambda: False, 0.01)


def test_facts_are_found_by_their_fields() -> None:
    facts = Facts()
    facts.emit("client.sent", name="ann", text="good morning", conn=1)
    facts.emit("client.sent", name="ben", text="good night", conn=2)
    assert len(facts.find("client.sent", {"text_has": "good"})) == 2
    assert len(facts.find("client.sent", {"name": "ben", "process": "tutor", "conn": 2})) == 1
    with pytest.raises(KeyError, match="no field 'nmae'"):
        facts.find("client.sent", {"nmae": "ann"})


def test_a_fact_has_only_the_fields_of_its_kind() -> None:
    with pytest.raises(TypeError, match="colour"):
        Facts().emit("client.sent", colour="blue")


def noted(count: int) -> Facts:
    facts = Facts()
    for number in range(1, count + 1):
        facts.emit("scene.noted", text=f"{number}")
    return facts


def test_the_oldest_are_forgotten_and_the_others_keep_their_position() -> None:
    facts = noted(10)
    times = [record[2] for _, record in facts.records]
    facts.forget(before=4)
    assert (facts.first, len(facts.records), facts.count) == (4, 6, 10)
    assert [record[5] for _, record in facts.find("scene.noted")] == [*"5678", "9", "10"]
    assert [facts.oldest(position) for position in range(4, 10)] == times[4:]
    facts.forget(before=2)
    facts.emit("scene.noted", text="11")
    assert (facts.first, facts.count, facts.kinds["scene.noted"]) == (4, 11, 11)


def test_a_batch_that_is_partly_forgotten_still_has_its_time() -> None:
    facts = Facts()
    facts.add("server 1", [["scene.noted", n, 5, 0, 0, "x"] for n in (1, 2, 3)])
    arrived = facts.last
    facts.forget(before=2)
    assert facts.oldest(2) == 5
    assert facts.latencies() == [arrived - 5]


def test_the_oldest_of_what_comes_from_a_position_on() -> None:
    facts = Facts()
    for at in (30, 10, 20):
        facts.add("server 1", [["scene.noted", at, at + n, 0, 0, "x"] for n in (1, 0)])
    facts.add("server 1", [])
    assert [facts.oldest(position) for position in (0, 2, 3, 4)] == [10, 10, 10, 20]
    assert facts.oldest(6) == FAR_OFF


def test_a_watcher_is_called_with_what_arrives() -> None:
    facts = noted(1)
    seen: list[tuple[str, Sequence[Record]]] = []
    facts.watch(lambda process, batch: seen.append((process, batch)))
    facts.emit("scene.noted", text="2", at=7)
    assert seen == [("tutor", [["scene.noted", 2, 7, 0, 0, "2"]])]


def test_a_damaged_line_is_counted_and_told() -> None:
    facts = Facts()
    facts.add_damaged("server 2")
    assert facts.damaged == 1
    assert facts.find("events.lost", {"process": "server 2", "count": 1})
