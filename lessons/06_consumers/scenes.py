"""The scenes of lesson 6: consumers at work, blocked, crashed and mended. Each is played live."""

import asyncio
import time


async def one_instance(stage):
    """One instance, from creation to end."""
    server = await stage.server(app="labs/diary.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/ann/", server=server)
    await ann.expect("ann has come", within=3)
    for words in ("fine day", "long day"):
        await ann.send(words)
        await ann.expect(words, within=3)
    await ann.close()
    await stage.fact("consumer.finished", within=3)

    again = await stage.client("ann again", "/ws/ann/", server=server)
    await again.expect("ann has come", within=3)
    await again.send("new day")
    await again.expect("new day", within=3)


async def as_printed(stage):
    """The guide's consumer, assembled, then mended."""
    server = await stage.server(app="labs/printed.py:application", layer="memory")
    await stage.refused("john", "/ws/chat/user/john@example.com/", server=server)

    tab = await stage.client("john, no @", "/ws/chat/user/john/", server=server)
    await tab.expect("connected", within=3)
    await tab.send({"type": "message", "text": "At last"})
    await tab.expect("At last", within=3)
    await tab.send({"type": "typing"})
    await tab.closed(within=4)

    raw = await stage.client("raw date", "/ws/raw/user/jane/", server=server)
    await raw.expect("connected", within=3)
    await raw.send({"type": "message", "text": "What time is it?"})
    await raw.closed(within=4)

    good = await stage.server(app="labs/mended.py:application", layer="memory")
    john = await stage.client("john, mended", "/ws/mended/john@example.com/", server=good)
    await john.expect("connected", within=3)
    await john.send({"type": "typing"})
    await john.expect("typing", within=3)
    await john.send({"type": "message", "text": "It works"})
    await john.expect("It works", within=3)


async def doorstep(stage):
    """Four versions of connect(), and what visitors get."""
    app = "labs/doorstep.py:application"
    server = await stage.server(app=app, layer="memory")
    hasty = await stage.server(app=app, layer="memory", options={"websocket_handshake_timeout": 2})
    await stage.refused("eager", "/ws/eager/", server=server)
    await stage.refused("forgetful", "/ws/forgetful/", server=hasty)
    twice = await stage.client("twice", "/ws/twice/", server=server)
    await twice.closed(within=4)
    proper = await stage.client("proper", "/ws/proper/", server=server)
    await proper.expect("welcome", within=3)


async def bad_frames(stage):
    """Unexpected frames, for four consumers."""
    printed = "labs/printed.py:application"
    server = await stage.server(app=printed, layer="memory")
    good = await stage.server(app="labs/mended.py:application", layer="memory")
    third = await stage.server(app=printed, layer="memory")
    await _one_frame_each(stage, server)
    await _with_its_patterns(stage, third)

    plain = await stage.client("plain, bytes", "/ws/plain/", server=good)
    await plain.send({"hello": 1})
    await plain.expect("you sent", within=3)
    await plain.send(b"\x00")
    await plain.closed(within=4)

    mended = await stage.client("mended", "/ws/mended/john@example.com/", server=good)
    for frame in (*FRAMES.values(), ODD_TYPE, HALF_AN_EMOJI):
        await mended.send(frame)
        await mended.expect("do not understand", within=5)
    await mended.send({"type": "message", "text": "Still here"})
    await mended.expect("Still here", within=3)


FRAMES = {
    "no type": "{}",
    "a list": "[1]",
    "null": "null",
    "no text": '{"type":"message","content":"Hello, server!"}',  # the guide's own client
    "no JSON": "hello",
    "deep": "[" * 100_000,
    "empty": "",
    "bytes": b"\x00",
}
ODD_TYPE = '{"type":"zzz"}'
HALF_AN_EMOJI = '{"type":"message","text":"\\ud83d"}'


async def _one_frame_each(stage, server):
    """A visitor of the guide's class for every frame."""
    tabs = []
    for name, frame in FRAMES.items():
        tab = await stage.client(name, "/ws/chat/user/guest/", server=server)
        await tab.expect("connected", within=3)
        await tab.send(frame)
        await stage.fact("handler.failed", nth=len(tabs) + 1, within=3)
        tabs.append(tab)
    odd = await stage.client("odd type", "/ws/chat/user/guest/", server=server)
    await odd.expect("connected", within=3)
    await odd.send(ODD_TYPE)
    for tab in tabs:
        await tab.closed(within=4)
    await odd.silence(0.1)
    stage.note("odd type: no answer, no error, still open")


