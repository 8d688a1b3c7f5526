"""Standard streams that are closed or full end no command with a fault of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (("progress",), ("doctor",), ("quiz", "--plain"), ("lesson", "7", "--plain", "--replay"))


def run(*args: str, closed: int | None = None, home: Path, **streams: object) -> tuple[int, str]:
    """Exit code, and what was said on the streams that are there."""
    done = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "tutor", *args],
        env={**os.environ, "TUTOR_HOME": str(home)},
        preexec_fn=(lambda: os.close(closed)) if closed is not None else None,
        timeout=60,
        check=False,
        text=True,
        **{"stdin": subprocess.DEVNULL, "stdout": -1, "stderr": -1, **streams},
    )
    return done.returncode, (done.stdout or "") + (done.stderr or "")


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_an_empty_one(
    args: tuple[str, ...], closed: int, tmp_path: Path
) -> None:
    code, said = run(*args, closed=closed, home=tmp_path)
    assert (code, "fault of the tutor" in said) == (0, False), said


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_full_disk_is_said(args: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        code, said = run(*args, home=tmp_path, stdout=full)
    assert code == 3
    assert said == "tutor: The output cannot be written: no space is left there.\n"


NO_TEXT = b"caf\xe9\n\xff\n:q\n"


@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "en_US.UTF-8"])
@pytest.mark.parametrize(
    "args",
    [
        ("quiz", "--card", "layer-type-unset", "--plain"),
        ("quiz", "--card", "layer-type-unset", "--json"),
        ("interview", "--plain"),
        ("review", "--json"),
        ("reset", "--all"),
        ("import", "-"),
    ],
    ids=" ".join,
)
def test_input_that_is_no_text_is_no_fault(
    args: tuple[str, ...], locale: str, tmp_path: Path
) -> None:
    typed = tmp_path / "typed"
    typed.write_bytes(NO_TEXT)
    with typed.open() as stdin, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", locale)
        _, said = run(*args, home=tmp_path / "home", stdin=stdin)
    assert "Traceback" not in said
    assert "fault of the tutor" not in said
