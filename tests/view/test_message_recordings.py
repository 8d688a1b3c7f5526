"""Over all recordings of the lessons: the message view cuts nothing and never looks ahead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text

from tests.view import lessons_recorded as recorded
from tutor.core import journeys as core
from tutor.core.events import Event
from tutor.core.journeys import Journey
from tutor.core.timeline import Moment, Timeline
from tutor.view import message, message_words
from tutor.view.text import escape

INDENT = 5
SIZES = ((80, 26), (80, 14), (60, 11))
HEAD = re.compile(r"^[─▶]─ (\d) ")
SOME = [
    trace
    for trace in recorded.TRACES
    if trace.stem in {"hello", "ghost", "two_servers", "addresses", "one_clock", "on_the_wire"}
]
TRACES = [
    pytest.param(trace, marks=[] if trace in SOME else pytest.mark.slow, id=recorded.name(trace))
    for trace in recorded.TRACES
]
BOXES = re.compile(r"[─-╿▀-▟■-◿]")


def drawn(moment: Moment, **look: Any) -> list[str]:
    picture = message.render(moment, **{"width": 80, **look})
    assert isinstance(picture, Text)
    return picture.plain.split("\n")


def unwrapped(lines: list[str], mark: str = "") -> dict[int, str]:
    """The contents of the hops, as they were before they were wrapped."""
    found: dict[int, str] = {}
    hop = 0
    for line in lines[1:]:
        head = HEAD.match(line)
        if head:
            hop = int(head[1])
            found[hop] = ""
        elif hop:
            found[hop] += re.sub(rf" +◂ {mark}$", "", line)[INDENT:] if mark else line[INDENT:]
    return found


def facts(run: Timeline, journey: Journey) -> dict[int, Event]:
    found = {hop: run.event(seq) for hop, seq in enumerate(journey.hops, start=1) if seq}
    return {hop: fact for hop, fact in found.items() if fact is not None}


def whole(fact: Event) -> list[str]:
    """What a recording holds of a hop's content."""
    if fact.kind.startswith("wire."):
        text, shown = getattr(fact, "text", ""), getattr(fact, "hex", "")
        return [shown] if "·" in text else text.rstrip("\n").split("\n")
    return [getattr(fact, "text", "")]


def steps(run: Timeline) -> list[int]:
    """All steps of a short recording, those where something new is seen of a long one."""
    return recorded.steps(run) if len(run) > 400 else list(range(1, len(run) + 1))


@pytest.mark.parametrize("trace", TRACES)
def test_nothing_is_cut(trace: Path) -> None:
    run = recorded.timeline(trace)
    messages = core.of(run)
    numbers: list[int] = []
    for step in steps(run):
        journey = messages.journey(step)
        if journey is None:
            continue
        moment = run.moment(step)
        assert all(seq <= step for seq in journey.hops)
        lines = drawn(moment)
        contents = unwrapped(lines)
        every = "".join(contents.values())
        for fact in facts(run, journey).values():
            for text in whole(fact):
                assert escape(text).rstrip() in every, (step, fact.seq)
        texts = (escape(text).rstrip() for text in whole(facts(run, journey)[journey.hand]))
        if journey.hand != 6:
            assert all(text in contents[journey.told(journey.hand)] for text in texts)
        assert unwrapped(drawn(moment, mark="type"), "type") == contents
        # Pruned to one size a step but for SOME, by turns: most steps of a message are neighbours.
        for width, height in SIZES if trace in SOME else (SIZES[step % len(SIZES)],):
            narrow = drawn(moment, width=width, height=height, mark="type")
            assert len(narrow) <= height
            assert all(cell_len(line) <= width for line in narrow)
            if "more line" not in narrow[-1]:
                near = unwrapped(narrow, "type")[journey.told(journey.hand)]
                assert (
                    all(escape(text).rstrip() in near for text in whole(run.event(journey.fact)))
                    or journey.fact != journey.hops[journey.hand - 1]
                )
        if journey.root == step and journey.number:
            numbers.append(journey.number)
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("trace", TRACES)
def test_the_picture_of_a_step_needs_the_facts_up_to_it(trace: Path) -> None:
    run = recorded.timeline(trace)
    chosen = set(steps(run))
    of_all = {
        step: (drawn(run.moment(step), height=26), message_words.words(run.moment(step)))
        for step in sorted(chosen)
    }
    line = Timeline()
    for step, event in enumerate(run.events, start=1):
        line.extend([event])
        core.of(line)
        if step in chosen:
            moment = line.moment(step)
            assert (drawn(moment, height=26), message_words.words(moment)) == of_all[step], step


@pytest.mark.parametrize("trace", SOME, ids=recorded.name)
def test_sentences_have_no_drawing(trace: Path) -> None:
    run = recorded.timeline(trace)
    for step in steps(run):
        moment = run.moment(step)
        words = message_words.words(moment)
        strip = message.strip(moment, 80)
        assert (strip is None) == (not words)
        assert not any(BOXES.search(sentence) for sentence in words)
        if words:
            hops = [int(re.search(r"hop (\d)", one, re.IGNORECASE)[1]) for one in words[1:]]  # type: ignore[index]
            assert hops == sorted(set(hops))
