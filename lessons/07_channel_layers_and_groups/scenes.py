"""The scenes of lesson 7: who connects, who says what. Each is played on live servers."""

from urllib.parse import urlsplit


async def alone(stage):
    """Two tabs, strangers until they share a group."""
    lobby = "labs/lobby.py:application"
    server = await stage.server(app=lobby, layer="memory")
    ann = await stage.client("ann", "/ws/lobby/", server=server)
    ben = await stage.client("ben", "/ws/lobby/", server=server)

    await ann.send("say Is anybody there?")
    await stage.fact("group.sent", group="lobby", within=5)

    await ben.send("join")
    await ben.expect("joined", within=5)
    await ann.send("say Good morning")
    await ben.expect("Good morning", within=5)

    await ben.send("join")
    await ben.expect("joined", within=5)
    await ann.send("say Only once")
    await ben.expect("Only once", within=5)

    await ann.send("leave")
    await ann.expect("left", within=5)
    await ann.send("join")
    await ann.expect("joined", within=5)
    await ann.send("say I hear myself")
    for tab in (ann, ben):
        await tab.expect("I hear myself", within=5)

    bare = await stage.server(app=lobby, settings={"CHANNEL_LAYERS": {}})
    cleo = await stage.client("cleo", "/ws/lobby/", server=bare)
    await cleo.send("echo I need no layer")
    await cleo.expect("I need no layer", within=5)
    await cleo.send("join")
    await cleo.closed(within=8)


