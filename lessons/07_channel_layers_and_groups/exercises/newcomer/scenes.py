"""The scene of the exercise."""


async def newcomer(stage):
    """Ann sits down, then Ben."""
    await stage.server()
    await stage.arrive("ann", "/ws/blue/ann/")
    await stage.quiet()
    await stage.arrive("ben", "/ws/blue/ben/")
    await stage.quiet()
