"""The scene of the exercise."""


async def orders(stage):
    """Ann orders, repeats, and repeats over a new connection; Ben orders the same; then tea."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    for _ in range(2):
        if ann.is_open:
            await ann.send({"id": "a1", "dish": "soup"})
        await stage.quiet()
    await ann.drop()
    again = await stage.client("ann again", "/ws/")
    await again.send({"id": "a1", "dish": "soup"})
    await stage.quiet()
    ben = await stage.client("ben", "/ws/")
    await ben.send({"id": "b1", "dish": "soup"})
    await stage.quiet()
    tabs = [tab for tab in (again, ben) if tab.is_open]
    for tab in tabs:
        await tab.send({"id": "c1", "dish": "tea"})
    await stage.quiet()
