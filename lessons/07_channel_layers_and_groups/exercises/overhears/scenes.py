"""The scene of the exercise."""


async def overhears(stage):
    """Ann goes through three rooms; then a guide speaks in each of them."""
    await stage.server()
    ann = await stage.client("ann", "/ws/visitor/")
    for room in ("hall", "cellar", "tower"):
        await ann.send({"enter": room})
        await stage.quiet()
    guide = await stage.client("guide", "/ws/guide/")
    for room, words in (("hall", "Mind the floor"), ("cellar", "The wine"), ("tower", "The bells")):
        await guide.send({"room": room, "words": words})
    await stage.quiet()
