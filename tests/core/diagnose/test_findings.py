"""All findings of a run: on every shipped recording, and their order."""

from __future__ import annotations

import pytest

from tests.core.diagnose.story import Story, names
from tutor.core.diagnose import Level, diagnose
from tutor.core.timeline import Timeline
from tutor.runtime import paths
from tutor.runtime.recording import load

# A recording that is not here has no finding: false alarms are counted, and the goal is zero.
# `never-left` in labs that have no disconnect(), and `memory-layer` in scenes that repeat an
# experiment on a second server in memory, are true and beside the point of the scene.
EXPECTED = {
    "1/who_takes_it": "bare-django",
    "2/a_life": "as-asgi",
    "2/odd_frames": "frame-signature bad-json too-big",
    "3/one_project": "wsgi-server",
    "3/three_files": "apps-not-ready",
    "3/two_callables": "wsgi-server",
    "3/who_adds_http": "no-protocol",
    "4/evil_origin": "origin",
    "4/guides_guard": "scope-key exception",
    "4/no_route": "no-route no-protocol",
    "4/origin_matrix": "origin",
    "4/unsaved_session": "sync-orm",
    "4/wrong_order": "scope-key middleware-order origin",
    "5/at_the_door": "exception never-accepted code-unseen",
    "5/close_codes": "close-code send-after-close",
    "5/left_out": "exception",
    "5/rehearsal": "exception send-before-accept accepted-twice code-unseen",
    "5/six_ways": "exception slow-shutdown",
    "5/subprotocols": "subprotocol",
    "5/the_script": "code-unseen",
    "6/as_printed": "group-name exception not-json ghost",
    "6/bad_frames": "exception bad-json frame-signature ghost",
    "6/doorstep": "send-before-accept never-accepted accepted-twice",
    "6/ghost": "exception ghost",
    "6/one_at_a_time": "one-at-a-time",
    "6/raises_or_not": "sync-orm exception not-awaited-value sync-to-async-misused many-queries",
    "6/stall_meter": "loop-blocked thread-queue",
    "6/sync_or_async": "thread-queue",
    "6/which_thread": "thread-queue",
    "7/alone": "no-layer never-left",
    "7/at_most_once": "dropped memory-layer expired never-left",
    "7/group_names": "group-name not-serializable-event never-left",
    "7/idle": "redis-timeout",
    "7/no_redis": "broker-gone",
    "7/persistent": "broker-gone ghost never-left",
    "7/two_servers_memory": "memory-layer",
    "7/two_servers_redis": "redis-timeout never-left",
    "7/type_names_a_method": "no-handler bad-type ghost",
    "8/addresses": "exception",
    "9/after_told": "exception broker-gone dropped never-left",
    "9/before_told": "bad-json exception",
    "9/jams": "thread-queue",
    "9/no_receipt": "memory-layer",
    "9/printed": "exception ghost",
    "10/frames": "exception frame-signature bad-json",
    "10/herd": "thread-queue",
    "10/history": "never-left",
    "10/orders": "before-commit",
    "10/presence": "no-handler exception ghost never-left",
    "10/queries": "exception not-json sync-orm many-queries",
    "10/receipts": "group-name no-handler ghost memory-layer never-left",
    "10/rooms": "group-name never-left",
    "11/count_the_users": "sync-orm thread-queue",
    "11/one_typo": "no-handler ghost never-left",
    "11/pages_are_gone": "no-protocol",
    "11/sticky": "memory-layer",
    "11/two_doors": "wsgi-server",
    "11/who_says_so": "origin",
}

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
