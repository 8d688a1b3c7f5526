"""Nothing that leaves the program steers a terminal, whatever a course or an import says.

Every command runs on the course of `tests/hostile.py`, in a pipe and on a terminal; the screens are
in `tests/pty/test_gate.py`. A command without a row here fails the first test.
"""

from __future__ import annotations

import io
import json
import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests import warm_tutor
from tests.hostile import MARK, OURS, ROOT, STEERS, make_course, make_import, raw_in
from tests.hostile_rows import ROWS, TYPED, Row, line
from tutor import gate
from tutor.cli import ORDER

TUTOR = (sys.executable, "-m", "tutor")
WITHIN = 60.0 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))  # seconds, on a busy machine


def commands() -> set[str]:
    """Every command that there is, as it is typed."""
    import typer

    from tutor.commands.author_commands import app

    def below(group: Any, words: str) -> Iterator[str]:
        for name, command in group.commands.items():
            path = f"{words} {name}"
            yield from below(command, path) if hasattr(command, "commands") else (path,)

    return {*ORDER, *below(typer.main.get_command(app), "dev")} - {"dev"}


def test_every_command_has_aline() -> None:
    assert commands() - ROWS.keys() == set()


# ── running ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class World:
    """A course, a home in which its hostile progress has been imported, and a place for files."""

    course: Path
    home: Path
    out: Path
    given: Path

    def arguments(self, row: Row) -> list[str]:
        """What is typed behind `tutor`."""
        places = {"{out}": self.out, "{in}": self.given, "{course}": self.course}
        args = list(row.args)
        for name, place in places.items():
            args = [arg.replace(name, str(place)) for arg in args]
        return args

    def env(self, row: Row, **more: str) -> dict[str, str]:
        """The environment."""
        ours = {"TUTOR_HOME": str(self.home), "TUTOR_COURSE": str(self.course)}
        return {**os.environ, "PYTHONPATH": str(ROOT), **ours, **row.env, **more}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once: the course is read and the import is there."""
    folder = tmp_path_factory.mktemp("hostile")
    given = make_import(folder / f"import{MARK}.json")
    world = World(make_course(folder), folder / f"home{MARK}", folder, given)
    done = in_a_pipe(world, line("import", str(given)))
    assert (done.returncode, done.stdout[:10]) == (0, b"Imported: "), done
    return world


@pytest.fixture
def world(template: World, tmp_path: Path) -> World:
    """A home for this test alone."""
    home, out = tmp_path / f"home{MARK}", tmp_path / "out"
    shutil.copytree(template.home, home)
    out.mkdir()
    return World(template.course, home, out, template.given)


@pytest.fixture
def own(world: World, tmp_path: Path) -> World:
    """With a course that an author's command may change."""
    return replace(world, course=Path(shutil.copytree(world.course, tmp_path / f"own{MARK}")))


def in_a_pipe(world: World, row: Row, **env: str) -> subprocess.CompletedProcess[bytes]:
    return warm_tutor.run(world.arguments(row), world.env(row, **env), row.typed.encode())


def on_a_terminal(world: World, row: Row, **env: str) -> tuple[int, str]:
    """Exit code, and all that the terminal was sent; nobody types."""
    master, slave = pty.openpty()
    silent = os.open(os.devnull, os.O_RDONLY)
    running = warm_tutor.start(
        world.arguments(row),
        world.env(row, TERM="xterm-256color", COLUMNS="100", **env),
        (silent, slave, slave),
    )
    os.close(slave)
    os.close(silent)
    sent, limit = b"", time.monotonic() + WITHIN
    with suppress(OSError):  # the terminal's end, when the last that writes to it is gone
        while time.monotonic() < limit:
            if select.select([master], [], [], 0.5)[0]:
                sent += os.read(master, 65536)
        os.kill(running.pid, signal.SIGKILL)
    os.close(master)
    return running.wait(), sent.decode("utf-8", "backslashreplace")


def decoded(data: bytes) -> str:
    """A byte that is no UTF-8 is a surrogate, and so a fault."""
    return data.decode("utf-8", "surrogateescape")


