"""The scene of the exercise."""


async def drain(stage):
    """Server 1 is drained while John's order is being saved; Jane is on server 2."""
    first = await stage.server(layer="redis", settings={"ROOT_URLCONF": "consumers"})
    second = await stage.second_server(like=first)
    john = await stage.client("john", "/ws/", server=first)
    jane = await stage.client("jane", "/ws/", server=second)
    await stage.quiet()
    await john.send({"order": "3 lamps"})
    await stage.fact("handler.started", name="websocket_receive")
    await stage.http("POST", "/drain/", name="deploy", server=first)
    await stage.quiet(stuck=1.0)
    await stage.arrive("late", "/ws/", server=first)
    await stage.http("GET", "/ready/", name="balancer 1", server=first)
    await stage.http("GET", "/ready/", name="balancer 2", server=second)
    if jane.is_open:
        await jane.send({"order": "1 chair"})
    await stage.quiet(stuck=1.0)
