"""One wording for every name that is unknown."""

from __future__ import annotations

import pytest

from tutor.core.naming import clause, close, instead, sentence, unknown

SCENES = ["alone", "crowd", "three_tabs"]


def test_what_is_unknown_is_named_with_its_place() -> None:
    assert unknown("scene", "nix", SCENES, "in lesson 7") == "There is no scene nix in lesson 7."
    assert unknown("claim", "C1", SCENES) == "There is no claim C1."


def test_where_there_is_none_it_is_not_there_yet() -> None:
    assert unknown("lesson", 7, []) == "There is no lesson 7 yet."
    assert instead(7, []) == ""


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("three_tab", SCENES, "Did you mean three_tabs? There are alone, crowd, three_tabs."),
        ("nix", SCENES, "There are alone, crowd, three_tabs."),
        ("77", list(range(1, 12)), "There are 1 to 11."),
        ("7", [1, 2, 4], "There are 1, 2, 4."),
        ("nix", ["alone"], "There is alone."),
        ("along", ["alone"], "Did you mean alone?"),
        ("along", ["alone", *"abcdefghijklm"], "Did you mean alone?"),
        ("x", list("abcdefghijklmn"), "There are a, b, c, d, e, f, g, h, i, j, k, l and 2 more."),
    ],
)
def test_what_there_is_instead(name: str, known: list[object], hint: str) -> None:
    assert instead(name, known) == hint


def test_case_does_not_keep_a_name_from_being_near() -> None:
    assert close("c07-14", ["C07-14", "C01-02"])[0] == "C07-14"


def test_a_sentence_as_a_clause() -> None:
    assert clause("There is no scene nix.") == "there is no scene nix"
    assert sentence(clause("There is no Scene.")) == "There is no Scene."
