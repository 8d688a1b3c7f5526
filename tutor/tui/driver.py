"""The terminal under a screen: what it sends may be anything, and it may go away at any moment.

Textual's driver ends the program with a traceback at a byte that is not UTF-8 (Textualize/textual
issue 6456), reads the end of its input for ever (pull request 6690), and waits for a thread that
waits for a terminal which takes nothing. Here a byte that is no text is no key, the end of the
input is the end of the screen, and only a thread of its own waits for the terminal (`outlet.py`).
"""

from __future__ import annotations

import os
import re
import select
import signal
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste

from tutor import ending
from tutor.tui.outlet import Outlet

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

TICK: Final = 0.1  # seconds after which the parser looks whether an Esc was all there is
UNTOLD: Final = re.compile(
    # A mouse report of before 2012, xterm's X10 form: three bytes, or more where it speaks UTF-8.
    rb"\x1b\[M[\x20-\xff](?:[\xc2-\xdf][\x80-\xbf]|[\x20-\xff]){2}"
    rb"|\x1b\[[?>=][0-9;]*c"  # which terminal it is
    rb"|\x1b[]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)"  # a colour, a clipboard, a name
)
"""What a terminal says after a reattach, or in reply to another program: for none of our keys."""
NO_TEXT: Final = "\ufffd"  # what a byte that is not UTF-8 is read as


class Listener(Protocol):
    """What hears of the terminal; `TerminalApp` is one. Called in the driver's threads, too."""

    is_put_right: bool  # False: the terminal has not taken what gives it back

    def terminal_has_gone(self) -> None:
        """The terminal has hung up, or is another's by now."""

    def repaint_soon(self) -> None:
        """The terminal may show anything."""

    def fail(self, error: Exception) -> None:
        """A fault in one of the driver's threads."""


class TerminalDriver(LinuxDriver):
    """Textual's driver for a terminal that cannot be relied on."""

    def __init__(self, app: Listener, **options: Any) -> None:
        """`app` is a Textual app, too."""
        super().__init__(cast("App[Any]", app), **options)
        self._listener = app
        self._outlet: Outlet | None = None
        self._is_suspended = False

    # ── beginning and ending ────────────────────────────────────────────────────────────────

    def start_application_mode(self) -> None:
        """As Textual; a terminal that is not there any more ends the app."""
        if self._file is not None:  # without standard error there is nothing to draw on
            gone, behind = self._listener.terminal_has_gone, self._listener.repaint_soon
            self._outlet = Outlet(self._file, gone=gone, behind=behind)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if is_hung_up(self.fileno):
            self._listener.terminal_has_gone()

    def write(self, data: str) -> None:
        """To the outlet, which never makes anybody wait."""
        if self._outlet is not None:
            self._outlet.write(data)

    def close(self) -> None:
        """The outlet's end: what the terminal takes is written."""
        super().close()
        if self._outlet is not None:
            self._listener.is_put_right = self._outlet.close()

    def stop_application_mode(self) -> None:
        """As Textual. After a suspension it is done: a shell's prompt has the terminal by now."""
        if self._is_suspended:
            return
        if not is_ours(self.fileno):
            self.attrs_before = None
        super().stop_application_mode()

    def disable_input(self) -> None:
        """As Textual; in the background a flush would stop us, and all of our process group."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
        try:
            super().disable_input()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def suspend_application_mode(self) -> None:
        """For Ctrl-Z."""
        super().suspend_application_mode()
        self._is_suspended = True

    def resume_application_mode(self) -> None:
        """After `fg`."""
        self._is_suspended = False
        super().resume_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Who was not suspended has its threads still: a hang-up sends this signal, too."""
        if ending.received:
            return  # continued to end
        if self._is_suspended:
            super()._sigcont_application()
        else:
            self._listener.repaint_soon()

    # ── input ───────────────────────────────────────────────────────────────────────────────

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends the app
            self._listener.fail(error)

    def run_input_thread(self) -> None:
        """Keys, until the driver or the terminal ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], TICK)[0]:
                if not (data := self._read()):
                    self._listener.terminal_has_gone()
                    return
                if text := decode(UNTOLD.sub(b"", data)):
                    self._process(parser.feed(text))
            self._process(parser.tick())

    def _read(self) -> bytes:
        """Nothing at the end: a terminal that was hung up, one that is another's by now (EIO)."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _process(self, messages: Any) -> None:
        for message in messages:
            self.process_message(message)

    def process_message(self, message: Message) -> None:
        """Without what is no text."""
        if isinstance(message, Key) and message.character == NO_TEXT:
            return
        if isinstance(message, Paste) and NO_TEXT in message.text:
            message = Paste(message.text.replace(NO_TEXT, ""))
        super().process_message(message)


def is_ours(fileno: int) -> bool:
    """Whether we may set its modes: not in the background; without job control anybody may."""
    try:
        return os.tcgetpgrp(fileno) == os.getpgrp()
    except OSError:
        return True


def is_hung_up(fileno: int) -> bool:
    """Whether this terminal has gone."""
    poll = select.poll()
    poll.register(fileno, 0)
    return any(state & (select.POLLHUP | select.POLLERR) for _, state in poll.poll(0))
