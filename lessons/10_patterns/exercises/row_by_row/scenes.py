"""The scene of the exercise."""


async def row_by_row(stage):
    """Two people write to two customers; then the admin opens the inbox."""
    await stage.server()
    tabs = {
        (name, to): await stage.client(f"{name} to {to}", f"/ws/{name}/to/{to}/")
        for name, to in (("jane", "john"), ("john", "jane"))
    }
    for number in range(5):
        for tab in tabs.values():
            await tab.send({"text": f"line {number}"})
    await stage.quiet()
    admin = await stage.client("admin", "/ws/inbox/")
    await admin.send({"lines": 10})
    await stage.quiet()
