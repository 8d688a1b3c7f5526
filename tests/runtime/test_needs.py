"""What is needed here: a missing module is named with what to install, an odd version is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.errors import TutorError, Unavailable
from tutor.runtime import needs
from tutor.runtime.fact_intake import Facts
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.stage import Stage


@pytest.fixture(autouse=True)
def asked_afresh() -> Iterator[None]:
    """What one test makes of the metadata is not kept for the next."""
    needs.requirements.cache_clear()
    yield
    needs.requirements.cache_clear()


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the tutor's metadata, to be filled in."""
    lines: list[str] = []
    monkeypatch.setattr(needs, "requires", lambda _: lines)
    return lines


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("pytest>=1", needs._version("pytest")),
        ("pytest", needs._version("pytest")),
        ("pytest<1", f"{needs._version('pytest')}, outside of <1"),
        ("nowhere-to-be-found>=2", "missing: `pip install 'nowhere-to-be-found>=2'`"),
    ],
)
def test_the_state_of_a_requirement(asks: list[str], line: str, state: str) -> None:
    asks.append(line)
    [asked] = needs.requirements()
    assert asked.state == state


def test_what_only_an_extra_asks_for_is_not_asked_for(asks: list[str]) -> None:
    asks += ['nowhere; extra == "dev"', 'nowhere; python_version < "3"']
    assert needs.requirements() == ()


def test_a_distribution_whose_module_is_gone_is_missing(
    asks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asks.append("pytest>=1")
    monkeypatch.setattr(needs, "is_there", lambda _: False)
    assert needs.requirements()[0].is_missing


def test_a_version_outside_is_said(asks: list[str]) -> None:
    asks += ["pytest<1", "pytest>=1", "nowhere-to-be-found"]
    version = needs._version("pytest")
    assert needs.misfits() == [f"pytest {version} is installed, and the tutor asks for <1"]


def test_a_checkout_that_is_not_installed_asks_its_pyproject(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def not_installed(_: str) -> list[str]:
        raise needs.PackageNotFoundError

    monkeypatch.setattr(needs, "requires", not_installed)
    assert "channels" in {asked.name for asked in needs.requirements()}
    needs.requirements.cache_clear()
    monkeypatch.setattr(needs, "project_root", lambda: tmp_path)
    assert needs.requirements() == ()


def test_every_requirement_of_ours_is_here_under_the_name_it_is_looked_for() -> None:
    assert [asked.module for asked in needs.requirements() if asked.is_missing] == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModuleNotFoundError("…", name="nowhere.at.all"), "The module nowhere is not installed."),
        (ModuleNotFoundError("…", name="json.nowhere"), None),
        (ModuleNotFoundError("…"), None),
        (KeyError("nowhere"), None),
    ],
)
def test_which_failed_imports_lack_a_package(error: Exception, said: str | None) -> None:
    lacks = needs.absent(error)
    assert (lacks and lacks.message) == said


@pytest.mark.parametrize("module", ["json", "pytest"])
def test_what_is_there_is_not_lacking(module: str) -> None:
    needs.need(module)
    assert needs.lacking(f"ModuleNotFoundError: No module named '{module}.nowhere'") == ""


@pytest.mark.parametrize(
    ("start", "module", "package"),
    [
        ({"call": "uvicorn_server"}, "uvicorn", "uvicorn"),
        ({"call": "server", "layer": "redis"}, "channels_redis", "channels-redis"),
        ({"call": "server"}, "daphne", "daphne"),
        ({"call": "wsgi_server"}, "django", "django"),
    ],
)
async def test_a_server_that_lacks_a_package_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, start: dict[str, str], module: str, package: str
) -> None:
    real = needs.is_there
    async with Session(spares=False) as session:
        stage = Stage(session, Facts(), lesson_folder=Path(__file__).parent / "scenes")
        monkeypatch.setattr(needs, "is_there", lambda name: name != module and real(name))
        call = getattr(stage, start.pop("call"))
        with pytest.raises(Unavailable) as raised:
            await call(**start)
    assert raised.value.told == (
        f"The module {module} is not installed. "
        f"`pip install {package}` in the tutor's environment brings it."
    )


async def test_a_lab_that_lacks_a_package_is_unavailable_and_one_that_errs_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "lacks.py").write_text("import nowhere_to_be_found.deep")
    (tmp_path / "errs.py").write_text("import json.nowhere")
    (tmp_path / "beside.py").write_text("raise ModuleNotFoundError(\"No module named 'lacks'\")")
    said = []
    async with Session(spares=False) as session:
        stage = Stage(session, Facts(), lesson_folder=tmp_path)
        for lab in ("lacks", "errs", "beside"):
            with pytest.raises(TutorError) as raised:
                await stage.server(f"{lab}.py:application")
            said.append(type(raised.value).__name__)
    assert said == ["Unavailable", "SceneFailed", "SceneFailed"]
