"""Who may import whom: the table of `docs/architecture.md`, and what breaks it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.source import Import, files, imports


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Computes, and reaches neither clock nor file, socket, process, thread or chance.
PURE = _set(
    "__future__ abc array bisect collections contextlib copy dataclasses decimal difflib enum "
    "fractions functools graphlib hashlib heapq html itertools json keyword math numbers operator "
    "re reprlib statistics string textwrap types typing unicodedata"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What the files of a part may import; a package stands for all that is in it."""

    ours: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()  # from the index; nothing else of the index
    stdlib: frozenset[str] | None = None  # None: all of it
    only_lazily: frozenset[str] = field(default_factory=frozenset)  # never as the module loads


_SHELL = (
    "tutor.core tutor.course tutor.quiz tutor.view tutor.story tutor.play tutor.practice "
    "tutor.runtime tutor.learner "
    "tutor.library tutor.ending tutor.errors tutor.files tutor.gate tutor.terminal"
)
# daphne and twisted install a reactor in whoever imports them: only ever in a child process.
_OBSERVED = _set("django channels channels_redis asgiref daphne twisted redis msgspec")

WALLS: dict[str, Wall] = {
    "tutor/core": Wall(ours=_set("tutor.core"), others=_set("msgspec"), stdlib=PURE),
    "tutor/course": Wall(
        ours=_set("tutor.course tutor.core tutor.errors tutor.files"),
        others=_set("markdown_it mdit_py_plugins msgspec"),
        stdlib=PURE | _set("ast pathlib tomllib"),
    ),
    "tutor/quiz": Wall(
        ours=_set(
            "tutor.quiz tutor.core tutor.course.inside tutor.course.model tutor.course.problems "
            "tutor.files"
        ),
        others=_set("msgspec fsrs regex snowballstemmer"),
        stdlib=PURE | _set("datetime importlib pathlib random tomllib"),  # no clock, given seeds
        only_lazily=_set("fsrs regex snowballstemmer"),
    ),
    "tutor/view": Wall(
        ours=_set(
            "tutor.view tutor.core tutor.course.model tutor.course.onward tutor.play "
            "tutor.practice tutor.quiz"
        ),
        others=_set("rich msgspec"),
        stdlib=PURE
        | _set("importlib io"),  # StringIO; a file cannot be opened without `open` or `os`
    ),
    # Runs inside somebody else's process: what that process lacks must not be asked of it.
    "tutor/probe": Wall(
        ours=_set("tutor.probe"),
        others=_OBSERVED | _set("uvicorn"),
        only_lazily=_OBSERVED | _set("uvicorn"),
    ),
    # Below all screens: where the learner stands, and what a run tells at each of its steps.
    "tutor/story": Wall(
        ours=_set("tutor.story tutor.core tutor.course tutor.view"),
        others=_set("msgspec"),
        stdlib=PURE,
    ),
    # Exercises, and what a run says of them; the run itself is elsewhere.
    "tutor/practice": Wall(
        ours=_set(
            "tutor.practice tutor.core tutor.course.inside tutor.course.model "
            "tutor.course.problems tutor.files"
        ),
        others=_set("msgspec"),
        stdlib=PURE | _set("ast io pathlib tokenize tomllib"),
    ),
    # What is typed on a stage, and the script that it becomes; the stage itself is elsewhere.
    # Goals are read from the lessons' files.
    "tutor/play": Wall(
        ours=_set(
            "tutor.play tutor.core tutor.course.model tutor.course.problems tutor.errors "
            "tutor.files"
        ),
        others=_set("msgspec"),
        stdlib=PURE | _set("pathlib tomllib"),
    ),
    "tutor/runtime": Wall(
        ours=_set(
            "tutor.runtime tutor.core tutor.course tutor.play tutor.practice tutor.ending "
            "tutor.errors tutor.files"
        ),
        others=_set(
            "django channels channels_redis fakeredis redis websockets platformdirs msgspec "
            "packaging"
        ),
        only_lazily=_set("django channels channels_redis fakeredis redis packaging"),
    ),
    "tutor/learner": Wall(
        ours=_set("tutor.learner tutor.quiz tutor.errors tutor.files tutor.runtime.paths"),
        others=_set("msgspec fsrs"),
        only_lazily=_set("fsrs"),
    ),
    "tutor/library": Wall(
        ours=_set(
            "tutor.library tutor.core tutor.course tutor.play tutor.practice tutor.quiz "
            "tutor.runtime tutor.learner tutor.errors tutor.files"
        ),
        others=_set("msgspec"),
    ),
    "tutor/tui/watcher.py": Wall(
        stdlib=_set("__future__ contextlib marshal os signal sys termios")
    ),
    "tutor/tui": Wall(ours=_set(f"{_SHELL} tutor.tui"), others=_set("textual rich msgspec")),
    "tutor/gate.py": Wall(
        ours=_set("tutor.core.harmless"), others=_set("rich"), only_lazily=_set("rich")
    ),
    "tutor/plain": Wall(ours=_set(f"{_SHELL} tutor.plain"), others=_set("rich")),
    "tutor/dev": Wall(ours=_set(f"{_SHELL} tutor.plain tutor.dev"), others=_set("rich")),
    "tutor/commands": Wall(
        ours=_set(f"{_SHELL} tutor.plain tutor.tui tutor.dev tutor.commands tutor.options"),
        others=_set("typer rich msgspec genanki"),
        only_lazily=_set("rich msgspec genanki"),
    ),
    "tutor/cli.py": Wall(
        ours=_set(
            "tutor.commands tutor.ending tutor.errors tutor.gate tutor.options tutor.runtime "
            "tutor.terminal"
        ),
        others=_set("typer"),
        only_lazily=_set("tutor.commands"),
    ),
    "tutor/ending.py": Wall(
        stdlib=_set("__future__ atexit collections contextlib os signal sys threading time typing")
    ),
    "tutor/errors.py": Wall(
        ours=_set("tutor.core.naming"), stdlib=PURE, only_lazily=_set("tutor.core.naming")
    ),
    "tutor/files.py": Wall(
        stdlib=_set("__future__ collections contextlib os pathlib stat tempfile typing")
    ),
    "tutor/terminal.py": Wall(ours=_set("tutor.errors tutor.runtime.system")),
    "tutor/options.py": Wall(others=_set("typer"), stdlib=PURE | _set("os")),
    "tutor/__main__.py": Wall(ours=_set("tutor.cli tutor.ending")),
    "tutor/__init__.py": Wall(stdlib=PURE),
    # What the learner reads is plain Channels.
    "demo_project": Wall(
        ours=_set("demo_project"),
        others=_set("django channels channels_redis asgiref daphne twisted"),
    ),
    # What people meet, each in a process of its own: a client, a broker, a certificate as well.
    "lessons/runs": Wall(
        others=_set("django channels channels_redis redis websockets uvicorn cryptography")
    ),
    "lessons": Wall(ours=_set("demo_project"), others=_set("django channels asgiref")),
    "bench": Wall(
        ours=_set("bench tutor demo_project tests"),
        others=_OBSERVED
        | _set("rich textual typer websockets psutil uvicorn fsrs pyte")
        | _set("opentelemetry viztracer shop"),  # what runs in the project that is traced
    ),
}


