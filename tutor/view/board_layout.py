"""Where each part of a drawing goes: columns from left to right, few arrows crossing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutor.quiz.drawing import Drawing, Edge


@dataclass(frozen=True, slots=True)
class Layout:
    """Parts in columns from left to right. A number below zero only leads an arrow through."""

    columns: tuple[tuple[int, ...], ...]
    links: tuple[Edge, ...]  # each from one column to the next
    back: tuple[Edge, ...] = ()  # arrows that would close a circle: told, not drawn


def arrange(drawing: Drawing) -> Layout:
    """Each part right of all that lead to it; what skips a column is led through it."""
    edges, back = _acyclic(drawing)
    ranks = _near(drawing, _ranks(len(drawing.parts), edges), edges)
    columns: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for place, rank in enumerate(ranks):
        columns[rank].append(place)
    links, through = [], 0
    for edge in edges:
        here = edge.start
        for rank in range(ranks[edge.start] + 1, ranks[edge.end]):
            through -= 1
            columns[rank].append(through)
            links.append(Edge(here, through, edge.both))
            here = through
        links.append(Edge(here, edge.end, edge.both))
    return Layout(tuple(map(tuple, _untangled(columns, links))), tuple(links), tuple(back))


def _acyclic(drawing: Drawing) -> tuple[list[Edge], list[Edge]]:
    """Arrows that close no circle, and those that do."""
    kept: list[Edge] = []
    back: list[Edge] = []
    for edge in drawing.edges:
        (back if edge.start in _reached(edge.end, kept) else kept).append(edge)
    return kept, back


def _reached(start: int, edges: Iterable[Edge]) -> set[int]:
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        new = {edge.end for edge in edges if edge.start == here} - found
        found |= new
        ahead += new
    return found


def _ranks(count: int, edges: Sequence[Edge]) -> list[int]:
    ranks = [0] * count
    for _ in range(count):
        for edge in edges:
            ranks[edge.end] = max(ranks[edge.end], ranks[edge.start] + 1)
    return ranks


def _near(drawing: Drawing, ranks: list[int], edges: Sequence[Edge]) -> list[int]:
    """A worker, to which nothing leads, goes beside what it works for; a browser stays first."""
    ends = {edge.end for edge in edges}
    for place, part in enumerate(drawing.parts):
        targets = [ranks[edge.end] for edge in edges if edge.start == place]
        if targets and place not in ends and part.kind != "client":
            ranks[place] = min(targets) - 1
    return ranks


def _untangled(columns: list[list[int]], links: Sequence[Edge]) -> Iterator[list[int]]:
    """Each column in the order of what leads to it, so that few arrows cross."""
    before: list[int] = []
    for column in columns:
        mean = {}
        for place, one in enumerate(column):
            sources = [before.index(e.start) for e in links if e.end == one and e.start in before]
            mean[one] = sum(sources) / len(sources) if sources else float(place)
        before = sorted(column, key=lambda one: (mean[one], one < 0))
        yield before
