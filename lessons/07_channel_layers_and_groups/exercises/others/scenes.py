"""The scene of the exercise."""


async def others(stage):
    """Ann draws on her laptop, a line and a dot; then Ben draws the same dot."""
    await stage.server()
    laptop = await stage.client("ann laptop", "/ws/ann/")
    await stage.client("ann tablet", "/ws/ann/")
    ben = await stage.client("ben", "/ws/ben/")
    for tab, shape in ((laptop, "line"), (laptop, "dot"), (ben, "dot")):
        if tab.is_open:
            await tab.send({"shape": shape})
        await stage.quiet()
