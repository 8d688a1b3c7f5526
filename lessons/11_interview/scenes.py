"""The scenes of lesson 11: a proof for each of the nine answers."""

JOHN = "/ws/chat/user/john@example.com/"
ADMIN = "/ws/chat/admin/john@example.com/"


async def two_messages(stage):
    """Two messages, and how often they are routed."""
    server = await stage.server(layer="memory")
    admin = await stage.client("admin", ADMIN, server=server)
    await admin.expect("history", within=5)
    john = await stage.client("john", JOHN, server=server)
    await john.expect("history", within=5)
    for text in ("First", "Second"):
        await john.send({"type": "message", "text": text})
        for tab in (john, admin):
            await tab.expect(f'"text": "{text}"', within=5)
    await john.close()
    await stage.fact("connection.closed", within=5)


async def two_doors(stage):
    """One project behind a WSGI and an ASGI server."""
    wsgi = await stage.wsgi_server(app="labs/doors.py:wsgi")
    asgi = await stage.server(app="labs/doors.py:application")
    for kind, server in (("WSGI", wsgi), ("ASGI", asgi)):
        browser = await stage.browser(f"browser · {kind}", server=server)
        for _ in range(2):
            answer = await browser.get("/page/")
        stage.note(f"{kind}: {answer.text}")
    await stage.refused("ann", "/ws/", server=wsgi)
    ben = await stage.client("ben", "/ws/", server=asgi)
    await ben.send("Hello")
    await ben.expect("echo: Hello", within=5)


async def whose_diary(stage):
    """Five connections, five objects, one list."""
    server = await stage.server(app="labs/diary.py:application", layer="memory")
    second = await stage.second_server()
    first, other, third = [
        await stage.client(f"john · tab {number}", "/ws/", server=server) for number in (1, 2, 3)
    ]
    await _write(first, "my password is 4711")
    await _write(other, "hello")
    await third.close()
    again = await stage.client("john, reconnected", "/ws/", server=server)
    await _write(again, "here again")
    jane = await stage.client("jane", "/ws/", server=second)
    await _write(jane, "good evening")

    for tab in (first, other, again):
        await tab.close()
    await stage.fact("consumer.finished", process="server 1", nth=4, within=5)
    eve = await stage.client("eve", "/ws/", server=server)
    await _write(eve, "my first line")


async def _write(tab, words):
    await tab.send(words)
    await tab.expect(words, within=5)


async def postman(stage):
    """What Redis keeps of a server that was killed."""
    first = await stage.server(layer="redis")
    second = await stage.second_server()
    john = await stage.client("john", JOHN, server=first)
    await john.expect("history", within=5)
    admin = await stage.client("admin", ADMIN, server=second)
    await admin.expect("history", within=5)
    await john.send({"type": "message", "text": "Hello"})
    for tab in (john, admin):
        await tab.expect("Hello", within=5)

    await second.kill()
    await admin.closed(within=5)
    await john.send({"type": "message", "text": "Are you there?"})
    await john.expect("Are you there?", within=5)
    await stage.broker.look("*group*")

    await second.restart()
    back = await stage.client("admin again", ADMIN, server=second)
    await back.expect("history", within=5)
    await back.silence(0.3)
    stage.note("admin again: the history, and nothing after it")
    await stage.broker.look("*group*")


async def one_typo(stage):
    """The same typo in two rooms."""
    server = await stage.server(app="labs/rooms.py:application", layer="memory")
    names = ("ann", "ben", "cleo", "dan", "eve")
    careless = [await stage.client(name, "/ws/careless/", server=server) for name in names]
    await careless[0].send({"type": "user.online", "name": "Ann"})
    for tab in careless:
        await tab.expect("Ann", within=5)
    await careless[1].send({"type": "user-online", "name": "Ben"})
    for tab in careless:
        await tab.closed(within=8)

    fay, gus = [await stage.client(name, "/ws/careful/", server=server) for name in ("fay", "gus")]
    await fay.send({"type": "user-online", "name": "Fay"})
    await fay.expect("do not know", within=5)
    await fay.send({"type": "user.online", "name": "Fay"})
    for tab in (fay, gus):
        await tab.expect("Fay", within=5)


async def count_the_users(stage):
    """One query, three ways; then five slow ones at once."""
    server = await stage.server(app="labs/clerk.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    await ann.send("direct")
    await ann.closed(within=5)
    ben = await stage.client("ben", "/ws/", server=server)
    for way in ("decorated", "async ORM"):
        await ben.send(way)
        await ben.expect(way, within=5)

    tabs = [await stage.client(f"tab {number}", "/ws/", server=server) for number in range(1, 6)]
    for way in ("slow", "slow, own thread"):
        for tab in tabs:
            await tab.send(way)
        for tab in tabs:
            await tab.expect(f"{way}:", within=15)


async def who_says_so(stage):
    """Identity by address, identity by session."""
    server = await stage.server(layer="memory")
    jane = await stage.client("jane", "/ws/chat/user/jane@example.com/", server=server)
    await jane.expect("history", within=5)
    path = "/ws/chat/admin/jane@example.com/"
    mallory = await stage.client("mallory", path, server=server)
    await mallory.send({"type": "message", "text": "Your password, please"})
    await jane.expect("password", within=5)

    guest = await stage.client("mallory, logged out", "/ws/support/", server=server)
    await guest.closed(within=5)
    evil = "http://evil.example"
    await stage.refused("evil page", "/ws/support/", user="john", origin=evil, server=server)
    john = await stage.client("john", "/ws/support/", user="john", server=server)
    await john.expect("presence", within=5)
    token = "c" * 32
    answer = await stage.http(
        "POST",
        "/logout/",
        user="john",
        cookies={"csrftoken": token},
        headers={"X-CSRFToken": token},
        server=server,
    )
    stage.note(f"john logs out: HTTP {answer.status}")
    await john.send({"type": "message", "text": "I am still here"})
    await john.expect("still here", within=5)
    again = await stage.client("john again", "/ws/support/", user="john", server=server)
    await again.closed(within=5)


async def pages_are_gone(stage):
    """A router without "http", and the one line it lacks."""
    guide = await stage.server(app="labs/routers.py:guide", layer="memory")
    ann = await stage.client("ann", "/ws/", server=guide)
    await stage.http("GET", "/healthz", name="page", server=guide)
    await ann.send("Still there?")
    await ann.expect("Still there?", within=5)
    mended = await stage.server(app="labs/routers.py:mended", layer="memory")
    await stage.http("GET", "/healthz", name="page, mended", server=mended)


async def sticky(stage):
    """Two servers, sticky tabs, an in-memory layer."""
    first = await stage.server(layer="memory")
    second = await stage.second_server()
    john = await stage.client("john", JOHN, server=first)
    await john.expect("history", within=5)
    admin = await stage.client("admin", ADMIN, server=second)
    await admin.expect("history", within=5)
    await john.send({"type": "message", "text": "Can you hear me?"})
    await john.expect("hear me", within=5)
    notice = {"email": "john@example.com", "text": "Maintenance at nine"}
    bearer = {"Authorization": "Bearer minicom-development-only"}
    await stage.http("POST", "/api/broadcast/", json=notice, headers=bearer, server=second)
    await admin.expect("Maintenance", within=5)
    for tab in (john, admin):
        await tab.silence(0.6)
    stage.note("john has no notice, the admin has no message, nobody has an error")
    await admin.send({"type": "history", "after": 0})
    await admin.expect("hear me", within=5)
