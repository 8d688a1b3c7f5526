"""The scene of the exercise."""

LIFETIME = 0.9  # seconds


async def lifetime(stage):
    """John's server is killed; Jane sits still, then closes her tab. The desk asks in between."""
    first = await stage.server(env={"LIFETIME": str(LIFETIME)})
    second = await stage.second_server(like=first)
    jane = await stage.client("jane", "/ws/", server=first, user="jane")
    await stage.client("john", "/ws/", server=second, user="john")
    await stage.quiet()
    await _ask(stage, "desk before", first)
    await second.kill()
    await stage.sleep(LIFETIME * 1.6)
    await _ask(stage, "desk after", first)
    if jane.is_open:
        await jane.close()
    await stage.quiet()
    await _ask(stage, "desk soon", first)
    await stage.sleep(LIFETIME / 2)
    await _ask(stage, "desk at last", first)


async def _ask(stage, name, server):
    """The desk opens its page and asks who is online."""
    desk = await stage.client(name, "/ws/desk/", server=server)
    await desk.send({"who": "online"})
    await stage.fact("client.received", name=name)
    await desk.close()
