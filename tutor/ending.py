"""How the process ends when it is told to: by a signal, or because its terminal has gone.

Rules
    The first of SIGINT, SIGTERM and SIGHUP decides the exit status, 128 + its number; a terminal
    that has gone counts as SIGHUP, whether its shell passes that on or not.
    A command leaves as after Ctrl-C (KeyboardInterrupt), a screen by its own door: everything is
    put away on the way out.
    Whatever holds that up, a thread ends the process after `WITHIN` seconds. It learns of a signal
    from the C handler (`signal.set_wakeup_fd`), so the main thread may be anywhere: in a write that
    no terminal takes, in a query, in a lock. What must not be lost then is told to `at_worst`.

asyncio's `add_signal_handler` would take the wakeup descriptor away: nothing of ours calls it.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NoReturn

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
HANG_UP: Final = int(getattr(signal, "SIGHUP", 1))
WITHIN: Final = 2.4  # seconds for the orderly end
MOMENT: Final = 0.01
SAVING: Final = 0.4  # seconds for what `at_worst` has, after that

received: list[int] = []
"""Signals so far, the first one first; Ctrl-C in a command is a KeyboardInterrupt and not here."""

_last_things: list[Callable[[], object]] = []
_interrupted = threading.Event()  # a SIGINT has come, whether or not Python has told of it
_wakers: list[Callable[[], object]] = []
_alarm: list[int] = []  # the write end of the pipe that the thread reads


def begin() -> None:
    """From here on the process ends when it is told to. Ignored signals stay so (nohup)."""
    for number in SIGNALS:
        if number != signal.SIGINT and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _as_interrupt)
    sys.unraisablehook = _unless_interrupted
    atexit.register(_be_deaf)
    if hasattr(os, "fork") and not _alarm:  # Windows has neither such pipes nor such terminals
        _watch()


def over() -> None:
    """Only the interpreter is still to end: a signal ends it at once, and without a word."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: os._exit(128 + number))


def _be_deaf() -> None:
    """After the last thread: what is left cannot hang, and a signal would be the exit status."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def leave(code: object) -> NoReturn:
    """The end, with what `sys.exit` takes.

    When it was interrupted, without the interpreter's: after a KeyboardInterrupt in `exec` (named
    tuples, dataclasses) CPython 3.11 kills itself with SIGINT there, whatever the exit status.
    """
    if code in {128 + number for number in SIGNALS}:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(int(str(code)))
    sys.exit(code)  # type: ignore[arg-type]


def _as_interrupt(number: int, _frame: object) -> None:
    """SIGTERM and SIGHUP end a command as Ctrl-C does: asyncio knows SIGINT only."""
    received.append(number)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a script's `tutor serve &`
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


@contextmanager
def signals_to(stop: Callable[[int], object]) -> Iterator[None]:
    """While the block runs, `stop(exit status)` is called instead, between two bytecodes."""

    def handle(number: int, _frame: object) -> None:
        received.append(number)
        stop(128 + number)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def terminal_has_gone() -> int:
    """Says so, from any thread; the exit status. The time for the orderly end begins."""
    received.append(HANG_UP)
    for alarm in _alarm:
        with suppress(OSError):
            os.write(alarm, bytes([HANG_UP]))
    return 128 + HANG_UP


def status(code: int) -> int:
    """The exit status of a command that has come to this one."""
    if received:
        return 128 + received[0]
    # A Ctrl-C reaches the servers of a command, too: their failures are not what was asked for.
    return 128 + signal.SIGINT if code and _interrupted.is_set() else code


def was_asked_for() -> None:
    """Ctrl-C is how the reader ends a command that has no other end: it decides no exit status."""
    if received[:1] == [signal.SIGINT]:
        received.clear()
        _interrupted.clear()


def is_interruption(error: BaseException | None) -> bool:
    """Whether a Ctrl-C is behind it: Python 3.11 wraps one in a RuntimeError in `__set_name__`."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def wakes(wake: Callable[[], object]) -> Iterator[None]:
    """While the block runs, `wake` is called in another thread after each signal.

    The system may give a signal to any thread. Where that is not the main one, a main thread that
    waits in its event loop would run its handler with the next key only: after `fg` the screen
    stayed empty (seen in 2 of 8 runs on a busy machine).
    """
    _wakers.append(wake)
    try:
        yield
    finally:
        _wakers.remove(wake)


# ── the limit ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def at_worst(save: Callable[[], object]) -> Iterator[None]:
    """What to do if the block cannot be left in time; called in another thread than the block's."""
    _last_things.append(save)
    try:
        yield
    finally:
        _last_things.remove(save)


def _watch() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    _alarm.append(writing)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_limit, args=(reading,), daemon=True, name="ending").start()


def _limit(pipe: int) -> None:
    number = 0
    while number not in SIGNALS:  # SIGCONT, SIGWINCH, SIGCHLD
        number = os.read(pipe, 1)[0]
        for wake in tuple(_wakers):
            with suppress(RuntimeError):  # the loop is over
                wake()
    if number == signal.SIGINT:
        _interrupted.set()
    time.sleep(WITHIN)
    saving = threading.Thread(target=_save, daemon=True, name="saving")
    saving.start()
    saving.join(SAVING)
    os._exit(128 + (received[0] if received else number))


def _save() -> None:
    for save in reversed(_last_things):
        with suppress(Exception):
            save()


def _unless_interrupted(problem: Any) -> None:
    """A Ctrl-C that came in a destructor: Python would print it and go on, and we do not."""
    if is_interruption(problem.exc_value):
        threading.Thread(target=_interrupt_after, args=(sys._getframe(),)).start()
    else:
        sys.__unraisablehook__(problem)


def _interrupt_after(hook: Any) -> None:
    """The Ctrl-C once more, when the hook is over: what is raised in the hook is lost as well."""
    while True:
        time.sleep(MOMENT)
        with suppress(RuntimeError):  # of a frame that is still executed (`frame.clear`)
            hook.clear()
            break
    os.kill(os.getpid(), signal.SIGINT)
