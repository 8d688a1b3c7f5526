"""One page of what to know."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.source import ROOT
from tests.quiz.making import card
from tutor.quiz.know_sheet import Figure, Known, document, read, sheet, unheld

LESSONS = ROOT / "lessons"
LIMIT = Figure(value="100", says="copies at most", file="a.md", holds="at\n 100")


def test_the_page_has_figures_codes_points_and_pictures() -> None:
    known = Known(number=(LIMIT,), code=(LIMIT,))
    told = sheet([card("say")], known, [("A group", "ann\n ben")], title="To know")
    assert told.startswith("# To know\n\n## Numbers\n\n- **100** copies at most\n\n## Codes\n")
    assert "- **What does the layer promise?** A group is names / A queue each / " in told
    assert told.endswith("## A group\n\n```\nann\n ben\n```\n")


def test_the_document_has_the_answers_in_full() -> None:
    one = card("say", question="What\n is it?", model="A\n promise.")
    told = document([one], Known(number=(LIMIT,)), [("A\n group", "ann\n ben")], title="t")
    assert told["numbers"] == [{"value": "100", "says": "copies at most"}]
    assert told["pictures"] == [{"title": "A group", "picture": "ann\n ben"}]
    (answer,) = told["answers"]  # type: ignore[misc]
    assert (answer["question"], answer["model"]) == ("What is it?", "A promise.")
    assert answer["points"][0] == "A group is names"


def test_what_has_no_room_is_counted() -> None:
    assert "There is no room for 3 more" in sheet([card("say")], Known(), [], title="t", rest=3)


def test_what_is_empty_has_no_heading() -> None:
    assert sheet([], Known(), [], title="t") == "# t\n"


def test_a_course_without_a_readable_file_has_an_empty_sheet(tmp_path: Path) -> None:
    assert read(tmp_path) == Known()
    for broken in ("[[number]", "[[number]]\nvalue = 1", "[[figure]]"):
        (tmp_path / "sheet.toml").write_text(broken)
        assert read(tmp_path) == Known()


def test_a_figure_that_its_place_does_not_say_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Full at 100 copies.")
    assert not [*unheld(Known(number=(LIMIT,)), tmp_path)]
    (tmp_path / "a.md").write_text("Full at 99 copies.")
    assert len([*unheld(Known(code=(LIMIT,)), tmp_path)]) == 1


def test_all_figures_of_the_course_stand_in_its_content() -> None:
    known = read(LESSONS)
    assert {"100", "60 s", "86,400 s", "5 s", "1 MiB"} <= {one.value for one in known.number}
    assert {"1006", "1011"} <= {one.value for one in known.code}
    assert not [*unheld(known, LESSONS)]
