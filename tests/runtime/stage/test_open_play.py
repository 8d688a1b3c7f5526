"""Commands on an open stage: what they do, what is said of mistakes, undo, and what is kept."""

from __future__ import annotations

import asyncio
import re
import resource
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.dev.test_check_course import COURSE, LESSON
from tutor.dev.compare import differences
from tutor.dev.record import main as dev_record
from tutor.errors import SceneFailed, TutorError, UsageError
from tutor.play.command import read
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import load
from tutor.runtime.stage.open_play import Opening, Play, one_sentence
from tutor.runtime.stage.open_stage import open_stage

APP = "labs/echo.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def play(session: Session, scenes: Path) -> AsyncIterator[Play]:
    async with Play(session, Opening(folder=scenes, app=APP, path="/ws/")) as opened:
        yield opened


async def do(play: Play, *lines: str) -> str:
    """Type these; what was said last."""
    said = ""
    for line in lines:
        command = read(line)
        assert command is not None
        said = await play.run(command)
    return said


def heard(play: Play, name: str) -> list[str]:
    """What a tab has received, as the recording has it."""
    events = play.live.timeline.events
    return [e.text for e in events if e.kind == "client.received" and e.name == name]  # type: ignore[attr-defined]


def layer_of(play: Play) -> str:
    return play.stage.servers[0].plan.environment["MINICOM_CHANNEL_LAYER"]


async def test_what_is_typed_happens_and_is_recorded_at_once(play: Play) -> None:
    await do(play, "open ann", "open ben", "send ann all good morning")
    assert heard(play, "ann") == heard(play, "ben") == ["good morning"]


async def test_a_dropped_tab_and_a_closed_one_end_differently(play: Play) -> None:
    await do(play, "open ann", "open ben", "drop ann", "close ben 4401")
    closed = [e for e in play.live.timeline.events if e.kind == "client.closed"]
    assert [(e.name, e.by) for e in closed] == [("ann", "lost"), ("ben", "client")]  # type: ignore[attr-defined]


async def test_a_refusal_is_a_result_and_no_mistake(play: Play) -> None:
    assert await do(play, "open eve /refuse/") == "eve was refused: HTTP 403."
    assert len(play.done) == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["send zoe hi"], "There is no tab zoe yet."),
        (["open ann", "open ann"], "ann is open already. `close ann` first, or take another name."),
        (["open ann", "close ann", "close ann"], "ann: the connection is closed with code 1000."),
        (["open ann", "drop ann", "send ann x"], "ann: cannot send 'x': the connection is closed"),
        (["open ann on 3"], "There is no server 3: there is one."),
        (["second server", "open ann on 3"], "There is no server 3: there are 2."),
        (["open ann as nobody"], "There is no user nobody."),
        (["kill", "kill"], "Server 1 is not running."),
        (["stop", "stop server 1"], "Server 1 is not running."),
        (
            ["open ann", "suspend ann", "close ann"],
            "ann is suspended. `resume ann` first, or drop it.",
        ),
        (["kill", "http GET /"], "browser: "),
        (["broker look"], "Nothing here uses a broker; `layer redis` does."),
        (["close crowd"], "There is no crowd that is open."),
        (["group_send room hi"], "group_send expects a JSON object, {…}, got hi."),
        (['group_send room {"type": "x"}'], "A process outside has a memory layer of its own"),
        (["undo"], "There is nothing to undo."),
        (["save here.png"], "here.png has none of the endings .jsonl, .py."),
    ],
)
async def test_a_mistake_is_one_sentence_and_ends_nothing(
    play: Play, lines: list[str], told: str
) -> None:
    await do(play, *lines[:-1])
    done = list(play.done)
    with pytest.raises(TutorError) as caught:
        await do(play, lines[-1])
    assert one_sentence(caught.value).startswith(told)
    assert play.done == done
    await do(play, "restart", "open yves", "send yves still here")
    assert heard(play, "yves") == ["still here"]


async def test_a_tab_needs_a_path_where_there_is_none_to_guess(
    session: Session, scenes: Path
) -> None:
    async with Play(session, Opening(folder=scenes, app=APP)) as play:
        with pytest.raises(UsageError, match="Which path"):
            await do(play, "open ann")
        await do(play, "open ann /ws/", "open ben")
        assert play.stage.tab("ben").url == "/ws/"


async def test_a_suspended_tab_reads_when_it_is_resumed(play: Play) -> None:
    await do(play, "open ann", "open ben", "suspend ann", "send ben all x")
    assert heard(play, "ann") == []
    await do(play, "resume ann")
    async with asyncio.timeout(20):  # the kernel has it for ann: nothing that is known is under way
        while not heard(play, "ann"):
            await play.live.caught_up()
    assert heard(play, "ann") == ["x"]


