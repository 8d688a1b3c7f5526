"""Ports for servers that are told a number: those of other people's make, brokers, commands."""

from __future__ import annotations

import atexit

from tutor.runtime.processes.ports import Ports

_ports = Ports()
atexit.register(_ports.close)


def free_port() -> int:
    """A port that no other program is given until this process ends.

    A port that was only looked up is free for anybody until its server listens: with hundreds of
    clients and servers about, one of them got it every few hundred starts. Its server can listen
    there all the same, as servers set SO_REUSEADDR.
    """
    return _ports.free()
