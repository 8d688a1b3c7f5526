"""The scene of the exercise."""

import time

WINDOW = 1  # seconds


async def quota(stage):
    """John sends seven messages by three tabs on two servers; then he waits, and sends one more."""
    first = await stage.server(layer="redis", env={"WINDOW": str(WINDOW)})
    second = await stage.second_server(like=first)
    await stage.client("ben", "/ws/", server=first, user="admin")
    jane = await stage.client("jane", "/ws/", server=second, user="jane")
    tabs = [
        await stage.client(f"john · tab {number}", "/ws/", server=server, user="john")
        for number, server in enumerate((first, first, second), 1)
    ]
    await stage.quiet()
    await stage.sleep(WINDOW - time.time() % WINDOW + 0.02)  # windows may follow the clock
    for tab, count in zip(tabs, (3, 3, 1), strict=True):
        for number in range(count):
            await tab.send({"text": f"john says {number}"})
        await stage.quiet()
    await jane.send({"text": "jane says hello"})
    await stage.quiet()
    await stage.sleep(WINDOW + 0.1)
    if tabs[0].is_open:
        await tabs[0].send({"text": "john again"})
    await stage.quiet()
