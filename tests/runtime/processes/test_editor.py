"""Which editor is meant, and that it gets the file."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from tests.pty.screen import eventually
from tutor.runtime.processes.editor import Editor


def program(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("visual", "editor", "found"),
    [
        ("", "", ("", False, "")),
        ("", "no-such-editor -n", ("", False, "no-such-editor -n 'a b.py'")),
        ("", "'", ("", False, "")),
        ("true", "false", ("true", False, "true 'a b.py'")),
        ("", "code --wait", ("code", True, "code --wait 'a b.py'")),
    ],
)
def test_visual_comes_before_editor(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    visual: str,
    editor: str,
    found: tuple[str, bool, str],
) -> None:
    program(tmp_path, "code", ":")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.setenv("EDITOR", editor)
    one = Editor()
    assert (one.name, one.has_window, one.command(Path("a b.py"))) == found


async def test_it_has_the_file_and_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a b.py"
    monkeypatch.setenv("VISUAL", str(program(tmp_path, "ed", 'sleep 0.05; echo x > "$1"')))
    await Editor().edit(file)
    assert file.read_text() == "x\n"


async def test_it_ends_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"trap 'echo ended > {tmp_path}/it; exit' TERM; echo > \"$1\"; sleep 60 & wait"
    monkeypatch.setenv("VISUAL", str(program(tmp_path, "ed", text)))
    editing = asyncio.create_task(Editor().edit(tmp_path / "a.py"))
    while not (tmp_path / "a.py").exists():
        await asyncio.sleep(0.01)
    editing.cancel()
    await asyncio.wait({editing})
    assert eventually((tmp_path / "it").exists, within=20)


def test_one_that_does_not_start_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "code"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(broken))
    Editor().open_beside(tmp_path / "a.py")
    assert "editor" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vim", "+7 a.py"),
        ("hx", "a.py:7"),
        ("code", "--wait --goto a.py:7"),
        ("kate", "--line 7 a.py"),
        ("unknown", "a.py"),
    ],
)
async def test_it_is_told_the_line_in_its_own_way(
    name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    editor = program(tmp_path, name, f'echo "$@" > {said}')
    monkeypatch.setenv("VISUAL", f"{editor} --wait" if name == "code" else str(editor))
    await Editor().edit(Path("a.py"), 7)
    assert said.read_text() == f"{told}\n"
