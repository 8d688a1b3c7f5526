"""The scene of the exercise."""


async def offline(stage):
    """Ann opens two tabs and closes one, then the other; then she comes back."""
    await stage.server()
    await stage.client("desk", "/ws/desk/")
    calendar = await stage.client("ann · calendar", "/ws/doctor/ann/")
    chat = await stage.client("ann · chat", "/ws/doctor/ann/")
    await stage.quiet()
    if calendar.is_open:
        await calendar.close()
    await stage.quiet()
    if chat.is_open:
        await chat.close()
    await stage.quiet()
    await stage.arrive("ann again", "/ws/doctor/ann/")
    await stage.quiet()
