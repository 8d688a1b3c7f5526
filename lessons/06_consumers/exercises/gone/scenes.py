"""The scene of the exercise."""


async def gone(stage):
    """Ben writes and closes the document; then Ann looks at his draft."""
    await stage.server()
    ann = await stage.client("ann", "/ws/ann/")
    ben = await stage.client("ben", "/ws/ben/")
    await ben.send({"write": "Dear sirs"})
    await stage.quiet()
    await ben.close()
    await stage.quiet()
    await ann.send({"read": "ben"})
    await stage.quiet()
