"""What comes too late, or does not happen at all."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

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
        (980.0, "asyncio/events.py:80 _run", 1, ""),
        (980.0, "threading.py:327 wait", 1, ""),
        (980.0, "_weakrefset.py:39 _remove", 1, ""),
        (980.0, "typing_extensions.py:39 receive", 1, "everything else waited."),
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


def test_what_waits_with_the_whole_loop_is_told_by_what_stopped_the_loop() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive", at=100 * MS)
    sent = story.send(1, "lobby", 1, cause=begun, at=100 * MS)
    frame = story.add("client.sent", process="tutor", conn=1, name="ben", at=110 * MS)
    story.add("loop.stalled", ms=750.0, where="rooms.py:12 receive", at=860 * MS)
    story.end(1, begun, at=900 * MS)
    own = story.begin(1, "chat_message", cause=sent + 1, at=901 * MS)
    story.end(1, own, at=902 * MS)
    got = story.add("app.received", conn=1, cause=frame, type="websocket.receive", at=903 * MS)
    story.begin(1, "websocket_receive", cause=got, type="websocket.receive", at=904 * MS)
    assert names(story) == ["loop-blocked"]


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


@pytest.mark.parametrize("is_told_inside", [True, False])
@pytest.mark.parametrize(
    ("ms", "stood", "thread", "said"),
    [
        (312, 0.0, "MainThread", ["slow-handler"]),
        (299, 0.0, "MainThread", []),
        (312, 100.0, "MainThread", []),  # the loop stood, which has rules of its own
        (312, 0.0, "ThreadPoolExecutor-0_0", []),  # a sync consumer holds nothing but its thread
    ],
)
def test_a_handler_that_waits_is_worth_a_look(
    ms: int, stood: float, thread: str, said: list[str], is_told_inside: bool
) -> None:
    story = Story()
    story.connect(1, "ben")
    story.add("loop.stalled", at=90 * MS, ms=50.0, where="rooms.py:12 receive")  # before it
    begun = story.add(
        "handler.started",
        conn=1,
        at=100 * MS,
        name="websocket_receive",
        thread=thread,
        where="rooms.py:11 receive",
    )
    stall = {"ms": stood, "where": "rooms.py:12 receive"}
    if stood and is_told_inside:
        story.add("loop.stalled", at=(99 + ms) * MS, **stall)
    story.end(1, begun, at=(100 + ms) * MS)
    if stood and not is_told_inside:
        story.add("loop.stalled", at=(101 + ms) * MS, **stall)
    story.add("loop.stalled", at=(500 + ms) * MS, ms=250.0, where="rooms.py:12 receive")  # after
    assert names(story, notes=True) == said
    assert names(story) == []
    if said:
        assert the(story, "slow-handler").sentence == (
            "Room.receive took 312 ms for one event of ben, and mostly waited: the consumer takes "
            "no other event before its end."
        )


def test_a_handler_that_another_rule_tells_of_is_not_told_twice() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    begun = story.begin(1, "websocket_receive", where="rooms.py:11 receive", at=100 * MS)
    sent = story.send(1, "lobby", 1, cause=begun, at=100 * MS)
    story.end(1, begun, at=900 * MS)
    story.begin(1, "chat_message", cause=sent + 1, at=901 * MS)
    assert names(story, notes=True) == ["own-event-waits"]


@pytest.mark.parametrize(
    ("kind", "server"), [("synchronous", "ASGI"), ("asynchronous", "WSGI"), ("", "")]
)
def test_a_stream_of_the_other_servers_kind(kind: str, server: str) -> None:
    story = Story()
    text = f"Warning: StreamingHttpResponse must consume {kind} iterators in order to serve them"
    for _ in range(2):
        story.add("log.written", logger="py.warnings", text=text, where="views.py:8 feed")
    assert names(story) == (["sync-stream"] if server else [])
    if server:
        finding = the(story, "sync-stream")
        assert (finding.sentence, finding.place, finding.times) == (
            f"A StreamingHttpResponse has a generator that is {kind}, under {server}: all of it is "
            "read first, and sent at the end.",
            "views.py:8 feed",
            2,
        )


@pytest.mark.parametrize(
    ("thread", "layer", "to", "said"),
    [
        ("mqtt", "InMemoryChannelLayer", (1,), ["thread-sends"]),
        ("", "InMemoryChannelLayer", (1,), []),
        ("MainLoop", "InMemoryChannelLayer", (1,), []),  # where this server has its loop
        ("mqtt", "RedisChannelLayer", (1,), []),
        ("mqtt", "InMemoryChannelLayer", (), []),
    ],
)
def test_a_thread_of_ones_own_that_sends_in_memory(
    thread: str, layer: str, to: tuple[int, ...], said: list[str]
) -> None:
    story = Story(layer)
    story.connect(1, "ben", groups="lobby")
    name = "websocket_receive"
    begun = story.add("handler.started", conn=1, name=name, thread="MainLoop")
    story.end(1, begun)
    sent = story.send(None, "lobby", *to)
    story[sent - 1] = replace(story[sent - 1], thread=thread)
    assert names(story) == said
    if said:
        finding = the(story, "thread-sends")
        assert finding.place == "rooms.py:14 receive"
        assert finding.sentence.startswith("chat.message was sent to lobby by the thread mqtt: ")


def test_a_client_that_does_not_read() -> None:
    story = Story()
    story.connect(1, "ben")
    story.connect(2, "eve")
    for conn, where in ((1, "rooms.py:30 tick"), (2, "rooms.py:40 other")):
        story.add("app.sent", conn=conn, type="websocket.send", where=where)
    for _ in range(2):
        story.add("send.waiting", conn=1, size=8_000_000)
    finding = the(story, "slow-reader")
    assert (finding.sentence, finding.place, finding.times) == (
        "ben does not read: 8,000,000 bytes wait for it in server 1.",
        "rooms.py:30 tick",
        2,
    )
