"""The scenes of lesson 7: who connects, who says what. Each is played on live servers."""


async def alone(stage):
    """Two consumers, strangers until they share a group."""


async def three_tabs(stage):
    """Three tabs, one room."""
    path = "/ws/chat/user/john@example.com/"
    await stage.server()
    first = await stage.client("john · tab 1", path)
    await first.expect("connected", within=3)
    second = await stage.client("john · tab 2", path)
    await second.expect("connected", within=3)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/")
    await admin.expect("connected", within=3)

    await first.send({"type": "message", "text": "Hello"})
    for tab in (first, second, admin):
        await tab.expect("Hello", within=3)
    await second.close()


async def type_names_a_method(stage):
    """The type names a method."""


async def group_names(stage):
    """What a group may be called."""


async def two_servers_memory(stage):
    """Two servers, two memories."""


async def two_servers_redis(stage):
    """Two servers, one Redis."""


async def at_most_once(stage):
    """250 messages for a busy consumer."""


async def persistent(stage):
    """What survives a kill."""