def _world(request: pytest.FixtureRequest, row: Row) -> World:
    """An author's command has a course of its own: a learner's progress is known by its place."""
    found: World = request.getfixturevalue("own" if row.args[:1] == ("dev",) else "world")
    return found


def _all(*, slow: bool) -> list[Any]:
    rows = [row for rows in ROWS.values() for row in rows if row.slow is slow]
    return [pytest.param(row, id=f"{number} {row.name}") for number, row in enumerate(rows)]


def check_files(world: World) -> None:
    for file in world.out.rglob("*"):
        text = "\n".join(notes(file)) if file.suffix == ".apkg" else decoded(file.read_bytes())
        assert raw_in(text) == "", file.suffix
        assert "PWNED" in text, file.suffix


def notes(package: Path) -> list[str]:
    """What a deck for Anki shows: its own name, and each field and tag of its notes."""
    with zipfile.ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki2"))
        shown = db.execute("SELECT flds || char(31) || tags FROM notes").fetchall()
        names = db.execute("SELECT decks FROM col").fetchall()
        return [part for (row,) in [*shown, *names] for part in row.split("\x1f")]


def check_output(row: Row, world: World, done: subprocess.CompletedProcess[bytes]) -> None:
    said = decoded(done.stdout) + decoded(done.stderr)
    assert raw_in(said) == ""
    assert done.returncode == row.code, said[-2000:]
    assert "fault of the tutor" not in said
    assert ("PWNED" in said) or not row.shows, said[:2000]
    if row.documents:
        assert STEERS in "".join(texts(documents(done.stdout.decode()))), "not what was meant"
    check_files(world)


def texts(value: Any) -> Iterator[str]:
    """Every text in a document."""
    match value:
        case str():
            yield value
        case list():
            yield from (text for one in value for text in texts(one))
        case dict():
            yield from (text for pair in value.items() for one in pair for text in texts(one))


def documents(text: str) -> list[Any]:
    """What a program that reads it has: a document, or one a line."""
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(each) for each in text.splitlines()]


@pytest.mark.parametrize("row", _all(slow=False))
def test_what_a_command_says_in_a_pipe_steers_nothing(
    row: Row, request: pytest.FixtureRequest
) -> None:
    world = _world(request, row)
    check_output(row, world, in_a_pipe(world, row, NO_COLOR="1"))


@pytest.mark.slow
@pytest.mark.parametrize("row", _all(slow=True))
def test_what_a_live_run_says_in_a_pipe_steers_nothing(
    row: Row, request: pytest.FixtureRequest
) -> None:
    world = _world(request, row)
    check_output(row, world, in_a_pipe(world, row))


@pytest.mark.pty
@pytest.mark.parametrize("row", _all(slow=False))
def test_what_a_command_sends_to_a_terminal_is_ours(
    row: Row, request: pytest.FixtureRequest
) -> None:
    code, said = on_a_terminal(_world(request, row), row)
    assert raw_in(said, allowed=OURS, line_ends=True) == ""
    assert "fault of the tutor" not in said
    assert code in {row.code, 0, 1, 2, 3}


@pytest.mark.pty
@pytest.mark.slow
@pytest.mark.parametrize("row", _all(slow=True))
def test_what_a_live_run_sends_to_a_terminal_is_ours(
    row: Row, request: pytest.FixtureRequest
) -> None:
    _, said = on_a_terminal(_world(request, row), row)
    assert raw_in(said, allowed=OURS, line_ends=True) == ""


@pytest.mark.parametrize(
    "row",
    [
        line("lesson", "1", "--replay", "--scene", "rooms"),
        line("progress"),
        line("quiz", "1", "--plain", typed=TYPED),
    ],
    ids=lambda row: row.name,
)
@pytest.mark.parametrize("env", [{"FORCE_COLOR": "1"}, {"LC_ALL": "C"}], ids=str)
def test_colour_and_locale_open_no_other_way(row: Row, env: dict[str, str], world: World) -> None:
    done = subprocess.run(  # Python reads its locale when it starts
        [*TUTOR, *world.arguments(row)],
        cwd=ROOT,
        env=world.env(row, **env),
        input=row.typed.encode(),
        capture_output=True,
        check=False,
    )
    assert raw_in(decoded(done.stdout + done.stderr), allowed=OURS) == ""
    assert done.returncode == 0


