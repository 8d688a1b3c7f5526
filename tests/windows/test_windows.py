"""On Windows recordings, cards and plain text work; everything else says what it needs.

There is no Windows here: a child process is made to lack what Python lacks there
(`sitecustomize.py`), and the program's own files are read for it.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, imports, tree
from tests.windows import absent

HERE = Path(__file__).parent
pytestmark = pytest.mark.slow  # each command is a Python of its own

Run = Callable[..., subprocess.CompletedProcess[str]]

# Module → why it may need POSIX as it loads. Nothing but these may import it as it loads.
POSIX_ONLY = {
    "tutor/tui/watcher.py": "runs in a process of its own, which the guard starts",
}


@pytest.fixture
def tutor(tmp_path: Path) -> Run:
    """Runs `tutor` in a Python without POSIX, its input from a pipe."""
    lacks = {
        "modules": sorted(absent.modules()),
        "attributes": {name: sorted(names) for name, names in absent.attributes().items()},
    }
    (tmp_path / "absent.json").write_text(json.dumps(lacks))
    path = os.pathsep.join([str(HERE), str(ROOT)])
    ours = {"TEST_ABSENT": str(tmp_path / "absent.json"), "PYTHONPATH": path}

    def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, **ours, "TUTOR_HOME": str(tmp_path / "home")},
            input=said,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    return run


# ── the simulation ──────────────────────────────────────────────────────────────────────────


def test_the_stubs_know_what_windows_lacks() -> None:
    lacks = absent.attributes()
    assert {"fcntl", "termios", "pty", "resource", "pwd", "grp"} <= absent.modules()
    assert {"getuid", "fork", "killpg", "WNOHANG"} <= lacks["os"]
    assert {"SIGHUP", "SIGKILL", "pthread_sigmask"} <= lacks["signal"]
    assert "poll" in lacks["select"]
    assert not {"kill", "pipe", "getpid", "O_RDWR"} & lacks["os"]
    assert not {"SIGINT", "SIGTERM", "signal"} & lacks["signal"]


def test_the_child_lacks_it(tutor: Run) -> None:
    script = (
        "import os, signal, select, importlib.util as u\n"
        "names = 'fcntl', 'termios', 'pty', 'resource', 'pwd', 'grp'\n"
        "print([n for n in names if u.find_spec(n)], hasattr(os, 'getuid'), hasattr(os, 'fork'),\n"
        "      hasattr(os, 'killpg'), hasattr(signal, 'SIGHUP'), hasattr(select, 'poll'))"
    )
    assert tutor("-c", script).stdout == "[] False False False False False\n"


# ── what works ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", "begin: 1 Introduction"),
        ("--help", "Usage: tutor"),
        ("version", "tutor "),
        ("lesson", "7  Channel layers and groups"),
        ("lesson 7 --scene three_tabs", "Three tabs, one room"),
        ("lesson 7 --scene three_tabs --replay", "Three tabs, one room"),
        ("lesson 7 --scene three_tabs --step 30 --replay", "group_add"),
        ("lesson 7 --scene three_tabs --replay --json", '"kind":"group.joined"'),
        ("lesson 7 --scene three_tabs --replay --export x.svg", ""),
        ("quiz 7 --count 1", "0 of 1 done"),
        ("quiz --cram --count 1 --json", '"kind"'),
        ("review", "Nothing is due today."),
        ("interview --minutes 1", "Mock interview"),
        ("progress", "Readiness by lesson"),
        ("notes", "# Notes on"),
        ("flagged", ""),
        ("doctor --clean", "removed"),
        ("export - --force", '"version"'),
        ("export cards.apkg --anki", ""),
        ("reset --all --yes", ""),
        ("dev check", "0 problems"),
    ],
)
def test_recordings_cards_and_text_work(tutor: Run, command: str, told: str) -> None:
    done = tutor("-m", "tutor", *command.split())
    assert (done.returncode, told in done.stdout) == (0, True), done.stdout + done.stderr
    assert "fault" not in done.stderr


def test_a_lesson_that_would_be_live_is_read_from_its_recording_and_says_so(tutor: Run) -> None:
    done = tutor("-m", "tutor", "lesson", "7", "--scene", "three_tabs")
    assert "A live run needs Linux, macOS or WSL." in done.stdout


def test_an_answer_is_kept(tutor: Run) -> None:
    tutor("-m", "tutor", "quiz", "--card", "layer-type-unset", said="1\n\n\n")
    assert json.loads(tutor("-m", "tutor", "export", "-").stdout)["reviews"]


# ── what does not, and says so ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("check 7", "A proof"),
        ("check --claim C07-06 --json", "A proof"),
        ("serve --port 0", "The demo site"),
        ("dev record 7 alone", "A live run"),
    ],
)
def test_the_rest_says_what_it_needs(tutor: Run, command: str, what: str) -> None:
    done = tutor("-m", "tutor", *command.split())
    said = done.stdout + done.stderr
    assert f"{what} needs Linux, macOS or WSL." in said
    assert "fault" not in said
    assert done.returncode == 3


def test_an_unexpected_error_says_it_as_well(tutor: Run) -> None:
    script = (
        "import sys, tutor.cli, tutor.commands.progress as progress\n"
        "def run(**_):\n    import termios\n"
        "progress.run, sys.argv = run, ['tutor', 'progress']\n"
        "tutor.cli.main()"
    )
    done = tutor("-c", script)
    assert done.returncode == 3
    assert done.stderr.startswith("tutor: This needs Linux, macOS or WSL (ModuleNotFoundError: ")
    assert "fault" not in done.stderr


# ── the program's files ─────────────────────────────────────────────────────────────────────


def needs_posix(path: Path, root: Path) -> Iterator[str]:
    """What a file uses as it loads, and Windows has not: a line for each."""
    for found in imports(path, root):
        if not found.lazy and found.module.partition(".")[0] in absent.modules():
            yield f"{found.line}: imports {found.module}"
    lacks = absent.attributes()
    for node in _loaded(tree(path)):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name, lineno=line):
                if name in lacks.get(module, ()):
                    yield f"{line}: uses {module}.{name}"
            case ast.ImportFrom(module=str(module), names=names, lineno=line):
                for alias in names:
                    if alias.name in lacks.get(module, ()):
                        yield f"{line}: uses {module}.{alias.name}"


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """What runs as a module loads; not what a `hasattr` is asked before."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (part for each in child.decorator_list for part in ast.walk(each))
            yield from (part for each in child.args.defaults for part in ast.walk(each))
        elif isinstance(child, ast.BoolOp | ast.IfExp | ast.GeneratorExp) and _asks(child):
            continue
        elif not isinstance(child, ast.Lambda) and not _is_for_types(child):
            yield child
            yield from _loaded(child)


