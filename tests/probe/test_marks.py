"""The number that a message carries: how it is put on, and how it comes off."""

from __future__ import annotations

import copy
import json
import pickle
from collections import OrderedDict

import pytest

from tutor.probe.fact_fields import MARK
from tutor.probe.layers.marks import KEPT, Unmarked, carried, marked, uncarried, unmark


def test_marks_do_not_pile_up():
    unmarked = Unmarked()
    messages = [{"n": n, MARK: n + 1} for n in range(KEPT + 1)]
    for message in messages:
        assert unmarked.note(message)
    unmarked.expect(messages[-1], 2)
    assert unmarked.take(messages[0]) == 0
    assert [unmarked.take(messages[-1]) for _ in range(3)] == [KEPT + 1, KEPT + 1, 0]
    assert unmark({MARK: "forged"}) == 0
    assert marked(None, 1) is None


@pytest.mark.parametrize(
    "message", [{"type": "x.y", "n": 1}, {"n": 1}, {"type": 7}, OrderedDict(type="x")]
)
def test_a_mark_comes_off_as_it_was_put_on(message):
    sent = carried(message, 9)
    assert message == (before := copy.copy(message))
    assert sent is not message
    copied = copy.deepcopy(sent)
    assert uncarried(copied) == 9
    assert (copied, [*map(type, copied.values())]) == (before, [*map(type, before.values())])
    assert uncarried(copied) == 0


def test_a_type_that_carries_a_mark_is_plain_text_to_all_others():
    kind = carried({"type": "x.y"}, 9)["type"]
    assert type(kind) is not str
    assert (json.dumps(kind), type(pickle.loads(pickle.dumps(kind)))) == ('"x.y"', str)
    assert {kind: 1}["x.y"] == 1
