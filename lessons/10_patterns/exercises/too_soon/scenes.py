"""The scene of the exercise."""


async def too_soon(stage):
    """An agent looks; one customer opens a ticket, and that of another one fails."""
    await stage.server(settings={"ROOT_URLCONF": "consumers"})
    await stage.client("agent", "/ws/agent/")
    await stage.quiet()
    for name, text in (("customer", "The printer burns"), ("other customer", "See my photo")):
        await stage.http("POST", "/tickets/", name=name, json={"text": text})
        await stage.quiet()
