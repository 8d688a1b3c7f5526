"""The table of rules."""

from __future__ import annotations

import re

from tutor.core.diagnose.rules import RULES
from tutor.runtime import paths


def test_a_rule_has_a_name_of_words_a_remedy_and_a_scene_that_is_there() -> None:
    wrong = []
    for name, rule in RULES.items():
        number, _, scene = rule.scene.partition("/")
        traces = paths.lessons_folder().glob(f"{number.zfill(2)}_*/traces/{scene}.jsonl")
        is_there = any(traces)
        if (
            not re.fullmatch("[a-z]+(-[a-z]+)*", name)
            or not rule.remedy.endswith(".")
            or not is_there
        ):
            wrong.append(name)
    assert wrong == []


def test_the_table_is_filled_by_importing_the_package() -> None:
    assert len(RULES) > 50
