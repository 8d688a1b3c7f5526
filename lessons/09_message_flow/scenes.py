"""The scenes of lesson 9: one message on its way, hop by hop, and what happens where it fails."""

USER = "/ws/chat/user/john@example.com/"
ADMIN = "/ws/chat/admin/john@example.com/"
NARROW = {  # a queue that holds one copy instead of a hundred
    "CHANNEL_LAYERS": {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1},
        }
    }
}
HEAD = b"\r\n\r\n"  # ends an HTTP head


async def hello(stage):
    """One word from John's browser to the admin's."""
    server = await stage.server(layer="memory")
    john, admin = await _chat(stage, ("john", USER, server), ("admin", ADMIN, server))
    await john.send(_message("Hello!"))
    for tab in (john, admin):
        await tab.expect("Hello!", within=5)
    await stage.fact("handler.finished", name="chat_message", nth=2, within=5)
    await john.send({"type": "chat.message", "text": "Do as I say"})
    await john.expect("unknown_type", within=5)
    await _durations(stage, "Hello!")


async def printed(stage):
    """The guide's two chapters in one class."""
    server = await stage.server(app="labs/printed.py:application", layer="memory")
    john = await stage.client("john · printed", "/ws/printed/user/john@example.com/", server=server)
    await john.send({"type": "message", "message": "Hello!"})
    await john.closed(within=8)

    for way in ("fitting", "hasty", "mended"):
        john, admin = [
            await stage.client(f"{role} · {way}", f"/ws/{way}/{path}/john@example.com/")
            for role, path in (("john", "user"), ("admin", "admin"))
        ]
        await john.send({"type": "message", "message": f"Hello, {way}!"})
        for tab in (john, admin):
            await tab.expect("Hello", within=5)
        await admin.send({"type": "message", "message": "How can I help?"})
        for tab in (john, admin):
            if way == "fitting":
                await tab.silence(0.3)
            else:
                await tab.expect("How can I help?", within=5)
        if way == "mended":
            await john.send({"type": "mesage", "message": "It burns"})
            await john.expect("unknown type", within=5)
        await john.close()
        await admin.close()
        await stage.fact("group.left", nth=stage.count("group.joined") - 1, within=5)


async def one_name(stage):
    """Two addresses, and the name of a group."""
    await stage.server(app="labs/rooms.py:application", layer="memory")
    people = {"ann": "ann@example-at-home.org", "eve": "ann-at-example@home.org"}
    for way in ("slug", "hashed"):
        ann, eve = [
            await stage.client(f"{name} · {way}", f"/ws/{way}/{email}/")
            for name, email in people.items()
        ]
        await ann.send(f"My PIN is 4711, {way}")
        await ann.expect("4711", within=5)
        if way == "slug":
            await eve.expect("4711", within=5)
        phone = await stage.client(f"ann's phone · {way}", f"/ws/{way}/Ann@Example-at-Home.org/")
        await phone.send(f"From my phone, {way}")
        await phone.expect("phone", within=5)
        if way == "hashed":
            await ann.expect("phone", within=5)
            await eve.silence(0.2)
        else:
            await ann.silence(0.2)


async def three_people(stage):
    """Three people, two servers, one Redis."""
    first = await stage.server(layer="redis")
    second = await stage.second_server()
    john, admin, boss = await _chat(
        stage, ("john", USER, first), ("admin", ADMIN, second), ("boss", ADMIN, second)
    )
    await stage.broker.look()
    await john.send(_message("Hello!"))
    for tab in (john, admin, boss):
        await tab.expect("Hello!", within=5)
    await stage.broker.look()
    await _durations(stage, "Hello!")
    await admin.send(_message("I am on it"))
    for tab in (john, admin, boss):
        await tab.expect("I am on it", within=5)


async def jams(stage):
    """A slow handler, a slow query: which connections wait."""
    server = await stage.server(app="labs/jams.py:application", layer="memory")
    john = await stage.client("john", "/ws/john/user/", server=server)
    boss = await stage.client("boss", "/ws/john/boss/", server=server)
    admin = await stage.client("admin", "/ws/john/admin/", server=server)
    for text in ("One", "Two"):
        await john.send(_message(text))
        for tab in (john, boss):
            await tab.expect(text, within=5)
    await admin.silence(0.2)
    await stage.http("POST", "/handler/", name="gate", server=server)
    for text in ("One", "Two"):
        await admin.expect(text, within=5)
    await stage.fact("handler.finished", name="chat_news", nth=6, within=5)

    jane = await stage.client("jane", "/ws/jane/user/", server=server)
    tab2 = await stage.client("jane · tab 2", "/ws/jane/user/", server=server)
    await john.send(_message("A long report"))
    await stage.fact("db.started", name="save_message", nth=3, within=5)
    await jane.send({"type": "typing", "who": "jane"})
    await stage.fact("handler.started", type="websocket.receive", nth=4, within=5)
    for tab in (tab2, john):
        await tab.silence(0.2)
    await stage.http("POST", "/database/", name="gate", server=server)
    for tab in (john, boss, admin):
        await tab.expect("A long report", within=5)
    for tab in (jane, tab2):
        await tab.expect("typing", within=5)


