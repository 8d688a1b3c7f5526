"""The ledger's rows: reads `claims.toml`, finds their proofs in the lessons, compares the two.

`claims.toml` says of itself how it is written. A course without one has the rows that its lessons
claim. No run is judged here: `tutor check` hands over what it has seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tutor.course.blocks import VERDICTS
from tutor.course.model import Claim, Entry, Lesson, Row, Scene, Seen, Source
from tutor.course.problems import Problem, as_error, problem
from tutor.course.toml_tables import read_tables

FILE: Final = "claims.toml"
THEN: Final = ("claimed", "implied", "silent")
CLAIM_ID: Final = re.compile(r"C\d\d-(?:\d\d|Q\d|\d)")
_HEAD: Final = re.compile(r"^\[([^\]]+)\]", re.MULTILINE)
_SENTENCE: Final = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)

Proof = tuple[Lesson, Scene, Claim]


def load_rows(folder: Path) -> tuple[Row, ...]:
    """The rows in the order of the file; TutorError with file and line when one cannot be read."""
    rows, problems = read_rows(folder)
    if problems:
        raise as_error(problems)
    return rows


def read_rows(folder: Path) -> tuple[tuple[Row, ...], list[Problem]]:
    """The rows that can be read, and what is wrong with the others; no rows without the file."""
    file = folder / FILE
    text, data = read_tables(file)
    lines = {found[1]: text.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(text)}
    rows: list[Row] = []
    problems: list[Problem] = []
    for name, entry in data.items():
        source = Source(file=file, line=lines.get(name, 1))
        wrong = list(_wrong(name, entry))
        problems += [problem(source, message, hint) for message, hint in wrong]
        if not wrong:
            rows.append(Row(id=name, source=source, **{"unproved": "", **entry}))
    return tuple(rows), problems


def _wrong(name: str, entry: Any) -> Iterator[tuple[str, str]]:
    if not CLAIM_ID.fullmatch(name):
        yield f"{name!r} is not the id of a claim", "like C07-14"
    if not isinstance(entry, dict):
        yield f"{name} is not a table", f"write [{name}] and its keys below"
        return
    wanted = {"chapter": int, "then": str, "now": str, "says": str}
    for key, kind in wanted.items():
        if not isinstance(entry.get(key), kind) or not entry[key]:
            yield f"{name} lacks {key}", "a row has chapter, then, now and says"
    for key in entry.keys() - wanted.keys() - {"unproved"}:
        yield f"{name} has an unknown key {key!r}", "a row has chapter, then, now, says, unproved"
    for key, valid in (("then", THEN), ("now", VERDICTS)):
        if entry.get(key) and entry[key] not in valid:
            yield f"{name}: {key} is {entry[key]!r}", f"one of {', '.join(valid)}"


# ── rows and proofs ─────────────────────────────────────────────────────────────────────────


def proofs(lessons: Sequence[Lesson]) -> list[Proof]:
    """Every proof that stands in the lessons, in their order."""
    return [(at, scene, claim) for at in lessons for scene in at.scenes for claim in scene.claims]


def all_rows(rows: Sequence[Row], lessons: Sequence[Lesson]) -> list[Row]:
    """The rows, and one for every claim that only a lesson knows."""
    known = {row.id: row for row in rows}
    for lesson, _, claim in proofs(lessons):
        if claim.id not in known:
            known[claim.id] = Row(
                id=claim.id,
                chapter=lesson.number,
                then="",
                now=claim.verdict,
                says=_first_sentence(claim.text),
                unproved="",
                source=claim.source,
            )
    return list(known.values())


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return " ".join((found[1] if found else text).split())


def entries(
    rows: Sequence[Row],
    lessons: Sequence[Lesson],
    seen: Mapping[str, Sequence[Seen]],
    hindered: Mapping[tuple[int, str], str] = MappingProxyType({}),
) -> list[Entry]:
    """The ledger: each row with its proofs and what was seen of them (by the row's id).

    `hindered`: why a scene (lesson, name) could not be run.
    """
    cited: dict[str, list[tuple[int, str]]] = {}
    for lesson, scene, claim in proofs(lessons):
        cited.setdefault(claim.id, []).append((lesson.number, scene.name))
    return [
        Entry(
            row=row,
            cited=tuple(cited.get(row.id, ())),
            seen=tuple(seen.get(row.id, ())),
            hindered=tuple(
                f"{number} {name}: {hindered[number, name]}"
                for number, name in cited.get(row.id, ())
                if (number, name) in hindered
            ),
        )
        for row in rows
    ]


# ── one held to the other ───────────────────────────────────────────────────────────────────


def check_claims(rows: Sequence[Row], lessons: Sequence[Lesson]) -> list[Problem]:
    """Claims of the lessons that the rows do not know or judge differently."""
    known = {row.id: row for row in rows}
    return sorted(p for _, _, claim in proofs(lessons) for p in _check_claim(claim, known))


def _check_claim(claim: Claim, known: Mapping[str, Row]) -> Iterator[Problem]:
    row = known.get(claim.id)
    if not known or not claim.id:
        return
    if row is None:
        yield problem(claim.source, f"{FILE} has no row {claim.id}", "name one that is there")
    elif row.now != claim.verdict:
        message = f"{claim.id} is {claim.verdict!r} here and {row.now!r} in {FILE}"
        yield problem(claim.source, message, "one of them is wrong: the run decides")
    elif row.unproved:
        message = f"{claim.id} is proved here, and {FILE} says that it cannot be"
        yield problem(claim.source, message, "take `unproved` out of the row")


def missing(rows: Sequence[Row], lessons: Sequence[Lesson]) -> list[Row]:
    """Rows with neither a proof in a lesson nor a reason why there is none."""
    cited = {claim.id for _, _, claim in proofs(lessons)}
    return [row for row in rows if row.id not in cited and not row.unproved]
