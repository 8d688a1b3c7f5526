"""The courier's machine, which knows where a parcel is. Not yours to change."""

import asyncio
import itertools
import logging

_km = itertools.count(300, -1)


async def distance(parcel):
    """How far away it is, in km. Takes 0.05 s."""
    logging.getLogger("courier").warning("asked for %s", parcel)
    await asyncio.sleep(0.05)
    return next(_km)
