"""The scenes of lesson 4: the layers between a socket and a consumer, and what they check."""

import asyncio

CSRF = "c" * 32  # the same in cookie and header: this is all the CSRF check wants to see
EVIL = "http://evil.example"


async def _fails(stage, name, path, **more):
    """A handshake whose application fails. Daphne tells the client later: await the task."""
    failed = stage.count("connection.refused")
    task = asyncio.create_task(stage.refused(name, path, **more))
    await stage.fact("connection.refused", nth=failed + 1, within=10)
    return task


async def layer_by_layer(stage):
    """John's handshake on its way in, layer by layer."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(layer="memory")
    for name, user in (("john", "john"), ("guest", "")):
        tab = await stage.client(name, path, user=user, server=server)
        await tab.expect("history", within=5)


async def once_per_connection(stage):
    """A doorman and a wire tap: how often each is called."""
    server = await stage.server(app="labs/tap.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=server)
    for word in ("one", "two"):
        await ann.send(word)
        await ann.expect(word, within=5)
    await ann.close()
    await stage.fact("log.written", text_has="doorman: mood", within=5)
    for name in ("ben", "cleo"):
        await stage.client(name, "/ws/", server=server)


async def wrong_order(stage):
    """Layers in the wrong order: loud and quiet mistakes."""
    server = await stage.server(app="labs/order.py:application", layer="memory")
    tab = await stage.client("john · stack", "/stack/", user="john", server=server)
    await tab.expect("john", within=5)
    tasks = [
        await _fails(stage, f"john · {name}", f"/{name}/", user="john", server=server)
        for name in ("nothing", "auth", "session")
    ]
    await asyncio.gather(*tasks)
    tab = await stage.client("john · by hand", "/by-hand/", user="john", server=server)
    await tab.expect("john", within=5)
    for name in ("check-first", "check-last"):
        await stage.refused(f"evil · {name}", f"/{name}/", user="john", origin=EVIL, server=server)


async def no_route(stage):
    """A good path, a typo, a missing slash, one too long."""
    server = await stage.server(app="labs/routes.py:application", layer="memory")
    paths = {"ann": "/ws/room/42/", "pair": "/ws/pair/a/b/", "mixed": "/ws/mixed/a/b/"}
    for name, path in paths.items():
        tab = await stage.client(name, path, server=server)
        await tab.expect("path_remaining", within=5)

    typo = await _fails(stage, "typo", "/ws/rooms/42/", server=server)
    answer = await stage.http("GET", "/ws/rooms/42/", server=server)
    stage.note(f"the same path over HTTP: {answer.status}")
    no_slash = await _fails(stage, "no slash", "/ws/room/42", server=server)
    answer = await stage.http("GET", "/login", server=server)
    stage.note(f"GET /login, without its slash: {answer.status}")

    loose = await stage.client("loose", "/evil/ws/loose/lobby/and/more/", server=server)
    await loose.expect("lobby", within=5)
    tight = await _fails(stage, "tight", "/evil/ws/tight/lobby/and/more/", server=server)
    await asyncio.gather(typo, no_slash, tight)

    bare = await stage.server(app="labs/routes.py:websocket_only", layer="memory")
    ben = await stage.client("ben", "/ws/room/7/", server=bare)
    await ben.expect("7", within=5)
    await stage.refused("lost", "/ws/rooms/42/", server=bare)
    answer = await stage.http("GET", "/", server=bare)
    stage.note(f"GET / without an application for http: {answer.status}")


async def unsaved_session(stage):
    """A note in the session, and what saves it."""
    server = await stage.server(app="labs/notes.py:application", layer="memory")

    async def page(when, method="GET", data=""):
        answer = await stage.http(method, "/note/", data=data, user="john", server=server)
        stage.note(f"{method} {when}: {answer.text}")

    async def say(tab, words):
        await tab.send(words)
        await tab.expect(words, within=5)

    tab = await stage.client("tab", "/ws/notes/", user="john", server=server)
    await say(tab, "set milk")
    await page("after set")
    await say(tab, "save")
    await page("after save")
    await page("of the page", "POST", "green")
    await page("after the page")
    await say(tab, "set bread")
    await say(tab, "save")
    await page("at the end")

    careful = await stage.client("careful", "/ws/careful/", user="john", server=server)
    await careful.send("read")
    await careful.expect("note", within=5)
    careless = await stage.client("careless", "/ws/careless/", user="john", server=server)
    await careless.send("read")
    await careless.closed(within=5)


async def who_are_you(stage):
    """Identity from the URL, identity from the session."""
    jane_chat = "/ws/chat/{}/jane@example.com/"
    server = await stage.server(layer="memory")
    jane = await stage.client("jane", jane_chat.format("user"), user="jane", server=server)
    await jane.expect("history", within=5)
    fake = await stage.client(
        "john as admin", jane_chat.format("admin"), user="john", server=server
    )
    await fake.expect("history", within=5)
    await fake.send({"type": "message", "text": "Your password, please"})
    await jane.expect("password", within=5)

    for name, cookies in (("no cookie", {}), ("forged cookie", {"sessionid": "f" * 32})):
        tab = await stage.client(name, "/ws/support/", cookies=cookies, server=server)
        await tab.closed(within=5)
    await stage.fact("consumer.finished", nth=2, within=5)
    await stage.client("john", "/ws/support/", user="john", server=server)
    await stage.fact("handler.finished", instance=5, within=5)
    nosy = await stage.client("nosy john", "/ws/support/3/", user="john", server=server)
    await nosy.closed(within=5)


async def guides_guard(stage):
    """The guide's secure consumer, put to the test."""
    server = await stage.server(app="labs/secure.py:application", layer="memory")
    bare = await _fails(stage, "john · no stack", "/ws/bare/", user="john", server=server)
    await stage.refused("guest", "/ws/guide/", server=server)
    await stage.fact("handler.failed", nth=2, within=5)
    await stage.refused("hasty guest", "/ws/no-return/", server=server)
    await stage.fact("group.left", within=5)

    john = await stage.client("john", "/ws/guide/", user="john", server=server)
    answer = await stage.http("POST", "/signup/", data="john@example.com", server=server)
    cookie = answer.headers["Set-Cookie"].partition("sessionid=")[2].partition(";")[0]
    jar = {"sessionid": cookie}
    mallory = await stage.client("mallory", "/ws/guide/", cookies=jar, server=server)
    await john.send("for John alone")
    await mallory.expect("for John alone", within=5)
    await bare

    mended = await stage.server(app="labs/mended.py:application", layer="memory")
    await stage.refused("guest · mended", "/ws/", server=mended)
    await stage.fact("consumer.finished", process=mended.name, within=5)
    john = await stage.client("john · mended", "/ws/", user="john", server=mended)
    mallory = await stage.client("mallory · mended", "/ws/", cookies=jar, server=mended)
    await john.send("for my eyes only")
    await john.expect("eyes", within=5)
    await mallory.silence(0.2)
    stage.note("mallory · mended: silence")


