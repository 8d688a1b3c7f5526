"""The scenes of lesson 2: HTTP beside a WebSocket, the bytes, and the life of a consumer."""

import asyncio


async def one_clock(stage):
    """One asks again and again, the other is told."""
    server = await stage.server(app="labs/board.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    paul = await stage.browser("paul", server=server)
    ports = []

    async def ask():
        answer = await paul.get("/latest/")
        ports.append(answer.port)
        stage.note(f"paul reads: {answer.text}")

    for _ in range(3):
        await ask()
        await stage.sleep(0.25)
    await stage.http("POST", "/publish/", name="editor", data="Cake in the kitchen", server=server)
    await ann.expect("Cake", within=5)
    await stage.sleep(0.25)
    await ask()
    stage.note(f"paul: {len(ports)} requests, {len(set(ports))} TCP connection")


async def on_the_wire(stage):
    """A handshake and two frames, byte for byte."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(app="labs/echo.py:application", layer="memory")
    john = await stage.raw("john", path, server=server)
    await john.read(until=b"\r\n\r\n", within=5)
    await john.frame("text", "hi")
    await john.read_frame(within=5)
    await john.frame("text", "hi " * 100)
    await john.read_frame(within=5)

    bare = await stage.raw("bare", path, server=server)
    await bare.read(until=b"\r\n\r\n", within=5)
    await bare.frame("text", "hi", masked=False)
    await bare.closed(within=5)
    await stage.fact("handler.finished", name="websocket_disconnect", within=5)


async def before_the_101(stage):
    """A second of thought, before and after the accept."""
    server = await stage.server(app="labs/slow.py:application", layer="memory")
    ann = await stage.raw("ann", "/thinks/", server=server)
    await stage.fact("handler.started", instance=1, within=5)
    await ann.frame("text", "I could not wait")
    await ann.read(until=b"\r\n\r\n", within=8)
    await ann.read_frame(within=5)
    ben = await stage.raw("ben", "/hurries/", server=server)
    await ben.read(until=b"\r\n\r\n", within=5)
    await ben.frame("text", "hello")
    await ben.read_frame(within=8)


async def a_life(stage):
    """A view, a consumer, and what they remember."""
    server = await stage.server(app="labs/counting.py:application", layer="memory")
    browser = await stage.browser("browser", server=server)
    for page in ("view", "view", "consumer", "consumer"):
        answer = await browser.get(f"/{page}/")
        stage.note(answer.text)
    ann = await stage.client("ann", "/ws/", server=server)
    for number in (1, 2, 3):
        await ann.send("again")
        await ann.expect(f"consumer {number}", within=5)
    ben = await stage.client("ben", "/ws/", server=server)
    await ben.send("first time")
    await ben.expect("consumer 1", within=5)
    await ann.close()
    await stage.fact("consumer.finished", instance=3, within=5)
    await stage.refused("cleo", "/forgot/", server=server)


async def odd_frames(stage):
    """Frames the guide's first consumer did not expect."""
    server = await stage.server(app="labs/first.py:application", layer="memory")
    frames = {"binary": b"\x00", "empty": "", "no JSON": "Hello"}
    tabs = {}
    for name in ("good", *frames, "large"):
        tabs[name] = await stage.client(name, "/ws/first/", server=server)
    await tabs["good"].send({"hello": "world"})
    await tabs["good"].expect("Got", within=5)
    for name, frame in frames.items():
        await tabs[name].send(frame)
        await stage.fact("handler.failed", nth=list(frames).index(name) + 1, within=5)
    await asyncio.gather(*(tabs[name].closed(within=8) for name in frames))

    await tabs["large"].send("x" * 2_000_000)
    await tabs["large"].closed(within=8)
    await stage.fact("handler.finished", name="websocket_disconnect", within=5)

    careful = await stage.client("careful", "/ws/careful/", server=server)
    for frame in frames.values():
        await careful.send(frame)
        await careful.expect("Sorry", within=5)
    await careful.send({"hello": "again"})
    await careful.expect("Got", within=5)


async def not_forever(stage):
    """Two closed in time, and one whose server died."""
    app = "labs/first.py:application"
    server = await stage.server(app=app, layer="memory", options={"websocket_timeout": 3})
    quiet = await stage.client("quiet", "/ws/first/", server=server)
    busy = await stage.client("busy", "/ws/first/", server=server)
    for _ in range(5):
        await busy.send({"still": "here"})
        await busy.expect("Got", within=5)
        await stage.sleep(0.2)
    await asyncio.gather(quiet.closed(within=10), busy.closed(within=10))

    other = await stage.server(app=app, layer="memory")
    cleo = await stage.client("cleo", "/ws/first/", server=other)
    await stage.fact("handler.finished", process=other.name, within=5)
    await other.kill()
    await cleo.closed(within=5)
    await other.restart()
    again = await stage.client("cleo again", "/ws/first/", server=other)
    await again.send({"back": "again"})
    await again.expect("Got", within=5)
