"""The scenes of lesson 5: how a connection begins, what keeps it, and how it ends."""

import asyncio

HEAD = b"\r\n\r\n"  # ends an HTTP head


async def lifecycle(stage):
    """One connection through all its states."""
    server = await stage.server(app="labs/desk.py:application", layer="memory")
    ann = await stage.raw("ann", "/ws/desk/", server=server)
    await ann.read(HEAD, within=5)
    await stage.fact("handler.finished", name="websocket_connect", within=5)
    await ann.frame("text", "hello?")
    await ann.read_frame(within=5)
    await stage.fact("handler.finished", name="websocket_receive", within=5)
    await ann.frame("close", (1000).to_bytes(2, "big"))
    await ann.closed(within=5)
    await stage.fact("consumer.finished", within=5)

    ben = await stage.client("ben", "/ws/desk/", server=server)
    await stage.flood(ben, 49, lambda number: f"word {number}")
    await ben.send("word 50?")
    await ben.close()
    await stage.fact("consumer.finished", nth=2, within=10)


async def at_the_door(stage):
    """What the consumer wrote, and what the client saw."""
    app = "labs/door.py:application"
    server = await stage.server(app=app, layer="memory")
    hasty = await stage.server(app=app, layer="memory", options={"websocket_handshake_timeout": 2})
    raw = await stage.raw("close", "/ws/close/", server=server)
    await raw.closed(within=5)
    await stage.fact("consumer.finished", within=5)
    await stage.refused("close 4001", "/ws/close-4001/", server=server)
    await stage.refused("deny", "/ws/deny/", server=server)
    await stage.refused("fail", "/ws/fail/", server=server)
    forgotten = asyncio.create_task(stage.refused("forget", "/ws/forget/", server=hasty))
    await stage.fact("handler.finished", process=hasty.name, within=5)
    await stage.refused("stop", "/ws/stop/", server=hasty)
    await forgotten
    await stage.fact("consumer.finished", process=hasty.name, nth=2, within=5)

    tab = await stage.client("let in", "/ws/let-in/", server=server)
    await tab.close()
    raw = await stage.raw("accept, 4401", "/ws/accept-4401/", server=server)
    await raw.read(HEAD, within=5)
    goodbye = await raw.read_frame(within=5)
    await raw.frame("close", goodbye.payload)
    await raw.closed(within=5)
    await stage.fact("consumer.finished", process=server.name, nth=6, within=5)


async def rehearsal(stage):
    """Five doors, tried by a stand-in and by a client."""
    server = await stage.server(app="labs/rehearsal.py:application", layer="memory")
    tester = await stage.client("tester", "/test/", server=server)
    for how in ("refuse", "talk", "fail", "twice", "reason"):
        await tester.send(how)
        await tester.expect(how, within=8)
        await stage.fact("consumer.finished", nth=stage.count("client.sent"), within=5)

    await stage.refused("client · refuse", "/ws/refuse/", server=server)
    late = []
    for how in ("talk", "fail"):
        refused = stage.refused(f"client · {how}", f"/ws/{how}/", server=server)
        late.append(asyncio.create_task(refused))
        await stage.fact("connection.refused", nth=len(late) + 1, within=5)
    tab = await stage.client("client · twice", "/ws/twice/", server=server)
    await asyncio.gather(*late)
    await tab.closed(within=8)
    tab = await stage.client("client · reason", "/ws/reason/", server=server)
    await tab.closed(within=8)


async def close_codes(stage):
    """Which close codes may be sent, which only heard."""
    server = await stage.server(app="labs/closer.py:application", layer="memory")

    async def says(words):
        tab = await stage.client(f"says {words}", "/ws/closer/", server=server)
        await tab.send(str(words))
        return tab

    for number in (1000, 3000, 4999):
        tab = await says(number)
        await tab.closed(within=5)
    tabs = []
    for words in (1008, 1001, 1011, 2999, 5000):
        tabs.append(await says(words))
        await stage.fact("handler.failed", nth=len(tabs), within=5)
    for tab in tabs:
        await tab.closed(within=5)
    tab = await says("4000 bye")
    await tab.closed(within=5)
    await stage.fact("handler.failed", nth=len(tabs) + 1, within=5)

    frames = {
        "no UTF-8": ("text", b"\xff\xff", True),
        "no mask": ("text", b"hi", False),
        "too long": ("text", b"a" * ((1 << 20) + 1), True),
        "goodbye 1001": ("close", (1001).to_bytes(2, "big"), True),
        "goodbye 1006": ("close", (1006).to_bytes(2, "big"), True),
    }
    for name, (opcode, payload, masked) in frames.items():
        over = stage.count("connection.closed")
        raw = await stage.raw(name, "/ws/closer/", server=server)
        await raw.read(HEAD, within=5)
        await raw.frame(opcode, payload, masked=masked)
        await raw.closed(within=5)
        await stage.fact("connection.closed", nth=over + 1, within=5)


