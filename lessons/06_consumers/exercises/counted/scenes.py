"""The scene of the exercise."""


async def counted(stage):
    """Ben bids in words, and goes; then Ann bids 20."""
    await stage.server()
    ann = await stage.client("ann", "/ws/ann/")
    ben = await stage.client("ben", "/ws/ben/")
    await ben.send({"bid": "ten"})
    await stage.quiet()
    if ben.is_open:
        await ben.close()
    await stage.quiet()
    await ann.send({"bid": "20"})
    await stage.quiet()
