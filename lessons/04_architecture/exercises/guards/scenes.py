"""The scene of the exercise."""

STRANGERS = {
    "longer name": "https://bank.example.prizes.example",
    "other name": "https://mybank.example",
    "plain HTTP": "http://bank.example",
    "no page": None,
}


async def guards(stage):
    """The bank's own page connects and moves money; then four that it does not know."""
    await stage.server()
    own = await stage.arrive("own page", "/ws/account/", origin="https://bank.example", within=1.5)
    if not own.is_open:
        return
    await own.send("20 to savings")
    for name, origin in STRANGERS.items():
        stranger = await stage.arrive(name, "/ws/account/", origin=origin, within=1.5)
        if stranger.is_open or stranger.status != 403:
            break
    await stage.quiet()
