"""The scene of the exercise."""

import asyncio
import json

HAD = 2  # the last message before the tunnel
MISSED = 9  # the last one said meanwhile


async def catch_up(stage):
    """Ben comes back to a room in which Ann goes on talking."""
    await stage.server()
    ann = await stage.client("ann", "/ws/?after=0")
    said = 0

    async def say():
        nonlocal said
        said += 1
        await ann.send({"text": f"message {said}"})

    while said < MISSED:
        await say()
    await stage.quiet()
    before = _readings(stage)
    arrival = asyncio.create_task(stage.arrive("ben", f"/ws/?after={HAD}"))
    for reading in (1, 3):  # the third one finds nothing more
        await _has_read(stage, before + reading)
        await say()
    ben = await arrival
    await stage.quiet(stuck=1.0)
    await say()
    await stage.quiet(stuck=1.0)
    _note(stage, _numbers(ben.received), range(HAD + 1, said + 1))


def _readings(stage):
    return stage.count("db.finished", name="read_page")


async def _has_read(stage, readings):
    """Ben's consumer has read so often, or its connect is over."""

    def is_so():
        connected = stage.count("handler.finished", name="websocket_connect") >= 2
        return connected or _readings(stage) >= readings

    await stage.wait(is_so, within=3.0, what="connect to read or to return")


def _numbers(frames):
    try:
        return [json.loads(frame)["number"] for frame in frames]
    except (ValueError, KeyError, TypeError):
        return []


def _note(stage, numbers, wanted):
    """What is to be said of the numbers that Ben has."""
    lacking = [number for number in wanted if number not in numbers]
    stage.note(f"ben lacks {_listed(lacking)}")
    twice = [number for number in set(numbers) if numbers.count(number) + (number <= HAD) > 1]
    stage.note(f"ben has {_listed(sorted(twice))} twice")
    stage.note("in order" if numbers == sorted(numbers) else "out of order")


def _listed(numbers):
    return ", ".join(str(number) for number in numbers) or "nothing"