async def _with_its_patterns(stage, server):
    """The same frames for the class with two of the guide's patterns; two of them are fatal."""
    patterns = await stage.client("patterns", "/ws/patterns/user/guest/", server=server)
    await patterns.expect("connected", within=3)
    fatal = {"deep", "bytes"}
    for frame in (*(FRAMES[name] for name in FRAMES if name not in fatal), ODD_TYPE):
        await patterns.send(frame)
        await patterns.expect("error", within=3)
    await patterns.send(FRAMES["bytes"])
    deep = await stage.client("patterns, deep", "/ws/patterns/user/guest/", server=server)
    await deep.expect("connected", within=3)
    await deep.send(FRAMES["deep"])
    for tab in (patterns, deep):
        await tab.closed(within=4)


async def stall_meter(stage):
    """Ann is busy for a second, and three others come."""
    app = "labs/stall.py"
    plain = await stage.server(app=f"{app}:application", layer="memory")
    remedied = await stage.server(app=f"{app}:remedied", layer="memory")
    await _stall(stage, plain, 1, "asyncio.sleep")
    await _stall(stage, plain, 2, "time.sleep")
    await _stall(stage, plain, 3, "database_sync_to_async")
    await _stall(stage, plain, 4, "thread_sensitive=False")
    await _stall(stage, remedied, 5, "database_sync_to_async")


async def _stall(stage, server, number, way):
    """Ann works; meanwhile Ben asks for an echo, a page is fetched, and Cleo connects."""
    ann = await stage.client(f"ann {number}", "/ws/", server=server)
    ben = await stage.client(f"ben {number}", "/ws/", server=server)
    begins = {"kind": "handler.started", "type": "websocket.receive"}
    if number > 2:  # it has to be on the way to its thread, or the others would be first
        begins = {"kind": "db.started", "name": "slow_query"}
    busy = stage.count(**begins) + 1
    await ann.send(way)
    await stage.fact(**begins, nth=busy, within=3)
    started = time.monotonic()

    async def echo():
        await ben.send("echo")
        await ben.expect("done: echo", within=10)
        return time.monotonic() - started

    async def page():
        await stage.http("GET", "/healthz", server=server)
        return time.monotonic() - started

    async def handshake():
        cleo = await stage.client(f"cleo {number}", "/ws/", server=server)
        return time.monotonic() - started, cleo

    echoed, fetched, (opened, cleo) = await asyncio.gather(echo(), page(), handshake())
    await ann.expect(f"done: {way}", within=10)
    times = f"echo {echoed:.2f} s, page {fetched:.2f} s, handshake {opened:.2f} s"
    stage.note(f"round {number}: {times}")
    for tab in (ann, ben, cleo):
        await tab.close()


async def which_thread(stage):
    """Which thread runs what, and which calls queue."""
    server = await stage.server(app="labs/threads.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/async/", server=server)
    ways = (
        "the handler itself",
        "sync_to_async",
        "database_sync_to_async",
        "async ORM",
        "thread_sensitive=False",
    )
    for way in ways:
        await ann.send(way)
        await ann.expect(way, within=3)
    ben = await stage.client("ben · sync", "/ws/sync/", server=server)
    await ben.send("which?")
    await ben.expect("a sync consumer", within=3)

    tabs = [await stage.client(f"tab {n}", "/ws/async/", server=server) for n in range(1, 6)]
    for way in ("in line", "side by side"):
        started = time.monotonic()
        for tab in tabs:
            await tab.send(way)
        for tab in tabs:
            await tab.expect(way, within=10)
        stage.note(f"five times 0.3 s, {way}: {time.monotonic() - started:.2f} s")


