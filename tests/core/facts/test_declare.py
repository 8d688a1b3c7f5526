"""The table of facts: its rows are whole, and what goes by kind has no key that is not in it.

The files of `tutor/core/facts` are tested here and, line by line, in `tests/core/test_summary.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tree
from tutor.core import advance, ends, pattern, ties
from tutor.core.events import FACTS, KINDS, SCHEMA, SCHEMA_MINOR, Event, Fact
from tutor.core.facts.declare import SHORT, fact, minor_of

FIRST = Path(__file__).with_name("schema_1_0.txt")
FAMILIES = {kind.partition(".")[0] for kind in FACTS}
FILES = sorted((ROOT / "tutor").rglob("*.py"))
NO_KINDS = {"http.request": "a message of ASGI"}  # and names of files
STRUCTS = set(KINDS.values())


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Fact:
    """The row of a kind that is declared here, in version 1.3, with a field of 1.4."""
    kind = "thing.heard"
    monkeypatch.setitem(FACTS, kind, next(iter(FACTS.values())))  # taken out again by pytest

    @fact(
        line=lambda event: event.how, compared="how loud", since=3, newer={"loud": 4}, brings="loud"
    )
    class ThingHeard(Event, tag=kind, frozen=True, kw_only=True):
        how: str = ""
        loud: int = 0

    return FACTS[kind]


def test_a_row_names_its_kind_and_the_fields_beyond_the_common_five(heard: Fact) -> None:
    assert (heard.struct.kind, heard.fields) == ("thing.heard", ("how", "loud"))


@pytest.mark.parametrize(
    ("field", "minor", "there"),
    [("how", 2, False), ("how", 3, True), ("loud", 3, False), ("loud", 4, True)],
)
def test_a_field_is_there_since_its_version_or_that_of_its_kind(
    heard: Fact, field: str, minor: int, there: bool
) -> None:
    assert heard.has(field, minor) is there


def test_a_kind_is_known_since_its_version_or_that_of_the_field_that_brings_it(
    heard: Fact,
) -> None:
    quiet, loud = (
        heard.struct(seq=1, at=0, process=""),
        heard.struct(seq=1, at=0, process="", loud=9),
    )
    assert [heard.knows(quiet, minor) for minor in (2, 3)] == [False, True]
    assert [heard.knows(loud, minor) for minor in (3, 4)] == [False, True]


def test_the_version_of_a_table_is_that_of_its_newest_kind_or_field(heard: Fact) -> None:
    first = FACTS["scene.noted"]
    assert (minor_of({"a": first}), minor_of({"a": first, "b": heard})) == (0, 4)


def test_a_text_is_as_long_as_its_version_had_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FACTS, "thing.said", next(iter(FACTS.values())))

    @fact(line=lambda event: event.words, longer={"words": 2, "size": 2})
    class ThingSaid(Event, tag="thing.said", frozen=True, kw_only=True):
        words: str = ""
        size: int = 0

    row = FACTS["thing.said"]
    assert minor_of({"a": row}) == 2
    texts = [row.as_of("words", "x" * length, 1) for length in (SHORT, SHORT + 1)]
    assert texts == ["x" * SHORT, "x" * (SHORT - 1) + "…"]
    assert row.as_of("words", "x" * 300, 2) == "x" * 300
    assert row.as_of("size", 300, 1) == 300
    assert row.as_of("other", "x" * 300, 1) == "x" * 300


def test_a_kind_that_needs_nothing_special_says_its_line_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FACTS, "thing.seen", next(iter(FACTS.values())))

    @fact(line=lambda event: "seen")
    class ThingSeen(Event, tag="thing.seen", frozen=True, kw_only=True):
        pass

    row = FACTS["thing.seen"]
    assert (row.compared, row.view, row.since, row.newer) == (None, "events", 0, {})


# ── the rows ────────────────────────────────────────────────────────────────────────────────


def test_the_version_is_that_of_the_table() -> None:
    assert f"1.{minor_of(FACTS)}" == f"1.{SCHEMA_MINOR}" == SCHEMA


def test_what_is_compared_and_what_is_newer_are_fields_of_the_kind() -> None:
    wrong = [
        (kind, name)
        for kind, row in FACTS.items()
        for name in [*(row.compared or ()), *row.newer, *row.longer]
        if name not in row.fields
    ]
    assert wrong == []


def test_every_file_of_the_table_is_read() -> None:
    there = {file.stem for file in (ROOT / "tutor/core/facts").glob("*_facts.py")}
    assert {row.struct.__module__.rpartition(".")[2] for row in FACTS.values()} == there


def test_every_kind_says_what_it_means() -> None:
    assert [kind for kind, row in FACTS.items() if not row.struct.__doc__] == []


def test_every_field_has_a_default() -> None:
    assert [kind for kind, cls in KINDS.items() if not cls(seq=1, at=0, process="")] == []


def test_what_version_1_0_had_is_as_it_was() -> None:
    had = [
        " ".join([kind, *(name for name in row.fields if row.has(name, 0))])
        for kind, row in FACTS.items()
        if row.since == 0
    ]
    told = "Say since which version a new kind (since=) or field (newer=) is there."
    assert sorted(had) == sorted(FIRST.read_text(encoding="utf-8").splitlines()), told


# ── what goes by kind ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "keys",
    [
        advance.STEPS,
        ties._RULES,
        ties._ONCE,
        ties._FIRSTS,
        ties._FROM_QUEUE,
        ends._NOTICED,
        ends._FIRST,
    ],
    ids=["advance", "ties", "ties once", "ties first", "ties queue", "ends", "ends first"],
)
def test_only_kinds_of_the_table_are_special(keys: object) -> None:
    assert set(keys) <= STRUCTS  # type: ignore[call-overload]


def test_what_a_fact_borrows_is_a_field_of_another_kind() -> None:
    lent = {name for names in pattern.LENT.values() for name in names}
    assert set(pattern.LENT) <= set(FACTS)
    assert lent <= {name for row in FACTS.values() for name in row.fields}


def test_what_a_fact_borrows_is_no_field_of_its_own() -> None:
    assert [kind for kind, names in pattern.LENT.items() if {*names} & {*FACTS[kind].fields}] == []


def kinds_named(module: ast.Module) -> Iterator[str]:
    """Every text in this code that can only be meant as the kind of a fact."""
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            family, dot, word = node.value.partition(".")
            if family in FAMILIES and dot and word.isalpha() and word != "py":
                yield node.value


def test_every_kind_that_the_program_names_is_in_the_table() -> None:
    wrong = {
        file.relative_to(ROOT).as_posix(): unknown
        for file in FILES
        if (unknown := set(kinds_named(tree(file))) - set(FACTS) - set(NO_KINDS))
    }
    assert wrong == {}


def test_a_kind_that_does_not_exist_is_found() -> None:
    source = 'VIEWS = {"broker.killed": "broker", "chat.message": "x", "group.joined": "groups"}'
    assert list(kinds_named(ast.parse(source))) == ["broker.killed", "group.joined"]