async def three_tabs(stage):
    """Three tabs, one room."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(layer="memory")
    first = await stage.client("john · tab 1", path, server=server)
    await first.expect("history", within=5)
    second = await stage.client("john · tab 2", path, server=server)
    await second.expect("history", within=5)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=server)
    await admin.expect("history", within=5)

    await first.send({"type": "message", "text": "Hello"})
    for tab in (first, second, admin):
        await tab.expect("Hello", within=5)

    await second.close()
    await stage.fact("group.left", within=5)
    await first.send({"type": "message", "text": "Still there?"})
    for tab in (first, admin):
        await tab.expect("Still there?", within=5)


async def two_groups(stage):
    """One channel in two groups."""
    server = await stage.server(app="labs/club.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    ben = await stage.client("ben", "/ws/", server=server)
    cleo = await stage.client("cleo", "/ws/", server=server)
    await ann.send("join room_vip")
    await stage.fact("group.joined", group="room_vip", within=5)

    await ben.send("say room_general Hello everyone!")
    for tab in (ann, ben, cleo):
        await tab.expect("room_general: Hello", within=5)
    await cleo.send("say room_vip The bar is open")
    await ann.expect("The bar is open", within=5)
    await ben.send("say room_general Last orders!")
    for tab in (ann, ben, cleo):
        await tab.expect("room_general: Last orders!", within=5)
    await ben.send("say room_vip Last orders!")
    await ann.expect("room_vip: Last orders!", within=5)

    await ann.send("leave room_vip")
    await stage.fact("group.left", group="room_vip", within=5)
    await ben.send("say room_general Good night")
    for tab in (ann, ben, cleo):
        await tab.expect("Good night", within=5)


async def type_names_a_method(stage):
    """One word in an event picks the method that runs."""
    server = await stage.server(app="labs/relay.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/garden/", server=server)
    ben = await stage.client("ben", "/ws/garden/", server=server)

    await ann.send({"type": "user.online", "name": "Ann"})
    for tab in (ann, ben):
        await tab.expect("Ann", within=5)
    await ben.send({"type": "make_admin"})
    for tab in (ann, ben):
        await tab.expect("admin", within=5)

    await ben.send({"type": "websocket.disconnect", "code": 4242})
    await stage.fact("consumer.finished", nth=2, within=5)
    await ann.send({"type": "user.online", "name": "Ann again"})

    kitchen = [
        await stage.client(name, "/ws/kitchen/", server=server) for name in ("cleo", "dan", "eve")
    ]
    attic = await stage.client("finn", "/ws/attic/", server=server)
    await kitchen[0].send({"type": "user-online", "name": "Cleo"})
    await stage.fact("handler.failed", nth=3, within=5)
    await attic.send({"type": "_online", "name": "Finn"})
    for tab in (*kitchen, attic):
        await tab.closed(within=8)

    await ann.silence(0.1)
    await ben.silence(0.1)
    stage.note("ann and ben: sockets open, no consumer behind them")


async def group_names(stage):
    """What a group may be called, what an event may hold."""
    app = "labs/names.py:application"
    memory = await stage.server(app=app, layer="memory")
    redis = await stage.server(app=app, layer="redis")
    pubsub = await stage.server(app=app, layer="redis-pubsub")

    await stage.refused("john", "/ws/room/john@example.com/", server=memory)
    await stage.client("john's slug", "/ws/room/john-at-example.com/", server=memory)
    await stage.client("john on pub/sub", "/ws/room/john@example.com/", server=pubsub)

    probes = [
        await stage.client(f"probe · {name}", "/ws/probe/", server=server)
        for name, server in (("memory", memory), ("Redis", redis), ("pub/sub", pubsub))
    ]
    for probe in probes:
        for length in (99, 100):
            await probe.send({"group": "x" * length})
            await probe.expect("length", within=5)
    for probe in probes:
        await probe.send({"group": "clock", "what": "datetime"})
        await probe.expect("length", within=5)
    await probes[0].expect("year", within=5)


async def two_servers_memory(stage):
    """Two servers, each with a memory of its own."""
    first = await stage.server(layer="memory")
    second = await stage.second_server()
    john = await stage.client("john", "/ws/chat/user/john@example.com/", server=first)
    await john.expect("history", within=5)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=second)
    await admin.expect("history", within=5)

    await john.send({"type": "message", "text": "Can you hear me?"})
    await john.expect("Can you hear me?", within=5)
    await admin.silence(1.2)  # an exception may take a second to reach the client
    stage.note("admin: nothing for 1.2 seconds")

    await admin.send({"type": "history", "after": 0})
    await admin.expect("Can you hear me?", within=5)


async def no_redis(stage):
    """Two CHANNEL_LAYERS settings, and a missing Redis."""
    app = "labs/club.py:application"
    # Each of the two reads its own settings module, as a project of its own does.
    memory = {"DJANGO_SETTINGS_MODULE": "settings_memory"}
    first = await stage.server(app=app, layer="memory", env=memory, fresh=True)
    redis = {"DJANGO_SETTINGS_MODULE": "settings_redis"}
    second = await stage.server(app=app, layer="redis", env=redis, fresh=True)

    await second.stop()
    await stage.broker.kill()
    await second.restart()
    ann = await stage.client("ann", "/ws/", server=first)
    await ann.send("say room_general I need no Redis")
    await ann.expect("I need no Redis", within=5)
    await stage.refused("ben", "/ws/", server=second)

    await stage.broker.start()
    ben = await stage.client("ben again", "/ws/", server=second)
    await ben.send("say room_general Redis is back")
    await ben.expect("Redis is back", within=5)


async def two_servers_redis(stage):
    """Two servers, one broker between them."""
    first = await stage.server(layer="redis")
    second = await stage.second_server()
    john = await stage.client("john", "/ws/chat/user/john@example.com/", server=first)
    await john.expect("history", within=5)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=second)
    await admin.expect("history", within=5)
    await stage.broker.look()

    await john.send({"type": "message", "text": "Can you hear me?"})
    for tab in (john, admin):
        await tab.expect("Can you hear me?", within=5)
    await stage.broker.look()

    notice = {"email": "john@example.com", "text": "Maintenance at nine"}
    token = {"Authorization": "Bearer minicom-development-only"}
    await stage.http("POST", "/api/broadcast/", json=notice, headers=token, server=second)
    for tab in (john, admin):
        await tab.expect("Maintenance", within=5)

    other = await stage.server(app="labs/neighbour.py:application", layer="redis")
    neighbour = await stage.client("neighbour", "/ws/", server=other)
    await admin.send({"type": "message", "text": "My card number is 4711"})
    for tab in (john, admin, neighbour):
        await tab.expect("4711", within=5)

    host = {"address": stage.broker.url, "socket_timeout": 1}
    backend = "channels_redis.core.RedisChannelLayer"
    impatient = {"default": {"BACKEND": backend, "CONFIG": {"hosts": [host]}}}
    hasty = await stage.server(layer="redis", settings={"CHANNEL_LAYERS": impatient})
    jane = await stage.client("jane", "/ws/chat/user/jane@example.com/", server=hasty)
    await jane.closed(within=8)


async def idle(stage):
    """Three tabs on Redis that say nothing."""
    mended = await stage.server(layer="redis")
    where = urlsplit(stage.broker.url)
    printed = await stage.server(layer="redis", settings=_hosts((where.hostname, where.port)))
    patient = {"address": stage.broker.url, "socket_timeout": 5}
    filled_in = await stage.server(layer="redis", settings=_hosts(patient))
    tabs = [
        await stage.client(name, f"/ws/chat/user/{name}@example.com/", server=server)
        for name, server in (("jane", filled_in), ("john", printed))
    ]
    tabs.append(await stage.client("admin", "/ws/chat/admin/jane@example.com/", server=mended))
    jane, john, admin = tabs
    for tab in tabs:
        await tab.expect("history", within=5)
    await jane.closed(within=15)
    for tab in (john, admin):
        await tab.send({"type": "message", "text": f"{tab.name} is still here"})
        await tab.expect("still here", within=5)


def _hosts(host):
    """Settings with a layer on this Redis, configured as told and not otherwise."""
    backend = "channels_redis.core.RedisChannelLayer"
    return {"CHANNEL_LAYERS": {"default": {"BACKEND": backend, "CONFIG": {"hosts": [host]}}}}


async def crowd(stage):
    """One message, and more and more people in the house."""
    server = await stage.server(app="labs/crowd.py:application", layer="memory")
    for name, questions in (
        ("ann", ("0 strangers", "2000 strangers")),
        ("ben", ("room of 100", "room of 1000")),
    ):
        tab = await stage.client(name, "/ws/watch/", server=server)
        for question in questions:
            await tab.send(question)
            await tab.expect("ms", within=30)
        await tab.send("how many times as long?")
        await tab.expect("", within=5)


async def at_most_once(stage):
    """250 events for a consumer that is busy."""
    app = "labs/flood.py:application"
    backend = "channels.layers.InMemoryChannelLayer"
    brief = {"default": {"BACKEND": backend, "CONFIG": {"expiry": 1}}}
    memory = await stage.server(app=app, layer="memory")
    redis = await stage.server(app=app, layer="redis")
    far = await stage.second_server(like=redis)
    pubsub = await stage.server(app=app, layer="redis-pubsub")
    expiry = await stage.server(app=app, settings={"CHANNEL_LAYERS": brief})

    busy, _ = await _flood(stage, "memory", 250, memory)
    await stage.fact("channel.dropped", process=memory.name, nth=149, within=30)
    await _wake(stage, memory, busy, "tick 100")

    busy, _ = await _flood(stage, "Redis", 250, redis)
    await stage.fact("channel.dropped", process=redis.name, nth=149, within=30)
    await _wake(stage, redis, busy, "tick 249")

    busy, _ = await _flood(stage, "far Redis", 110, far, group="far", sender=redis)
    await stage.fact("channel.dropped", group="far", nth=9, within=30)
    await _wake(stage, far, busy, "tick 100")

    busy, _ = await _flood(stage, "pub/sub", 250, pubsub, group="pubsub")
    await _wake(stage, pubsub, busy, "tick 249")

    busy, loud = await _flood(stage, "expiry", 3, expiry)
    await busy.silence(1.1)
    await _wake(stage, expiry, busy, "tick 0")
    await loud.send("1")
    await loud.expect("no exception", within=5)
    await busy.silence(0.1)


async def _flood(stage, name, count, server, *, group="tape", sender=None):
    busy = await stage.client(f"busy · {name}", f"/ws/busy/{group}/", server=server)
    loud = await stage.client(f"loud · {name}", f"/ws/loud/{group}/", server=sender or server)
    await loud.send(str(count))
    await loud.expect("no exception", within=30)
    return busy, loud


async def _wake(stage, server, busy, last):
    await stage.http("POST", "/answer/", server=server)
    await busy.expect(last, within=30)


async def persistent(stage):
    """A killed server, a killed broker: what survives."""
    app = "labs/lobby.py:application"
    memory = await stage.server(app=app, layer="memory")
    redis = await stage.server(app=app, layer="redis")
    second = await stage.second_server(like=redis)
    pubsub = await stage.server(app=app, layer="redis-pubsub")
    dora = await _join(stage, "dora", memory)
    ann = await _join(stage, "ann", redis)
    ben = await _join(stage, "ben", second)
    cleo = await _join(stage, "cleo", pubsub, lobby="cafe")

    await memory.kill()
    await dora.closed(within=5)
    await memory.restart()
    dora = await stage.client("dora again", "/ws/lobby/", server=memory)
    await dora.send("say Who remembers me?")
    await stage.fact("group.sent", group="lobby", within=5)

    await redis.kill()
    await ann.closed(within=5)
    for words in ("Ann, are you there?", "Ann?"):
        await ben.send(f"say {words}")
        await ben.expect(words, within=5)
    await stage.broker.look()
    await redis.restart()
    ann = await _join(stage, "ann again", redis)
    await ann.silence(0.3)
    stage.note("ann again: nothing but her own welcome")
    await stage.broker.look()

    await stage.broker.kill()
    for tab in (ann, ben):
        await tab.closed(within=8)
    await stage.broker.start()
    await _subscribed_again(stage, cleo)
    await cleo.send("say Still here")
    await cleo.expect("Still here", within=5)


async def _join(stage, name, server, lobby="lobby"):
    tab = await stage.client(name, f"/ws/{lobby}/", server=server)
    await tab.send("join")
    await tab.expect("joined", within=5)
    return tab


async def _subscribed_again(stage, tab):
    for _ in range(40):
        if await stage.broker.look("__group__cafe"):
            break
        await tab.silence(0.1)