def _asks(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "hasattr" for part in ast.walk(node))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def breaches(root: Path, posix_only: dict[str, str]) -> Iterator[str]:
    """One line for every use of POSIX where a module loads, and every exception without need."""
    needed = set()
    barred = {name.removesuffix(".py").replace("/", ".") for name in posix_only}
    for path in files(root, "tutor"):
        place = path.relative_to(root).as_posix()
        found = [*needs_posix(path, root)]
        found += [
            f"{each.line}: imports {each.module}, which needs POSIX as it loads"
            for each in imports(path, root)
            if not each.lazy and each.module in barred
        ]
        if place in posix_only:
            needed |= {place} if found else set()
        else:
            yield from (f"{place}:{line}" for line in found)
    yield from (f"{place}: needs none; take it out" for place in sorted(posix_only.keys() - needed))


def test_nothing_needs_posix_as_it_loads_but_what_says_so() -> None:
    found = list(breaches(ROOT, POSIX_ONLY))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("source", "breach"),
    [
        ("import termios", "1: imports termios"),
        ("import signal\nX = (signal.SIGTERM, signal.SIGHUP)", "2: uses signal.SIGHUP"),
        ("from os import getuid", "1: uses os.getuid"),
        ("import os\nclass A:\n    me = os.getuid()", "3: uses os.getuid"),
        ("import os\ndef f(a=os.WNOHANG): pass", "2: uses os.WNOHANG"),
        ("import os\ndef f():\n    return os.getuid()", ""),
        ("def f():\n    import termios", ""),
        ("import os\nX = hasattr(os, 'getpgrp') and os.getpgrp()", ""),
        ("from tutor.tui import guard", "1: imports tutor.tui.guard, which needs POSIX"),
    ],
)
def test_a_breach_is_named_with_its_place(tmp_path: Path, source: str, breach: str) -> None:
    (tmp_path / "tutor/tui").mkdir(parents=True)
    (tmp_path / "tutor/tui/guard.py").write_text("import termios")
    (tmp_path / "tutor/a.py").write_text(source)
    found = list(breaches(tmp_path, {"tutor/tui/guard.py": "x"}))
    assert "".join(found).startswith(f"tutor/a.py:{breach}") if breach else not found
