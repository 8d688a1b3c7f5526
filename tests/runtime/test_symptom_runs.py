"""The programs behind the texts of `tutor why` are run, and held to what they are said to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.model import Source
from tutor.course.symptoms import Symptom, read_symptoms
from tutor.runtime import symptom_runs
from tutor.runtime.paths import lessons_folder
from tutor.runtime.symptom_runs import files, repeat, run


def entry(folder: Path, program: str, text: str = "it rained", proof: str = "") -> Symptom:
    (folder / "runs").mkdir(exist_ok=True)
    (folder / "runs" / "rain.py").write_text(program)
    return Symptom(
        id="own", area="x", title="x", cause="x", sure="x", remedy="x", proof=proof,
        texts=((text, "run: rain"),), source=Source(file=folder / "symptoms.toml", line=1),
    )  # fmt: skip


def test_a_program_that_prints_its_text_bears_it_out(tmp_path: Path) -> None:
    done = repeat([entry(tmp_path, "import sys\nprint('It  rained', file=sys.stderr)")])
    assert (done.runs, done.texts, done.differs, done.hindered) == (1, 1, [], {})


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("print('dry')", "the run rain does not say 'it rained'"),
        ("print('it rained')\nraise SystemExit('too wet')", "the run rain ended with 1: too wet"),
        ("raise SystemExit(1)", "the run rain ended with 1: it said nothing"),
    ],
)
def test_what_is_so_no_more_is_named(tmp_path: Path, program: str, told: str) -> None:
    assert [says for _, says in repeat([entry(tmp_path, program)]).differs] == [told]


def test_what_a_machine_lacks_is_no_difference(tmp_path: Path) -> None:
    done = repeat([entry(tmp_path, "print('There is no rain here.')\nraise SystemExit(3)")])
    assert (done.texts, done.differs) == (0, [])
    assert done.hindered == {"rain": "There is no rain here."}


def test_a_program_without_an_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symptom_runs, "WITHIN", 1)
    program = "import time\nprint('it rained', flush=True)\ntime.sleep(60)"
    ((_, told),) = repeat([entry(tmp_path, program, proof="run: rain")]).differs
    assert told == "the run rain did not end: it rained"


def test_the_settings_of_this_process_do_not_reach_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "x")
    entry(
        tmp_path,
        "import os\nprint(sorted({'PYTHONWARNINGS', 'DJANGO_SETTINGS_MODULE'} & set(os.environ)))",
    )
    assert run(tmp_path / "runs" / "rain.py").said.strip() == "[]"


@pytest.mark.slow
def test_every_program_of_the_course_shows_what_it_is_said_to() -> None:
    symptoms = read_symptoms(lessons_folder())[0]
    done = repeat(symptoms)
    assert done.differs == []
    assert set(done.hindered) <= {"chrome", "cluster"}, "the others need nothing but our packages"
    assert files(symptoms).keys() == {one.stem for one in (lessons_folder() / "runs").glob("*.py")}
