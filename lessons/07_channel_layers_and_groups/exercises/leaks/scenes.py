"""The scene of the exercise."""


async def leaks(stage):
    """Ben comes and goes; then Ann speaks."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    ben = await stage.client("ben", "/ws/")
    await ben.close()
    await stage.quiet()
    await ann.send("Hello")
    await stage.quiet()
