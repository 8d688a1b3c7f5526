"""Which client's connection a server has met: by the TCP port of the client.

Ports are used again, and by clients of two servers. A dial is reported by the tutor and may come a
little after the server's own report.
"""

from __future__ import annotations

from typing import Any, Final

from . import events as ev

KEPT: Final = 8  # dials of one port that no server has met; of more the oldest go

Dial = ev.ClientConnecting | ev.ClientAsked
Met = ev.ConnectionOpened | ev.HttpReceived


class Dials:
    """Dials that no server has met, and meetings whose dial is still to come."""

    def __init__(self, delta: int) -> None:
        self.delta = delta
        self._dials: dict[int, list[Dial]] = {}
        self._met: dict[int, list[Met]] = {}

    def met(self, fact: Any) -> list[tuple[Met, Dial]]:
        """The meetings that this fact, a dial or a server's report, makes known."""
        if not fact.port:
            return []
        if isinstance(fact, Dial):
            return self._dialled(fact)
        mine = [dial for dial in self._dials.get(fact.port, ()) if _fits(dial, fact)]
        if not mine:
            self._met.setdefault(fact.port, []).append(fact)
            return []
        dial = mine[-1]
        if _is_used_up(dial, fact):
            self._dials[fact.port].remove(dial)
        return [(fact, dial)]

    def _dialled(self, dial: Dial) -> list[tuple[Met, Dial]]:
        waiting = self._met.pop(dial.port, [])
        known = [met for met in waiting if _fits(dial, met) and dial.at <= met.at + self.delta]
        found = known[:1]
        if not found or not _is_used_up(dial, found[0]):
            dials = self._dials.setdefault(dial.port, [])
            dials.append(dial)
            del dials[:-KEPT]
        recent = [met for met in waiting if met not in found and dial.at <= met.at + self.delta]
        if recent:
            self._met[dial.port] = recent
        return [(met, dial) for met in found]


def _fits(dial: Dial, met: Met) -> bool:
    if type(met) is ev.ConnectionOpened and type(dial) is not ev.ClientConnecting:
        return False
    return dial.server in {"", met.process}


def _is_used_up(dial: Dial, met: Met) -> bool:
    """A raw client may ask for several pages through one connection."""
    return type(met) is ev.ConnectionOpened or type(dial) is ev.ClientAsked
