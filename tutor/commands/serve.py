"""`tutor serve`: the demo site alone, as anybody would run it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer

from tutor import files
from tutor.runtime import loopback
from tutor.runtime.chosen_files import try_folder
from tutor.runtime.paths import make_temp, project_root, user_data
from tutor.runtime.processes.child_tutor import run_python
from tutor.runtime.system import need_posix

DATABASE: Final = "MINICOM_DATABASE"
SITE: Final = (  # a Ctrl-C is for us, who end it: it would print where its imports have come to
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "from tutor import gate; gate.install(); "
    "from tutor.runtime.processes.child_tutor import hold_lifeline; hold_lifeline(); "
    "from demo_project.__main__ import main; raise SystemExit(main())"
)


def run(port: int) -> None:
    """Runs what `python -m demo_project` runs, until it is stopped."""
    need_posix("The demo site")
    loopback.check()
    path = os.pathsep.join(filter(None, (str(project_root()), os.environ.get("PYTHONPATH", ""))))
    with _database() as file:
        env = {"PYTHONPATH": path, DATABASE: str(file)}
        code = run_python("-P", "-c", SITE, "--port", str(port), env=env)
    if code:
        raise typer.Exit(3)


@contextmanager
def _database() -> Iterator[str | Path]:
    """The one that the environment names, the learner's own, or one for this time only."""
    if named := os.environ.get(DATABASE):
        yield named
        return
    folder = user_data()
    try:
        files.private_folder(folder)
        try_folder(folder)
    except OSError:
        folder = make_temp()
        try:
            yield folder / "minicom.sqlite3"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    else:
        yield folder / "minicom.sqlite3"