def breaches(root: Path) -> Iterator[str]:
    """One line for every import that the table does not allow, and every file without a wall."""
    for path in files(root, "tutor", "demo_project", "lessons", "bench"):
        place = path.relative_to(root).as_posix()
        wall = next((w for part, w in WALLS.items() if _is_in(place, part)), None)
        if wall is None:
            yield f"{place}:1: belongs to no part; add it to WALLS and docs/architecture.md"
            continue
        for found in imports(path, root):
            if reason := _breach(found, place, wall, _labs(path, place)):
                yield f"{place}:{found.line}: {reason}"


def _is_in(place: str, part: str) -> bool:
    return place == part or place.startswith(f"{part}/")


def _breach(found: Import, place: str, wall: Wall, labs: frozenset[str]) -> str:
    top = found.module.partition(".")[0]
    if not found.lazy and _covers(wall.only_lazily, found.module):
        return f"imports {found.module} as it loads; import it where it is used"
    if top in {"tutor", "demo_project", "bench", "tests"}:
        allowed = wall.ours
    elif top in sys.stdlib_module_names:
        allowed = wall.stdlib if wall.stdlib is not None else frozenset({top})
    else:
        allowed = wall.others | labs
    if _covers(allowed, found.module):
        return ""
    return f"imports {found.module}; it may import {', '.join(sorted(allowed)) or 'none of these'}"


def _covers(allowed: frozenset[str], module: str) -> bool:
    if module == "tutor" and any(name.startswith("tutor") for name in allowed):
        return True  # the package itself holds a version and nothing else
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def _labs(path: Path, place: str) -> frozenset[str]:
    """A lesson's scripts may import its own labs, a lab the labs beside it (it is served so), and
    the code of an exercise what the learner is given with it.
    """
    if not place.startswith("lessons/"):
        return frozenset()
    if "/exercises/" in place:
        return frozenset(file.stem for file in (path.parent.parent / "start").glob("*.py"))
    beside = path.parent.glob("*.py") if path.parent.name == "labs" else ()
    return frozenset({"labs", *(lab.stem for lab in beside)})
