"""The scene of the exercise."""

OFFERS = {
    "page": ["board.v2", "board.v1"],
    "old page": ["board.v1"],
    "new app": ["board.v3", "board.v2"],
}


async def offers(stage):
    """Three that offer formats come, then a script that offers none."""
    await stage.server()
    for name, formats in OFFERS.items():
        client = await stage.arrive(name, "/ws/board/", subprotocols=formats, within=1.0)
        if not client.is_open:  # an answer that was not offered: Daphne is silent for 5 s
            return
    script = await stage.arrive("script", "/ws/board/", within=1.5)
    if script.is_open:
        await script.send("Porto")
    await stage.quiet()