async def test_a_suspended_tab_does_not_hold_up_the_end(session: Session, scenes: Path) -> None:
    async with Play(session, Opening(folder=scenes, app=APP, path="/ws/")) as play:
        await do(play, "open ann", "suspend ann")
        tab, live = play.stage.tab("ann"), play.live
    assert tab.code == 1000
    assert live.timeline.events[-1].kind == "scene.finished"


async def test_a_reset_forgets_all_but_what_it_began_with(session: Session, scenes: Path) -> None:
    opening = Opening(folder=scenes, app=APP, path="/ws/", lines=("open ann",))
    async with Play(session, opening) as play:
        before = play.live
        await do(play, "open ben")
        assert await do(play, "reset") == "Fresh servers, as at the beginning."
        assert [each.command.line for each in play.done] == ["open ann"]
        assert play.live is not before


async def test_a_tab_offers_a_subprotocol(play: Play) -> None:
    await do(play, "open ann subprotocol chat.v2")
    [asked] = [e for e in play.live.timeline.events if e.kind == "connection.opened"]
    assert "chat.v2" in asked.values["subprotocols"]  # type: ignore[attr-defined]


async def test_a_crowd_comes_and_goes_at_once(play: Play) -> None:
    assert await do(play, "crowd 3", "crowd 2") == "2 tabs are open."
    names = [client.name for client in play.stage.clients]
    assert names == [f"crowd {number}" for number in range(1, 6)]
    assert await do(play, "close crowd") == "5 tabs closed."


async def test_a_crowd_that_is_refused_is_counted(play: Play) -> None:
    assert await do(play, "crowd 3 /refuse/") == "0 tabs are open, 3 were refused."


async def test_a_crowd_beyond_the_limit_of_files_is_a_mistake(play: Play) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
    try:
        with pytest.raises(UsageError, match=r"^500 more tabs need more open files than the 400 "):
            await do(play, "crowd 500")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert play.done == []


async def test_http_says_what_came_back(play: Play) -> None:
    assert re.fullmatch(r"HTTP \d+, \d+ bytes\.", await do(play, "http GET / token abc"))


async def test_a_second_server_and_a_restart(play: Play) -> None:
    await do(play, "second server", "open ann on 2", "kill server 2", "restart 2", "open ben on 2")
    ann, ben = play.stage.tab("ann"), play.stage.tab("ben")
    assert (ann.is_open, ben.is_open) == (False, True)
    await do(play, "restart")
    assert all(server.is_running for server in play.stage.servers)
    assert not ben.is_open


async def test_wait_lets_time_pass(play: Play) -> None:
    before = asyncio.get_running_loop().time()
    await do(play, "wait 0.2")
    assert asyncio.get_running_loop().time() - before >= 0.2


async def test_it_says_what_can_be_named(play: Play) -> None:
    await do(play, "open ann", "open ben", "close ben", "open eve /refuse/", "second server")
    here = await play.here()
    assert (here.tabs, here.paths, here.servers) == (("ann",), ("/ws/", "/refuse/"), 2)
    assert here.groups == ("room",)
    assert "john" in here.users


# ── once more


async def test_undo_plays_all_but_the_last_again_on_fresh_servers(play: Play) -> None:
    await do(play, "open ann", "send ann one", "send ann two")
    before = play.stage.servers[0].pid
    said = await do(play, "undo")
    assert (
        said == "Undone: send ann two. The 2 commands before it were played again on fresh servers."
    )
    assert heard(play, "ann") == ["one"]
    assert play.stage.servers[0].pid != before
    assert "The command before it was played again" in await do(play, "undo")
    assert "There was nothing before it" in await do(play, "undo")


async def test_fresh_servers_have_the_ports_of_those_before_them(play: Play) -> None:
    await do(play, "second server", "open ann")
    ports = [server.port for server in play.stage.servers]
    await do(play, "undo", "layer memory")
    assert [server.port for server in play.stage.servers] == ports
    await do(play, "reset")
    assert [server.port for server in play.stage.servers] == ports[:1]


