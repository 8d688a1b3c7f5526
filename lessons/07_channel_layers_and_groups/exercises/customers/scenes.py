"""The scene of the exercise."""


async def customers(stage):
    """Two customers wait, and the depot has a parcel for one of them."""
    await stage.server()
    await stage.arrive("iris", "/ws/customer/?o'neil@example.com")
    await stage.arrive("ed", "/ws/customer/?oneil@example.com")
    depot = await stage.client("depot", "/ws/depot/")
    await depot.send({"to": "o'neil@example.com", "text": "Your parcel is here"})
    await stage.quiet()
