"""Raw records as they arrive: numbered, counted, found again, and waited for."""

from __future__ import annotations

import asyncio

import pytest

from tutor.runtime.fact_intake import DEFAULTS, TUTOR, Facts


def test_a_fact_of_ours_is_kept_with_what_was_not_said_of_it() -> None:
    facts = Facts()
    sent = facts.emit("client.sent", text="hi", at=7, conn=2, cause=1)
    assert [sent, facts.emit("log.written")] == [1, 2]
    process, record = facts.records[0]
    assert (process, record[:5]) == (TUTOR, ["client.sent", 1, 7, 2, 1])
    assert record[5:] == list({**DEFAULTS["client.sent"], "text": "hi"}.values())
    assert facts.kinds == {"client.sent": 1, "log.written": 1}


def test_defaults_are_those_of_the_struct_and_made_anew_where_they_can_change() -> None:
    assert DEFAULTS["group.joined"]["layer"] == "default"
    assert DEFAULTS["connection.opened"]["keys"] == []
    assert DEFAULTS["connection.opened"]["path"] == ""


def test_a_field_that_a_kind_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match=r"client\.sent has no field \['colour'\]"):
        Facts().emit("client.sent", colour="red")


def test_facts_are_found_by_what_their_fields_are_or_contain() -> None:
    facts = Facts()
    for text in ("one", "two", "twofold"):
        facts.emit("client.sent", process="john", text=text)
    facts.emit("client.received", text="two")

    def found(**fields: object) -> list[int]:
        return [record[1] for _, record in facts.find("client.sent", fields)]

    assert found() == [1, 2, 3]
    assert found(text="two") == [2]
    assert found(text_has="two") == [2, 3]
    assert found(text_has="two", id=3) == [3]
    assert (found(process="john"), found(process="jane")) == ([1, 2, 3], [])
    with pytest.raises(KeyError, match="it has conn, cause, "):
        found(colour="red")


def test_trailing_fields_that_were_left_out_have_their_defaults() -> None:
    facts = Facts()
    facts.add("server 1", [["group.joined", 1, 5, 0, 0, "room"]])
    assert len(facts.find("group.joined", {"group": "room", "layer": "default"})) == 1
    assert facts.find("group.joined", {"layer": "other"}) == []


async def test_what_is_waited_for_is_asked_again_with_every_arrival() -> None:
    facts, asked = Facts(), []

    def two() -> bool:
        asked.append(len(facts.records))
        return len(facts.records) == 2

    waiting = asyncio.create_task(facts.until(two, within=30))
    for _ in range(2):
        await asyncio.sleep(0)
        facts.emit("log.written")
    assert await waiting
    assert asked in ([0, 2], [0, 1, 2])
    assert await facts.until(two, within=0)
    assert not await facts.until(lambda: False, within=0)
    assert facts._waiting == set()
