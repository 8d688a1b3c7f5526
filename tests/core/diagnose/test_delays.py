"""What comes too late, or does not happen at all."""

from __future__ import annotations

import pytest

from .story import MS, Story, failing, names, the


def test_a_coroutine_that_was_never_awaited() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive")
    text = "RuntimeWarning: coroutine 'AsyncWebsocketConsumer.send' was never awaited"
    for where in ("rooms.py:12 receive", ""):
        story.add("log.written", conn=1, cause=begun, logger="py.warnings", text=text, where=where)
    story.add("log.written", logger="py.warnings", text=text)
    story.add("log.written", logger="stderr", text=text)
    story.add("log.written", logger="py.warnings", text="DeprecationWarning: old")
    finding = the(story[:-4], "never-awaited")
    assert finding.sentence == (
        "AsyncWebsocketConsumer.send() was called and never awaited: it did nothing."
    )
    assert finding.place == "rooms.py:12 receive"
    assert names(story) == ["never-awaited"] * 3


def test_a_coroutine_that_broke_a_line_is_told_by_that_line() -> None:
    story = failing("AttributeError: 'coroutine' object has no attribute 'id'")
    text = "RuntimeWarning: coroutine 'find' was never awaited"
    story.add("log.written", logger="py.warnings", text=text)
    assert names(story) == ["not-awaited-value"]


@pytest.mark.parametrize(
    ("ms", "where", "others", "said"),
    [
        (980.0, "rooms.py:12 receive", 2, "all 2 connections waited."),
        (980.0, "rooms.py:12 receive", 1, "everything else waited."),
        (299.0, "rooms.py:12 receive", 1, ""),
        (980.0, "settings.py:1 <module>", 1, ""),
        (980.0, "importlib/_bootstrap_external.py:147 _path_stat", 1, ""),
    ],
)
def test_a_loop_that_stood(ms: float, where: str, others: int, said: str) -> None:
    story = Story()
    for conn in range(1, others + 1):
        story.connect(conn, f"tab {conn}")
    story.add("loop.stalled", ms=ms, where=where)
    found = [the(story, rule).sentence for rule in names(story)]
    assert [text.partition("receive: ")[2] for text in found] == ([said] if said else [])


def test_the_handler_that_held_the_loop_is_named() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive", at=100 * MS)
    story.add("loop.stalled", ms=900.0, where="report.py:8 make", at=1_050 * MS)
    story.end(1, begun, at=1_060 * MS)
    assert the(story, "loop-blocked").sentence == (
        "The event loop of server 1 stood for 900 ms in Room.receive at report.py:8 make: "
        "everything else waited."
    )


def test_sync_code_that_waits_for_its_thread() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive")
    for waited, cause in ((605.0, begun), (905.0, None), (12.0, None)):
        story.add(
            "thread.entered", conn=1, cause=cause, name="save", thread="Pool-0_0", waited=waited
        )
    finding = the(story, "thread-queue")
    assert (finding.sentence, finding.place, finding.times) == (
        "save of ben waited 605 ms for the thread Pool-0_0.",
        "rooms.py:11 receive",
        2,
    )


def test_a_handlers_own_event_waits_for_its_end() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive", at=100 * MS)
    sent = story.send(1, "lobby", 1, cause=begun, at=100 * MS)
    story.end(1, begun, at=900 * MS)
    story.begin(1, "chat_message", cause=sent + 1, at=901 * MS)
    finding = the(story, "own-event-waits")
    assert (finding.sentence, finding.place) == (
        "ben got its own chat.message 801 ms late: Room.receive was still running.",
        "rooms.py:14 receive",
    )
    assert names(story) == ["own-event-waits"]


def test_a_frame_waits_for_the_handler_before_it() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive", at=100 * MS)
    sent = story.add("client.sent", process="tutor", conn=1, name="ben", at=200 * MS)
    story.add("handler.failed", conn=1, cause=begun, name="websocket_receive", at=900 * MS)
    got = story.add("app.received", conn=1, cause=sent, type="websocket.receive", at=901 * MS)
    story.begin(1, "websocket_receive", cause=got, type="websocket.receive", at=902 * MS)
    assert the(story, "one-at-a-time").sentence == (
        "websocket.receive of ben waited 702 ms for Room.receive."
    )


def test_who_waits_a_moment_does_not_wait() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", at=100 * MS)
    got = story.add("app.received", conn=1, type="websocket.receive", at=800 * MS)
    story.end(1, begun, at=900 * MS)
    story.begin(1, "websocket_receive", cause=got, at=902 * MS)
    story.begin(1, "websocket_receive", at=1902 * MS)
    assert names(story) == []


def ask(story: Story, begun: int, text: str, *, queries: int = 1) -> None:
    cause = story.add("db.started", conn=1, cause=begun, name="rows", where="rooms.py:13 rows")
    story.add(
        "db.finished", conn=1, cause=cause, name="rows", sql=[text] * queries, queries=queries
    )


def test_a_query_for_every_row() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive")
    ask(story, begun, "SELECT 1", queries=20)
    ask(story, begun, "INSERT", queries=3)
    story.end(1, begun)
    finding = the(story, "many-queries")
    assert (finding.sentence, finding.place) == (
        "Room.receive ran 23 queries, the same one at least 20 times: one for every row.",
        "rooms.py:13 rows",
    )


def test_a_few_queries_a_task_and_queries_of_no_handler_are_fine() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive")
    ask(story, begun, "SELECT 1", queries=4)
    story.end(1, begun)
    for _ in range(5):
        ask(story, begun, "SELECT 1")
    story.add("db.finished", name="rows", sql=["SELECT 1"] * 9, queries=9)
    assert names(story) == []


def test_a_group_send_before_its_commit() -> None:
    story = Story()
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive")
    for sent_first in (True, False):
        story.add("db.transaction", conn=1, cause=begun, did="BEGIN")
        if sent_first:
            story.send(1, "kitchen", 1, cause=begun)
        story.add("db.transaction", conn=1, cause=begun, did="COMMIT")
    story.send(1, "kitchen", 1, cause=begun)
    finding = the(story, "before-commit")
    assert (finding.times, finding.place) == (1, "rooms.py:14 receive")
    assert "inside a transaction, before its COMMIT" in finding.sentence


def test_an_application_that_took_too_long_to_shut_down() -> None:
    story, text = (
        Story(),
        "Application instance <Task> … took too long to shut down and was killed.",
    )
    story.connect(1, "ben")
    begun = story.begin(1, "websocket_receive")
    story.add("log.written", logger="daphne.server", level="WARNING", text=text)
    story.add(
        "handler.failed",
        conn=1,
        cause=begun,
        name="websocket_receive",
        error="CancelledError",
        where="rooms.py:12 receive",
    )
    story.add("log.written", logger="daphne.server", level="WARNING", text=text)
    finding = the(story[:-1], "slow-shutdown")
    assert (finding.sentence, finding.place) == (
        "Room.receive was still running long after its client had gone, and was killed.",
        "rooms.py:12 receive",
    )
    assert names(story) == ["slow-shutdown", "slow-shutdown"]


def test_a_task_that_goes_on_after_its_consumer() -> None:
    story = Story()
    story.connect(1, "ben")
    story.over(1, at=100 * MS)
    for at in (200, 500, 900):
        story.add("app.sent", conn=1, type="websocket.send", where="rooms.py:30 tick", at=at * MS)
    finding = the(story, "task-goes-on")
    assert (finding.sentence, finding.times) == (
        "A task of Room still acts 400 ms after ben has gone.",
        2,
    )
