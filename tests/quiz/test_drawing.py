"""A drawing as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.quiz.drawing import (
    CALLED,
    KINDS,
    LONGEST_NAME,
    Drawing,
    Edge,
    Part,
    Unclear,
    draw,
    kind_of,
)


def drawn(*lines: str) -> Drawing:
    drawing = Drawing()
    for line in lines:
        drawing = draw(drawing, line)
    return drawing


def arrows(drawing: Drawing) -> list[str]:
    names = [part.name for part in drawing.parts]
    return [f"{names[e.start]} {'<->' if e.both else '->'} {names[e.end]}" for e in drawing.edges]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("daphne x4", Part("daphne", "server", 4)),
        ("4x daphne", Part("daphne", "server", 4)),
        ("4 Daphne", Part("Daphne", "server", 4)),
        ("daphne ×1,000", Part("daphne", "server", 1000)),
        ("the load balancer", Part("load balancer", "balancer")),
        ("postgres (primary)", Part("postgres", "database", 1, "primary")),
        ("[redis]", Part("redis", "layer")),
        ("our thing", Part("our thing", "")),
        ("daphne x0", Part("daphne", "server", 1)),
        ("redis queue", Part("redis queue", "queue")),
        ("read replica of the database", Part("read replica of the database", "replica")),
        ("s3", Part("s3", "")),
        ("x" * 99, Part("x" * LONGEST_NAME, "")),
    ],
)
def test_a_part_has_a_name_a_number_and_a_kind(text: str, part: Part) -> None:
    assert drawn(text).parts == (part,)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a -> b -> c"], ["a -> b", "b -> c"]),
        (["a <- b"], ["b -> a"]),
        (["a <-> b"], ["a <-> b"]),
        (["a ↔ b"], ["a <-> b"]),
        (["a - b"], ["a -> b"]),
        (["a => b"], ["a -> b"]),
        (["a, b -> c, d"], ["a -> c", "a -> d", "b -> c", "b -> d"]),
        (["a -> b", "A -> b"], ["a -> b"]),
        (["a -> b", "b -> a"], ["a <-> b"]),
        (["a <-> b", "a -> b"], ["a <-> b"]),
        (["a <-> b", "b -> a"], ["a <-> b"]),
        (["a -> b", "a <-> b"], ["a <-> b"]),
        (["a -> a"], []),
        (["load-balancer -> b"], ["load-balancer -> b"]),
    ],
)
def test_arrows_go_where_they_point(lines: list[str], expected: list[str]) -> None:
    assert arrows(drawn(*lines)) == expected


def test_a_name_that_comes_again_is_the_same_part_with_what_is_new() -> None:
    assert drawn("daphne -> redis", "Daphne x4 (asgi)").parts[0] == Part(
        "daphne", "server", 4, "asgi"
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "Name the parts"),
        ("->", "Name the parts"),
        ("a ->", "both of its ends"),
        ("-> a", "both of its ends"),
        (", ".join(f"p{n}" for n in range(30)), "24 parts"),
    ],
)
def test_a_line_that_draws_nothing_is_refused(line: str, why: str) -> None:
    with pytest.raises(Unclear, match=why):
        drawn(line)


def test_what_is_counted_is_what_runs() -> None:
    drawing = drawn("browser -> daphne x4, uvicorn x2")
    assert (drawing.count("server"), drawing.of("server"), drawing.of("layer")) == (6, [1, 2], [])
    assert drawing.joined("server", "client")
    assert not drawing.joined("server", "layer")


def test_every_kind_has_a_name_and_no_word_names_two() -> None:
    assert KINDS.keys() == CALLED.keys()
    words = [word for words in KINDS.values() for word in words.split()]
    assert len(words) == len(set(words))
    assert all(kind_of(word) == kind for kind, words in KINDS.items() for word in words.split())


@given(st.lists(st.text(max_size=30) | st.text("ab ->,x4()<", max_size=30), max_size=4))
def test_no_text_does_more_than_be_drawn_or_refused(lines: list[str]) -> None:
    drawing = Drawing()
    for line in lines:
        try:
            drawing = draw(drawing, line)
        except Unclear:
            continue
    places = range(len(drawing.parts))
    assert all(edge.start in places and edge.end in places for edge in drawing.edges)
    pairs = [frozenset(edge[:2]) for edge in drawing.edges]
    assert len(pairs) == len(set(pairs))
    assert Edge(0, 0) not in drawing.edges