async def before_told(stage):
    """Four failures before group_send."""
    server = await stage.server(app="labs/hops.py:application", layer="memory")
    admin = await _open(stage, "admin", "plain", server)
    cut = await stage.raw("john · cut off", "/ws/plain/", server=server)
    await cut.read(HEAD, within=5)
    await cut.read(b"saved", within=5)
    words = b'{"type": "message", "text": "cut off"}'
    await cut.write(bytes([0x81, 0x80 | len(words), 0, 0, 0, 0]) + words[:20])
    await cut.reset()
    await stage.fact("consumer.finished", within=5)

    broken = []
    for name, way, frame in (
        ("half a JSON", "plain", '{"type": "message", "text": "half a JSON'),
        ("no text", "plain", _message(None)),
        ("no sender", "forgetful", _message("no sender")),
    ):
        john = await _open(stage, f"john · {name}", way, server)
        await john.send(frame)
        broken.append(john)
        await stage.fact("handler.failed", nth=len(broken), within=5)
    for john in broken:
        await john.closed(within=8)
    await admin.silence(0.1)
    again = await stage.client("john again", "/ws/plain/", server=server)
    await again.expect("no sender", within=5)


async def after_told(stage):
    """Four failures from group_send on."""
    server = await stage.server(app="labs/hops.py:application", layer="memory", settings=NARROW)
    john = await _open(stage, "john", "plain", server)
    admin = await _open(stage, "admin · careless", "careless", server)
    await john.send(_message("Are you there?"))
    await john.expect("Are you there?", within=5)
    await admin.closed(within=8)

    admin = await _open(stage, "admin · busy", "busy", server)
    for number in range(1, 5):
        await john.send(_message(f"no. {number}"))
        await john.expect(f"no. {number}", within=5)
    await stage.fact("channel.dropped", nth=2, within=5)
    await stage.http("POST", "/", name="gate", server=server)
    await admin.expect("no. 2", within=5)
    await admin.silence(0.2)
    await admin.close()
    await stage.fact("consumer.finished", nth=2, within=5)

    admin = await _open(stage, "admin · hanging", "plain", server)
    stage.pause(admin)
    await john.send(_message("And now?"))
    await john.expect("And now?", within=5)
    await stage.fact("app.sent", text_has="And now?", nth=2, within=5)
    await admin.drop()
    await stage.fact("consumer.finished", nth=3, within=5)

    await _without_redis(stage, layer="redis-pubsub")


async def _without_redis(stage, layer):
    """The same chat on Redis, which dies."""
    server = await stage.server(app="labs/hops.py:application", layer=layer)
    admin = await _open(stage, "admin · on Redis", "plain", server)
    john = await _open(stage, "john · on Redis", "plain", server)
    await stage.broker.kill()
    await john.send(_message("Is anybody left?"))
    await john.closed(within=10)
    await admin.silence(0.1)


async def no_receipt(stage):
    """A crash between saving and group_send."""
    for way in ("halting", "mended"):
        server = await stage.server(app="labs/hops.py:application", layer="memory")
        frame = _message(f"Hello, {way}!", client_id="a1")
        admin = await _open(stage, f"admin · {way}", way, server)
        john = await _open(stage, f"john · {way}", way, server)
        await john.send(frame)
        await stage.fact("db.finished", process=server.name, sql_has="INSERT", within=5)
        await admin.silence(0.1)
        await server.kill()
        for tab in (john, admin):
            await tab.closed(within=5)
        await server.restart()
        await stage.http("POST", "/", name="gate", server=server)
        admin = await _open(stage, f"admin · {way}, again", way, server)
        john = await _open(stage, f"john · {way}, again", way, server)
        await john.send(frame)
        for tab in (john, admin):
            await tab.expect(f"Hello, {way}!", within=5)
        last = await _open(stage, f"boss · {way}", way, server)
        await last.close()


def _message(text, **more):
    """The frame in which a browser sends a text."""
    return {"type": "message", "text": text, **more}


async def _open(stage, name, way, server):
    """Open a tab of `labs/hops.py` and wait until it has been told what is saved."""
    tab = await stage.client(name, f"/ws/{way}/", server=server)
    await tab.expect("saved", within=5)
    return tab


async def _chat(stage, *people):
    """Open the demo's chat for each of (name, path, server), one after the other."""
    tabs = []
    for name, path, server in people:
        tabs.append(await stage.client(name, path, server=server))
        await tabs[-1].expect("history", within=5)
    return tabs


async def _durations(stage, text):
    """Note how long each hop took, in milliseconds, up to the first screen."""
    saved = {"name": "RelatedManager.acreate"}
    ends = (
        ("1", "app.received", {"text_has": text}),
        ("2", "db.started", saved),
        ("3", "db.finished", saved),
        ("4", "group.sent", {"text_has": text}),
        ("5-6", "app.sent", {"text_has": text}),
        ("7", "client.received", {"text_has": text}),
    )
    _, (_, _, before, *_) = await stage.fact("client.sent", text_has=text)
    told = []
    for hop, kind, fields in ends:
        _, (_, _, now, *_) = await stage.fact(kind, within=5, **fields)
        told.append(f"{hop}: {(now - before) / 1e6:.1f}")
        before = now
    stage.note(f"ms per hop  {'  '.join(told)}")
