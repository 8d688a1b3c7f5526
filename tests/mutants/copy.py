"""A copy of the checkout that mutants live in, and the processes that end with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.architecture.source import ROOT

MARK = "TUTOR_MUTANTS"  # in the environment of every process that a run of tests has started


class Copy:
    """What git would commit, in a temporary folder; `run` runs Python there and nowhere else."""

    def __init__(self, folder: Path, of: Path = ROOT) -> None:
        self.root = folder / "checkout"
        self.scratch = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=of, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if (of / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(of / name, self.root / name)
        found = self.run("-c", "import tutor, demo_project; print(tutor.__file__)", limit=60)
        assert found.stdout.startswith(str(self.root)), f"not the copy: {found.stdout}"

    def run(self, *arguments: str, limit: float) -> subprocess.CompletedProcess[str]:
        """Python with these arguments. After `limit` seconds: TimeoutExpired. No child survives."""
        # Options and workers of the run that this one may be a test of are none of its own.
        # Nor are the settings that its Django plugin has put there: a copy may be of anything.
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DJANGO_"))}
        environment = ours | {
            "PYTHONPATH": str(self.root),  # before the editable install, which is the checkout
            "PYTHONDONTWRITEBYTECODE": "1",  # a mutant may be as old and as long as its original
            "TMPDIR": str(self.scratch),
            MARK: str(self.scratch),
        }
        with subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root, env=environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            try:
                told, _ = process.communicate(timeout=limit)
            finally:
                self._end_all()
        return subprocess.CompletedProcess(process.args, process.returncode, told)

    def _end_all(self) -> None:
        """Ends what the tests have started, in whatever session it is by now."""
        ended = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(MARK) == str(self.scratch):
                    process.kill()
                    ended.append(process)
        psutil.wait_procs(ended, timeout=10)  # a kill takes a moment on a busy machine


@contextmanager
def copied() -> Iterator[Copy]:
    """A copy that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mutants-")).resolve()
    try:
        yield Copy(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
