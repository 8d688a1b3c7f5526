"""A tutor of the tests: plays scenes until it is killed. `python endless.py FOLDER SCENE`."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import record


def tell() -> None:
    """What everybody waits for, on stderr."""
    for task in asyncio.all_tasks():
        print(task.get_name(), "cancelled", task.cancelling(), file=sys.stderr)
        waiting: Any = task.get_coro()
        while waiting is not None:
            print("   ", getattr(waiting, "cr_frame", waiting), file=sys.stderr)
            waiting = getattr(waiting, "cr_await", None)


async def main() -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell)
    async with Session() as session:
        while True:
            await record(Path(sys.argv[1]), sys.argv[2], session=session)


if __name__ == "__main__":
    asyncio.run(main())
