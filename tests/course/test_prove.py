"""A scene's narration against a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.core.events import AppSent, ClientRefused, Event, GroupSent, LayerFailed, SceneFinished
from tutor.course.model import Beat, Choice, Claim, Predict, Scene, Source
from tutor.course.prove import cause, check_run, failure

RUN: list[Event] = [
    GroupSent(seq=1, at=0, process="server 1", group="room"),
    AppSent(seq=2, at=1, process="server 1", type="websocket.send"),
    AppSent(seq=3, at=2, process="server 1", type="websocket.close"),
    SceneFinished(seq=4, at=3, process="tutor"),
]


def line(number: int) -> Source:
    return Source(file=Path("lesson.md"), line=number)


def beats(*patterns: str) -> tuple[Beat, ...]:
    return tuple(
        Beat(pattern=pattern, text="…", source=line(number))
        for number, pattern in enumerate(patterns, 2)
    )


def scene(
    beats: tuple[Beat, ...] = (),
    predictions: tuple[Predict, ...] = (),
    claims: tuple[Claim, ...] = (),
) -> Scene:
    return Scene(
        name="s", title="S", beats=beats, predictions=predictions, claims=claims, source=line(1)
    )


def predict(answer: str, before: str = "", verdict: str = "") -> Predict:
    choices = (Choice(label="1", why="…"), Choice(label="2", why="…"))
    return Predict(
        id="p",
        question="?",
        answer=answer,
        before=before,
        choices=choices,
        source=line(7),
        verdict=verdict,
    )


def claim(proof: str) -> Claim:
    return Claim(id="C07-01", verdict="true", proof=proof, text="…", source=line(8))


def test_a_text_that_fits_its_run() -> None:
    told = scene(
        beats("group.sent group=room", "app.sent nth=2"),
        (predict("count app.sent", before="group.sent"),),
        (claim("count app.sent == 2"),),
    )
    assert check_run(told, RUN) == []


@pytest.mark.parametrize(
    ("told", "at", "message"),
    [
        (scene(beats("app.sent nth=9")), 2, "no fact of s matches `app.sent nth=9`"),
        (scene(beats("app.sent", "group.sent")), 3, "`group.sent` occurs earlier, at step 1"),
        (scene(beats("app.sent", "app.sent nth=1")), 3, "a second beat on step 2"),
        (scene(predictions=(predict("count app.received"),)), 7, 'got "0"'),
        (scene(predictions=(predict("1", before="app.received"),)), 7, "no fact of s matches"),
        (scene(claims=(claim("count app.sent == 3"),)), 8, "the proof of C07-01 does not hold"),
    ],
)
def test_a_text_that_does_not(told: Scene, at: int, message: str) -> None:
    [found] = check_run(told, RUN)
    assert (found.line, message in found.message) == (at, True)


def test_a_run_that_failed() -> None:
    failed = [SceneFinished(seq=1, at=0, process="tutor", failed="ann: nothing came")]
    [found] = check_run(scene(), failed)
    assert found.message == "the run of s failed: ann: nothing came"


@pytest.mark.parametrize("events", [[], RUN[:-1]])
def test_a_run_that_was_cut_off(events: list[Event]) -> None:
    [found] = check_run(scene(), events)
    assert found.message == "the run of s has no end"


BROKEN: list[Event] = [
    LayerFailed(seq=1, at=0, process="server 1", call="send", error="KeyError: 'x'"),
    ClientRefused(seq=2, at=1, process="tutor", cause=1, status=500),
    LayerFailed(seq=3, at=2, process="server 1", call="receive", error="OSError: gone"),
    SceneFinished(seq=4, at=3, process="tutor", failed="ann: refused with HTTP 500"),
]
WHY = "cause: step 1, layer.failed: send: KeyError: 'x'"


def test_a_run_that_failed_names_what_brought_it_about() -> None:
    [found] = check_run(scene(), BROKEN)
    assert found.hint == WHY
    assert failure(BROKEN) == f"ann: refused with HTTP 500 ({WHY})"


def test_a_proof_that_does_not_hold_names_the_failure_behind_its_facts() -> None:
    ended = [*BROKEN[:3], SceneFinished(seq=4, at=3, process="tutor")]
    said = cause(ended, proof="none layer.failed call=receive")
    assert said == "cause: step 3, layer.failed: receive: OSError: gone"


def test_a_failure_that_no_chain_leads_to_is_not_called_the_cause() -> None:
    ended = [*BROKEN[:1], SceneFinished(seq=2, at=3, process="tutor")]
    said = cause(ended, proof="count group.sent == 1")
    assert said == "first failure of the run: step 1, layer.failed: send: KeyError: 'x'"


def test_a_run_without_a_failure_has_no_cause_and_what_its_recording_has_is_none() -> None:
    assert cause(RUN, proof="count group.sent == 2") == ""
    assert cause(BROKEN, BROKEN) == ""
    assert failure(BROKEN, BROKEN) == "ann: refused with HTTP 500"


@pytest.mark.parametrize(
    ("answer", "verdict", "message"),
    [
        ("count group.sent", "", ""),
        ("count app.sent", "", ""),  # after the last beat, the run has its say at the end
        ("count app.sent", "scene.finished", ""),
        ("count group.sent", "layer.failed", "no fact of s matches `layer.failed`"),
    ],
)
def test_a_beat_can_say_what_is_right(answer: str, verdict: str, message: str) -> None:
    told = scene(beats("group.sent"), (predict(answer, verdict=verdict),))
    found = [one.message for one in check_run(told, RUN)]
    assert found == ([message] if message else [])


def test_an_answer_that_never_changes_needs_its_author() -> None:
    told = scene(beats("app.sent nth=2"), (predict("count group.sent", before="app.sent"),))
    [found] = check_run(told, RUN)
    assert found.message == "the answer to p never changes"
    assert "verdict: PATTERN" in found.hint
