"""The wheel in an empty environment: `tutor` works from any folder, and its contents come along."""

from __future__ import annotations

import json
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.building import ROOT, build, call
from tutor import __version__

Run = Callable[..., str]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.matrix,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("wheel"),  # built once
]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and the way to what it depends on.

    The dependencies are those of the running tests: a line in a `.pth` file finds them, and does
    not read the `.pth` files beside them, so that the checkout stays out of sight.
    """
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build(folder)
    environment = folder / "venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    call(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (_package(environment).parent / "dependencies.pth").write_text("\n".join(sorted(dependencies)))
    return environment


@pytest.fixture
def tutor(installed: Path, tmp_path: Path) -> Run:
    """Runs the installed `tutor` in a folder that holds nothing."""

    def run(*arguments: str) -> str:
        home = str(tmp_path / "home")
        return call(installed / "bin/tutor", *arguments, cwd=tmp_path, TUTOR_HOME=home)

    return run


def _package(environment: Path) -> Path:
    (found,) = environment.glob("lib/python3*/site-packages/tutor")
    return found


def _files(folder: Path) -> set[str]:
    """The files in a folder, compiled ones left out."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in paths}


def test_the_package_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    script = "import tutor, sys; print(tutor.__file__); sys.exit('demo_project' in sys.modules)"
    found = call(installed / "bin/python", "-c", script, cwd=tmp_path)
    assert Path(found.strip()) == _package(installed) / "__init__.py"


@pytest.mark.parametrize("content", ["lessons", "demo_project"])
def test_contents_are_bundled_whole(installed: Path, content: str) -> None:
    listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", content)
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout to compare with")
    wanted = {
        Path(line).relative_to(content).as_posix()
        for line in call(*listed, cwd=ROOT).splitlines()
        if not line.endswith(".pyc") and (ROOT / line).is_file()
    }
    assert _files(_package(installed) / "bundled" / content) == wanted


def test_nothing_else_is_installed(installed: Path) -> None:
    beside = {path.name for path in _package(installed).parent.iterdir()}
    ours = {"tutor", f"channels_tutor-{__version__}.dist-info", "dependencies.pth"}
    assert beside == ours


def test_every_module_is_compiled(installed: Path) -> None:
    package = _package(installed)
    missing = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if not list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))
    ]
    assert not missing


def test_it_knows_its_version(tutor: Run) -> None:
    assert __version__ in tutor("--version")


def test_it_lists_the_lessons(tutor: Run) -> None:
    assert "7" in tutor("lesson")


def test_it_lists_the_scenes(tutor: Run) -> None:
    names = [line.split()[0] for line in tutor("lesson", "7", "--scenes").splitlines() if line]
    assert [name for name in names if name in SCENES] == SCENES


def test_it_plays_a_scene_live_and_leaves_the_package_as_it_was(
    tutor: Run, installed: Path
) -> None:
    before = _files(_package(installed))

    events = [
        json.loads(line) for line in tutor("lesson", "7", "--scene", "alone", "--json").splitlines()
    ]

    assert {"server.started", "client.received"} <= {event["kind"] for event in events}
    assert all(event.get("where") for event in events if event["kind"] == "group.joined")
    assert _files(_package(installed)) == before


SCENES = [
    "alone",
    "three_tabs",
    "type_names_a_method",
    "group_names",
    "two_servers_memory",
    "two_servers_redis",
    "at_most_once",
    "persistent",
]
