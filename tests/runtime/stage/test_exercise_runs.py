"""Exercises on a real server: what a run says, and code that does anything it likes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from tutor.core.events import ServerStarted
from tutor.errors import UsageError
from tutor.library.find import course
from tutor.library.find_exercises import named
from tutor.practice.exercise import Exercise
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.exercise_runs import Ran, lay_out, run_exercise

pytestmark = pytest.mark.asyncio(loop_scope="module")
Given = Callable[..., Path]
RECEIVE = "        event = {"  # the first line of the handler


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    """The shipped one whose good code is changed here."""
    return named(course(), "closes")


@pytest.fixture
def given(exercise: Exercise, tmp_path: Path) -> Given:
    """The good code with one text in place of another, in a folder of its own."""

    def give(old: str = "", new: str = "") -> Path:
        lay_out(exercise.good(), tmp_path / "mine")
        file = tmp_path / "mine" / exercise.edit
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1) if old else text)
        return file.parent

    return give


def nothing_is_left(ran: Ran, session: Session) -> bool:
    """Its servers have ended."""
    started = [event.pid for event in ran.events if isinstance(event, ServerStarted)]
    return not session.servers and not any(map(psutil.pid_exists, started))


async def test_good_code_holds_and_its_run_is_kept(
    exercise: Exercise, session: Session, given: Given
) -> None:
    ran = await run_exercise(exercise, given(), session)
    assert (ran.is_mended, ran.stopped, ran.unmet) == (True, None, "")
    assert (ran.events[0].kind, ran.events[-1].kind) == ("scene.started", "scene.finished")


async def test_a_query_that_cannot_be_read_is_the_authors_and_nothing_is_run(
    exercise: Exercise, session: Session, given: Given
) -> None:
    said = replace(exercise.diagnoses[0], says="{not a query}")
    with pytest.raises(UsageError, match="closes cannot be judged: expected"):
        await run_exercise(replace(exercise, diagnoses=(said,)), given(), session)


async def test_the_end_of_a_dead_consumer_is_waited_for(
    exercise: Exercise, session: Session, given: Given
) -> None:
    ran = await run_exercise(exercise, given("async def chat_", "async def chat__"), session)
    assert ran.judged is not None
    assert ran.judged.failing is not None
    assert ran.judged.failing.saw == "never; ben is closed by the server with 1011"


SLOW = pytest.mark.slow
IMPORTED = [
    ("class Tab", "import os; os.fork()\nclass Tab", "forks", "The code forks"),
    ("channels.generic", "chanels.generic", "raised", "No module named 'chanels'"),
    ("async def receive(self,", "async def receive(self", "raised", "SyntaxError"),
]
IMPORTED += [
    pytest.param(*row, marks=SLOW)  # type: ignore[misc]
    for row in (
        ("class Tab", "import sys; sys.exit(3)\nclass Tab", "ended", "while it is loaded"),
        ("class Tab", "import os; os._exit(3)\nclass Tab", "ended", "exit status 3"),
        ("application = ", "app = ", "raised", "has no application"),
        ("application = ", "application = 5 or ", "raised", "no ASGI application: int"),
        ("class Tab", "\0\nclass Tab", "raised", "null bytes"),
    )
]
SERVED = [
    ("import sys; sys.exit(4)", "ended", "ended the whole server in receive, exit status 4"),
    ("import os; os._exit(4)", "ended", "exit status 4"),
    ("import os; os.fork()", "forks", "The code forks"),
    ("while True: pass", "hangs", "stood still for"),
    ("while True: print('x' * 1000)", "hangs", "stood still for"),
    ("while True: await self.send(text_data='x')", "floods", "more than 20,000 messages"),
]


@pytest.mark.parametrize(("old", "new", "how", "says"), IMPORTED)
async def test_code_that_cannot_be_imported_is_one_sentence(
    exercise: Exercise, session: Session, given: Given, old: str, new: str, how: str, says: str
) -> None:
    ran = await run_exercise(exercise, given(old, new), session)
    assert told(ran) == (how, True), ran.stopped
    assert says in sentence(ran), ran.stopped


@pytest.mark.slow
@pytest.mark.parametrize(("code", "how", "says"), SERVED)
async def test_code_that_ends_or_keeps_its_server_is_one_sentence(
    exercise: Exercise, session: Session, given: Given, code: str, how: str, says: str
) -> None:
    ran = await run_exercise(exercise, given(RECEIVE, f"        {code}\n{RECEIVE}"), session)
    assert told(ran) == (how, True), ran.stopped
    assert says in sentence(ran), ran.stopped
    assert nothing_is_left(ran, session)


@pytest.mark.slow
async def test_an_import_without_an_end_is_stopped(
    exercise: Exercise, session: Session, given: Given
) -> None:
    ran = await run_exercise(exercise, given("class Tab", "while True: pass\nclass Tab"), session)
    assert told(ran) == ("loads", True), ran.stopped
    assert nothing_is_left(ran, session)


@pytest.mark.slow
async def test_a_run_has_a_limit(exercise: Exercise, session: Session, given: Given) -> None:
    wait = f"        import asyncio; await asyncio.sleep(60)\n{RECEIVE}"
    ran = await run_exercise(exercise, given(RECEIVE, wait), session, limit=0.5)
    assert told(ran) == ("long", True), ran.stopped
    assert sentence(ran) == "The run took more than 0.5 s; websocket_receive had not returned."


async def test_a_file_that_is_gone(exercise: Exercise, session: Session, tmp_path: Path) -> None:
    ran = await run_exercise(exercise, tmp_path, session)
    assert sentence(ran) == "There is no consumers.py there any more."


async def test_a_traceback_has_the_learners_lines_and_no_other(
    exercise: Exercise, session: Session, given: Given
) -> None:
    ran = await run_exercise(exercise, given("path(", "pfad("), session)
    assert ran.stopped is not None
    line = next(n for n, text in enumerate(code(given).splitlines(), 1) if "pfad(" in text)
    assert ran.stopped.trace == (
        "Traceback (most recent call last):",
        f'  File "consumers.py", line {line}, in <module>',
        f"    {code(given).splitlines()[line - 1].strip()}",
        *ran.stopped.trace[3:-1],  # ^^^^ under it
        "NameError: name 'pfad' is not defined",
    )
    assert str(given().parent) not in "".join(ran.stopped.trace)


async def test_what_the_scene_waits_for_in_vain_is_named(
    exercise: Exercise, session: Session, given: Given
) -> None:
    ran = await run_exercise(exercise, given('path("ws/"', 'path("wss/"'), session)
    assert ran.unmet.startswith("ann: expected /ws/ to open, it was refused")


def told(ran: Ran) -> tuple[str, bool]:
    return (ran.stopped.how if ran.stopped else "", ran.judged is None)


def sentence(ran: Ran) -> str:
    return ran.stopped.sentence if ran.stopped else ""


def code(given: Given) -> str:
    return (given("path(", "pfad(") / "consumers.py").read_text()
