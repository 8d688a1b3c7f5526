"""The scene of the exercise."""

import re


async def missing(stage):
    """Two tills, and one of them asks for a reload."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    ben = await stage.client("ben", "/ws/")
    await ann.send("reload")
    await stage.quiet()
    for tab in (ann, ben):
        rows = set(re.findall(r"\br\d+\b", " ".join(map(str, tab.received))))
        stage.note(f"{tab.name} shows {len(rows)} rows")
