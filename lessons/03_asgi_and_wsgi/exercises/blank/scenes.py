"""The scene of the exercise."""


async def blank(stage):
    """A visitor opens the page; its script asks for a price."""
    await stage.server(settings={"ROOT_URLCONF": "asgi"})
    await stage.http("GET", "/", name="visitor")
    page = await stage.arrive("page", "/ws/prices/")
    if page.is_open:
        await page.send("tea")
    await stage.quiet()
