"""The scene of the exercise."""


async def stalls(stage):
    """Ann and Ben want reports; Cleo only pings."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    ben = await stage.client("ben", "/ws/")
    cleo = await stage.client("cleo", "/ws/")
    await ann.send("report")
    await ben.send("report")
    await cleo.send("ping")
    await stage.quiet(within=2.0, stuck=1.0)
