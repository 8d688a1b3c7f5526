"""The probe runs in other people's interpreters: Python 3.9 to 3.14, those that are here."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tutor.probe

FOLDER = Path(tutor.probe.__file__).parent
VERSIONS = range(9, 15)
OURS = {"server_main.py", "serve_uvicorn.py", "serve_wsgi.py", "confine.py"}  # run by us alone

USE = """
import asyncio, importlib.util, json, sys, traceback
folder, names = sys.argv[1], sys.argv[2].split()
spec = importlib.util.spec_from_file_location(
    "_their_probe", folder + "/__init__.py", submodule_search_locations=[folder])
package = sys.modules["_their_probe"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
for name in names:
    importlib.import_module("_their_probe." + name)
from _their_probe.probe import Probe
from _their_probe.consumer_state import State
from _their_probe.queue import records

class Outer:
    def __init__(self, inner):
        self.inner = inner
    async def __call__(self, scope, receive, send):
        return await self.inner(dict(scope, user="ann"), receive, send)

async def echo(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    raise KeyError("end")

class Consumer: pass

async def main():
    probe = Probe(None)
    probe.facts.queue.look = lambda: None
    probe.observe()
    sent = []
    async def receive():
        return {"type": "websocket.connect"}
    async def send(message):
        sent.append(message)
    try:
        await probe.wrap(Outer(echo))({"type": "websocket", "path": "/"}, receive, send)
    except KeyError as error:
        passed = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    consumer = Consumer()
    consumer.rooms, consumer.name = ["a"], "n"
    state = State(consumer)
    state.changes()
    consumer.name = "m"
    told = [list(record) for record in records(probe.facts.queue.items)]
    fault = probe.facts.last_fault
    probe.close()
    kinds = [record[0] for record in told]
    lines = [record[-3] for record in told if record[0] == "scope.entered"]
    mine = "tutor" in sys.modules
    frames = sum(file.startswith(folder) for file in passed)
    print(json.dumps([kinds, lines, state.changes(), repr(fault) if fault else "", mine, frames]))
asyncio.run(main())
"""


def interpreters() -> dict[str, str]:
    """Version → program, of those that run."""
    found: dict[str, str] = {}
    homes = map(str, Path.home().glob(".pyenv/versions/3.*/bin/python"))
    named = [shutil.which(f"python3.{minor}") for minor in VERSIONS]
    for program in filter(None, (sys.executable, *homes, *named)):
        command = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        version = subprocess.run(command, capture_output=True, text=True).stdout.strip()
        if version in {f"3.{minor}" for minor in VERSIONS}:
            found.setdefault(version, program)
    return found


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    return interpreters()


@pytest.mark.parametrize("version", [f"3.{minor}" for minor in VERSIONS])
def test_the_probe_tells_the_same_on(version, programs, tmp_path):
    if version not in programs:
        pytest.skip(f"no Python {version} is here")
    (tmp_path / "use.py").write_text(USE)
    names = " ".join(sorted(path.stem for path in FOLDER.glob("*.py") if path.name not in OURS))
    layers = "layers layers.memory layers.redis_core layers.redis_pubsub"
    names = names.replace("__init__ ", "") + f" {layers}"
    run = subprocess.run(
        [programs[version], "-B", "use.py", str(FOLDER), names],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    kinds, lines, changes, fault, mine, frames = json.loads(run.stdout)
    assert (fault, mine) == ("", False)
    assert frames == (version in {"3.9", "3.10"})  # there the outermost cannot be taken out
    assert kinds.count("scope.entered") == 2
    assert lines[0] == 'self.inner(dict(scope, user="ann"), receive, send)'
    assert kinds[-1] == "connection.closed"
    assert changes == {"name": "'m'"}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.name)
def test_no_newer_syntax_is_used_in(path):
    assert ast.parse(path.read_text(), feature_version=(3, VERSIONS[0]))
