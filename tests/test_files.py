"""Files are read within bounds, written whole by a name of ours alone, and closed to others."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor import files


def left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# ── reading ──


def test_device_without_an_end_is_refused() -> None:
    with pytest.raises(files.TooLarge, match="more than 5 MB"):
        files.read(Path("/dev/zero"), limit=5_000_000)


def test_a_file_may_be_as_large_as_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert files.read(tmp_path / "a", limit=5) == b"12345"
    with pytest.raises(files.TooLarge):
        files.read(tmp_path / "a", limit=4)


def test_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["sh", "-c", f"echo one > '{pipe}'"])
    assert files.read(pipe) == b"one\n"
    writer.wait()


def test_descriptor_is_read_and_left_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    with (tmp_path / "a").open("rb") as file:
        assert files.read(file.fileno()) == b"one"
        assert file.read() == b""


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_text_is_the_same_whatever_its_lines_end_with(ending: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("é".encode() + ending + b"b" + ending)
    assert files.text(tmp_path / "a") == "é\nb\n"


# ── writing ──


def test_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    files.write(tmp_path / "a", b"one")
    files.write(tmp_path / "a", b"another")
    assert ((tmp_path / "a").read_bytes(), left(tmp_path)) == (b"another", ["a"])


def test_link_that_waits_under_the_name_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "a").symlink_to(tmp_path / "theirs")
    files.write(tmp_path / "a", b"ours")
    assert ((tmp_path / "theirs").read_text(), (tmp_path / "a").is_symlink()) == ("theirs", False)


def test_name_on_the_way_is_another_each_time_and_made_exclusively(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, int]] = []
    original = os.open

    def seen(path: str, flags: int, *rest: int) -> int:
        made.append((path, flags & (os.O_EXCL | os.O_CREAT)))
        return original(path, flags, *rest)

    monkeypatch.setattr("tempfile._os.open", seen)
    files.write(tmp_path / "a", b"one")
    files.write(tmp_path / "a", b"one")
    names = {name for name, _ in made}
    assert (len(names), {how for _, how in made}) == (2, {os.O_EXCL | os.O_CREAT})


FULL = (
    "import resource, signal, sys; from pathlib import Path; from tutor import files\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    "try: files.write(Path(sys.argv[1]), bytes(5000))\n"
    "except OSError as error: print(error.strerror)"
)


def test_write_that_fails_leaves_an_older_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("older")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "a")], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == ("File too large\n", "")
    assert ((tmp_path / "a").read_text(), left(tmp_path)) == ("older", ["a"])


def test_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "a").touch(0o644)
    files.write(tmp_path / "a", b"one", private=True)
    assert oct((tmp_path / "a").stat().st_mode & 0o777) == "0o600"


def test_other_file_keeps_the_mode_it_had(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "a").chmod(0o640)
    files.write(tmp_path / "a", b"one")
    assert oct((tmp_path / "a").stat().st_mode & 0o777) == "0o640"


def test_new_file_has_the_mode_of_new_files(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    files.write(tmp_path / "a", b"one")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode


# ── rights ──


def test_folder_and_those_it_lies_in_are_made_for_their_owner(tmp_path: Path) -> None:
    files.private_folder(tmp_path / "a" / "b")
    modes = {oct(each.stat().st_mode & 0o777) for each in (tmp_path / "a", tmp_path / "a" / "b")}
    assert modes == {"0o700"}


def test_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(NotADirectoryError):
        files.private_folder(tmp_path / "a")


def test_what_a_link_leads_to_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    (tmp_path / "theirs").chmod(0o644)
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    files.close_to_others(tmp_path / "link")
    assert oct((tmp_path / "theirs").stat().st_mode & 0o777) == "0o644"


@pytest.mark.parametrize(("mode", "ours"), [(0o600, True), (0o644, True), (0o662, False)])
def test_file_that_others_may_write_is_not_ours(mode: int, ours: bool, tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "a").chmod(mode)
    assert files.is_ours(tmp_path / "a") is ours


# ── commands end, whatever they read ──


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    return tmp_path


def begun(*command: str, stdin: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tutor", *command],
        cwd=ROOT,
        stdin=stdin if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code, and what was said; whoever never ends is killed by the test's own limit."""
    _, said = process.communicate(timeout=50)
    return process.returncode, said


def terminated(pipe: Path, *command: str) -> tuple[int, str]:
    """How a command ends that got a SIGTERM while it read this pipe, which nobody writes."""
    process = begun(*command)
    while (end := _written(pipe)) is None:
        assert process.poll() is None, ended(process)
        time.sleep(0.02)
    with os.fdopen(end, "w"):
        process.send_signal(signal.SIGTERM)
        return ended(process)


def _written(pipe: Path) -> int | None:
    """The pipe's other end, once somebody has opened it for reading (fifo(7), ENXIO until then)."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


@pytest.fixture
def scenes(home: Path) -> Path:
    """The scenes of a course, which are still to be made."""
    shutil.copytree(ROOT / "tests/courses/small", home / "course")
    (home / "course" / "01_echo" / "scenes.py").unlink()
    return home / "course" / "01_echo" / "scenes.py"


@pytest.mark.slow
def test_sigterm_ends_an_import_that_waits_for_a_pipe(home: Path) -> None:
    os.mkfifo(home / "pipe")
    assert terminated(home / "pipe", "import", str(home / "pipe")) == (143, "")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["lesson 1", "progress", "quiz 1"])
def test_sigterm_ends_a_command_that_waits_for_scenes(command: str, scenes: Path) -> None:
    os.mkfifo(scenes)
    course = ("--course", str(scenes.parents[1]))
    assert terminated(scenes, *course, *command.split()) == (143, "")


@pytest.mark.slow
def test_scenes_that_have_no_end_stop_nothing(scenes: Path) -> None:
    scenes.symlink_to("/dev/zero")
    code, said = ended(begun("--course", str(scenes.parents[1]), "progress"))
    assert (code, "Traceback" in said) == (0, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["trace --jsonl NAME -- true", "--course NAME progress", "why --trace NAME", "import NAME",
     "export NAME"],
)  # fmt: skip
def test_a_name_that_the_system_does_not_take_is_no_fault_of_the_tutor(
    command: str, home: Path
) -> None:
    code, said = ended(begun(*command.replace("NAME", str(home / ("n" * 300))).split()))
    assert (code != 0, "fault of the tutor" in said) == (True, False)
    assert "name too long" in said.lower()


@pytest.mark.slow
def test_input_of_a_quiz_that_has_no_end_is_refused(home: Path) -> None:
    small = str(ROOT / "tests/courses/small")
    with Path("/dev/zero").open("rb") as zero:
        quiz = ("--course", small, "quiz", "--json", "--card", "echo-once")
        code, said = ended(begun(*quiz, stdin=zero.fileno()))
    assert (code, "more than 1 MB" in said) == (2, True), said


@pytest.mark.parametrize("lasting", [True, False])
def test_what_is_to_last_is_on_the_disk_before_it_has_its_name(
    lasting: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bytes, bool]] = []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        fsync(descriptor)
        [staged] = tmp_path.iterdir()
        synced.append((staged.read_bytes(), staged.name == "a"))

    monkeypatch.setattr(os, "fsync", seen)
    files.write(tmp_path / "a", b"one", lasting=lasting)
    assert synced == [(b"one", False)] * lasting
