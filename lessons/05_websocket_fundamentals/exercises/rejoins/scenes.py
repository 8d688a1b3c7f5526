"""The scene of the exercise."""


async def rejoins(stage):
    """Ann and Ben bid; Ben's second bid wins."""
    await stage.server()
    await stage.client("ann", "/ws/auction/")
    ben = await stage.client("ben", "/ws/auction/")
    await ben.send("90")
    await ben.send("120")
    await stage.quiet()
