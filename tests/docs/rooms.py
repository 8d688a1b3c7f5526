"""The rooms of the house as `docs/architecture.md` has them: drawn from files and imports.

`python -m tests.docs.rooms` writes them there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, files, imports, tree

PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- rooms: written by `python -m tests.docs.rooms` -->\n"
END = "<!-- end of rooms -->\n"


def rooms() -> str:
    """The part of the page that follows from the code: a table of modules for every folder."""
    return "\n".join(line for folder in _folders() for line in _room(folder)) + "\n\n"


def _folders() -> list[Path]:
    return sorted({path.parent for path in files(ROOT, "tutor")})


def _room(folder: Path) -> Iterator[str]:
    """A folder: what it is for, the rooms that it imports, and its modules, a line each."""
    place = folder.relative_to(ROOT).as_posix()
    modules = sorted(folder.glob("*.py"))
    about = _says(folder / "__init__.py")
    uses = sorted({room for path in modules for room in _rooms_used(path)} - {place})
    yield f"\n### `{place}/`\n"
    yield about
    yield f"\nImports: {', '.join(f'`{room}`' for room in uses) or 'nothing of ours'}.\n"
    yield from ("| module | what it is |", "|---|---|")
    yield from (f"| `{path.stem}` | {_says(path)} |" for path in modules if path.stem[0] != "_")


def _says(path: Path) -> str:
    """The first sentence of a module's docstring."""
    told = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
    return " ".join(told.split()).replace("|", "\\|")


def _rooms_used(path: Path) -> Iterator[str]:
    for found in imports(path):
        if found.module.startswith("tutor."):
            at = ROOT.joinpath(*found.module.split("."))
            yield (at if at.is_dir() else at.parent).relative_to(ROOT).as_posix()


def page(text: str) -> str:
    """The page with the rooms as they are now."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} lacks the marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}{rooms()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
