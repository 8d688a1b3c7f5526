"""channels_redis 3 hands its client out in a context, and calls a script with named arguments."""

from __future__ import annotations

import time
from types import SimpleNamespace

from tutor.probe.layers.redis_core import Tap
from tutor.probe.places import Places
from tutor.probe.report import Facts


class OlderClient:
    """As of aioredis 1, in its context."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        self.left = error

    async def eval(self, script, keys=(), args=()):
        return [script, keys, args]


class NewerClient:
    """As of redis-py."""

    async def eval(self, script, numkeys, *keys_and_args):
        return [script, numkeys, *keys_and_args]


def call():
    facts = Facts(1, Places())
    return SimpleNamespace(written=[], watch=SimpleNamespace(facts=facts))


async def test_a_client_in_its_context_is_observed_and_left():
    client, sending = OlderClient(), call()
    async with Tap(client, sending) as tap:
        assert await tap.eval("script", keys=["a", "b"], args=[1]) == ["script", ["a", "b"], [1]]
    [(at, keys, over)] = sending.written
    assert (keys, over, client.left) == (["a", "b"], ["script", ["a", "b"], [1]], (None,) * 3)
    assert at <= time.monotonic_ns()


async def test_a_client_without_one_is_observed_as_well():
    sending = call()
    assert await Tap(NewerClient(), sending).eval("s", 1, "a", 9) == ["s", 1, "a", 9]
    assert (sending.written[0][1], sending.watch.facts.faults) == (["a"], 0)
