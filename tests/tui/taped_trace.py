"""A trace whose recording is a literal one: a test lets more of it happen."""

from __future__ import annotations

from tests.tui.taped_stage import TapedRecording
from tests.view.tape import Tape
from tutor.core import events as e
from tutor.runtime.trace_run import TraceRun
from tutor.tui.trace_screen import TraceScreen
from tutor.tui.trace_state import TraceState

COMMAND = "python manage.py runserver"


class TapedRun(TraceRun):
    """No command runs; `tape` is what happens."""

    def __init__(self, *, ring: int = 50_000) -> None:
        super().__init__(["true"], ring=ring)
        self.live = TapedRecording(self.facts, keep=ring)
        self.tape = Tape()
        self.tape.add(e.SceneStarted, process="tutor")
        self._given = 0

    def grow(self) -> None:
        """All that the tape has by now has happened."""
        self.live.timeline.extend(self.tape.events[self._given :])
        self._given = self.tape.last
        self.live._tell()

    def prints(self, text: str) -> None:
        """The command prints."""
        self.printed.feed(text.encode())
        self.heard()

    def ends(self, code: int) -> None:
        """The command ends."""
        self.code = code
        self.ended()

    def serves(self) -> None:
        """A server listens."""
        self.tape.add(e.ServerStarted, address="127.0.0.1:8000", versions={"daphne": "4.2.3"})
        self.grow()

    def connects(self, conn: int, user: str = "") -> None:
        """Somebody connects."""
        opened = self.tape.add(e.ConnectionOpened, conn=conn, path="/ws/")
        if user:
            self.tape.add(e.ScopeEntered, conn=conn, cause=opened, added={"user": f"'{user}'"})
        self.tape.add(e.ConsumerCreated, conn=conn, cause=opened, name="Room", instance=conn)
        self.tape.add(e.ConnectionAccepted, conn=conn, cause=opened)
        self.grow()

    def says(self, conn: int, text: str, *, fails: bool = False) -> int:
        """A message, which is sent to a group; the number of its first fact."""
        tape = self.tape
        got = tape.add(e.AppReceived, conn=conn, type="websocket.receive", text=text)
        about = {"name": "receive", "type": "websocket.receive", "instance": conn}
        where = "shop/consumers.py:8 receive"
        started = tape.add(e.HandlerStarted, conn=conn, cause=got, where=where, **about)
        call = tape.add(e.DbStarted, conn=conn, cause=started, name="save")
        tape.add(e.DbFinished, conn=conn, cause=call, name="save", queries=1)
        sent = tape.add(e.GroupSent, conn=conn, cause=started, group="room", type="x", text=text)
        copy = tape.add(e.ChannelSent, conn=conn, cause=sent, group="room", channel="c", type="x")
        if fails:
            tape.add(e.HandlerFailed, conn=conn, cause=started, name="receive", error="KeyError: 1")
        else:
            tape.add(e.AppSent, conn=conn, cause=copy, type="websocket.send", text=text)
        self.grow()
        return got


def make(run: TapedRun, *, ascii: bool = False) -> TraceScreen:
    return TraceScreen(TraceState(run, COMMAND), ascii=ascii)
