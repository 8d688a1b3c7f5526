"""The scene of the exercise."""


async def shut(stage):
    """An agent who is logged in connects, then a stranger who is not."""
    await stage.server()
    agent = await stage.arrive("agent", "/ws/desk/", user="admin", within=2.0)
    if agent.is_open:
        await agent.send("ticket 7")
        await stage.quiet()
    elif agent.status != 403:
        return
    await stage.arrive("stranger", "/ws/desk/")
    await stage.quiet()
