"""Main of a small process that outlives the tutor by a moment and clears up behind it.

Runs as a plain file (`python -I -S janitor.py FOLDER`), stdlib only. It starts processes that have
no life line of their own (brokers), knows the process groups of those that have one, and when its
stdin ends, for whatever reason the tutor ended, it kills them all, waits for those that it started,
and removes the session's folder.

Requests are JSON lines on stdin: {"spawn": argv, "log": path} is answered with {"pid": n} or
{"error": text}; {"watch": pid} and {"forget": pid} are not answered. It decides nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

LAST_WAIT = 2.0  # seconds for what has been killed to be gone


def spawn(argv: list[str], log: str) -> dict[str, object]:
    """Start a process in a group of its own, its output in a file."""
    try:
        with open(log, "wb") as output:  # noqa: PTH123 pathlib doubles our start-up
            child = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=sys.argv[1],
                start_new_session=True,
            )
    except OSError as error:
        return {"error": str(error)}
    return {"pid": child.pid}


def kill(pid: int) -> None:
    """The whole group that `pid` leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def reap(*_: object) -> None:
    """Take the status of children that have ended: they would stay as zombies."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def see_the_end() -> None:
    """Reap what has been killed: the process that inherits it from us may never do so.

    A process that hangs in the kernel outlives a SIGKILL; it is not worth hanging with it.
    """
    limit = time.monotonic() + LAST_WAIT
    with suppress(ChildProcessError):
        while time.monotonic() < limit:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.002)


def serve(groups: set[int]) -> None:
    """Requests until stdin ends."""
    for line in sys.stdin:
        request = json.loads(line)
        if "spawn" in request:
            answer = spawn(request["spawn"], request["log"])
            if isinstance(pid := answer.get("pid"), int):
                groups.add(pid)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        elif "watch" in request:
            groups.add(request["watch"])
        else:
            groups.discard(request["forget"])


def main() -> None:
    """Serve, then clear up."""
    # Ctrl-C and a closing terminal are for the tutor; here they would only cost the cleaning.
    # Handlers, not SIG_IGN: a process that we start would inherit that, and mind no SIGTERM.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, reap)
    groups: set[int] = set()
    try:
        serve(groups)
    finally:
        for pid in groups:
            kill(pid)
        see_the_end()
        shutil.rmtree(sys.argv[1], ignore_errors=True)


if __name__ == "__main__":
    main()
