"""Small scenes for the tests of the runtime."""

APP = "labs/echo.py:application"


async def hello(stage):
    """One tab says hello."""
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")


async def room(stage):
    """Two tabs share a group."""
    await stage.server(app=APP)
    ann = await stage.client("ann", "/ws/")
    ben = await stage.client("ben", "/ws/")
    await ann.send("all good morning")
    for tab in (ann, ben):
        await tab.expect("good morning")
