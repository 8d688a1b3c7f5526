"""What things are called."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.world import World
from tutor.view import picture_names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("john · tab 1", "john·1"),
        ("admin", "admin"),
        ("busy · Redis", "busy·Redis"),
        ("a · ", "a · "),
    ],
)
def test_a_client_has_a_short_name(name: str, short: str) -> None:
    assert picture_names.client(name) == short


@pytest.mark.parametrize(
    ("lesson", "scene", "names"),
    [
        ("07_groups", "", ["ann", "your browser", "your browser · 2"]),
        ("07_groups", "alone", ["ann", "connection 2", "connection 3"]),
        ("", "", ["ann", "connection 2", "connection 3"]),  # a project of somebody's own
    ],
)
def test_who_joins_a_stage_without_a_script_is_the_learners_browser(
    lesson: str, scene: str, names: list[str]
) -> None:
    tape = Tape()
    tape.add(e.SceneStarted, process="tutor", lesson=lesson, scene=scene)
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="ann")
    for conn in (1, 2, 3):
        tape.add(e.ConnectionOpened, conn=conn, path="/ws/")
    world = tape.moment().world
    assert [picture_names.far_end(world, conn) for conn in (1, 2, 3)] == names
    assert picture_names.caller(world, 9) == ""


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Hello", ("Hello",)),
        ('{"type": "ping"}', ('{"type": "ping"}', "ping")),
        (
            '{"type":"message","text":"Hi"}',
            ('{"type":"message","text":"Hi"}', 'message "Hi"', "message"),
        ),
        ('{"type": "message", "te', ('{"type": "message", "te', "message")),
        (
            r'{"type":"error","message":"\"text\" must be a text."}',
            (
                r'{"type":"error","message":"\"text\" must be a text."}',
                """error "'text' must be a text.\"""",
                "error",
            ),
        ),
        ("", ("0 bytes",)),
        ('{"chart": "' + "x" * 100 + '"}', ('{"chart": "' + "x" * 100 + '"}',)),
        ('{"price": 40, "chart": "' + "x" * 200 + "…", ('{"price": 40, "chart": "xxx…',)),
        ("a" * 150 + "b" * 150, ("aaa…bbb…",)),
    ],
)
def test_a_message_can_be_said_shorter(text: str, labels: tuple[str, ...]) -> None:
    assert picture_names.message(text) == labels


@pytest.mark.parametrize(
    ("sql", "short"),
    [
        (['INSERT INTO "chat_message" ("a") VALUES (%s)'], "INSERT chat_message"),
        (['SELECT "a"."b" FROM "chat_message" WHERE 1'], "SELECT chat_message"),
        (['UPDATE "chat_message" SET x = 1'], "UPDATE chat_message"),
        (["DELETE FROM chat_message"], "DELETE chat_message"),
        (["SELECT 1 FROM a", 'INSERT INTO "b" VALUES (1)'], "INSERT b +1"),
        (['UPDATE "a" SET x = 1', 'INSERT INTO "b" VALUES (1)'], "INSERT b +1"),
        (['SELECT "x" FROM "chat_conver…'], "SELECT chat_conver…"),
        (['SELECT "chat_room"."x", "a"."y" FROM "chat_ro…'], "SELECT chat_room"),
        (['SELECT "chat_room"."x" FROM "chat_room…'], "SELECT chat_room"),
        (['SELECT "chat_roof"."x", "chat_room"."x" FROM "chat_ro…'], "SELECT chat_ro…"),
        (['SELECT DISTINCT "auth_user"."id", "auth_us…'], "SELECT auth_user"),
        (['SELECT DISTINCT "x"."id" FROM "auth_user" WHERE 1'], "SELECT auth_user"),
        (["SAVEPOINT x"], ""),
        ([], ""),
    ],
)
def test_a_statement_is_a_verb_and_a_table(sql: list[str], short: str) -> None:
    assert picture_names.statement(sql) == short


def test_statements_that_are_only_counted_are_counted() -> None:
    assert picture_names.statement(["SELECT 1 FROM a", "SELECT 1 FROM a"], 51) == "SELECT a +50"


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        (0, "0.0"),
        (612_345, "0.6"),
        (-999_900_000, "-999.9"),
        (1_234_000_000, "1.23s"),
        (-12_340_000_000, "-12.3s"),
        (123_400_000_000, "123s"),
    ],
)
def test_a_time_fits_six_cells(nanoseconds: int, shown: str) -> None:
    assert picture_names.milliseconds(nanoseconds) == shown


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [(903_600_000, "904 ms"), (999_600_000, "1.00 s"), (12_000_000_000, "12.00 s")],
)
def test_a_duration_has_its_unit(nanoseconds: int, shown: str) -> None:
    assert picture_names.duration(nanoseconds) == shown


def test_an_unknown_channel_has_nobody_behind_it() -> None:
    assert [picture_names.member(World(), "x"), picture_names.instance(World(), 1)] == ["?", "?"]


def test_the_focus_is_the_connection_of_the_fact() -> None:
    tape = three_tabs()
    assert picture_names.focus(tape.moment(upto(tape, "group.joined", 2))) == 2


def test_a_fact_of_no_connection_leaves_the_focus_where_it_was() -> None:
    tape = three_tabs()
    assert picture_names.focus(tape.moment()) == 3


def test_nothing_is_in_focus_before_the_first_connection() -> None:
    tape = Tape()
    tape.server()
    assert picture_names.focus(tape.moment()) is None


def test_the_last_consumer_stands_in_for_a_connection_without_one() -> None:
    tape = three_tabs()
    tape.add(e.ClientConnecting, process="tutor", conn=4, name="eve")
    found = picture_names.consumer(tape.moment())
    assert found == (3, tape.moment().world.instances[3])


def test_without_consumers_none_is_in_focus() -> None:
    assert picture_names.consumer(Tape().moment()) is None


def test_only_the_in_memory_layer_keeps_groups_to_itself() -> None:
    assert [
        picture_names.in_memory("InMemoryChannelLayer"),
        picture_names.in_memory("RedisChannelLayer"),
    ] == [
        True,
        False,
    ]
