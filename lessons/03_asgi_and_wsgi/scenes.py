"""The scenes of lesson 3: two interfaces, one project, and what the guide's asgi.py does today."""


async def two_callables(stage):
    """One function for a request, one for a conversation."""
    wsgi = await stage.wsgi_server(app="labs/bare.py:wsgi")
    asgi = await stage.server(app="labs/bare.py:application")
    await stage.http("GET", "/", name="page · WSGI", server=wsgi)
    await stage.http("GET", "/", name="page · ASGI", server=asgi)
    await stage.refused("ann", "/", server=wsgi)

    ben = await stage.client("ben", "/", server=asgi)
    await ben.expect("Nobody asked", within=5)
    for word in ("one", "two"):
        await ben.send(word)
        await ben.expect(f"echo {word}", within=5)
    await ben.close()
    await stage.fact("connection.closed", within=5)


async def one_project(stage):
    """One project behind a WSGI server and behind Daphne."""
    app = "labs/project.py"
    wsgi = await stage.wsgi_server(app=f"{app}:wsgi")
    asgi = await stage.server(app=f"{app}:application")
    for kind, server in (("WSGI", wsgi), ("ASGI", asgi)):
        browser = await stage.browser(f"browser · {kind}", server=server)
        ports = []
        for page in ("who", "modern", "modern", "gathered", "unsized", "who"):
            answer = await browser.get(f"/{page}/")
            ports.append(answer.port)
            stage.note(f"{kind}, /{page}/: {answer.text}")
        dialled = list(dict.fromkeys(ports))
        numbers = " ".join(str(dialled.index(port) + 1) for port in ports)
        stage.note(f"{kind}, TCP connections: {numbers}")
    await stage.refused("ann", "/ws/", server=wsgi)
    ben = await stage.client("ben", "/ws/", server=asgi)
    await ben.send("Hello")
    await ben.expect("heard Hello", within=5)
    browser = await stage.browser("somebody", server=asgi)
    await browser.get("/nowhere/")


async def streams(stage):
    """Three pieces of news in four ways, on two servers."""
    app = "labs/project.py"
    wsgi = await stage.wsgi_server(app=f"{app}:wsgi")
    asgi = await stage.server(app=f"{app}:application")
    for page in ("plain", "async"):
        for kind, server in (("WSGI", wsgi), ("ASGI", asgi)):
            browser = await stage.browser(f"{page} · {kind}", server=server)
            await browser.get(f"/{page}-ticks/")
    ben = await stage.client("ben", "/ws/", server=asgi)
    await ben.expect("push 9", within=5)
    await ben.send("Enough")
    await ben.expect("heard", within=5)


async def wire_tap(stage):
    """Every event of a page and of a WebSocket."""
    server = await stage.server(app="labs/wiretap.py:application", layer="memory")
    browser = await stage.browser("browser", server=server)
    await browser.get("/healthz")
    ann = await stage.client("ann", "/ws/", server=server)
    for word in ("one", "two"):
        await ann.send(word)
        await ann.expect(f"echo {word}", within=5)
    await browser.get("/healthz")
    await ann.close()
    await stage.fact("log.written", text="websocket: returned", within=5)


async def who_adds_http(stage):
    """A router without "http", and the line that mends it."""
    guide = await stage.server(app="labs/routers.py:guide", layer="memory")
    ann = await stage.client("ann", "/ws/", server=guide)
    await stage.http("GET", "/healthz", name="page", server=guide)
    for method in ("__init__", "__call__"):
        await ann.send(method)
        await ann.expect(f"def {method}", within=5)

    mended = await stage.server(app="labs/routers.py:mended", layer="memory")
    browser = await stage.browser("page · mended", server=mended)
    await browser.get("/healthz")
    await browser.get("/nowhere/")
    ben = await stage.client("ben", "/ws/", server=mended)
    await ben.send("__call__")
    await ben.expect("def __call__", within=5)


async def three_files(stage):
    """Three asgi.py files, and which of them start."""
    known = {"DJANGO_SETTINGS_MODULE": "demo_project.settings"}

    async def start(file):
        return await stage.server(app=f"labs/{file}.py:application", env=known, fresh=True)

    guide = await start("asgi_guide")
    ann = await stage.client("ann", "/ws/echo/", server=guide)
    await ann.send("Hello")
    await ann.expect("echo Hello", within=5)
    await stage.refused("ben", "/ws/late/", server=guide)

    try:
        await start("asgi_early")
    except Exception as error:  # noqa: BLE001 - it ends before it listens
        *_, reason = f"{error}".split(": ", 2)  # after what cannot be served, and the line
        stage.note(f"asgi_early.py: {reason}")
        await stage.servers[-1].ended(within=5)
    else:
        stage.note("asgi_early.py: it listens")

    right = await start("asgi_right")
    cleo = await stage.client("cleo", "/ws/", server=right)
    await cleo.expect("users", within=5)
    await stage.http("GET", "/healthz", name="page · right", server=right)
