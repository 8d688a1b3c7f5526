"""All findings of a run: on every shipped recording, and their order."""

from __future__ import annotations

import pytest

from tests.core.diagnose.story import Story, names
from tutor.core.diagnose import Level, diagnose
from tutor.core.timeline import Timeline
from tutor.course.expected_findings import read_expected
from tutor.runtime import paths
from tutor.runtime.recording import load

EXPECTED = read_expected(paths.lessons_folder()).recordings

SHIPPED = {
    f"{int(path.parent.parent.name[:2])}/{path.stem}": path
    for path in sorted(paths.lessons_folder().glob("*/traces/*.jsonl"))
}


@pytest.mark.parametrize("scene", SHIPPED)
def test_a_shipped_recording_has_these_findings_and_no_other(scene: str) -> None:
    found = dict.fromkeys(finding.rule for finding in diagnose(load(SHIPPED[scene]).events))
    assert " ".join(found) == EXPECTED.get(scene, "")


def test_every_scene_that_is_expected_to_have_a_finding_is_shipped() -> None:
    assert set(EXPECTED) <= set(SHIPPED)


def mixed() -> Story:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.add("loop.stalled", ms=900.0, where="rooms.py:12 receive")
    story.send(1, "kitchen")
    begun = story.begin(1, "websocket_receive")
    story.add("handler.failed", conn=1, cause=begun, error="KeyError: 'x'", where="rooms.py:1 x")
    story.over(1, "KeyError: 'x'")
    return story


def test_failures_come_first_then_losses_then_delays_then_notes() -> None:
    assert names(mixed(), notes=True) == ["exception", "ghost", "loop-blocked", "nobody-joined"]


def test_what_a_healthy_run_may_hold_is_told_on_demand() -> None:
    assert all(finding.level < Level.NOTED for finding in diagnose(mixed()))


def test_a_timeline_is_as_good_as_its_events() -> None:
    assert diagnose(Timeline(mixed())) == diagnose(mixed())


def test_a_finding_of_a_traced_pytest_has_its_test() -> None:
    story = mixed()
    assert {finding.test for finding in diagnose(story, notes=True)} == {""}
    story.add("test.started", process="server 1", name="test_a.py::test_one")
    story.add("loop.stalled", process="server 1", ms=900.0, where="rooms.py:90 connect")
    assert diagnose(story, notes=True)[-2].test == "test_a.py::test_one"
