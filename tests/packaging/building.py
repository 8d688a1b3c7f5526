"""The wheel, as it is published; and commands in an environment that knows nothing of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def build(folder: Path) -> Path:
    """The wheel in this folder, built from the source distribution, so that both are complete."""
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    call(*command, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment(**more: str) -> dict[str, str]:
    """This machine's, without what makes Python look elsewhere for its modules."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | more


def call(*command: str | Path, cwd: Path, within: float = 120, **more: str) -> str:
    """What a command prints; what it said is in the failure when it fails."""
    run = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=within,
    )
    assert run.returncode == 0, f"{command} ended with {run.returncode}\n{run.stdout}{run.stderr}"
    return run.stdout