async def raises_or_not(stage):
    """Eleven lines of ORM in an async method."""
    orm = "labs/orm.py:application"
    server = await stage.server(app=orm, layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    await ann.send("filter")
    await ann.expect("QuerySet", within=3)
    failing = (
        "list",
        "all, wrapped",
        "foreign key",
        "atomic",
        "forgotten await",
        "wrapped async def",
    )
    tabs = []
    for line in failing:
        tab = await stage.client(line, "/ws/", server=server)
        await tab.send(line)
        await stage.fact("handler.failed", nth=len(tabs) + 1, within=3)
        tabs.append(tab)
    for tab in tabs:
        await tab.closed(within=4)
    for line in ("sync helper", "async helper", "ten times wrapped", "ten times async"):
        await ann.send(line)
        await ann.expect("connections", within=5)

    unsafe = await stage.server(app=orm, layer="memory", env={"DJANGO_ALLOW_ASYNC_UNSAFE": "1"})
    ben = await stage.client("ben, check off", "/ws/", server=unsafe)
    await ben.send("list")
    await ben.expect("john", within=3)


async def ghost(stage):
    """A crash in three rooms, and the members that remain."""
    server = await stage.server(app="labs/ghost.py:application", layer="memory")
    crashed = []
    for kind in ("usual", "declared", "careful"):
        stays = await stage.client(f"ann · {kind}", f"/ws/{kind}/", server=server)
        if kind == "usual":
            polite = await stage.client("ben, polite", f"/ws/{kind}/", server=server)
            await polite.close()
            await stage.fact("group.left", within=3)
        cleo = await stage.client(f"cleo · {kind}", f"/ws/{kind}/", server=server)
        await cleo.send("crash")
        crashed.append(cleo)
        await stage.fact("consumer.finished", error_has="Zero", nth=len(crashed), within=3)
        if kind == "usual":
            await cleo.closed(within=4)
        if kind == "careful":
            await stage.fact("group.left", group=kind, within=3)
        await stays.send(f"who is {kind}?")
        await stays.expect(f"who is {kind}?", within=3)
    for cleo in crashed:
        await cleo.closed(within=4)


async def one_at_a_time(stage):
    """Two frames on one socket, an event, and a task."""
    server = await stage.server(app="labs/turns.py:application", layer="memory")
    guide = await stage.server(app="labs/printed.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/turns/ann/", server=server)
    ben = await stage.client("ben", "/ws/turns/ben/", server=server)
    await ann.send("slow")
    await ann.send("quick")
    await stage.fact("handler.started", type="websocket.receive", within=3)
    await ben.send("quick")
    await ben.expect("quick: done", within=3)
    await ann.expect("slow: done", within=5)
    await ann.expect("quick: done", within=3)

    await ann.send("to the group")
    await ann.expect("my own echo", within=3)

    await ann.send("slow, as a task")
    await ann.send("meanwhile")
    await ann.expect("meanwhile: done", within=3)
    await ann.expect("the task: done", within=5)

    cleo = await stage.client("cleo", "/ws/reports/user/john/", server=guide)
    await cleo.expect("connected", within=3)
    await cleo.send({"type": "message", "text": "Hello"})
    await cleo.expect("Hello", within=3)


async def parcels(stage):
    """Forty megabytes for a tab that does not read."""
    server = await stage.server(app="labs/parcels.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    stage.pause(ann)
    await ann.send("40")
    await stage.fact("handler.finished", name="websocket_receive", within=10)
    stage.note(f"ann has read {len(ann.received)} of 40 frames")
    stage.resume(ann)
    await stage.wait(lambda: len(ann.received) == 40, within=20, what="40 frames")


async def sync_or_async(stage):
    """The same work in sync and in async consumers."""
    server = await stage.server(app="labs/sync.py:application", layer="memory")

    async def work(kind):
        tabs = [await stage.client(f"{kind} {n}", f"/ws/{kind}/", server=server) for n in (1, 2, 3)]
        started = time.monotonic()
        for tab in tabs:
            await tab.send("work")
        for tab in tabs:
            await tab.expect("worked", within=10)
        stage.note(f"three {kind} consumers, 0.5 s each: {time.monotonic() - started:.2f} s")
        return tabs

    waiting = await work("async")
    busy = await work("sync")

    seen = stage.count("handler.started", type="websocket.receive")
    await busy[0].send("work")
    await stage.wait(lambda: stage.count("handler.started", type="websocket.receive") > seen)
    await waiting[0].send("quick")
    await waiting[0].expect("worked", within=5)
    await busy[0].expect("worked", within=5)

    await busy[0].send("tell all")
    for tab in (*busy, *waiting):
        await tab.expect("we have been told", within=3)

    mixed = await stage.client("mixed", "/ws/mixed/", server=server)
    await mixed.send("work")
    await mixed.silence(1.1)  # an exception may take a second to reach the client
    stage.note("mixed: nothing for 1.1 seconds")
