"""What Python has on Linux and not on Windows, as the stubs of its standard library say it.

The stubs are mypy's own copy of typeshed: they are kept up with Python, and a list of ours would
not be. Reads; runs none of it.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MODULES = ("os", "signal", "select", "socket", "time")
"""Modules that lack something there, as far as the program uses them."""
CANDIDATES = (
    *("crypt", "fcntl", "grp", "nis", "ossaudiodev", "pty", "pwd"),
    *("readline", "resource", "spwd", "syslog", "termios", "tty"),
)


@cache
def modules() -> frozenset[str]:
    """Modules of which Windows has nothing."""
    return frozenset(
        name for name in CANDIDATES if names(name, "linux") and not names(name, "win32")
    )


@cache
def attributes() -> dict[str, frozenset[str]]:
    """Module → what it lacks on Windows."""
    return {name: names(name, "linux") - names(name, "win32") for name in MODULES}


@cache
def names(module: str, platform: str) -> frozenset[str]:
    """What a module of the standard library has on a system."""
    stub = _stub(module)
    found = _defined(ast.parse(stub.read_text()).body, platform) if stub else ()
    return frozenset(name for name in found if not name.startswith("_"))


def _stub(module: str) -> Path | None:
    spec = importlib.util.find_spec("mypy")
    folders = list((spec and spec.submodule_search_locations) or ())
    assert folders, "mypy is a tool of development"
    stdlib = Path(folders[0]) / "typeshed" / "stdlib"
    files = (stdlib / f"{module}.pyi", stdlib / module / "__init__.pyi")
    return next((file for file in files if file.is_file()), None)


def _defined(body: list[ast.stmt], platform: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.If():
                yield from _defined(
                    node.body if _holds(node.test, platform) else node.orelse, platform
                )
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name
            case ast.ImportFrom(module=str(module), names=found, level=0):
                yield from _exported(module, found, platform)


def _exported(module: str, found: list[ast.alias], platform: str) -> Iterator[str]:
    """Names that are imported to be exported: `from _socket import CAPI as CAPI`, `import *`."""
    for alias in found:
        if alias.name == "*":
            yield from names(module, platform)
        elif alias.asname == alias.name:
            yield alias.name


def _holds(test: ast.expr, platform: str) -> bool:
    """Whether a stub's condition holds, on this Python and on that system."""
    scope: dict[str, Any] = {"sys": _System(platform), "TYPE_CHECKING": True}
    return bool(eval(compile(ast.Expression(test), "stub", "eval"), scope))


class _System:
    version_info = sys.version_info

    def __init__(self, platform: str) -> None:
        self.platform = platform
