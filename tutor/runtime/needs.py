"""What the tutor needs of this machine: modules, and the versions that its own metadata asks for.

What is missing is named with what to install. Nothing is imported to find that out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import Final

from tutor.errors import Unavailable
from tutor.runtime.paths import DISTRIBUTION, project_root

MODULES: Final = {"markdown-it-py": "markdown_it"}
"""Distributions whose module has another name."""

_NO_MODULE: Final = re.compile(r"ModuleNotFoundError: No module named '(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A distribution that the tutor's metadata asks for, and what is here of it."""

    name: str  # "channels-redis"
    asked: str  # ">=4.3"; "" = any version
    found: str  # "4.3.0"; "" = it is not installed
    module: str  # "channels_redis"
    fits: bool  # the version is one of those that are asked for

    @property
    def is_missing(self) -> bool:
        """It cannot be imported here."""
        return not (self.found and is_there(self.module))

    @property
    def state(self) -> str:
        """ "4.3.0", "4.1.0, outside of >=4.3" or "missing: `pip install 'channels>=4.3'`"."""
        if self.is_missing:
            return f"missing: `pip install '{self.name}{self.asked}'`"
        return self.found if self.fits else f"{self.found}, outside of {self.asked}"

    @property
    def misfit(self) -> str:
        """ "channels 4.1.0 is installed, and the tutor asks for >=4.3"; "" when all is well."""
        if self.is_missing or self.fits:
            return ""
        return f"{self.name} {self.found} is installed, and the tutor asks for {self.asked}"


@cache
def requirements() -> tuple[Requirement, ...]:
    """In the order of the metadata; of a checkout that is not installed, its `pyproject.toml`'s."""
    return tuple(_requirements())


def _requirements() -> Iterator[Requirement]:
    from packaging.requirements import Requirement as Asked

    for asked in map(Asked, _declared()):
        if asked.marker is None or asked.marker.evaluate({"extra": ""}):
            found = _version(asked.name)
            yield Requirement(
                name=asked.name,
                asked=str(asked.specifier),
                found=found,
                module=MODULES.get(asked.name, asked.name.lower().replace("-", "_")),
                fits=bool(found) and asked.specifier.contains(found, prereleases=True),
            )


def _declared() -> list[str]:
    try:
        return requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        pass
    try:
        text = (project_root() / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return []
    lines: list[str] = tomllib.loads(text)["project"]["dependencies"]
    return lines


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def misfits() -> list[str]:
    """Every installed version outside of what the metadata asks for, one clause each."""
    return [asked.misfit for asked in requirements() if asked.misfit]


def is_there(module: str) -> bool:
    """Whether a top-level module can be imported here."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def need(*modules: str) -> None:
    """Raises Unavailable for the first of these top-level modules that is missing."""
    for module in modules:
        if not is_there(module):
            raise missing(module)


def lacking(error: str) -> str:
    """The top-level module that `ModuleNotFoundError: No module named 'x.y'` misses here, or ""."""
    found = _NO_MODULE.match(error)
    return found[1] if found and not is_there(found[1]) else ""


def absent(error: Exception, place: str = "") -> Unavailable | None:
    """What to say of an import that failed because its distribution is not installed, if it did.

    `place`: the line that imports it, where that is a course's.
    """
    top = (getattr(error, "name", None) or "").partition(".")[0]
    is_import = isinstance(error, ModuleNotFoundError)
    return missing(top, place) if is_import and top and not is_there(top) else None


def missing(module: str, place: str = "") -> Unavailable:
    """The error of a module that is not there, and that this place imports."""
    names = {name: package for package, name in MODULES.items()}
    package = names.get(module, module.replace("_", "-"))
    return Unavailable(
        f"The module {module} is not installed{f' ({place})' if place else ''}.",
        f"`pip install {package}` in the tutor's environment brings it.",
    )
