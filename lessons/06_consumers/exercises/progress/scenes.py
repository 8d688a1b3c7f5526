"""The scene of the exercise."""


async def progress(stage):
    """Ben watches, and Ann starts the check."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    await stage.client("ben", "/ws/")
    await ann.send("check")
    await stage.fact("log.written", text_has="step 5 is done", within=3.0)
    await stage.quiet()
