"""The scene of the exercise."""


async def oversold(stage):
    """Four people come for three seats, by turns on two servers; one goes, one more comes."""
    first = await stage.server(layer="redis")
    second = await stage.second_server(like=first)
    tabs = {}
    for name, server in (("ann", first), ("ben", second), ("cleo", first), ("dan", second)):
        tabs[name] = await stage.arrive(name, "/ws/", server=server)
        await stage.quiet()
    if tabs["cleo"].is_open:
        await tabs["cleo"].close()
    await stage.quiet()
    await stage.arrive("eve", "/ws/", server=second)
    await stage.quiet()
