"""The warehouse's service; it is elsewhere, and takes its time."""

import asyncio


async def save_order(order):
    """Save an order."""
    await asyncio.sleep(0.3)
