"""Which of our modules imports which, as the source says: what is imported lazily counts, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.architecture.source import files, imports

Graph = Mapping[str, frozenset[str]]
"""Module → the modules of ours that its file names. That a package's modules need the package's own
file is not in it."""


@cache
def graph(root: Path, *, typing: bool = True) -> Graph:
    """The modules of `tutor` below this folder; `typing`: imports for the type checker as well."""
    found = {_name(path, root): path for path in files(root, "tutor")}
    return {
        name: frozenset(
            one.module
            for one in imports(path, root)
            if one.module in found and one.module != name and (typing or not one.typing)
        )
        for name, path in found.items()
    }


def circle(of: Graph) -> list[str]:
    """Modules that import each other, the first one again at the end; [] where there is no circle.

    Of several circles it is one.
    """
    try:
        TopologicalSorter(of).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))  # each imports the next
    return []


def rooms(of: Graph) -> Graph:
    """The same between the folders of `tutor` and the files beside them."""
    found: dict[str, set[str]] = {}
    for name, others in of.items():
        room = _room(name)
        found.setdefault(room, set()).update({_room(other) for other in others} - {room})
    return {room: frozenset(others) for room, others in found.items()}


def _room(name: str) -> str:
    return ".".join(name.split(".")[:2])


def reach(start: str, of: Graph) -> set[str]:
    """The module and everything that may be imported on its behalf, sooner or later."""
    return set(_reach(start, of, set()))


def _reach(name: str, of: Graph, seen: set[str]) -> Iterator[str]:
    if name not in seen:
        seen.add(name)
        yield name
        for other in of.get(name, ()):
            yield from _reach(other, of, seen)


def _name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
