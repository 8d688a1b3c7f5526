"""Rules about what comes too late: a blocked loop, a busy handler, a thread, too many queries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import Final

from tutor.core import events as ev

from .exceptions import classified
from .rules import Found, Level, rule
from .trace import Trace

SLOW: Final = 300.0  # ms: what a busy machine does by itself stays below
WAITED: Final = 400.0  # ms that an event waits for the handler before it
_ELSEWHERE: Final = re.compile(
    r"^(importlib|asyncio|concurrent|encodings|uvloop|(selectors|threading|_weakrefset|weakref|abc"
    r"|enum|dataclasses|typing)\.py)\b| <module>$"
)
"""Imports, which happen once and make classes, and the event loop itself, where a busy machine is
met."""
_STREAM: Final = re.compile(
    r"StreamingHttpResponse must consume (?P<kind>synchronous|asynchronous) iterators"
)
LOOP_THREADS: Final = frozenset({"", "MainThread"})
NEAR: Final = 500  # handlers before a stall that are looked at for the one that stood
MANY: Final = 5  # the same query in one handler


@rule(
    "never-awaited",
    Level.FAILED,
    remedy="Write await in front of the call.",
    scene="6/raises_or_not",
)
def never_awaited(trace: Trace) -> Iterator[Found]:
    """Python warned of a coroutine that was thrown away unawaited."""
    for log in trace.of(ev.LogWritten):
        _, mark, text = log.text.partition("coroutine '")
        name, awaited, _ = text.partition("' was never awaited")
        handler = trace.cause(log, ev.HandlerStarted)
        place = log.where or (handler.where if handler else "")
        is_told = not place and "not-awaited-value" in classified(trace)  # by what it broke
        if mark and awaited and log.logger == "py.warnings" and not is_told:
            did = f"{name}() was called and never awaited: it did nothing."
            yield Found(log.seq, did, place)


@rule(
    "loop-blocked",
    Level.SLOW,
    remedy="Await asyncio.sleep(), or hand blocking work to a thread: asyncio.to_thread().",
    scene="6/stall_meter",
)
def loop_blocked(trace: Trace) -> Iterator[Found]:
    """Code stood on the event loop, and everything else stood with it."""
    for stall in trace.of(ev.LoopStalled):
        if stall.ms < SLOW or _ELSEWHERE.search(stall.where):
            continue
        known = trace.world(stall.seq).connections.values()
        others = [c for c in known if (c.process, c.state) == (stall.process, "open")]
        all_of = f"all {len(others)} connections" if len(others) > 1 else "everything else"
        handler = _running(trace, stall)
        by = f" in {trace.method(handler)}" if handler else ""
        yield Found(
            stall.seq,
            f"The event loop of {stall.process} stood for {stall.ms:.0f} ms{by} at {stall.where}: "
            f"{all_of} waited.",
            stall.where,
        )


def _running(trace: Trace, stall: ev.LoopStalled) -> ev.HandlerStarted | None:
    """The handler that was on the loop's thread in the middle of a stall."""
    middle = stall.at - int(stall.ms * 5e5)
    begun = trace.by("process", ev.HandlerStarted, stall.process)
    last = bisect_right(begun, stall.seq, key=attrgetter("seq"))
    near = begun[max(last - NEAR, 0) : last]
    on_loop = (e for e in reversed(near) if e.at <= middle and e.thread in LOOP_THREADS)
    for handler in on_loop:
        end = _end(trace, handler)
        if end is None or end.at > middle:
            return handler
    return None


@rule(
    "thread-queue",
    Level.SLOW,
    remedy="Use native async calls, or thread_sensitive=False where the code allows it: sync code "
    "shares one thread per process.",
    scene="6/which_thread",
)
def thread_queue(trace: Trace) -> Iterator[Found]:
    """Sync code waited in line for the one thread."""
    for entered in trace.of(ev.ThreadEntered):
        if entered.waited >= SLOW:
            handler = trace.cause(entered, ev.HandlerStarted)
            yield Found(
                entered.seq,
                f"{entered.name} of {trace.who(entered.conn)} waited {entered.waited:.0f} ms for "
                f"the thread {entered.thread}.",
                handler.where if handler else "",
                "thread",
            )


@rule(
    "own-event-waits",
    Level.SLOW,
    remedy="Send progress with self.send(), or move the work to a task: a consumer handles one "
    "event at a time.",
    scene="6/one_at_a_time",
)
def own_event_waits(trace: Trace) -> Iterator[Found]:
    """A handler sent to its own group and went on: its own copy waited for its end."""
    for started in trace.of(ev.HandlerStarted):
        sent = trace.cause(started, ev.GroupSent)
        outer = trace.cause(sent, ev.HandlerStarted) if sent else None
        if sent is None or outer is None or outer.conn != started.conn:
            continue
        done = next(iter(trace.effects(outer, ev.HandlerFinished)), None)
        waited = (started.at - sent.at) / 1e6 - _stood(trace, sent, started)
        if done and sent.seq < done.seq < started.seq and waited >= WAITED:
            yield Found(
                started.seq,
                f"{trace.who(started.conn)} got its own {sent.type} {_ms(sent, started)} ms late: "
                f"{trace.method(outer)} was still running.",
                sent.where,
                outer.where,
            )


