"""A process that has imported what a program imports, and forks: `python -m tests.nursery FD WHAT`.

Nine tenths of what a server of a scene costs is the import of the same thousand modules, and half
of what a command of the tutor costs. For a server this process imports them once, but for those
that make a loop or read settings: Daphne, its reactor and the project; for a command all modules of
the tutor but its screens. Its forks run the main of the program from its first line, each with its
own arguments, environment, folder, session and streams.

    asked   {"main", "args", "cwd", "env", "kept"}, and descriptors: stdin, stdout, stderr, status,
            and perhaps one; "kept" is the number that the program has been told for it
    status  the pid, once the fork has a session of its own; then its exit status, as `Popen` has it
"""

from __future__ import annotations

import atexit
import gc
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OWN = ("daphne", "demo_project", "__main__", "twisted.internet.reactor")
HIDDEN = ("OpenSSL", "service_identity", "h2")  # as tutor/probe/server_main.py hides them
APART = ("tutor.probe", "tutor.tui", "tutor.__main__")  # of other processes, or seconds to import
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
    _IMPORTS[sys.argv[2]]()
    gc.freeze()
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
            ends[pid] = descriptors.pop(3)
            for each in descriptors:
                os.close(each)


def _import_server() -> None:
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


def _import_tutor() -> None:
    for file in sorted((ROOT / "tutor").rglob("*.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith(APART):
            importlib.import_module(name)
    assert "demo_project" not in sys.modules, "imported for all commands"


_IMPORTS = {"server": _import_server, "tutor": _import_tutor}


def _asked(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next order; ends the process with the one that tests."""
    data, descriptors, _, _ = socket.recv_fds(link, 1 << 20, 5)
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
    *streams, status = descriptors[:4]
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    _open(streams)
    os.write(status, b"%d\n" % os.getpid())
    number = 2
    for came, number in zip(descriptors[4:], asked["kept"], strict=True):
        os.dup2(came, number)  # the program is told the number that it has where the tests run
    os.closerange(3, number)
    os.closerange(number + 1, os.sysconf("SC_OPEN_MAX"))
    module = importlib.import_module(asked["main"])
    sys.argv[:] = [str(module.__file__), *asked["args"]]
    code = 0
    try:
        module.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    _end(code)


def _open(streams: list[int]) -> None:
    """The standard streams, as Python opens them at its start."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(streams[number], number)
        before = getattr(sys, name)
        opened = open(  # noqa: SIM115 - as long as the process lives
            number,
            "w" if number else "r",
            encoding=before.encoding,
            errors=before.errors,
            closefd=False,
        )
        if number:
            lines = number == 2 or os.isatty(number)
            opened.reconfigure(line_buffering=lines, write_through=before.write_through)
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", opened)


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
