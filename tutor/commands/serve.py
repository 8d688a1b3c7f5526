"""`tutor serve`: the demo site alone, as anybody would run it."""

from __future__ import annotations

import os
import subprocess
import sys

import typer

from tutor.runtime.paths import project_root


def run(port: int) -> None:
    """Runs `python -m demo_project` until it is stopped."""
    root = str(project_root())
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    argv = [sys.executable, "-m", "demo_project", "--port", str(port)]
    with subprocess.Popen(argv, env={**os.environ, "PYTHONPATH": path}) as site:
        try:
            code = site.wait()
        except KeyboardInterrupt:  # the terminal's Ctrl-C has reached the site, too
            site.terminate()
            site.wait()
            raise
    if code:
        raise typer.Exit(3)
