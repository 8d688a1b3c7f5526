"""What was typed, written as a scene's script."""

from __future__ import annotations

import ast

import pytest

from tutor.play.command import read
from tutor.play.vocabulary import ROWS
from tutor.play.written_scene import Done, Setting, code, function, title, written

LAB = Setting(folder="07_groups", app="labs/lobby.py:application")


def done(line: str, *, refused: bool = False) -> Done:
    command = read(line)
    assert command is not None
    return Done(command=command, refused=refused)


def body(*lines: str, setting: Setting = LAB) -> list[str]:
    """The lines of the script without those that wait."""
    text = written("my_scene", setting, [done(line) for line in lines])
    ast.parse(text)
    indented = [line.removeprefix("    ") for line in text.splitlines() if line[:4] == "    "]
    return [line for line in indented[1:] if line != "await stage.quiet()"]


def test_a_script_is_a_function_with_a_title_that_waits_after_each_line() -> None:
    assert written("two_tabs", LAB, [done("open ann /ws/")]) == (
        '"""What was typed in `tutor play`.\n\n'
        'The function goes into the scenes.py of 07_groups.\n"""\n\n\n'
        "async def two_tabs(stage):\n"
        '    """Two tabs."""\n'
        '    await stage.server(app="labs/lobby.py:application")\n'
        "    await stage.quiet()\n"
        '    ann = await stage.client("ann", "/ws/")\n'
        "    await stage.quiet()\n"
    )


@pytest.mark.parametrize(
    ("line", "written_as"),
    [
        (
            "open eve /ws/ as john on 2 origin http://x",
            'eve = await stage.client("eve", "/ws/", user="john", origin="http://x",'
            " server=stage.servers[1])",
        ),
        ("open class /ws/", 'tab_class = await stage.client("class", "/ws/")'),
        ("open 1 /ws/", 'tab_1 = await stage.client("1", "/ws/")'),
        ("open stage /ws/", 'tab_stage = await stage.client("stage", "/ws/")'),
        ("open ❤ /ws/", 'tab_1 = await stage.client("❤", "/ws/")'),
        ('send ann {"a": [true, null]}', 'await stage.tab("ann").send({"a": [True, None]})'),
        ('send ann say "hi"', r'await stage.tab("ann").send("say \"hi\"")'),
        ("close ann", 'await stage.tab("ann").close()'),
        ("close ann 4401", 'await stage.tab("ann").close(4401)'),
        ("close crowd", "await stage.close_crowd()"),
        ("drop ann", 'await stage.tab("ann").drop()'),
        ("crowd 20 /ws/", 'await stage.crowd(20, "/ws/")'),
        ("http GET / as john", 'await stage.http("GET", "/", user="john")'),
        (
            'http POST /x/ {"a": 1} token t',
            'await stage.http("POST", "/x/", json={"a": 1}, headers={"Authorization": "Bearer t"})',
        ),
        ('group_send lobby {"type": "x"}', 'await stage.group_send("lobby", {"type": "x"})'),
        ("second server", "await stage.second_server()"),
        ("kill", "await stage.servers[0].kill()"),
        ("kill server 2", "await stage.servers[1].kill()"),
        ("stop server 2", "await stage.servers[1].stop()"),
        ("suspend ann", 'stage.pause(stage.tab("ann"))'),
        ("resume ann", 'stage.resume(stage.tab("ann"))'),
        (
            "open ann /ws/ subprotocol chat.v2",
            'ann = await stage.client("ann", "/ws/", subprotocols=["chat.v2"])',
        ),
        ("restart 2", "await stage.servers[1].restart()"),
        ("broker kill", "await stage.broker.kill()"),
        ("wait 0.5", "await stage.sleep(0.5)"),
    ],
)
def test_each_command_is_a_call_of_the_stage(line: str, written_as: str) -> None:
    assert body(line)[1:] == [written_as]


def test_a_tab_that_was_opened_is_a_variable() -> None:
    assert body("open ann /ws/", "send ann hi", "drop ann")[2:] == [
        'await ann.send("hi")',
        "await ann.drop()",
    ]


def test_a_refusal_is_what_the_scene_expects() -> None:
    text = written("x", LAB, [done("open eve /no/", refused=True)])
    assert 'await stage.refused("eve", "/no/")' in text


def test_all_servers_are_restarted_one_by_one() -> None:
    assert body("restart")[1:] == ["for server in stage.servers:", "    await server.restart()"]


def test_the_last_layer_is_that_of_the_server() -> None:
    assert body("layer redis", "layer redis-pubsub") == [
        'await stage.server(app="labs/lobby.py:application", layer="redis-pubsub")'
    ]


def test_the_demo_project_has_no_app() -> None:
    assert body(setting=Setting(folder="demo_project")) == ["await stage.server()"]


def test_a_scene_comes_first_and_its_tabs_are_found_by_name() -> None:
    setting = Setting(folder="07_groups", scene="three_tabs")
    assert body("send ann hi", setting=setting) == [
        "await three_tabs(stage)",
        'await stage.tab("ann").send("hi")',
    ]


def test_every_command_that_does_something_can_be_written() -> None:
    scripts = [written("x", LAB, [done(row.example)]) for row in ROWS if row.stays]
    assert [len(ast.parse(script).body) for script in scripts] == [2] * len(scripts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("lost", "lost"), ("two-tabs 2", "two_tabs_2"), ("2", "played_2"), ("class", "played_class"),
     ("…", "played")],
)  # fmt: skip
def test_a_function_has_a_name_that_python_takes(name: str, expected: str) -> None:
    assert function(name) == expected


def test_a_title_is_the_name_in_words() -> None:
    assert title("lost_mail") == "Lost mail"


@pytest.mark.parametrize("text", ["\x1b[2J\n", "…", "it's", 'say "hi"', "\\", "😀\n", "\ud83d"])
def test_a_text_is_written_so_that_python_reads_it_and_no_terminal_is_steered(text: str) -> None:
    assert ast.literal_eval(code(text)) == text
    assert code(text).isprintable()


def test_of_a_scene_that_was_played_in_part_the_script_plays_as_much() -> None:
    lines = ["send ann hi"]
    part = Setting(folder="07_groups", scene="alone", calls=3)
    assert body(*lines, setting=part)[0] == "await stage.part(alone, 3)"
    whole = Setting(folder="07_groups", scene="alone")
    assert body(*lines, setting=whole)[0] == "await alone(stage)"
