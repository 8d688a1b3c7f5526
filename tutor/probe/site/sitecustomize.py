"""First on the path of a traced command: sets one import hook, then runs the project's own.

`tutor trace` puts this folder, and nothing else of ours, first on PYTHONPATH. The probe is loaded
under a private name, so that it meets nothing that the project has installed. Whatever fails here,
the command runs as it would.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location

PACKAGE = "_tutor_probe"
HERE = os.path.dirname(os.path.abspath(__file__))


def _begin() -> None:
    """Load the probe's package, without the modules that observe, and set the hook."""
    told = os.environ.get("TUTOR_TRACE", "")
    if not told or PACKAGE in sys.modules:
        return
    folder = os.path.dirname(HERE)
    spec = spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is not None and spec.loader is not None:
        package = sys.modules[PACKAGE] = module_from_spec(spec)
        spec.loader.exec_module(package)
        import_module(f"{PACKAGE}.attach").begin(told)


def _run_theirs() -> None:
    """The `sitecustomize` that Python would have found without this folder."""
    others = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = sys.modules["sitecustomize"] = module_from_spec(spec)
        spec.loader.exec_module(module)


try:  # noqa: SIM105 contextlib would be imported in every process
    _begin()
except Exception:
    pass
_run_theirs()