async def left_out(stage):
    """The same consumer on two servers."""
    app, path = "labs/speaker.py:application", "/ws/speaker/"
    daphne = await stage.server(app=app, layer="memory")
    uvicorn = await stage.uvicorn_server(app=app, layer="memory")
    for name, server in (("Daphne", daphne), ("uvicorn", uvicorn)):
        raw = await stage.raw(f"on {name}", path, server=server)
        await raw.read(HEAD, within=5)
        await raw.frame("text", "empty")
        await raw.read(b"these were two", within=5)
        await raw.frame("text", "bye")
        goodbye = await raw.read_frame(within=5)
        await raw.frame("close", goodbye.payload)
        await raw.closed(within=5)

    for name, server in (("first", daphne), ("second", daphne), ("third", uvicorn)):
        tab = await stage.client(f"{name} crash", path, server=server)
        await tab.send("crash")
        await tab.closed(within=8)


async def six_ways(stage):
    """Six ways to leave, and a seventh."""
    options = {"application_close_timeout": 1}
    server = await stage.server(app="labs/guests.py:application", layer="memory", options=options)
    porter = await _guest(stage, "porter")
    await _goodbyes(stage)
    await _asks_who(porter)

    eve = await _guest(stage, "eve")
    await eve.send("crash")
    await eve.closed(within=5)
    await _asks_who(porter)

    hal = await _guest(stage, "hal")
    heard = stage.count("handler.started", type="websocket.receive")
    await hal.send("hang")
    await stage.fact("handler.started", type="websocket.receive", nth=heard + 1, within=5)
    await hal.close()
    await stage.fact("log.written", text_has="took too long", within=8)
    await _asks_who(porter)

    finn = await _guest(stage, "finn")
    await stage.fact("connection.accepted", nth=9, within=5)
    await server.kill()
    await finn.closed(within=5)


async def _goodbyes(stage):
    """The ways that Daphne tells the consumer of."""
    ann = await _guest(stage, "ann")
    await ann.close()
    await stage.fact("consumer.finished", nth=1, within=5)

    ben, cleo, gus = [await _raw_guest(stage, name) for name in ("ben", "cleo", "gus")]
    await ben.frame("close")
    await ben.closed(within=5)
    await stage.fact("consumer.finished", nth=2, within=5)
    await cleo.reset()
    await stage.fact("consumer.finished", nth=3, within=5)
    await gus.drop()
    await stage.fact("consumer.finished", nth=4, within=5)

    dan = await _guest(stage, "dan")
    await dan.send("throw me out")
    await dan.closed(within=5)
    await stage.fact("consumer.finished", nth=5, within=5)


async def _guest(stage, name):
    return await stage.client(name, f"/ws/{name}/")


async def _raw_guest(stage, name):
    guest = await stage.raw(name, f"/ws/{name}/")
    await guest.read(HEAD, within=5)
    return guest


async def _asks_who(porter):
    await porter.send("who")
    await porter.expect("inside", within=5)


async def dead_peer(stage):
    """Two clients say nothing. One of them is dead."""
    server = await stage.server(
        app="labs/ticker.py:application",
        layer="memory",
        options={"ping_interval": 1, "ping_timeout": 2},
    )
    ann = await stage.raw("ann", "/ws/ticker/", server=server)
    await ann.read(HEAD, within=5)
    ben = await stage.raw("ben", "/ws/ticker/", server=server)
    await ben.read(HEAD, within=5)
    ben.silent = True
    await stage.fact("connection.closed", within=10)
    await ann.frame("ping", "me?")
    await ann.read(b"me?", within=5)
    await ann.frame("text", "I am here")
    await ann.read(b"heard", within=5)
    ben.silent = False
    await ben.closed(within=5)


async def subprotocols(stage):
    """Two dialects, and a consumer that does not listen."""
    server = await stage.server(
        app="labs/dialects.py:application",
        layer="memory",
        options={"websocket_handshake_timeout": 2},
    )
    for name, offer in (
        ("new page", ["chat.v1", "chat.v2"]),
        ("old page", ["chat.v1"]),
        ("script", []),
        ("stranger", ["mqtt"]),
    ):
        tab = await stage.client(name, "/ws/chat/", subprotocols=offer, server=server)
        await tab.send("hello")
        await tab.expect("hello", within=5)
    await stage.refused("unlucky", "/ws/stubborn/", subprotocols=["chat.v1"], server=server)


async def the_page(stage):
    """The guide's page, the demo's page, a dying server."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(layer="memory")
    guide = await stage.client("john · guide", path, server=server)
    await guide.expect("history", within=5)
    for frame in ({"type": "hello"}, {"type": "message", "content": "Hello, server!"}):
        await guide.send(frame)
        await guide.expect("error", within=5)

    browser = await stage.browser("john", server=server)
    for address in ("/open/user/john@example.com/", "/static/chat/chat.js"):
        await browser.get(address)
    page = await stage.client("john · page", path, server=server)
    await page.expect("history", within=5)
    await page.send({"type": "message", "text": "Hello, server!"})
    for tab in (page, guide):
        await tab.expect("Hello, server!", within=5)

    await server.kill()
    for tab in (page, guide):
        await tab.closed(within=5)
    await server.restart()
    page = await stage.client("john · page again", path, server=server)
    await page.expect("Hello, server!", within=5)


async def the_script(stage):
    """A page's script, in a real browser."""
    server = await stage.server(app="labs/script.py:application", layer="memory")
    await stage.chromium("/", server=server)
    await stage.fact("consumer.finished", nth=3, within=10)
