"""A place in the installed source is found without importing it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tutor.errors import TutorError
from tutor.runtime import installed, paths
from tutor.runtime.installed import describe, find

SOURCE = '''\
"""A module."""

LIMIT = 9


class Layer:
    size = 3

    def send(self):
        def inner(): ...

    async def receive(self): ...


def send(): ...


class Other:
    class Inner:
        def go(self): ...
'''


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `some` with a module and a package inside, of which an import would fail."""
    folder = tmp_path / "site" / "some"
    (folder / "deep").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError\n")
    (folder / "layers.py").write_text(SOURCE)
    (folder / "deep" / "__init__.py").write_text("\n\nNAME = 'x'\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return folder


@pytest.mark.parametrize(
    ("place", "name", "line"),
    [
        ("some", "some/__init__.py", 1),
        ("some.layers", "some/layers.py", 1),
        ("some.layers:LIMIT", "some/layers.py", 3),
        ("some.layers:Layer", "some/layers.py", 6),
        ("some.layers:Layer.size", "some/layers.py", 7),
        ("some.layers:Layer.send", "some/layers.py", 9),
        ("some.layers:Layer.send.inner", "some/layers.py", 10),
        ("some.layers:Layer.receive", "some/layers.py", 12),
        ("some.layers:send", "some/layers.py", 15),
        ("some.layers:Other.Inner.go", "some/layers.py", 20),
        ("some.deep", "some/deep/__init__.py", 1),
        ("some.deep:NAME", "some/deep/__init__.py", 3),
    ],
)
def test_a_definition_is_found_with_its_line(
    package: Path, place: str, name: str, line: int
) -> None:
    found = find(place)
    assert (found.name, found.file, found.line) == (name, package.parent / name, line)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nowhere.layers:Layer", "nowhere is not installed here"),
        ("sys:path", "sys is not installed here"),
        ("some.gone", "The some that is installed here has no module some.gone"),
        ("some.layers.deeper", "The some that is installed here has no module some.layers.deeper"),
        ("some.layers:Gone", "layers.py as installed here has no Gone"),
        ("some.layers:Layer.gone", "layers.py as installed here has no Layer.gone"),
        ("some.layers:Layer.", "layers.py as installed here has no Layer."),
        ("some.layers:Layer.Inner", "layers.py as installed here has no Layer.Inner"),
    ],
)
def test_what_is_not_there_is_named(place: str, message: str) -> None:
    with pytest.raises(TutorError) as caught:
        find(place)
    assert caught.value.message == f"{message}."


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("some.layers:Layer.send", "`Layer.send` in some/layers.py, line 9"),
        ("some.layers", "some/layers.py"),
        ("some.layers:Gone", "`some.layers:Gone`"),
        ("nowhere", "`nowhere`"),
    ],
)
def test_a_place_in_words(place: str, words: str) -> None:
    assert describe(place) == words


def test_a_package_that_cannot_be_asked_for_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str) -> None:
        raise ValueError(f"{name}.__spec__ is None")

    monkeypatch.setattr(installed.importlib.util, "find_spec", refuse)
    with pytest.raises(TutorError, match="some is not installed here"):
        find("some.layers")


def test_the_demo_project_is_ours() -> None:
    found = find("demo_project.chat.consumers")
    assert found.file == paths.project_root() / "demo_project" / "chat" / "consumers.py"


def test_looking_imports_nothing() -> None:
    script = (
        "import sys\nfrom tutor.runtime.installed import find\n"
        "find('channels.layers:InMemoryChannelLayer.group_send')\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert not {"channels", "django", "asgiref"} & set(run.stdout.split())
