"""The scene of the exercise."""


async def jumps(stage):
    """Ann imports a file; Ben watches."""
    await stage.server()
    ann = await stage.client("ann", "/ws/import/7/")
    await stage.client("ben", "/ws/import/7/")
    await ann.send({"import": "prices.csv"})
    await stage.fact("client.received", name="ann", nth=4, within=4)
    await stage.quiet(stuck=1.0, within=4.0)
