"""The database of a scene: a copy of a template that has been migrated and seeded once.

The template lies in the user's cache under a key of everything it depends on; where the cache
cannot be written it is made in the session's folder. Django runs in a child process only.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkdtemp

from tutor import files
from tutor.errors import Unavailable
from tutor.runtime.needs import need
from tutor.runtime.paths import project_root, user_cache
from tutor.runtime.processes.keeper import Keeper
from tutor.runtime.processes.process import child_environment

BUILD_WITHIN = 60.0
BUILDER = Path(__file__).with_name("build_database.py")


@dataclass(frozen=True, slots=True)
class Template:
    """A migrated, seeded SQLite file and the session keys of the people in it."""

    file: Path
    sessions: dict[str, str]  # user name → session key

    def copy_to(self, file: Path) -> None:
        """A database for one scene."""
        shutil.copyfile(self.file, file)


def key() -> str:
    """Changes with Django, the models, the migrations, the seed and the way we build."""
    digest = hashlib.sha256()
    with suppress(PackageNotFoundError):
        digest.update(version("django").encode())
    project = project_root() / "demo_project"
    sources = [*project.glob("*/migrations/*.py"), *project.glob("*/management/**/*.py")]
    for file in (BUILDER, project / "settings.py", *sorted(sources)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


async def template(temp: Path, keeper: Keeper | None = None) -> Template:
    """The template, made now if there is none, by a process that the keeper knows."""
    name = f"minicom-{key()}"
    cache = user_cache()
    if (found := _read(cache / name)) is not None:
        return found
    fresh = temp / name
    await _build(fresh, keeper)
    _store(fresh, cache / name)
    made = _read(cache / name) or _read(fresh)
    if made is None:
        raise Unavailable(f"The database template {fresh} cannot be read.")
    return made


def _read(folder: Path) -> Template | None:
    try:
        sessions = json.loads(files.text(folder / "sessions.json"))
        file = folder / "minicom.sqlite3"
        return Template(file, sessions) if file.stat().st_size else None
    except (OSError, ValueError, RecursionError):
        return None


def _store(fresh: Path, place: Path) -> None:
    """Move it into the cache in one step; two tutors may do so at once."""
    with suppress(OSError):
        files.private_folder(place.parent)
        staging = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        shutil.copytree(fresh, staging, dirs_exist_ok=True)
        try:
            staging.rename(place)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


async def _build(folder: Path, keeper: Keeper | None) -> None:
    need("django", "channels", "daphne")
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "minicom.sqlite3"
    environment = {**child_environment(), "MINICOM_DATABASE": str(database)}
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(BUILDER), str(project_root()), str(folder / "sessions.json")),
            stdin=asyncio.subprocess.PIPE,  # its life line
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(f"No process can be started here: {error}.") from error
    if keeper is not None:
        keeper.watch(process.pid)
    try:
        errors = await _end_of(process)
    finally:
        if keeper is not None:
            keeper.forget(process.pid)
    if process.returncode:
        reason = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Unavailable(f"The demo project's database cannot be made: {reason}.")


async def _end_of(process: asyncio.subprocess.Process) -> bytes:
    """Its last words, once it has ended; it is killed when that takes too long."""
    assert process.stdin is not None and process.stderr is not None
    try:
        async with asyncio.timeout(BUILD_WITHIN):
            errors = await process.stderr.read()
            await process.wait()
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    finally:
        process.stdin.close()
    return errors
