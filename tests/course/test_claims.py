"""The ledger's rows: read from a file, held against the lessons."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tutor.course.claims import (
    all_rows,
    check_claims,
    entries,
    load_rows,
    missing,
    proofs,
    read_rows,
)
from tutor.course.model import Claim, Lesson, Page, Row, Scene, Seen, Source
from tutor.errors import TutorError

GOOD = '[C07-14]\nchapter = 7\nthen = "claimed"\nnow = "true"\nsays = "A group is a set."\n'
HERE = Source(file=Path("lesson.md"), line=3)


def row(id: str = "C07-14", now: str = "true", unproved: str = "") -> Row:
    return Row(id=id, chapter=7, then="claimed", now=now, says="…", unproved=unproved, source=HERE)


def lesson(*claims: tuple[str, str]) -> Lesson:
    """Lesson 7 with one scene that makes these claims."""
    made = tuple(
        Claim(id=id, verdict=verdict, proof="any app.sent", text="So it is.\nYes.", source=HERE)
        for id, verdict in claims
    )
    scene = Scene(name="s", title="S", beats=(), predictions=(), claims=made, source=HERE)
    page = Page(number=1, title="P", before=(), scene=scene, after=(), source=HERE)
    return Lesson(
        number=7,
        slug="07",
        title="T",
        summary="…",
        pages=(page,),
        folder=Path(),
    )


SEEN = Seen(lesson=7, scene="s", proof="any app.sent", holds=True, observed="step 1")


# ── the file ────────────────────────────────────────────────────────────────────────────────


def test_a_row_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(f'# a ledger\n{GOOD}unproved = "History."\n')
    source = Source(file=tmp_path / "claims.toml", line=2)
    expected = replace(row(unproved="History."), says="A group is a set.", source=source)
    assert load_rows(tmp_path) == (expected,)


def test_a_course_without_a_ledger(tmp_path: Path) -> None:
    assert load_rows(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("C07-14", "7-14"), "claims.toml:1: '7-14' is not the id of a claim"),
        ('C07-14 = "true"', "claims.toml:1: C07-14 is not a table"),
        (GOOD.replace("chapter = 7", ""), "claims.toml:1: C07-14 lacks chapter"),
        (GOOD.replace('"A group is a set."', "7"), "claims.toml:1: C07-14 lacks says"),
        (GOOD + "colour = 1", "claims.toml:1: C07-14 has an unknown key 'colour'"),
        (GOOD.replace("claimed", "shouted"), "claims.toml:1: C07-14: then is 'shouted'"),
        ("\n" + GOOD.replace('"true"', '"so"'), "claims.toml:2: C07-14: now is 'so'"),
    ],
)
def test_a_row_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "claims.toml").write_text(text)
    with pytest.raises(TutorError) as raised:
        load_rows(tmp_path)
    assert message in raised.value.message


def test_one_bad_row_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(f"{GOOD}[C07-15]\n")
    rows, problems = read_rows(tmp_path)
    assert ([row.id for row in rows], {problem.line for problem in problems}) == (["C07-14"], {6})


def test_a_ledger_that_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text("[C07-14")
    with pytest.raises(TutorError, match=r"claims\.toml is not TOML"):
        load_rows(tmp_path)


def test_a_ledger_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").mkdir()
    with pytest.raises(TutorError, match=r"claims\.toml cannot be read: Is a directory"):
        load_rows(tmp_path)


@pytest.mark.parametrize("id", ["C07-14", "C11-Q9", "C12-8"])
def test_the_ids_there_are(tmp_path: Path, id: str) -> None:
    (tmp_path / "claims.toml").write_text(GOOD.replace("C07-14", id))
    assert [row.id for row in load_rows(tmp_path)] == [id]


# ── rows and proofs ─────────────────────────────────────────────────────────────────────────


def test_every_proof_with_its_place() -> None:
    told = lesson(("C07-14", "true"), ("C07-15", "nuance"))
    found = [(at.number, scene.name, claim.id) for at, scene, claim in proofs([told])]
    assert found == [(7, "s", "C07-14"), (7, "s", "C07-15")]


def test_a_claim_that_only_a_lesson_knows_is_a_row_in_its_own_words() -> None:
    rows = all_rows([row()], [lesson(("C07-14", "true"), ("C07-15", "bug"), ("C07-15", "bug"))])
    assert [(r.id, r.chapter, r.then, r.now, r.says) for r in rows] == [
        ("C07-14", 7, "claimed", "true", "…"),
        ("C07-15", 7, "", "bug", "So it is."),
    ]


@pytest.mark.parametrize(
    ("written", "claims", "seen", "state"),
    [
        (row(), ["C07-14"], [SEEN], "holds"),
        (row(), ["C07-14"], [replace(SEEN, holds=False)], "differs"),
        (row(), ["C07-14", "C07-14"], [replace(SEEN, holds=False)], "differs"),
        (row(), ["C07-14", "C07-14"], [SEEN], "not run"),
        (row(), [], [], "missing"),
        (row(unproved="History."), [], [], "unproved"),
    ],
)
def test_the_state_of_a_row(written: Row, claims: list[str], seen: list[Seen], state: str) -> None:
    told = lesson(*((id, "true") for id in claims))
    [entry] = entries([written], [told], {"C07-14": seen})
    assert entry.state == state


def test_a_row_whose_scene_could_not_be_run_says_why() -> None:
    why = {(7, "s"): "The module uvicorn is not installed.", (8, "t"): "…"}
    [entry] = entries([row()], [lesson(("C07-14", "true"))], {}, why)
    assert (entry.state, entry.hindered) == (
        "not run",
        ("7 s: The module uvicorn is not installed.",),
    )


# ── one held to the other ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "claim", "message"),
    [
        ([row()], ("C07-14", "true"), []),
        ([], ("C07-99", "true"), []),
        ([row()], ("", "true"), []),
        ([row()], ("C07-99", "true"), ["claims.toml has no row C07-99"]),
        ([row()], ("C07-14", "bug"), ["C07-14 is 'bug' here and 'true' in claims.toml"]),
        (
            [row(unproved="History.")],
            ("C07-14", "true"),
            ["C07-14 is proved here, and claims.toml says that it cannot be"],
        ),
    ],
)
def test_a_claim_against_its_row(
    rows: list[Row], claim: tuple[str, str], message: list[str]
) -> None:
    assert [problem.message for problem in check_claims(rows, [lesson(claim)])] == message


def test_rows_that_nothing_proves() -> None:
    rows = [row("C07-01"), row("C07-02"), row("C07-03", unproved="History.")]
    assert [row.id for row in missing(rows, [lesson(("C07-01", "true"))])] == ["C07-02"]