async def test_a_port_that_is_taken_by_then_is_another(session: Session, scenes: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        async with open_stage(scenes, session=session) as stage:
            stage.wished_ports = [other.getsockname()[1]]
            server = await stage.server(APP)
            assert server.port not in {0, *stage.wished_ports}


async def test_another_layer_plays_everything_again(play: Play) -> None:
    await do(play, "open ann", "send ann all hello")
    said = await do(play, "layer redis")
    assert said == "Fresh servers on the redis layer, and all that was typed played again."
    assert heard(play, "ann") == ["hello"]
    assert layer_of(play) == "redis"
    await do(play, "undo", "undo")
    assert layer_of(play) == "memory"
    assert heard(play, "ann") == []


@pytest.mark.parametrize("layer", ["redis", "redis-pubsub"])
async def test_a_process_outside_is_heard_where_there_is_a_broker(play: Play, layer: str) -> None:
    text = 'group_send room {"type": "said", "words": "from outside"}'
    await do(play, f"layer {layer}", "open ann", "send ann all x", text)
    assert heard(play, "ann") == ["x", "from outside"]


async def test_a_group_without_a_valid_name_is_a_mistake(play: Play) -> None:
    with pytest.raises(SceneFailed, match="group_send failed: TypeError"):
        await do(play, "layer redis", 'group_send no/group {"type": "x"}')


async def test_what_nobody_foresaw_is_a_mistake_too(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(play.stage, "http", fail)
    with pytest.raises(SceneFailed, match="that cannot be done: ZeroDivisionError: oh"):
        await do(play, "http GET /")


async def test_the_broker_is_looked_into_and_killed(play: Play) -> None:
    said = await do(play, "layer redis", "open ann", "send ann all x", "broker look")
    assert re.fullmatch(r"The broker holds [1-9]\d* keys?\.", said)
    assert await do(play, "broker kill") == ""


# ── after a scene


async def test_it_goes_on_where_a_scene_has_ended(session: Session, scenes: Path) -> None:
    async with Play(session, Opening(folder=scenes, scene="room")) as play:
        await do(play, "send ann all of you")
        assert heard(play, "ben")[-1] == "of you"
        with pytest.raises(UsageError, match="names its own layers"):
            await do(play, "layer redis")


async def test_it_goes_on_where_a_scene_was_stopped_and_undo_stops_it_there_again(
    session: Session, scenes: Path, tmp_path: Path
) -> None:
    async with Play(session, Opening(folder=scenes, scene="room", calls=4, step=20)) as play:
        assert play.is_cut
        assert heard(play, "ben") == ["good morning"]
        await do(play, "send ann all of you", "undo", "send ben all together")
        assert heard(play, "ann") == ["good morning", "together"]
        await do(play, f"save {tmp_path}/part.py")
    assert "await stage.part(room, 4)\n" in (tmp_path / "part.py").read_text()


async def test_a_scene_that_has_no_more_calls_has_come_to_its_end(
    session: Session, scenes: Path
) -> None:
    async with Play(session, Opening(folder=scenes, scene="room", calls=9)) as play:
        assert not play.is_cut
        assert heard(play, "ben") == ["good morning", "good night"]


async def test_a_scene_that_fails_opens_nothing(session: Session, scenes: Path) -> None:
    with pytest.raises(SceneFailed, match=r"in_vain did not come to its end: scenes/scenes\.py:28"):
        async with Play(session, Opening(folder=scenes, scene="in_vain")):
            raise AssertionError
    assert not session.servers


async def test_the_first_lines_are_typed_before_the_learner(session: Session, scenes: Path) -> None:
    opening = Opening(folder=scenes, app=APP, lines=("open ann /ws/", "# a remark", "send ann hi"))
    async with Play(session, opening) as play:
        assert heard(play, "ann") == ["hi"]


# ── keeping it


async def test_the_recording_is_kept(play: Play, tmp_path: Path) -> None:
    await do(play, "open ann", f"save {tmp_path}/mine")
    kept = load(tmp_path / "mine.jsonl").events
    assert (kept[0].kind, kept[-1].kind) == ("scene.started", "scene.finished")
    assert list(kept[:-1]) == list(play.live.timeline.events)
    with pytest.raises(UsageError, match="exists already"):
        await do(play, f"save {tmp_path}/mine.jsonl")


TYPED = (
    "open ann",
    "open ben",
    "send ann all good morning",
    "open eve /refuse/",
    "layer redis",
    "second server",
    "open cleo on 2",
    'send cleo {"type": "typing"}',
    "close ann 4401",
    "drop ben",
    "http GET /",
    "kill 2",
    "restart 2",
)


async def test_what_is_saved_as_a_script_is_recorded_again_with_the_same_facts(
    session: Session, scenes: Path, tmp_path: Path
) -> None:
    lesson = tmp_path / "01_first"
    shutil.copytree(scenes / "labs", lesson / "labs")
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    (lesson / "lesson.md").write_text(LESSON.format(beat="client.opened"), encoding="utf-8")
    async with Play(session, Opening(folder=scenes, app=APP, path="/ws/")) as play:
        await do(play, *TYPED, f"save {tmp_path}/s.py")
    (tmp_path / "s.py").rename(lesson / "scenes.py")

    code = await asyncio.to_thread(dev_record, ["1", "s", "--lessons", str(tmp_path)])

    assert code == 0
    again = load(lesson / "traces/s.jsonl").events
    unlike = differences(play.live.timeline.events, again)
    assert [line for line in unlike if not line.startswith("scene.started")] == []
