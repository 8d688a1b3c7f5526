"""What stood in the broker."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import broker_keys


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(broker_keys.render(tape.moment(step), width=width, **look), width=width)


def looked() -> Tape:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    tape.server(layer="RedisChannelLayer")
    tape.connect(1, "ann", layers=False, channel="specific.a!abcd")
    tape.add(e.ServerStopped, how="killed")
    tape.add(
        e.BrokerRead,
        process="broker",
        key="asgi:group:room",
        type="zset",
        members=["specific.a!abcd · 1795475339.8", *(f"specific.b!{n:04}" for n in range(8))],
        ttl=86399.6,
    )
    tape.add(e.BrokerRead, process="broker", key="other", type="string", members=["1"])
    return tape


def test_keys_members_and_time_to_live(snapshot: SnapshotAssertion) -> None:
    assert picture(looked()) == snapshot


def test_a_narrow_look(snapshot: SnapshotAssertion) -> None:
    assert picture(looked(), width=40, ascii=True) == snapshot


def test_a_narrow_look_tells_the_process_and_the_consumer() -> None:
    tape = Tape()
    name = "specific.4f32446ae7744fcd9f790b56010e9ed3!71db6ba7b7927402"
    tape.connect(1, "ann", layers=False, channel=name)
    tape.add(e.BrokerRead, process="broker", key="k", type="zset", members=[f"{name} · 1795.2"])
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert "      specific.4f32446ae7744fcd9f790…!71db  #1" in picture(tape, width=46)


def test_what_is_read_now_or_spoken_of_is_whole() -> None:
    tape = Tape()
    name = "specific.4f32446ae7744fcd9f790b56010e9ed3!71db6ba7b7927402"
    tape.connect(1, "ann", layers=False, channel=name)
    tape.add(e.BrokerRead, process="broker", key="k" * 50, type="zset", members=[f"{name} · 1795"])
    for fact, fields in ((e.BrokerRead, {}), (e.GroupLeft, {"group": "g", "channel": name})):
        if fields:
            tape.add(fact, **fields)
        whole = picture(tape, width=46).replace("\n        ", "")
        assert f"      {name} · 1795" in whole


def test_members_of_several_servers_are_told_apart() -> None:
    tape = Tape()
    for conn, process in ((1, "server 1"), (2, "server 2")):
        tape.server(process, "RedisChannelLayer")
        tape.connect(
            conn, f"client {conn}", layers=False, channel=f"c{conn}", process=process, number=1
        )
    tape.add(e.BrokerRead, process="broker", key="k", type="zset", members=["c1 · 1", "c2 · 2"])
    assert picture(tape).split("\n")[1:] == ["      c1 · 1  #1·s1", "      c2 · 2  #1·s2"]


def test_a_short_picture_cuts_nothing_at_a_later_step() -> None:
    tape, name = Tape(), f"specific.{'4f' * 16}!{'71' * 16}"
    tape.connect(1, "ann", layers=False, channel=name)
    tape.add(e.BrokerRead, process="broker", key="k", type="zset", members=[f"{name} · 1795.2"])
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert name in picture(tape)
    for number in range(14):
        tape.add(e.BrokerRead, process="broker", key=f"k{number}", type="list")
    assert "…" in picture(tape), "where it is long"


@pytest.mark.parametrize(
    ("how", "said"), [("killed", "has been killed"), ("stopped", "has stopped"), ("?", "has ended")]
)
def test_a_broker_that_ended_has_lost_its_keys(how: str, said: str) -> None:
    tape = looked()
    tape.add(e.BrokerStopped, process="broker", how=how)
    assert picture(tape) == f"The broker {said}. The keys that it held are lost."


def test_a_broker_that_started_again_has_no_key_of_before() -> None:
    tape = looked()
    tape.add(e.BrokerStopped, process="broker", how="killed")
    tape.add(e.BrokerStarted, process="broker")
    assert picture(tape) == "The broker has started again, without the keys that it held."


def test_before_the_first_look_no_key_has_been_read() -> None:
    assert picture(looked(), 2) == "No key has been read from a broker yet."


def test_a_reading_that_a_ring_has_forgotten_is_not_told() -> None:
    tape, ring = looked(), Timeline(keep=64)
    ring.extend(tape.events)
    before = drawn(broker_keys.render(ring.moment(len(ring)), width=80), width=80)
    for number in range(500):
        tape.add(e.SceneNoted, process="tutor", text=f"{number}")
    ring.extend(tape.events[len(ring) :])
    assert ring.first > 0
    after = drawn(broker_keys.render(ring.moment(len(ring)), width=80), width=80)
    assert ["asgi:group:room" in shown for shown in (before, after)] == [True, False]
