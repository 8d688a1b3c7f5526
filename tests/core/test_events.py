"""The kinds: each has a name, and comes back from JSON as it was."""

from __future__ import annotations

from typing import Union

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.core.events import FIELDS, KINDS, Event, GroupJoined

from .making import any_event, histories, quick

DECODE = msgspec.json.Decoder(Union[tuple(KINDS.values())]).decode  # noqa: UP007


@pytest.mark.parametrize("kind", KINDS)
@settings(quick, max_examples=5)
@given(data=st.data())
def test_an_event_of_every_kind_reloads_to_an_equal_object(kind: str, data: st.DataObject) -> None:
    event = data.draw(any_event(kind))
    assert DECODE(msgspec.json.encode(event)) == event


@quick
@given(histories())
def test_a_recording_reloads_to_equal_objects(events: list[Event]) -> None:
    lines = [msgspec.json.encode(event) for event in events]
    assert [DECODE(line) for line in lines] == events


def test_the_json_form_names_the_kind_and_leaves_defaults_out() -> None:
    event = GroupJoined(seq=1, at=0, process="server 1", group="g")
    assert msgspec.json.decode(msgspec.json.encode(event)) == {
        "kind": "group.joined",
        "seq": 1,
        "at": 0,
        "process": "server 1",
        "group": "g",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_knows_its_own_name(kind: str) -> None:
    assert KINDS[kind](seq=1, at=0, process="").kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_on_the_wire_are_those_beyond_the_common_five(kind: str) -> None:
    assert not {"seq", "at", "process", "conn", "cause"} & set(FIELDS[kind])


def test_an_event_is_frozen() -> None:
    event = KINDS["group.joined"](seq=1, at=0, process="server 1")
    with pytest.raises(AttributeError, match="immutable"):
        event.seq = 2  # type: ignore[misc]
