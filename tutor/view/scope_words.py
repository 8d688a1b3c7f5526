"""The onion of the scope in sentences: for a screen reader and for `grep`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType

from tutor.view.scope import found
from tutor.view.scope_walk import Floor, No, Walk
from tutor.view.spoken import paragraphs
from tutor.view.text import count, join, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment


def render(
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """The scope of the connection in focus, a sentence or two for each layer."""
    ink = pen(ascii=ascii)
    walk = found(moment)
    if isinstance(walk, str):
        return sentence(walk, width=width, height=height, pen=ink)
    return paragraphs(said(walk), width=width, height=height, ink=ink)


def said(walk: Walk) -> Iterator[str]:
    """The sentences, one paragraph each."""
    yield f"The scope of {walk.client}, path {walk.path or 'not known'}."
    keys = ", ".join(walk.keys) or "no key recorded"
    yield f"Dict A, made by {walk.server}: {keys}."
    held = "A"
    for number, floor in enumerate(walk.floors[1:], start=1):
        is_last = number == len(walk.floors) - 1
        no = walk.no if is_last else None
        yield f"{number}. {_floor(floor, held, no, is_last=is_last)}"
        held = floor.letter
    if walk.out is not None:
        yield f"On its way out: {walk.out.what}."
        yield from _sends(walk)
        if walk.out.arrived:
            yield f"Arrived: {walk.out.arrived}."
    if walk.opened:
        yield f"The client has had its {walk.opened}."


def _floor(floor: Floor, held: str, no: No | None, *, is_last: bool) -> str:
    name = floor.name
    if floor.consumer is not None:
        name = f"Consumer {name}, number {floor.consumer},"
    if no is not None:
        return " ".join(_no(name, no, floor))
    what = [f"{sign} {_entries(table)}" for sign, table in _tables(floor) if table]
    if floor.is_box:
        did = f"makes dict {floor.letter} of dict {held}"
    elif is_last:
        did = f"has dict {floor.letter}"
    else:
        did = f"hands on dict {floor.letter}"
    line = f" Its line: {floor.via} {floor.line}".rstrip() + "." if floor.via else ""
    return f"{name} {' and '.join([did, *what])}.{line}"


def _tables(floor: Floor) -> tuple[tuple[str, dict[str, str]], ...]:
    return ("adds", dict(floor.added)), ("changes", dict(floor.changed))


def _entries(table: dict[str, str]) -> str:
    return join(f"{key}: {value}" for key, value in table.items())


def _no(name: str, no: No, floor: Floor) -> Iterator[str]:
    yield f"{name} ends the handshake."
    if no.origin:
        yield f"Origin: {no.origin}."
    if floor.looks or (no.origin and floor.line):
        yield f"Allowed hosts: {', '.join(floor.looks) or 'none'}."
    if no.error:
        yield f"Error: {no.error}."
    elif no.code:
        yield f"{no.by} sends close {no.code}."
    if no.status:
        yield f"The client gets {no.status}."
    if not no.is_consumer:
        yield "Nothing further in was called."
    cookies = "Cookies" if no.read_cookies else "No cookies"
    yield f"{cookies} were read, {count(no.queries, 'query', 'queries')} made."


def _sends(walk: Walk) -> Iterator[str]:
    own = [floor.name for floor in walk.floors[1:] if floor.sends]
    if any(floor.sends is not None for floor in walk.floors):
        others = "All other layers handed on the send that they got."
        yield f"A send of its own: {join(own)}. {others}" if own else others.replace("other ", "")
