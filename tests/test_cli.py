"""The command line as a shell sees it: output, errors, exit codes, what is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def tutor(*args: str, within: float = 50, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs `tutor ARGS` with its output in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "tutor", *args],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['tutor', '--help']\n"
        "try:\n import tutor.cli; tutor.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'textual', 'django', 'rich', 'asyncio', 'sqlite3', 'msgspec', 'markdown_it'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("group", [(), ("dev",), ("dev", "new")], ids=" ".join)
def test_no_command_is_described_in_half_a_sentence(group: tuple[str, ...]) -> None:
    described = tutor(*group, "--help", COLUMNS="80").stdout.partition("Commands:")[2]
    assert described
    assert not [line for line in described.splitlines() if line.endswith("...")]


def test_ctrl_c_while_it_imports_ends_quietly() -> None:
    script = (
        "import sys, tutor.__main__ as entry\n"
        "class CtrlC:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer':\n            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, CtrlC())\n"
        "entry.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_the_version_by_every_name() -> None:
    assert tutor("--version").stdout.startswith("tutor ")
    assert tutor("-V").stdout == tutor("version").stdout == tutor("--version").stdout


@pytest.mark.parametrize("command", [(), ("quiz",), ("import",), ("dev",), ("dev", "new")])
def test_help_is_a_command_as_well(command: tuple[str, ...]) -> None:
    asked, option = tutor("help", *command), tutor(*command, "--help")
    assert asked.stdout.startswith(f"Usage: tutor {' '.join([*command, '[OPTIONS]'])}")
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, option.stdout, "")


def test_help_of_what_is_no_command_names_the_nearest() -> None:
    done, option = tutor("help", "quix"), tutor("quix")
    assert "'quiz'" in done.stderr
    assert (done.returncode, done.stderr) == (option.returncode, option.stderr)


def test_home_shows_the_lessons_and_how_to_begin(tmp_path: Path) -> None:
    shown = tutor(TUTOR_HOME=str(tmp_path)).stdout
    assert "7  Channel layers and groups" in shown
    assert "begin" in shown


def test_lesson_without_number_lists_them() -> None:
    done = tutor("lesson")
    assert (done.returncode, "7  Channel layers and groups" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (("lesson", "77"), "1 to 11"),
        (("lesson", "7", "--scene", "nix"), "three_tabs"),
        (("lesson", "7", "--replay", "--scene", "three_tabs", "--step", "9999"), "0 to "),
        (("lesson", "7", "--layer", "pigeon"), "redis-pubsub"),
        (("lesson", "7", "--json"), "three_tabs"),
        (("lesson", "7", "--plain", "--step", "5"), "three_tabs"),
        (("lesson", "7", "--replay", "--layer", "redis"), "no --layer"),
        (("lesson", "--export", "x.svg"), "Of which lesson?"),
        (("lesson", "7", "--redis", "localhost"), "redis://HOST:PORT"),
        (("check", "99"), "1 to 11"),
        (("reset",), "--all"),
        (("lesso", "7"), "'lesson'"),
        (("interviw",), "'interview'"),
        (("lesson", "7", "--scene", "alone", "--export", "x.gif"), ".svg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_unknown_name_is_answered_with_the_valid_ones(args: tuple[str, ...], names: str) -> None:
    done = tutor(*args)
    assert done.returncode == 2
    assert names in done.stderr
    assert "Traceback" not in done.stderr


def test_scenes_are_listed_in_order() -> None:
    lines = tutor("lesson", "7", "--scenes").stdout.splitlines()
    assert [line.split()[0] for line in lines][:2] == ["alone", "three_tabs"]


def test_lesson_prints_as_text_in_a_pipe() -> None:
    done = tutor("lesson", "7", "--replay", "--scene", "three_tabs")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "Page 3 of" in done.stdout


def test_c_locale_gets_ascii() -> None:
    done = tutor("lesson", "7", "--replay", "--scene", "three_tabs", LC_ALL="C")
    assert done.stdout.isascii()


def test_colour_in_a_pipe_only_when_forced() -> None:
    done = tutor("lesson", "7", "--replay", "--scene", "three_tabs", FORCE_COLOR="1")
    assert "\x1b[" in done.stdout


@pytest.mark.parametrize(
    ("options", "first"), [((), b"7 "), (("--scene", "at_most_once", "--json"), b"{")]
)
def test_closed_pipe_ends_quietly(options: tuple[str, ...], first: bytes) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "lesson", "7", "--replay", *options],
        cwd=ROOT,
        # Without a buffer the reader's end cuts the one long write short, and that is no error.
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(first)
        running.stdout.close()
        assert (running.stderr.read(), running.wait(50)) == (b"", 0)


@pytest.mark.slow
def test_json_is_the_trace_of_a_live_run() -> None:
    done = tutor("lesson", "7", "--scene", "three_tabs", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["kind"], events[-1]["kind"]) == ("scene.started", "scene.finished")


@pytest.mark.parametrize("ending", [".svg", ".html", ".json", ".jsonl"])
def test_export_writes_the_file(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"scene{ending}"
    done = tutor("lesson", "7", "--replay", "--scene", "three_tabs", "--export", str(file))
    assert done.returncode == 0, done.stderr
    text = file.read_text()
    assert "john" in text
    assert "font-face" not in text  # a picture that is opened asks nobody on the net


def test_next_goes_where_the_learner_was(tmp_path: Path) -> None:
    from tutor.learner.store import Position, Store

    with Store(tmp_path) as store:
        place = Position(lesson="07_channel_layers_and_groups", page=3, scene="three_tabs", step=9)
        store.save(place, at=1.0)
    shown = tutor(TUTOR_HOME=str(tmp_path)).stdout
    assert "go on: 7 Channel layers and groups, page 3: Fan-out: three tabs in one group" in shown


@pytest.mark.parametrize("options", [(), ("--plain", "--ascii")])
def test_next_prints_from_the_page_on(options: tuple[str, ...], tmp_path: Path) -> None:
    from tutor.learner.store import Position, Store

    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=14), at=1.0)
    done = tutor("next", *options, TUTOR_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Page 14 of 14: What to remember" in done.stdout
    assert "Page 13" not in done.stdout
    assert done.stdout.isascii() or not options


def test_reset_forgets(tmp_path: Path) -> None:
    from tutor.learner.store import Position, Store

    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=3), at=1.0)
    assert tutor("reset", "7", "--yes", TUTOR_HOME=str(tmp_path)).returncode == 0
    with Store(tmp_path) as store:
        assert store.positions() == []


def test_home_that_cannot_be_written_is_said_and_the_lesson_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    home = str(tmp_path / "file" / "home")
    done = tutor("lesson", "7", "--replay", "--scene", "three_tabs", TUTOR_HOME=home)
    assert done.returncode == 0
    assert done.stderr.count("not being saved") == 1


def test_doctor_says_what_is_here() -> None:
    done = tutor("doctor", "--clean")
    assert done.returncode == 0
    for name in ("python", "channels", "broker", "terminal", "left behind"):
        assert name in done.stdout


def test_a_command_whose_terminal_has_gone_ends_as_a_hang_up_would_end_it(tmp_path: Path) -> None:
    main, other = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "progress"],
        cwd=ROOT,
        env={**os.environ, "TUTOR_HOME": str(tmp_path)},
        stdin=other,
        stdout=other,
        stderr=other,
        start_new_session=True,
    ) as running:
        os.close(other)
        os.close(main)
        assert running.wait(50) == 128 + signal.SIGHUP
