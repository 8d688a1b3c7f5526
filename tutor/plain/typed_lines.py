"""Lines from standard input for an event loop that goes on meanwhile, from a pipe or a terminal.

A thread reads the descriptor, and no buffer of Python's: one that waits in `sys.stdin` holds its
lock, and the interpreter cannot end without it.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final

AT_ONCE: Final = 65536
LONGEST: Final = 1 << 20  # characters of a line; what has none is not somebody who types


async def lines(descriptor: int = 0) -> AsyncGenerator[str, None]:
    """One line after the other, without its end, until there are no more."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[str | None] = asyncio.Queue()

    def give(text: str | None) -> None:
        with suppress(RuntimeError):  # the loop has been closed: nobody is asking any more
            loop.call_soon_threadsafe(arrived.put_nowait, text)

    def read() -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with suppress(OSError):  # the terminal has gone
            while data := os.read(descriptor, AT_ONCE):
                give(decoder.decode(data))
        give(None)

    threading.Thread(target=read, name="typed lines", daemon=True).start()
    rest = ""
    while (text := await arrived.get()) is not None:
        *whole, rest = (rest + text).split("\n")
        for line in whole:
            yield line.removesuffix("\r")
        if len(rest) > LONGEST:
            yield rest
            rest = ""
    if rest:
        yield rest
