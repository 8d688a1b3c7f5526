"""The general rules on live servers: each fault of a lab is found, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.core.assemble import assemble
from tutor.core.causes import chain
from tutor.core.diagnose import diagnose
from tutor.core.match import Context
from tutor.errors import SceneFailed

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

# What one connection brings about: the rules, each with the function of its line.
FAULTS = {
    "Unawaited": "never-awaited receive",
    "UnawaitedJoin": "never-awaited connect",
    "Narrow": "handler-signature disconnect",
    "NarrowEvent": "handler-signature said, ghost NarrowEvent",
    "Misspelt": "no-handler tell, ghost Misspelt",
    "TooLate": "joined-too-late tell",
    "Other": "other-group tell",
    "OnDisconnect": "never-left OnDisconnect",
    "LeavesOther": "never-left disconnect",
    "Progress": "own-event-waits tell",
    "SyncHelper": "async-to-sync receive",
    "NoJson": "wrong-base receive",
    "Ticks": "task-goes-on tick",
    "SendsAfterClose": "send-after-close receive",
    "ClosesTwice": "sent-after-close receive",
    "SaysBye": "sent-in-disconnect disconnect",
    "NoReader": "no-reader",
    "Floods": "channel-full receive",
    "UsesCoroutine": "not-awaited-value receive",
    "AwaitsNothing": "awaited-value receive",
    "NoAsgi": "as-asgi",
    "InCall": "before-commit save",
    "RowNotThere": "row-not-there look, before-commit save, ghost RowNotThere",
    "Unsaved": "unsaved-session Unsaved",
    "Saved": "",
}


# What is only worth a look, or known by no connection; and how many connections show it.
OTHERS = {
    "Notes": ("shared-state Notes", 2),
    "Waits": ("slow-handler receive", 1),
    "ThreadSends": ("thread-sends tell", 1),
    "Pours": ("slow-reader receive", 1),
}


async def test_each_fault_is_found_with_its_line_and_nothing_else(stage: Any) -> None:
    server = await stage.server("labs/faults.py:application")
    for name in FAULTS:
        try:
            tab = await stage.client(name, f"/ws/{name}/", server=server)
        except SceneFailed:
            continue  # refused, as it should be
        await tab.send("x")
        await stage.quiet()
        await tab.close()
    await stage.fact("app.sent", text="tick", nth=5, within=5)
    await stage.quiet()
    events = assemble(stage.facts.records)
    clients, told = Context(events).clients, {name: list[str]() for name in FAULTS}
    for finding in diagnose(events):
        owners = (clients.get(event.conn) for event in chain(events, finding.seq))
        said = f"{finding.rule} {finding.place.partition(' ')[2]}".strip()
        told[next(filter(None, owners), "")].append(said)
    assert {name: ", ".join(rules) for name, rules in told.items()} == FAULTS


async def test_what_more_than_one_connection_shows_and_what_is_worth_a_look(stage: Any) -> None:
    server = await stage.server("labs/faults.py:application")
    for name, (_, count) in OTHERS.items():
        for number in range(count):
            tab = await stage.client(f"{name} {number}", f"/ws/{name}/", server=server)
            if name == "Pours":
                stage.pause(tab)
            await tab.send("x")
            await stage.quiet()
            if name == "Pours":
                await stage.fact("send.waiting", within=5)
                stage.resume(tab)
            await tab.close()
    await stage.quiet()
    events = assemble(stage.facts.records)
    said = [f"{one.rule} {one.place.partition(' ')[2]}" for one in diagnose(events, notes=True)]
    assert sorted(said) == sorted(rule for rule, _ in OTHERS.values())


async def test_the_demo_project_has_no_finding(stage: Any) -> None:
    server = await stage.server()
    john = await stage.client("john", "/ws/chat/user/john@example.com/", server=server)
    await john.send({"type": "message", "text": "Hello"})
    await john.expect("Hello", within=5)
    await john.close()
    await stage.quiet()
    assert diagnose(assemble(stage.facts.records)) == ()
