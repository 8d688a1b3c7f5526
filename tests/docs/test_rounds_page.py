"""`docs/rounds.md` names what a round can have, and nothing that it cannot."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tutor.quiz.card import Point
from tutor.quiz.drawing import KINDS
from tutor.quiz.drawing_review import Need
from tutor.quiz.rounds import Answerable, Estimate, Evidence, Round, Stage

PAGE = (ROOT / "docs/rounds.md").read_text(encoding="utf-8")
TABLES = {"questions": "question", "sums": "sum", "needs": "need", "points": "point"}


@pytest.mark.parametrize("made", [Round, Stage, Answerable, Estimate, Need, Point, Evidence])
def test_every_field_is_written_somewhere_on_the_page(made: Any) -> None:
    given = {"id", "stages"}  # the file's name, and the tables
    fields = [TABLES.get(name, name) for name in made.__struct_fields__ if name not in given]
    known = set(re.findall(r"^(\w+) = |^\[\[stage\.(\w+)\]\]", PAGE, re.MULTILINE))
    names = {name for pair in known for name in pair if name}
    assert set(fields) - names == set()


def test_every_kind_of_part_has_a_row_and_there_are_no_others() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == list(KINDS)
