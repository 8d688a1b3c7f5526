"""The tables of wording are made of stems, as an answer's words come out of the stemmer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import pytest

from tutor.quiz import wording
from tutor.quiz.heard import compiled, stem

SETS = ("NEGATIVE", "EMPHATIC", "TURNS", "USELESS", "NEEDED", "WANTED", "BE", "SUPPOSED", "CHECKS")
PHRASES = ("INSTEAD", "UNSURE", "LEFT_OUT", "EVASIVE")


def unstemmed(words: Iterable[str]) -> list[str]:
    """Words that no answer can have, because no word has this stem."""
    return sorted(word for word in words if word not in map(stem, _words(word)))


def _words(stem: str) -> list[str]:
    """What a stem may be of: "onli" of "only", "otherwis" of "otherwise"."""
    return [stem, f"{stem}e", f"{stem[:-1]}y", f"{stem}ed", f"{stem}ation"]


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_stems(name: str) -> None:
    assert unstemmed(getattr(wording, name)) == []


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_has_stems(name: str) -> None:
    assert unstemmed(chain.from_iterable(getattr(wording, name))) == []


def test_what_words_have_in_common_is_a_stem() -> None:
    assert unstemmed(wording.SAME.values()) == []


@pytest.mark.parametrize("name", wording.NAMES)
def test_a_name_stands_for_phrases(name: str) -> None:
    (phrases,) = compiled(f"@{name}").every
    assert len(phrases) == wording.NAMES[name].count("|") + 1


def test_a_name_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="@such is not a name"):
        compiled("@such")
