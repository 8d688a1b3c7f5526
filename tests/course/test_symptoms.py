"""The index of `tutor why`, as it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutor.core.diagnose.rules import RULES
from tutor.course.symptoms import (
    Symptom,
    filled,
    literal,
    normal,
    pattern,
    read_symptoms,
    run_of,
)
from tutor.errors import TutorError

ENTRY = """
area = "Here"
title = "It is quiet"
cause = "It sleeps."
sure = "Listen."
"""
OWN = f'[quiet]{ENTRY}remedy = "Wake it."\n'


def read(folder: Path, text: str) -> tuple[list[Symptom], list[str]]:
    (folder / "symptoms.toml").write_text(text, encoding="utf-8")
    symptoms, problems = read_symptoms(folder)
    return list(symptoms), [f"{each.line}: {each.message}" for each in problems]


def test_an_entry_of_a_rules_name_has_its_remedy_and_scene(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path, f"[no-handler]{ENTRY}")
    rule = RULES["no-handler"]
    assert (one.remedy, one.scene, one.is_rule, problems) == (rule.remedy, rule.scene, True, [])


def test_an_entry_of_its_own_has_what_it_says(tmp_path: Path) -> None:
    told = f'{OWN}scene = "1/call"\n[quiet.texts]\n"not {{a}} word" = "1/call"\n'
    (one,), problems = read(tmp_path, told)
    assert (one.remedy, one.scene, one.is_rule) == ("Wake it.", "1/call", False)
    assert one.texts == (("not {a} word", "1/call"),)
    assert problems == []


def test_what_is_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        f"\n[quiet]{ENTRY}"  # line 2
        f'[no-handler]{ENTRY}remedy = "x"\nscene = "1/call"\n'
        '[loud]\narea = "x"\n'
        f'{OWN.replace("quiet", "short")}[short.texts]\n"a{{b}}c" = ""\n'
    )
    symptoms, problems = read(tmp_path, text)
    assert [one.id for one in symptoms] == ["quiet", "no-handler", "short"]
    assert problems == [
        "2: quiet has no remedy, and no rule has that name",
        "7: no-handler has a remedy, and so has the rule of that name",
        "7: no-handler has a scene, and so has the rule of that name",
        "14: loud: Object missing required field `title`",
        "16: short: 'a{b}c' would match nearly anything",
    ]


def test_a_course_without_the_file_has_no_symptoms(tmp_path: Path) -> None:
    assert read_symptoms(tmp_path) == ((), [])


def test_a_file_that_is_not_toml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="is not TOML"):
        read(tmp_path, "[quiet")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "symptoms.toml").mkdir()
    with pytest.raises(TutorError, match=f"cannot be read: {os.strerror(21)}"):
        read_symptoms(tmp_path)


def test_texts_are_compared_without_their_quotes_spaces_and_capitals() -> None:
    assert normal("A  “quoted”\t`Text`\n") == "a 'quoted' 'text'"


def test_a_place_in_a_text_is_anything_and_not_nothing() -> None:
    found = pattern("Not Found: /{path}/")
    told = [bool(found.search(normal(text))) for text in ("not found: /ws/", "Not Found: //")]
    assert told == [True, False]


def test_a_proof_may_name_a_program() -> None:
    assert [run_of(proof) for proof in ("run: chrome", "7/alone", "")] == ["chrome", "", ""]


def test_the_longest_part_that_is_the_same_is_known() -> None:
    text = "{some} of {all} channels over capacity"
    assert (literal(text), filled(text)) == (
        "channels over capacity",
        "x of x channels over capacity",
    )
