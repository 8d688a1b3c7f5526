"""Connections in sentences: clients, their consumers and their groups, server by server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor.core.world import World
from tutor.view.picture_names import far_end
from tutor.view.spoken import begin, consumer_of, paragraphs, process
from tutor.view.text import count, join, pen
from tutor.view.who_row import client as client_of
from tutor.view.who_row import is_gone

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

MANY: Final = 16  # connections of one server


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    plan: Plan | None = None,  # a sentence has no columns to reserve
) -> Text:
    """A sentence for each server, and one for each of its connections."""
    told = [*_said(moment)] or ["Nothing has been started."]
    return paragraphs(told, width=width, height=height, ink=pen(ascii=ascii))


def _said(moment: Moment) -> Iterator[str]:
    for name, conns in _by_server(moment.world).items():
        yield begin(f"{process(moment.world, name)}.")
        for conn in conns[:MANY]:
            yield _connection(moment, conn)
        if len(conns) > MANY:
            yield f"And {count(len(conns) - MANY, 'more connection')}."


def _connection(moment: Moment, conn: int) -> str:
    """ "john: open, consumer 2, ChatConsumer, busy, in group support"."""
    world = moment.world
    instance = world.instances.get(conn)
    name, parts = _client(world, conn)
    if instance is not None:
        parts += [consumer_of(moment, conn), instance.name, instance.state]
        groups = _groups(world, instance.channel)
        if groups:
            parts.append(f"in {'group' if len(groups) == 1 else 'groups'} {join(groups)}")
    return f"{name}: {', '.join(parts)}."


def _by_server(world: World) -> dict[str, list[int]]:
    """The connections of each process, the broker last."""
    order = sorted(world.processes.values(), key=lambda process: process.role == "broker")
    of: dict[str, list[int]] = {process.name: [] for process in order}
    for conn in sorted(world.clients.keys() | world.connections.keys() | world.instances.keys()):
        seen = world.connections.get(conn) or world.instances.get(conn)
        of.setdefault(seen.process if seen else world.clients[conn].server, []).append(conn)
    return of


def _client(world: World, conn: int) -> tuple[str, list[str]]:
    """The far end of a connection, and its state: ["closed 1000"]. A client that reports nothing is
    known by what the server sees.
    """
    client, seen = world.clients.get(conn), world.connections.get(conn)
    if is_gone(world, conn):
        return client_of(world, conn).name, ["gone, its server does not know yet"]
    if client is not None:
        end = "" if client.state == "open" else client.code or client.status or ""
        return client.name, [f"{client.state} {end}".strip()]
    if seen is not None:
        return far_end(world, conn), [f"{seen.state} {seen.code or ''}".strip()]
    return "HTTP request", []


def _groups(world: World, channel: str) -> list[str]:
    return sorted(key.name for key, members in world.groups.items() if channel in members)
