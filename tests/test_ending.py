"""A command that is interrupted at any moment ends with its signal's status and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tutor import __main__ as program
from tutor import ending

COMMANDS = (
    ("serve", "--port", "0"), ("doctor",), ("quiz", "7", "--plain"), ("quiz", "7", "--json"),
    ("lesson", "7", "--plain", "--replay"), ("check", "7"), ("progress",), ("export", "-"),
)  # fmt: skip
MOMENTS = [
    0,
    0.005,
    0.01,
    0.02,
    0.03,
    0.05,
    0.07,
    0.09,
    0.12,
    0.16,
    0.2,
    0.3,
    0.5,
    0.8,
    1,
]  # seconds
WITHIN = 3.0 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))
SIGTERM_BIT = 1 << (signal.SIGTERM - 1)


def is_ours(process: subprocess.Popen[str]) -> bool:
    """Whether a line of ours has run: before that Python itself answers a signal, as it likes."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next((line.split()[1] for line in status.splitlines() if "SigCgt" in line), "0")
    return bool(int(caught, 16) & SIGTERM_BIT)


def interrupted(args: tuple[str, ...], moment: float, number: int, home: Path) -> tuple[int, str]:
    """Its status, or 0 if it was over before, and what it said."""
    home.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", *args],
        env={**os.environ, "TUTOR_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that the signal is the whole group's, as a terminal's Ctrl-C
    )
    with process:
        while process.poll() is None and not is_ours(process):
            time.sleep(0.001)
        time.sleep(moment)
        was_over = process.poll() is not None
        if not was_over:
            os.killpg(process.pid, number)
        try:
            said, _ = process.communicate(timeout=WITHIN + 5)
        finally:
            process.kill()
    return (0 if was_over else process.returncode), said


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
def test_an_interrupted_command_has_its_status_and_no_traceback(
    args: tuple[str, ...], number: signal.Signals, tmp_path: Path
) -> None:
    def end(moment: float) -> tuple[int, str]:
        return interrupted(args, moment, number, tmp_path / str(moment))

    with ThreadPoolExecutor(max_workers=2) as pool:
        ended = dict(zip(MOMENTS, pool.map(end, MOMENTS), strict=True))
    codes = {moment: code for moment, (code, _) in ended.items()}
    assert set(codes.values()) <= {128 + number, 0}, codes
    assert 128 + number in codes.values(), codes
    faults = ("Traceback", "fault of the tutor")
    bad = {m: said for m, (_, said) in ended.items() if any(fault in said for fault in faults)}
    assert not bad, bad


# ── the limit ───────────────────────────────────────────────────────────────────────────────

BEGIN = "from tutor import ending; ending.begin(); import os, signal, sys, time; "
LOOP = """
while True:
    try:
        print(flush=True)
        {}
    except BaseException:
        pass
"""
HELD_UP = {
    "a query": LOOP.format(
        "import sqlite3; sqlite3.connect(':memory:').execute('WITH RECURSIVE n(i) AS (SELECT 1"
        " UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n')"
    ),
    "a write": LOOP.format("r, w = os.pipe(); os.write(w, bytes(1 << 20))"),
    "a wait that never ends": LOOP.format("time.sleep(60)"),
}


def begin(program: str) -> subprocess.Popen[str]:
    """A running program that has said something."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN + program], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def ends(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its status and the rest of what it said, within the limit."""
    try:
        said, _ = process.communicate(timeout=WITHIN)
    finally:
        process.kill()
        process.communicate()
    return process.returncode, said


@pytest.mark.parametrize("program", HELD_UP.values(), ids=HELD_UP)
def test_a_process_that_is_held_up_ends_on_sigterm_all_the_same(program: str) -> None:
    process = begin(program)
    process.send_signal(signal.SIGTERM)
    assert ends(process)[0] == 128 + signal.SIGTERM


def test_the_first_signal_decides_and_what_must_not_be_lost_is_saved() -> None:
    saved = "ending._last_things.append(lambda: print('saved', flush=True)); "
    process = begin(saved + HELD_UP["a wait that never ends"])
    process.send_signal(signal.SIGHUP)
    assert process.stdout is not None
    process.stdout.readline()  # it has come
    process.send_signal(signal.SIGTERM)
    code, said = ends(process)
    assert (code, said.strip()) == (128 + signal.SIGHUP, "saved")


def test_a_save_that_is_held_up_as_well_holds_nothing_up() -> None:
    process = begin(f"ending._last_things.append(lambda: time.sleep(60)); {HELD_UP['a query']}")
    process.send_signal(signal.SIGTERM)
    assert ends(process)[0] == 128 + signal.SIGTERM


@pytest.mark.parametrize("moment", [ending.MOMENT, 0])
def test_a_ctrl_c_in_a_destructor_is_not_lost(moment: float) -> None:
    """Nor on a busy machine, where a moment is over before the destructor is."""
    process = begin(
        f"ending.MOMENT = {moment}\n"
        "class Held:\n  def __del__(self): print(flush=True); time.sleep(60)\n"
        "try:\n"
        "  held = Held(); del held\n"
        "  while True: time.sleep(0.01)\n"  # a signal just before one long sleep would wait for it
        "except KeyboardInterrupt: sys.exit(7)"
    )
    process.send_signal(signal.SIGINT)
    assert ends(process)[0] == 7


@pytest.mark.parametrize(
    ("error", "is_one"),
    [(KeyboardInterrupt(), True), (ValueError(), False), (None, False)],
)
def test_an_interruption_is_known_in_whatever_it_was_wrapped(
    error: BaseException | None, is_one: bool
) -> None:
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = error
    assert ending.is_interruption(wrapped) is is_one


@pytest.mark.parametrize(("code", "told"), [(1, 130), (0, 0)])
def test_what_fails_after_a_ctrl_c_was_interrupted(code: int, told: int) -> None:
    """Where nothing failed, the command has done what it was asked."""
    process = begin(
        "signal.signal(signal.SIGINT, lambda *_: None); print(flush=True); time.sleep(0.5); "
        f"ending._interrupted.wait(2); sys.exit(ending.status({code}))"
    )
    process.send_signal(signal.SIGINT)
    assert ends(process)[0] == told


@pytest.mark.parametrize(("received", "status"), [([], 130), ([signal.SIGTERM], 143)])
def test_an_interruption_between_the_command_and_its_end_has_its_own_status(
    received: list[int], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    left: list[object] = []
    monkeypatch.setattr(program, "_main", interrupt)
    monkeypatch.setattr(ending, "received", received)
    monkeypatch.setattr(ending, "leave", left.append)
    program.main()
    assert left == [status]


def test_while_a_screen_stands_a_signal_is_its_own_exit_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "received", [])
    before, stopped = signal.getsignal(signal.SIGTERM), list[int]()
    with ending.signals_to(stopped.append):
        signal.raise_signal(signal.SIGTERM)
    assert (stopped, ending.received) == ([128 + signal.SIGTERM], [signal.SIGTERM])
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_terminal_that_has_gone_is_a_hang_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "received", [])
    monkeypatch.setattr(ending, "_alarm", [])
    assert ending.terminal_has_gone() == 128 + signal.SIGHUP
    assert ending.received == [signal.SIGHUP]


def test_a_command_that_is_not_interrupted_has_no_limit() -> None:
    lives = ending.WITHIN + ending.SAVING + 0.3
    with begin(f"print(flush=True); time.sleep({lives}); sys.exit(7)") as process:
        assert process.wait(lives + WITHIN) == 7
