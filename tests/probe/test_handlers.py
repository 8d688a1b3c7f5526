"""How the beginning and the end of a handler are told."""

from __future__ import annotations

from contextvars import copy_context
from types import SimpleNamespace

from tutor.probe.handlers import Handlers
from tutor.probe.places import Places
from tutor.probe.queue import records
from tutor.probe.report import Facts, here


def test_the_end_of_a_handler_that_fails_in_the_probe_is_a_fault_and_no_more():
    facts = Facts(1, Places(()))
    finished = Handlers(facts, {}).finisher()
    elsewhere = copy_context().run(here.set, (None, 7))  # a coroutine that is thrown away there
    instance = SimpleNamespace(running="message", number=3, changes=dict)
    finished((instance, None, "receive", 5, 0, elsewhere))
    assert (instance.running, facts.faults) == (None, 0)
    [told] = records(facts.queue.items)
    assert (told[0], told[3:]) == ("handler.finished", [0, 5, "receive", 3, {}])
    finished((instance, None, "receive", 5, 0, None))
    assert (facts.faults, type(facts.last_fault)) == (1, TypeError)
