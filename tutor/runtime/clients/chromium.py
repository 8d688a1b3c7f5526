"""A real browser: a headless Chromium that opens one page and is gone when that has loaded.

What the page's script does it does on the observed server; nothing is reported from here.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from pathlib import Path
from typing import Final

from tutor.errors import SceneFailed, Unavailable

PROGRAMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is on the PATH is taken. The shell has no pages for windows and toolbars, which
take Chromium 156 four times the processor's time of the page itself."""
OPTIONS: Final = (
    "--headless",
    "--dump-dom",  # print the page once it has loaded, and end
    "--no-sandbox",  # it sees one page of ours; a container has no sandbox
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)


def program() -> str:
    """The path of the browser that is taken; "" where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), "") or ""


async def visit(url: str, profile: Path, *, within: float) -> None:
    """Open the page with a profile of its own and wait until it has loaded.

    Raises `Unavailable` where there is no Chromium.
    """
    browser = program()
    if not browser:
        raise Unavailable("There is no chromium on the PATH.", "Install it; the recording plays.")
    process = await asyncio.create_subprocess_exec(
        browser,
        *OPTIONS,
        f"--user-data-dir={profile}",
        url,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(within):
            code = await process.wait()
    except TimeoutError:
        raise SceneFailed(f"expected chromium to have loaded {url} within {within:g} s") from None
    finally:
        await _end(process)
    if code:
        raise SceneFailed(f"chromium ended with exit status {code}")


async def _end(process: Process) -> None:
    """Its helpers may outlive it for a moment, and the profile is about to go."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