@rule(
    "one-at-a-time",
    Level.SLOW,
    remedy="Move slow work to a task (and end it in disconnect): a consumer handles one event at "
    "a time.",
    scene="6/one_at_a_time",
)
def one_at_a_time(trace: Trace) -> Iterator[Found]:
    """An event waited for a handler of the same consumer."""
    own = {found.seq for found in own_event_waits(trace)}
    running: dict[int | None, list[tuple[ev.HandlerStarted, ev.Event]]] = {}
    for started in trace.of(ev.HandlerStarted):
        came = _came(trace, started)
        before = running.get(started.conn, []) if came and started.seq not in own else []
        for outer, done in reversed(before):  # one after the other
            if came is None or done.at <= came.at:
                break
            if not outer.at < came.at < done.at <= started.at:
                continue
            if (started.at - came.at) / 1e6 - _stood(trace, came, started) >= WAITED:
                yield Found(
                    started.seq,
                    f"{started.type} of {trace.who(started.conn)} waited {_ms(came, started)} ms "
                    f"for {trace.method(outer)}.",
                    outer.where,
                )
        if ended := _end(trace, started):
            running.setdefault(started.conn, []).append((started, ended))


def _came(trace: Trace, started: ev.HandlerStarted) -> ev.Event | None:
    """When a message could have been handled: its client has sent it, or its copy is queued.

    The consumer itself takes it out of `receive()` only when the handler before it is done.
    """
    taken = trace.timeline.event(started.cause)
    before = trace.timeline.event(taken.cause) if taken else None
    return before if isinstance(before, ev.ClientSent | ev.ChannelSent) else taken


def _end(trace: Trace, started: ev.HandlerStarted) -> ev.HandlerFinished | ev.HandlerFailed | None:
    done = next(iter(trace.effects(started, ev.HandlerFinished)), None)
    return done or next(iter(trace.effects(started, ev.HandlerFailed)), None)


def _ms(one: ev.Event, other: ev.Event) -> str:
    return f"{(other.at - one.at) / 1e6:.0f}"


@rule(
    "slow-handler",
    Level.NOTED,
    remedy="Move what waits to a task (and end it in disconnect), if events of this consumer can "
    "come meanwhile.",
    scene="6/one_at_a_time",
)
def slow_handler(trace: Trace) -> Iterator[Found]:
    """A handler waited long, and no event happened to wait for it."""
    told = {found.place for found in one_at_a_time(trace)}
    told |= {found.key for found in own_event_waits(trace)}
    for started in trace.of(ev.HandlerStarted):
        end = _end(trace, started)
        if end is None or started.thread not in LOOP_THREADS or started.where in told:
            continue
        took = (end.at - started.at) / 1e6
        if took >= SLOW and took - _stood(trace, started, end) >= SLOW:
            yield Found(
                started.seq,
                f"{trace.method(started)} took {took:.0f} ms for one event of "
                f"{trace.who(started.conn)}, and mostly waited: the consumer takes no other event "
                "before its end.",
                started.where or trace.class_place(started.conn),
            )


def _stood(trace: Trace, started: ev.Event, end: ev.Event) -> float:
    """Milliseconds of this time in which the whole loop stood, which it tells when it turns."""
    stalls = trace.by("process", ev.LoopStalled, end.process)
    total = 0.0
    for stall in islice(stalls, bisect_right(stalls, started.at, key=attrgetter("at")), None):
        begun = stall.at - stall.ms * 1e6
        if begun >= end.at:  # one follows the other: so do all that come
            break
        total += min(end.at, stall.at) - max(started.at, begun)
    return total / 1e6


@rule(
    "sync-stream",
    Level.SLOW,
    remedy="Give StreamingHttpResponse an iterator of the server's kind: an async generator under "
    "ASGI, a plain one under WSGI.",
    scene="3/streams",
)
def sync_stream(trace: Trace) -> Iterator[Found]:
    """Django warned that it has to read a stream to its end before it sends anything."""
    for log in trace.of(ev.LogWritten):
        match = _STREAM.search(log.text)
        if match:
            server = "ASGI" if match["kind"] == "synchronous" else "WSGI"
            yield Found(
                log.seq,
                f"A StreamingHttpResponse has a generator that is {match['kind']}, under {server}: "
                "all of it is read first, and sent at the end.",
                log.where,
                server,
            )


