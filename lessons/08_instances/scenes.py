"""The scenes of lesson 8: one connection, one instance. Each is played live."""


async def golden_rule(stage):
    """Which connections get an instance."""
    server = await stage.server(app="labs/register.py:application", layer="memory")
    browser = await stage.browser("john's browser", server=server)
    await browser.get("/open/user/john@example.com/")
    for _ in range(3):
        await browser.get("/desk/")
    await stage.fact("consumer.finished", nth=3, within=5)

    chat = await stage.client("john · chat", "/ws/chat/", server=server)
    news = await stage.client("john · news", "/ws/news/", server=server)
    for words in ("one", "two", "three"):
        await chat.send(words)
        await chat.expect("frame", within=5)
    await stage.refused("eve", "/ws/eve/", server=server)
    await stage.fact("consumer.finished", nth=4, within=5)
    await chat.close()
    await stage.fact("consumer.finished", nth=5, within=5)
    await news.send("count")
    await news.expect("alive", within=5)


async def three_tabs(stage):
    """One user, three tabs, three instances."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(layer="memory")
    first, second, third = [
        await _open(stage, f"john · tab {number}", path, server) for number in (1, 2, 3)
    ]
    await first.send({"type": "message", "text": "Hello"})
    for tab in (first, second, third):
        await tab.expect("Hello", within=5)

    await second.close()
    await stage.fact("consumer.finished", within=5)
    again = await stage.client("john · tab 2 again", path, server=server)
    await again.expect("Hello", within=5)
    await first.send({"type": "message", "text": "Welcome back"})
    for tab in (first, again, third):
        await tab.expect("Welcome back", within=5)


async def class_attribute(stage):
    """Three notebooks, and what their instances share."""
    app = "labs/leak.py:application"
    server = await stage.server(app=app, layer="memory")
    second = await stage.second_server(like=server)

    ann = await stage.client("ann", "/ws/leaky/", server=server)
    ben = await stage.client("ben", "/ws/leaky/", server=server)
    await _note(ann, "My PIN is 4711", role="admin")
    await _note(ben, "Buy milk")
    await ann.close()
    await stage.fact("consumer.finished", within=5)
    cleo = await stage.client("cleo", "/ws/leaky/", server=server)
    await _note(cleo, "Water the plants")
    far = await stage.client("dan", "/ws/leaky/", server=second)
    await _note(far, "Call mum")

    for name, kind in (
        ("eve", "handed"),
        ("finn", "handed"),
        ("gina", "mended"),
        ("hugo", "mended"),
    ):
        tab = await stage.client(name, f"/ws/{kind}/", server=server)
        await _note(tab, f"A secret of {name}")


async def two_servers(stage):
    """One user on two servers."""
    path = "/ws/chat/user/john@example.com/"
    first = await stage.server(layer="redis")
    second = await stage.second_server()
    laptop = await _open(stage, "john · laptop", path, first)
    office = await _open(stage, "john · office", path, first)
    phone = await _open(stage, "john · phone", path, second)
    admin = await _open(stage, "admin", "/ws/chat/admin/john@example.com/", second)

    await laptop.send({"type": "message", "text": "On my way"})
    for tab in (laptop, office, phone, admin):
        await tab.expect("On my way", within=5)

    await laptop.send({"type": "typing"})
    await laptop.send({"type": "typing"})
    await admin.expect("typing", within=5)
    await phone.send({"type": "typing"})
    await admin.expect("typing", within=5)
    await stage.fact("handler.finished", name="chat_typing", nth=8, within=5)

    await first.kill()
    for tab in (laptop, office):
        await tab.closed(within=5)
    laptop = await stage.client("john · laptop again", path, server=second)
    await laptop.expect("On my way", within=5)
    await laptop.send({"type": "message", "text": "Back again"})
    for tab in (laptop, phone, admin):
        await tab.expect("Back again", within=5)


async def addresses(stage):
    """Channel names, and what an old one is worth."""
    app = "labs/cards.py:application"
    memory = await stage.server(app=app, layer="memory")
    redis = await stage.server(app=app, layer="redis")
    pubsub = await stage.server(app=app, layer="redis-pubsub")
    bare = await stage.server(app=app, settings={"CHANNEL_LAYERS": {}})

    for name, server in (("memory", memory), ("Redis", redis), ("pub/sub", pubsub)):
        for tab in (1, 2):
            probe = await stage.client(f"{name} · {tab}", "/ws/probe/", server=server)
            await probe.send("card")
            await probe.expect("specific", within=5)

    ann = await stage.client("ann", "/ws/ann/", server=memory)
    ben = await stage.client("ben", "/ws/ben/", server=memory)
    await ann.send("card")
    card = await ann.expect("specific", within=5)
    await ben.send(f"to {card} Only for you")
    await ann.expect("Only for you", within=5)
    await ann.close()
    await stage.fact("consumer.finished", within=5)
    ann = await stage.client("ann again", "/ws/ann/", server=memory)
    await ben.send(f"to {card} Are you back?")
    await ben.expect("no exception", within=5)
    await ann.silence(0.2)
    await ben.send("tell ann Welcome, Ann")
    await ann.expect("Welcome, Ann", within=5)

    cleo = await stage.client("cleo", "/ws/cleo/", server=bare)
    await cleo.send("card")
    await cleo.closed(within=8)


async def _open(stage, name, path, server):
    tab = await stage.client(name, path, server=server)
    await tab.expect("history", within=5)
    return tab


async def _note(tab, words, **more):
    await tab.send({"note": words, **more})
    await tab.expect(words, within=5)
