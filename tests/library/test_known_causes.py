"""Which known cause fits: the problems that people have, and texts that fit nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from tutor.course.model import Source
from tutor.course.symptoms import Symptom, read_symptoms
from tutor.library.known_causes import LONGEST, Index
from tutor.runtime.paths import lessons_folder

WORDINGS = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))


@cache
def index() -> Index:
    return Index(read_symptoms(lessons_folder())[0])


def names(asked: str) -> list[str]:
    return [hit.symptom.id for hit in index().why(asked).hits]


def counted(group: str) -> tuple[int, int]:
    """How often the right cause is the first, and how often among the first three."""
    first = three = 0
    for asked, right in WORDINGS[group].items():
        found = names(asked)
        first += bool(found) and found[0] in right.split()
        three += bool(set(found) & set(right.split()))
    return first, three


def test_the_problems_people_have_are_found_by_their_exact_texts() -> None:
    assert counted("problems") == (20, 20)


@pytest.mark.parametrize(
    ("group", "first", "three"),
    [
        ("blind", 30, 30),
        ("unseen", 29, 31),
        ("last", 15, 17),
        ("forum", 29, 30),
        ("fresh", 17, 20),
        ("pasted", 30, 30),
    ],
)
def test_words_find_the_cause_at_least_as_often_as_before(
    group: str, first: int, three: int
) -> None:
    found = counted(group)
    assert found >= (first, three)
    assert found[1] >= three


@pytest.mark.parametrize("asked", WORDINGS["nothing"])
def test_what_is_about_something_else_fits_nothing(asked: str) -> None:
    assert not index().why(asked).fits


@pytest.mark.parametrize("symptom", [one.id for one in read_symptoms(lessons_folder())[0]])
def test_an_entry_is_found_by_its_name_and_by_its_title(symptom: str) -> None:
    title = next(one.title for one in index().symptoms if one.id == symptom)
    assert (names(symptom), symptom in names(title)) == ([symptom], True)


def symptom(name: str, *texts: str) -> Symptom:
    return Symptom(
        id=name, area="x", title=name, cause="c", sure="s", remedy="r",
        texts=tuple((text, "") for text in texts), source=Source(file=Path("x"), line=1),
    )  # fmt: skip


def test_the_longest_text_of_a_line_comes_first() -> None:
    small = Index(
        [symptom("any", "It is Not Found: /{path}"), symptom("ws", "It is Not Found: /ws/{path}")]
    )
    hits = small.why("It is Not Found: /ws/chat/").hits
    assert [hit.symptom.id for hit in hits] == ["ws", "any"]


def test_a_part_of_a_known_text_stands_for_it() -> None:
    small = Index([symptom("slow", "Application instance {name} took too long to shut down")])
    answer = small.why("too long to SHUT down")
    assert (answer.fits, [hit.symptom.id for hit in answer.hits]) == (True, ["slow"])


def test_colours_controls_and_noughts_do_not_hide_a_text() -> None:
    small = Index([symptom("no-handler", "nothing else")])
    line = "\x1b[31mValueError: No\0 handler\x07 for message type chat.x\x1b[0m"
    assert [hit.line for hit in small.exact(line)] == [
        "ValueError: No handler for message type chat.x"
    ]


def test_only_the_beginning_of_an_endless_line_is_read() -> None:
    small = Index([symptom("x", "a telling text of some length")])
    line = "a telling text of some length"
    assert [bool(small.exact("y" * many + line)) for many in (10, LONGEST)] == [True, False]


def test_a_log_tells_each_cause_once_in_its_order_and_weak_ones_only_alone() -> None:
    small = Index([symptom("weak", "code = 1"), symptom("b", "second long text of a log"),
                   symptom("a", "first long text of a log")])  # fmt: skip
    told = ["code = 1", "first long text of a log", "second long text of a log"]
    hits = small.why_log([*told, *told])
    assert [hit.symptom.id for hit in hits] == ["a", "b"]
    assert [hit.symptom.id for hit in small.why_log(["x", "code = 1", "code = 1"])] == ["weak"]


def test_a_cause_is_told_before_the_log_has_ended() -> None:
    def log() -> object:
        yield "a telling text of some length"
        raise AssertionError("it waited for the next line")

    hits = Index([symptom("x", "a telling text of some length")]).why_log(log())  # type: ignore[arg-type]
    assert next(hits).symptom.id == "x"


LOGS = sorted((Path(__file__).parent / "crash_logs").glob("*.txt"))
"""What sixteen small projects printed that went wrong, and one that did not; named by the cause."""


def test_there_are_logs_of_seventeen_projects() -> None:
    assert len(LOGS) == 17


@pytest.mark.parametrize("log", LOGS, ids=lambda file: file.stem)
def test_the_output_of_a_project_that_goes_wrong_names_its_cause_first(log: Path) -> None:
    lines = log.read_text(encoding="utf-8").splitlines()
    found = [hit.symptom.id for hit in index().why_log(lines)]
    assert found[:1] == ([] if log.stem == "healthy" else [log.stem])
