"""The scene of the exercise."""


async def detour(stage):
    """A customer and two agents on ticket 7; an agent writes a note, the customer a line."""
    await stage.server()
    customer = await stage.arrive("customer", "/ws/tickets/7/")
    if not customer.is_open:
        return
    agent = await stage.arrive("agent", "/ws/tickets/7/notes/")
    if not agent.is_open:
        return
    await stage.client("colleague", "/ws/tickets/7/notes/")
    await agent.send("He shouted at me")
    await stage.quiet()
    await customer.send("Any news?")
    await stage.quiet()
    await stage.arrive("old app", "/ws/tickets/7/files/")
    await stage.quiet()
