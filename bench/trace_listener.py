"""`python -m bench.trace_listener DETAIL COMMAND …`: takes a traced command's facts, as the tutor.

A process of its own, as the tutor is: what it does with the facts costs the server nothing but a
core. It ends the command at the end of its standard input, and prints how many facts came and how
many were lost.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from tutor.runtime.fact_intake import Facts, Record
from tutor.runtime.traced_command import TracedCommand
from tutor.tui.pace import settle_down

EVERY = 0.05  # seconds until the records that have come are forgotten


class Count:
    """What has come."""

    def __init__(self, facts: Facts) -> None:
        self.came = self.lost = 0
        facts.watch(self.take)

    def take(self, _process: str, batch: Sequence[Record]) -> None:
        """A batch."""
        self.came += len(batch)
        self.lost += sum(record[5] for record in batch if record[0] == "events.lost")


async def main(detail: str, *command: str) -> None:
    """Until standard input ends."""
    facts = Facts()
    count = Count(facts)
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.read)
    settle_down()
    async with TracedCommand(command, facts, quiet=True, detail=detail):
        while not ended.done():
            await asyncio.sleep(EVERY)
            facts.forget(facts.count)
    print(count.came, count.lost)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
