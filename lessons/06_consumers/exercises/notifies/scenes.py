"""The scene of the exercise."""


async def notifies(stage):
    """Ben's screen is open; Ann presses the button."""
    await stage.server()
    await stage.client("ben", "/ws/screen/")
    ann = await stage.client("ann", "/ws/button/")
    await ann.send("fire")
    await stage.quiet()