async def evil_origin(stage):
    """John's cookie, sent by another site's page."""
    server = await stage.server(
        app="labs/inbox.py:application", layer="memory", settings={"DEBUG": False}
    )

    async def reads(name, door, **more):
        tab = await stage.client(name, f"/ws/{door}/", user="john", server=server, **more)
        await tab.expect("4711", within=5)

    await reads("john", "guide")
    await reads("evil page", "guide", origin=EVIL)
    await stage.refused("evil page 2", "/ws/hosts/", user="john", origin=EVIL, server=server)
    await reads("john 2", "hosts")
    await reads("thief", "hosts", origin="http://localhost")

    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": "http://localhost",
        "Host": "evil.example",
    }
    answer = await stage.http("GET", "/ws/hosts/", headers=handshake, server=server)
    stage.note(f"handshake with Host evil.example: {answer.status}")
    answer = await stage.http("GET", "/login/", headers={"Host": "evil.example"}, server=server)
    stage.note(f"page with Host evil.example: {answer.status}")


async def origin_matrix(stage):
    """Which Origin passes under which setting."""
    app = "labs/inbox.py:application"

    async def passes(server, name, origin, door="hosts"):
        tab = await stage.client(name, f"/ws/{door}/", origin=origin, server=server)
        await tab.expect("nobody", within=5)

    async def fails(server, name, origin, door="hosts"):
        await stage.refused(name, f"/ws/{door}/", origin=origin, server=server)

    usual = await stage.server(app=app, layer="memory")
    star, debug, strict = await asyncio.gather(
        stage.server(app=app, layer="memory", settings={"ALLOWED_HOSTS": ["*"]}),
        stage.server(app=app, layer="memory", settings={"ALLOWED_HOSTS": [], "DEBUG": True}),
        stage.server(app=app, layer="memory", settings={"ALLOWED_HOSTS": [], "DEBUG": False}),
    )
    await passes(usual, "other port", "http://localhost:9999")
    await passes(usual, "other scheme", "https://127.0.0.1")
    await fails(usual, "look-alike", "http://localhost.evil.example")
    await fails(usual, "null", "null")
    await fails(usual, "no Origin", None)

    await passes(usual, "exact", "https://chat.example:8443", "exact")
    await fails(usual, "exact, other port", "https://chat.example", "exact")
    await fails(usual, "exact, other scheme", "http://chat.example:8443", "exact")

    await passes(star, "star, evil", EVIL)
    await passes(star, "star, no Origin", None)
    await passes(debug, "empty, debug", "http://localhost")
    await fails(strict, "empty, no debug", "http://localhost")


async def logged_out(stage):
    """A logout and a deactivation, with the sockets open."""
    badge = await stage.server(app="labs/badge.py:application", layer="memory")

    async def log_out(user, server):
        token = {"cookies": {"csrftoken": CSRF}, "headers": {"X-CSRFToken": CSRF}}
        answer = await stage.http("POST", "/logout/", user=user, server=server, **token)
        stage.note(f"{user} logs out: HTTP {answer.status}")

    async def ask(tab):
        for question, answer in (("who", "scope"), ("fresh", "database")):
            await tab.send(question)
            await tab.expect(answer, within=5)

    john = await stage.client("john", "/ws/", user="john", server=badge)
    await log_out("john", badge)
    await ask(john)
    await stage.refused("john again", "/ws/", user="john", server=badge)

    jane = await stage.client("jane", "/ws/", user="jane", server=badge)
    admin = await stage.client("admin", "/ws/", user="admin", server=badge)
    await admin.send("dismiss jane")
    await admin.expect("no longer", within=5)
    await ask(jane)

    minicom = await stage.server(layer="memory", env={"MINICOM_HEARTBEAT": "0.3"})
    tab = await stage.client("admin · support", "/ws/support/2/", user="admin", server=minicom)
    await stage.fact("handler.finished", name="websocket_connect", process=minicom.name, within=5)
    await log_out("admin", minicom)
    await tab.closed(within=5)