@pytest.mark.slow
def test_the_demo_site_says_nothing_that_steers(world: World) -> None:
    row = line("serve", "--port", "0", env={"MINICOM_DATABASE": str(world.out / f"db{MARK}")})
    with subprocess.Popen(
        [*TUTOR, *world.arguments(row)],
        cwd=ROOT,
        env=world.env(row),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        assert running.stdout is not None
        said = b""
        while b"Minicom:" not in said and (more := running.stdout.readline()):
            said += more
        running.send_signal(signal.SIGTERM)
        said += running.stdout.read()
    assert b"PWNED" in said
    assert raw_in(decoded(said)) == ""


# ── the gate itself ─────────────────────────────────────────────────────────────────────────


def through(script: str, **env: str) -> tuple[str, str]:
    """Standard output and error of a program that has put up the gate."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nfrom tutor import gate\ngate.install()\n{script}"],
        cwd=ROOT,
        env={**os.environ, "MARK": MARK, **env},
        capture_output=True,
        check=False,
        timeout=WITHIN,
    )
    return decoded(done.stdout), decoded(done.stderr)


def test_a_traceback_passes_the_gate() -> None:
    _, said = through("import os\nraise RuntimeError(os.environ['MARK'])")
    assert "RuntimeError: \\x1b]0;PWNED\\x07" in said
    assert raw_in(said) == ""


def test_what_textual_says_of_a_crash_has_its_colours_and_no_others() -> None:
    script = (
        "import os\nfrom rich.text import Text\nfrom tutor.tui.gated import Gated\n"
        "Gated().error_console.print(Text(os.environ['MARK'], style='red'))"
    )
    _, said = through(script, FORCE_COLOR="1", TERM="xterm")
    assert said.startswith("\x1b[31m\\x1b]0;PWNED")
    assert raw_in(said, allowed=OURS) == ""


def test_half_a_pair_is_spelled_out_and_is_no_crash() -> None:
    assert through("print('\\ud800', 'caf\\xe9')")[0] == "\\ud800 café\n"


def test_what_the_stream_cannot_encode_is_spelled_out() -> None:
    assert through("print('→', '\\x1b')", PYTHONIOENCODING="ascii")[0] == "\\u2192 \\x1b\n"


def test_a_document_is_one_in_a_stream_without_utf_8_too() -> None:
    script = 'gate.put_json(\'{"a": "→😀\\x9b"}\')'
    shown = through(script, PYTHONIOENCODING="ascii")[0]
    assert json.loads(shown) == {"a": "→😀\x9b"}


def test_what_is_written_counts_as_it_was_given() -> None:
    assert through("print(sys.stdout.write('a\\x1b\\n'))")[0] == "a\\x1b\n3\n"


def test_an_emoji_of_several_passes() -> None:
    assert through("print('👩\\u200d💻❤\\ufe0f')")[0] == "👩\u200d💻❤\ufe0f\n"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_click_finds_no_bytes_to_write_past_the_gate(encoding: str) -> None:
    script = "import os, typer\ntyper.echo(os.environ['MARK'])"
    said = "".join(through(script, PYTHONIOENCODING=encoding))
    assert "]0;PWNED" in said
    assert raw_in(said) == ""


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("running", "running"),
        ("x" * 50, "x" * 19),
        ("日本語" * 9, "日本語" * 3),
        ("a\x1b[2J\nb", None),
        ("", ""),
    ],
)
def test_a_line_of_progress_is_one_row(
    monkeypatch: pytest.MonkeyPatch, text: str, row: str | None
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    gate.overwrite(text)
    erase, said = stream.getvalue()[: len(gate.ERASE)], stream.getvalue()[len(gate.ERASE) :]
    assert erase == gate.ERASE
    assert (said == row) if row is not None else said.isprintable()
