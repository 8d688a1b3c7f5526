"""A coroutine that is made and thrown away: Python warns, unless the server hides it."""

import gc


async def group_send(group: str, event: dict[str, str]) -> None:
    """As a layer has it."""


group_send("room", {"type": "chat.message"})  # type: ignore[unused-coroutine]
gc.collect()
