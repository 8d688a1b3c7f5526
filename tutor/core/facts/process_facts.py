"""Processes."""

from __future__ import annotations

from . import words
from .declare import Event, fact


def _server_started(event: ServerStarted) -> str:
    if not event.address:  # of a traced process: tests, a command, a server that does not say
        return f"{event.process} runs {event.app}"
    return f"{event.process} serves {event.app} on {event.address}"


@fact(
    view="topology",
    compared="app layer",
    line=_server_started,
)
class ServerStarted(Event, tag="server.started", frozen=True, kw_only=True):
    """A server process said hello and listens."""

    pid: int = 0
    address: str = ""  # `127.0.0.1:41233`
    app: str = ""  # `demo_project.asgi:application`
    layer: str = ""  # class name of the default channel layer, empty: none is configured
    versions: dict[str, str] = {}


def _server_stopped(event: ServerStopped) -> str:
    if event.code is not None and event.code < 0:
        was = "ended" if event.how == "stopped" else "killed"
        return f"{event.process} was {was} by {words.signal(-event.code)}"
    did = {"stopped": "has stopped", "killed": "was killed", "crashed": "has crashed"}
    did["gone"] = "ended without a goodbye"
    status = words.after(", exit status ", event.code)
    return f"{event.process} {did.get(event.how, event.how)}{status}"


@fact(view="topology", compared="how", line=_server_stopped)
class ServerStopped(Event, tag="server.stopped", frozen=True, kw_only=True):
    """A server process has ended."""

    how: str = "stopped"  # asked to; or `killed`, `crashed` (by itself), `gone` (nobody knows how)
    code: int | None = None  # exit status, negative for a signal


@fact(
    view="broker",
    compared="",
    line=lambda event: f"{event.server or 'a broker'} listens on {event.address}",
)
class BrokerStarted(Event, tag="broker.started", frozen=True, kw_only=True):
    """A broker listens."""

    server: str = ""  # `redis-server 7.0.15`, `fakeredis 2.40.0`
    address: str = ""


@fact(view="broker", compared="how", line=lambda event: f"the broker was {event.how}")
class BrokerStopped(Event, tag="broker.stopped", frozen=True, kw_only=True):
    """The broker has ended."""

    how: str = "stopped"  # as for a server


def _broker_read(event: BrokerRead) -> str:
    left = "never expires" if event.ttl is None else f"expires in {event.ttl:g} s"
    return f"{event.type} {event.key} has {words.count(len(event.members), 'member')}, {left}"


@fact(view="broker", compared="type", line=_broker_read)
class BrokerRead(Event, tag="broker.read", frozen=True, kw_only=True):
    """One key as it stood in the broker when the scene looked."""

    key: str = ""
    type: str = ""  # Redis type: `zset`, `string`, `list`, …
    members: list[str] = []
    ttl: float | None = None  # seconds left; null: never expires


def _log_written(event: LogWritten) -> str:
    error = words.after(" · ", words.cut(event.error))
    return f"log {event.logger} {event.level}: {words.cut(event.text)}{error}"


@fact(view="source", newer={"where": 2}, line=_log_written)
class LogWritten(Event, tag="log.written", frozen=True, kw_only=True):
    """One record of the server's log, a warning of Python's (logger `py.warnings`, also where the
    server shows none), or a line of the server's stderr (logger `stderr`).
    """

    logger: str = ""
    level: str = ""  # WARNING and above
    text: str = ""
    error: str = ""  # the exception that came with it
    where: str = ""  # the project's line that logged it, or that Python warns of


@fact(
    view="threads",
    line=lambda event: f"the loop stood for {event.ms:g} ms{words.after(' at ', event.where)}",
)
class LoopStalled(Event, tag="loop.stalled", frozen=True, kw_only=True):
    """The event loop did not turn; reported from 100 ms, when it turns again."""

    ms: float = 0.0  # how long
    where: str = ""  # where it was seen standing; without project code there, the module's path


def _probe_faulted(event: ProbeFaulted) -> str:
    return f"the probe failed in {event.process}{words.after(' at ', event.where)}: {event.error}"


@fact(view="source", since=2, line=_probe_faulted)
class ProbeFaulted(Event, tag="probe.faulted", frozen=True, kw_only=True):
    """The probe itself failed, which the project does not notice: something may not be told. Each
    place in the probe is told once.
    """

    error: str = ""
    where: str = ""  # the last line of the traceback: `common.py:120 sent`
    count: int = 0  # faults of this process so far


@fact(view="sequence", since=2, line=lambda event: f"pytest begins {event.name}")
class PytestStarted(Event, tag="test.started", frozen=True, kw_only=True):
    """A traced process of pytest begins a test, with its fixtures. What it tells until the test has
    finished belongs to the test; a connection belongs to the test that opened it.
    """

    name: str = ""  # the node id: `tests/test_chat.py::test_echo`


@fact(view="sequence", since=2, line=lambda event: f"pytest has finished {event.name}")
class PytestFinished(Event, tag="test.finished", frozen=True, kw_only=True):
    """A test of a traced project has ended, with its fixtures."""

    name: str = ""  # the node id
