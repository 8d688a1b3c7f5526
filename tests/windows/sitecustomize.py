"""Makes a Python of Linux one without what Windows lacks; first on the path of a child process.

Modules are not found, and what is imported from here on meets copies of `os` and the like with
attributes gone. What has been loaded before keeps the real ones: it is this system's own way of
being Python. `sys.platform` stays, because what others would import for Windows is not here.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType

ABSENT = json.loads(Path(os.environ["TEST_ABSENT"]).read_text())
OF_THIS_SYSTEM = (
    *("asyncio", "ctypes", "logging", "multiprocessing", "pathlib", "random", "shutil", "sqlite3"),
    *("subprocess", "tempfile", "uuid", "platformdirs.unix"),
)
for name in OF_THIS_SYSTEM:
    importlib.import_module(name)


class Filtered:
    """A finder of Python's that does not find these modules."""

    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        return None if name in ABSENT["modules"] else self.finder.find_spec(name, path, target)


sys.meta_path[:] = map(Filtered, sys.meta_path)
for name in ABSENT["modules"]:
    sys.modules.pop(name, None)
for name, attributes in ABSENT["attributes"].items():
    whole = importlib.import_module(name)
    less = ModuleType(name, whole.__doc__)
    vars(less).update({k: v for k, v in vars(whole).items() if k not in attributes})
    sys.modules[name] = less
