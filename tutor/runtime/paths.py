"""Where things are: the course, the demo project, the user's data, a session's temp folder.

Answers with paths; creates nothing but temp folders, and reads no file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import tutor
from tutor.runtime.system import is_posix

DISTRIBUTION = "channels-tutor"
TEMP_PREFIX = "channels-tutor-"


def project_root() -> Path:
    """The folder that holds `lessons/` and `demo_project/`: the wheel's copy, else the checkout."""
    package = Path(tutor.__file__).resolve().parent
    bundled = package / "bundled"
    return bundled if bundled.is_dir() else package.parent


def lessons_folder() -> Path:
    """The course: the folder that `TUTOR_COURSE` (`tutor --course`) names, else our `lessons/`."""
    course = os.environ.get("TUTOR_COURSE")
    return Path(course).absolute() if course else project_root() / "lessons"


def user_data() -> Path:
    """The learner's own files, in a folder of its own for another course. May not exist."""
    home = _home()
    if not os.environ.get("TUTOR_COURSE"):
        return home
    import hashlib

    folder = lessons_folder()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    return home / "courses" / f"{folder.name}-{digest}"


def _home() -> Path:
    """`TUTOR_HOME`, else the platform's place for a user's data."""
    if home := os.environ.get("TUTOR_HOME"):
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path(DISTRIBUTION)


def user_cache() -> Path:
    """What can be made again: `TUTOR_CACHE`, `TUTOR_HOME/cache`, else the platform's place."""
    if cache := os.environ.get("TUTOR_CACHE"):
        return Path(cache)
    if home := os.environ.get("TUTOR_HOME"):
        return Path(home) / "cache"
    from platformdirs import user_cache_path

    return user_cache_path(DISTRIBUTION)


def make_temp() -> Path:
    """A new folder for one session; its name carries our pid, so that leftovers are known."""
    return Path(tempfile.mkdtemp(prefix=f"{TEMP_PREFIX}{os.getpid()}-"))


def sweep_temp() -> None:
    """Remove the temp folders of tutors that are no longer alive."""
    for folder in leftovers():
        shutil.rmtree(folder, ignore_errors=True)


def leftovers() -> Iterator[Path]:
    """Temp folders whose tutor has ended without removing them; none where none can run."""
    if not is_posix():  # and `os.kill(pid, 0)` kills on Windows
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{TEMP_PREFIX}*-*"):
        pid = folder.name.removeprefix(TEMP_PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and folder.stat().st_uid == os.getuid() and not is_alive(int(pid)):
                yield folder


def is_alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
