"""The scene of the exercise."""

PICTURE = bytes(range(200))


async def pictures(stage):
    """Ann writes, drops a picture into the chat, and writes again."""
    await stage.server()
    ann = await stage.client("ann", "/ws/chat/")
    await ann.send("Is this yours?")
    await stage.quiet()
    if ann.is_open:
        await ann.send(PICTURE)
        await stage.quiet()
    if ann.is_open:
        await ann.send("Thanks")
    await stage.quiet()
