"""A process that has imported what a server imports, and forks: `python -m tests.nursery FD`.

Nine tenths of what a server of a scene costs is the import of the same thousand modules. This
process imports them once, but for those that make a loop or read settings: Daphne, its reactor and
the project. Its forks run the main of a server from its first line, each with its own arguments,
environment, folder, session and streams.

    asked   {"main", "args", "cwd", "env"}, and descriptors: stdout, stderr, control, status
    status  the pid, once the fork has a session of its own; then its exit status, as `Popen` has it
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

OWN = ("daphne", "demo_project", "__main__", "twisted.internet.reactor")
HIDDEN = ("OpenSSL", "service_identity", "h2")  # as tutor/probe/server_main.py hides them
NAMES = """
import importlib, json, sys
from contextlib import suppress
from tutor.probe import server_main
server_main._import_daphne()
server_main.load("demo_project.asgi:application")
for name in server_main.LIKELY_NEXT:
    with suppress(Exception):
        importlib.import_module(name)
print(json.dumps(list(sys.modules)))
"""


def main() -> None:
    link = socket.socket(fileno=int(sys.argv[1]))
    link.set_inheritable(False)
    _import_all()
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    ends: dict[int, int] = {}  # pid → where its exit status is awaited
    while True:
        ready = select.select([link, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
            _reap(ends)
        if link in ready:
            asked, descriptors = _asked(link)
            if not (pid := os.fork()):
                link.detach()
                _serve(asked, descriptors)
            *others, ends[pid] = descriptors
            for each in others:
                os.close(each)


def _import_all() -> None:
    """In the order in which a server does. What needs settings is left to each server."""
    names = json.loads(subprocess.run([sys.executable, "-c", NAMES], capture_output=True).stdout)
    hidden = [name for name in HIDDEN if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    os.environ["AUTOBAHN_USE_NVX"] = "0"
    for name in names:
        if not name.startswith(OWN) and name not in sys.modules:
            with suppress(Exception):
                importlib.import_module(name)
    for name in hidden:
        del sys.modules[name]
    made = [name for name in sys.modules if name.startswith(OWN) and name != "__main__"]
    assert made == [], f"imported for all servers: {made}"


def _asked(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next order; ends the process with the one that tests."""
    data, descriptors, _, _ = socket.recv_fds(link, 1 << 20, 4)
    if not data:
        os._exit(0)
    return json.loads(data), descriptors


def _reap(ends: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = found
            with suppress(OSError):
                os.write(ends[pid], b"%d\n" % os.waitstatus_to_exitcode(status))
            os.close(ends.pop(pid))


def _serve(asked: dict[str, Any], descriptors: list[int]) -> None:
    """In the fork: become a process as `Popen` starts one, and run its main."""
    out, err, control, status = descriptors
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(source, target)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    os.write(status, b"%d\n" % os.getpid())
    os.closerange(3, control)
    os.closerange(control + 1, os.sysconf("SC_OPEN_MAX"))
    module = importlib.import_module(asked["main"])
    sys.argv[:] = [str(module.__file__), str(control), *asked["args"]]
    code = 0
    try:
        module.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    _end(code)


def _end(code: int) -> None:
    """As Python ends, but for the frames of the nursery below: threads, `atexit`, streams."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