@rule(
    "thread-sends",
    Level.SLOW,
    remedy="Send on the server's loop: asyncio.run_coroutine_threadsafe(…, loop). A Redis layer "
    "has readers that look for themselves.",
    scene="6/which_thread",
)
def thread_sends(trace: Trace) -> Iterator[Found]:
    """A thread with an event loop of its own sent in memory: the readers' loop is not woken."""
    loops = {(fact.process, fact.thread) for fact in trace.of(ev.HandlerStarted)}
    for sent in trace.of(ev.GroupSent):
        strange = sent.thread and (sent.process, sent.thread) not in loops
        if strange and trace.copies(sent) and trace.in_memory(sent.process, sent.layer):
            yield Found(
                sent.seq,
                f"{sent.type} was sent to {sent.group} by the thread {sent.thread}: the in-memory "
                f"layer does not wake the event loop of {sent.process} for it, and each copy waits "
                "until something else does.",
                sent.where,
            )


@rule(
    "slow-reader",
    Level.SLOW,
    remedy="Send the newest state only, wait until the client acknowledges, or close a connection "
    "that stays behind: the server keeps every frame until it is read.",
    scene="10/prices",
)
def slow_reader(trace: Trace) -> Iterator[Found]:
    """What was sent stays in the server: the client, or its network, does not take it."""
    for waiting in trace.of(ev.SendWaiting):
        sent = [e for e in trace.of(ev.AppSent, waiting.conn) if e.seq < waiting.seq]
        yield Found(
            waiting.seq,
            f"{trace.who(waiting.conn)} does not read: {waiting.size:,} bytes wait for it in "
            f"{waiting.process}.",
            sent[-1].where if sent else "",
            str(waiting.conn),
        )


@rule(
    "many-queries",
    Level.SLOW,
    remedy="Ask once: select_related() for a foreign key, prefetch_related() for many, or one "
    "query for all.",
    scene="10/queries",
)
def many_queries(trace: Trace) -> Iterator[Found]:
    """The same SELECT again and again in one handler: a query for every row."""
    asked: dict[int, Counter[str]] = {}
    calls: dict[int, list[ev.DbFinished]] = {}
    for done in trace.of(ev.DbFinished):
        handler = trace.cause(done, ev.HandlerStarted)
        end = _end(trace, handler) if handler else None
        if handler is not None and (end is None or done.seq < end.seq):  # later: a task of it
            selects = (text for text in done.sql if text.startswith("SELECT"))
            asked.setdefault(handler.seq, Counter()).update(selects)
            calls.setdefault(handler.seq, []).append(done)
    for seq, texts in asked.items():
        _, times = max(texts.items(), key=lambda item: item[1], default=("", 0))
        most = max(calls[seq], key=lambda done: done.queries)  # `sql` names the first 20 only
        started, asking = trace.cause(most, ev.DbStarted), trace.cause(most, ev.HandlerStarted)
        if times >= MANY and asking is not None:
            yield Found(
                most.seq,
                f"{trace.method(asking)} ran {sum(done.queries for done in calls[seq])} queries, "
                f"the same one at least {times} times: one for every row.",
                (started.where if started else "") or asking.where,
            )


@rule(
    "slow-shutdown",
    Level.SLOW,
    remedy="End tasks and long handlers when the client has gone; Daphne waits ten seconds.",
    scene="5/six_ways",
)
def slow_shutdown(trace: Trace) -> Iterator[Found]:
    """A handler ran on after its client had gone, until Daphne killed it."""
    for log in trace.of(ev.LogWritten):
        if "took too long to shut down" in log.text:
            killed = next(
                (e for e in trace.of(ev.HandlerFailed) if e.seq > log.seq and "Cancel" in e.error),
                None,
            )
            what = trace.method(killed) if killed else "An application"
            yield Found(
                log.seq,
                f"{what} was still running long after its client had gone, and was killed.",
                killed.where if killed else "",
            )


@rule(
    "task-goes-on",
    Level.LOST,
    remedy="Keep the task on self, and cancel it in disconnect().",
    scene="6/one_at_a_time",
)
def task_goes_on(trace: Trace) -> Iterator[Found]:
    """Something of a consumer acts after the consumer is over."""
    over = {fact.conn: fact for fact in trace.of(ev.ConsumerFinished)}
    for event in trace.events:
        done = None if event.conn is None else over.get(event.conn)
        acts = isinstance(event, ev.AppSent | ev.GroupSent | ev.DbStarted)
        if acts and done is not None and event.at - done.at >= SLOW * 1e6:
            yield Found(
                event.seq,
                f"A task of {done.name} still acts {_ms(done, event)} ms after "
                f"{trace.who(event.conn)} has gone.",
                getattr(event, "where", ""),
                str(event.conn),
            )
