"""The scenes of lesson 1: the whole stack once, and which part of it does what."""


async def one_message(stage):
    """One message, from John's keyboard to the admin."""
    server = await stage.server(layer="memory")
    john = await stage.client("john", "/ws/chat/user/john@example.com/", server=server)
    await john.expect("history", within=5)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=server)
    await admin.expect("history", within=5)

    await john.send({"type": "message", "text": "Hello, is anybody there?"})
    for tab in (john, admin):
        await tab.expect("Hello", within=5)
    await admin.send({"type": "message", "text": "I am here"})
    for tab in (john, admin):
        await tab.expect("I am here", within=5)


async def who_takes_it(stage):
    """A WebSocket knocks at plain Django, then at Channels."""
    plain = await stage.server(app="labs/plain.py:application")
    await _page(stage, "plain Django", plain)
    await stage.refused("ann", "/ws/", server=plain)
    await _page(stage, "plain Django, afterwards", plain)

    both = await stage.server(app="labs/echo.py:application")
    ben = await stage.client("ben", "/ws/", server=both)
    await ben.send("Hello")
    await ben.expect("echo: Hello", within=5)
    await _page(stage, "Django beside Channels", both)
    await ben.send("Still there?")
    await ben.expect("echo: Still there?", within=5)


async def _page(stage, who, server):
    answer = await stage.http("GET", "/healthz", server=server)
    stage.note(f"{who}, a page: HTTP {answer.status}")


async def who_does_what(stage):
    """HTTP/2, Daphne and runserver: whose business is it?"""
    clerk = "labs/clerk.py:application"
    first = await stage.server(app=clerk)
    ann = await stage.client("ann", "/", server=first)
    await _ask(ann, "what did Daphne say?", "HTTP/2")

    upgrade = {
        "Connection": "Upgrade, HTTP2-Settings",
        "Upgrade": "h2c",
        "HTTP2-Settings": "AAMAAABk",
    }
    answer = await stage.http("GET", "/", headers=upgrade, server=first)
    stage.note(f"asked for HTTP/2, answered in {answer.text}")

    await _ask(ann, "is there channels.http?", "channels.http")
    await _ask(ann, "is Daphne a part of Channels?", "daphne")
    await _ask(ann, "who brings runserver?", "daphne")
    await _ask(ann, "what would runserver serve?", "ProtocolTypeRouter")

    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.staticfiles"]
    forgot = {"INSTALLED_APPS": apps, "ASGI_APPLICATION": None}
    second = await stage.server(app=clerk, settings=forgot)
    ben = await stage.client("ben", "/", server=second)
    await _ask(ben, "who brings runserver?", "staticfiles")
    await _ask(ben, "what would runserver serve?", "Cannot find")


async def _ask(tab, question, answer):
    await tab.send(question)
    await tab.expect(answer, within=5)
