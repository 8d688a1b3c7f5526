"""The warehouse's service; it is elsewhere, and takes its time."""

import asyncio


async def load_quarter(file):
    """Load the next quarter of a file."""
    await asyncio.sleep(0.15)
