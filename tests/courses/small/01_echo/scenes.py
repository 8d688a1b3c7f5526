"""The scene of this lesson."""


async def call(stage):
    """A call and its echo."""
    server = await stage.server(app="labs/echo.py:application")
    ann = await stage.client("ann", "/ws/", server=server)
    await ann.send("Cuckoo")
    await ann.expect("Cuckoo", within=5)
