"""The scenes of lesson 10: each pattern as the guide prints it, and as it holds."""

import asyncio
import random
import time

DEEP = "[" * 100_000
RACES = {"heartbeats"}  # how often a heart beats while the machine does something else


async def frames(stage):
    """What browsers send, and what lives through it."""
    desk = await stage.server(app="labs/desk.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/routing/", server=desk)
    ben = await stage.client("ben", "/ws/errors/", server=desk)
    cleo = await stage.client("cleo", "/ws/logged/", server=desk)
    dan = await stage.client("dan", "/ws/logged/", server=desk)

    await ann.send({"type": "wave"})
    await ann.expect("Unknown message type", within=5)
    await ann.send("42")
    await stage.fact("handler.failed", nth=1, within=5)
    await ben.send("{")
    await ben.expect("Invalid JSON", within=5)
    await ben.send("42")
    await stage.fact("handler.failed", nth=2, within=5)
    await cleo.send("42")
    await cleo.expect("Internal server error", within=5)
    await cleo.send({"type": "who", "id": "me"})
    await cleo.expect("expected a number", within=5)
    await cleo.send(b"\x00")
    await stage.fact("handler.failed", nth=3, within=5)
    await dan.send(DEEP)
    for tab in (ann, ben, cleo, dan):
        await tab.closed(within=8)

    demo = await stage.server(layer="memory")
    eve = await stage.client("eve", "/ws/chat/user/john@example.com/", server=demo)
    await eve.expect("history", within=5)
    for frame in ({"type": "wave"}, "42", "{", b"\x00", DEEP):
        await eve.send(frame)
        await eve.expect("error", within=5)
    await eve.send({"type": "message", "text": "Still here"})
    await eve.expect("Still here", within=5)


async def rooms(stage):
    """Leaving one room for another."""
    await _rooms_of_the_lab(stage)
    await _rooms_of_the_demo(stage)


async def _rooms_of_the_lab(stage):
    """The switch as printed, and mended."""
    lab = await stage.server(app="labs/rooms.py:application", layer="memory")
    dora = await stage.client("dora", "/ws/printed/", server=lab)
    await dora.send({"switch": "support"})
    await stage.fact("handler.failed", within=5)

    ben = await stage.client("ben", "/ws/mended/", server=lab)
    eve = await stage.client("eve", "/ws/mended/", server=lab)
    await eve.send({"switch": "private-of-eve"})
    await eve.expect("now in", within=5)
    await ben.send({"switch": "private-of-eve"})
    await ben.expect("now in", within=5)
    await eve.send({"say": "My PIN is 4711"})
    for tab in (ben, eve):
        await tab.expect("4711", within=5)
    await ben.send({"switch": "room of ben"})
    await ben.expect("error", within=5)
    await eve.send({"say": "Is Ben still here?"})
    await eve.expect("still here", within=5)
    await ben.silence(0.1)
    await ben.send({"switch": "private-of-eve"})
    await ben.expect("now in", within=5)
    await ben.close()
    await stage.fact("consumer.finished", name="Mended", within=5)
    await eve.send({"say": "Alone at last"})
    await eve.expect("Alone", within=5)
    await dora.closed(within=8)


async def _rooms_of_the_demo(stage):
    """Who may look into which room."""
    demo = await stage.server(layer="memory")
    john = await stage.client("john", "/ws/chat/user/john@example.com/", server=demo)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=demo)
    for tab in (john, admin):
        await tab.expect("history", within=5)
    await john.send({"type": "switch_room", "room": "jane@example.com"})
    await john.expect("forbidden", within=5)
    await admin.send({"type": "switch_room", "room": "nobody@example.com"})
    await admin.expect("forbidden", within=5)
    await john.send({"type": "message", "text": "Are you still with me?"})
    for tab in (john, admin):
        await tab.expect("still with me", within=5)
    await admin.send({"type": "switch_room", "room": "jane@example.com"})
    await admin.expect("history", within=5)


async def history(stage):
    """The gap and the double."""
    lab = await stage.server(app="labs/history.py:application", layer="memory")
    writer = await stage.client("writer", "/ws/write/", server=lab)
    await writer.send({"say": "old"})
    await stage.fact("group.sent", text_has="old", within=5)

    gap = await stage.client("ann", "/ws/history-first/", server=lab)
    await stage.fact("db.finished", nth=3, within=5)
    await writer.send({"say": "meanwhile"})
    await stage.fact("group.sent", text_has="meanwhile", within=5)
    await stage.http("POST", "/history-first/", server=lab)
    await gap.expect("history", within=5)

    double = await stage.client("ben", "/ws/join-first/", server=lab)
    skip = await stage.client("cleo", "/ws/join-first-and-skip/", server=lab)
    await stage.fact("group.joined", nth=3, within=5)
    await writer.send({"say": "in between"})
    await stage.fact("channel.sent", nth=3, within=5)
    await stage.http("POST", "/join-first/", server=lab)
    await double.expect("pushed", within=5)
    await stage.http("POST", "/join-first-and-skip/", server=lab)
    await skip.expect("in between", within=5)
    await stage.fact("handler.finished", name="room_said", nth=3, within=5)
    await writer.send({"say": "after"})
    for tab in (gap, double, skip):
        await tab.expect("after", within=5)


async def presence(stage):
    """Presence in four acts."""
    lab = await stage.server(app="labs/presence.py:application", layer="memory")
    dora = await stage.client("dora", "/ws/printed/dora/", server=lab)
    await stage.fact("handler.failed", within=5)

    ann = await stage.client("ann · act 1", "/ws/1/ann/", server=lab)
    ben = await stage.client("ben · act 1", "/ws/1/ben/", server=lab)
    await stage.fact("group.sent", group="act-1", nth=2, within=5)

    dead = [dora]
    for nth, name in enumerate(("ann", "ben"), 2):
        dead.append(await stage.client(f"{name} · act 2", f"/ws/2/{name}/", server=lab))
        await stage.fact("handler.failed", nth=nth, within=5)
    for tab in dead:
        await tab.closed(within=8)
    for tab in (ann, ben):
        await tab.silence(0.1)

    ann = await stage.client("ann", "/ws/3/ann/", server=lab)
    await ann.expect('"ann"', within=5)
    first = await stage.client("ben · tab 1", "/ws/3/ben/", server=lab)
    await ann.expect('"ben"', within=5)
    second = await stage.client("ben · tab 2", "/ws/3/ben/", server=lab)
    await ann.expect('"ben"', within=5)

    await first.close()
    await ann.expect("offline", within=5)
    await second.send({"text": "I am still here"})
    await second.expect("length", within=5)
    await second.send({"txt": "a typo"})
    await second.closed(within=8)
    await ann.silence(0.1)
    stage.note("ann: no word of ben's end")


async def heartbeats(stage):
    """A row for each tab, renewed while it lives."""
    pace = {"MINICOM_HEARTBEAT": "0.6"}
    first = await stage.server(layer="redis", env=pace)
    second = await stage.second_server()
    admin = await stage.client("admin", "/ws/support/2/", server=first, user="admin")
    await admin.expect("presence", within=5)

    one = await stage.client("john · tab 1", "/ws/support/", server=first, user="john")
    await admin.expect('"online": true', within=5)
    two = await stage.client("john · tab 2", "/ws/support/", server=second, user="john")
    await two.expect("presence", within=5)
    await stage.fact("db.finished", name="renew", process=second.name, within=5)
    await one.close()
    await stage.fact("db.finished", name="remove", within=5)

    await second.kill()
    await two.closed(within=5)
    await admin.expect('"online": false', within=10)


async def receipts(stage):
    """Who has read what, and who is told."""
    chat = await stage.server(layer="memory")
    lab = await stage.server(app="labs/receipts.py:application", layer="memory")
    john = await stage.client("john · tab 1", "/ws/chat/user/john@example.com/", server=chat)
    await john.send({"type": "message", "text": "Any news?"})
    await john.expect("Any news", within=5)
    await _read_three_times(stage, lab)
    await _type_and_read(stage, chat, john)


async def _read_three_times(stage, lab):
    """Ann reads a message of John's, in three consumers."""

    async def read(step, server=lab):
        tabs = [
            await stage.client(f"{name} · {step}", f"/ws/{step}/{name}@example.com/", server=server)
            for name in ("john", "ann")
        ]
        await tabs[1].send({"read": [1]})
        return tabs

    _, printed = await read("printed")
    await stage.fact("handler.failed", nth=1, within=5)
    _, first = await read("first")
    await stage.fact("handler.failed", nth=2, within=5)
    second, _ = await read("second")
    for tab in (printed, first, second):
        await tab.closed(within=8)

    clean = await stage.second_server(like=lab)  # the other one is full of ghosts by now
    other = await stage.client("ann · other tab", "/ws/third/ann@example.com/", server=clean)
    sender, reader = await read("third", clean)
    for tab in (sender, other):
        await tab.expect("read", within=5)
    await reader.silence(0.1)


async def _type_and_read(stage, chat, john):
    """The demo project: who is told that John types, and that somebody has read."""
    twin = await stage.client("john · tab 2", "/ws/chat/user/john@example.com/", server=chat)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=chat)
    for tab in (twin, admin):
        await tab.expect("history", within=5)
    await john.send({"type": "typing"})
    await admin.expect("typing", within=5)
    for tab in (john, twin):
        await tab.silence(0.1)
    await john.send({"type": "message", "text": "Hello?"})
    await admin.expect("Hello?", within=5)
    for tab in (john, twin):
        await tab.expect("Hello?", within=5)
    await john.send({"type": "read", "ids": [2]})
    await admin.silence(0.1)
    await admin.send({"type": "read", "ids": [2]})
    for tab in (john, twin, admin):
        await tab.expect('"read"', within=5)


async def limits(stage):
    """Ten a minute, and how to get more."""
    lab = await stage.server(app="labs/limits.py:application", layer="memory")
    dora = await stage.client("dora", "/ws/printed/", server=lab)
    await stage.flood(dora, 11, str)
    await stage.fact("handler.failed", within=5)
    ann = await stage.client("ann", "/ws/mended/", server=lab)
    await stage.flood(ann, 11, str)
    await ann.expect("exceeded", within=5)
    await ann.close()
    again = await stage.client("ann again", "/ws/mended/", server=lab)
    await again.send("12")
    await again.expect("taken", within=5)
    await dora.closed(within=8)

    path = "/ws/chat/user/john@example.com/"
    few = {"MINICOM_FRAMES_PER_MINUTE": "10"}
    first = await stage.server(layer="redis", env=few)
    second = await stage.second_server(like=first)
    john = await stage.client("john", path, server=first)
    await stage.flood(john, 11, {"type": "read", "ids": []})
    await john.expect("rate_limited", within=5)
    await john.close()
    for name, server in (("john again", first), ("john · second server", second)):
        tab = await stage.client(name, path, server=server)
        await tab.send({"type": "message", "text": "Let me in"})
        await tab.expect("rate_limited", within=5)
    jane = await stage.client("jane", path.replace("john", "jane"), server=first)
    await jane.send({"type": "message", "text": "I have said nothing yet"})
    await jane.expect("nothing yet", within=5)


async def queries(stage):
    """A page of messages, and what it costs."""
    lab = await stage.server(app="labs/queries.py:application", layer="memory")

    async def ask(name, way, text=""):
        tab = await stage.client(name, "/ws/", server=lab)
        await tab.send({"way": way})
        if text:
            await tab.expect(text, within=10)
        return tab

    tab = await ask("ann", "fill", "messages")
    dora = await ask("dora", "as_printed")
    await stage.fact("handler.failed", nth=1, within=5)
    ben = await ask("ben", "as_objects")
    await stage.fact("handler.failed", nth=2, within=5)
    for way in ("one_by_one", "joined", "the_right_way_up"):
        await tab.send({"way": way})
        await tab.expect("m10", within=10)
    cleo = await ask("cleo", "asynchronously")
    for tab in (dora, ben, cleo):
        await tab.closed(within=8)


async def orders(stage):
    """Telling before the commit, and after it."""
    lab = await stage.server(app="labs/orders.py:application", layer="memory")
    counter = await stage.client("counter", "/ws/counter/", server=lab)
    kitchen = await stage.client("kitchen", "/ws/kitchen/", server=lab)

    def inserts():
        return stage.count("db.finished", sql_has="INSERT")

    async def place(text, *, early, paid):
        before = inserts()
        await counter.send({"text": text, "early": early, "paid": paid})
        if early:
            await kitchen.expect("order", within=8)
        else:
            await stage.wait(lambda: inserts() > before, within=8, what="an INSERT")
            await kitchen.silence(0.1)
        await stage.http("POST", "/", server=lab)
        await counter.expect("done", within=8)

    await place("soup", early=True, paid=True)
    await place("cake", early=True, paid=False)
    await place("stew", early=False, paid=True)
    await kitchen.expect("stew", within=8)
    await place("wine", early=False, paid=False)
    await kitchen.silence(0.2)


async def prices(stage):
    """Forty prices for a tab that does not read."""
    lab = await stage.server(app="labs/prices.py:application", layer="memory")
    exchange = await stage.client("exchange", "/ws/exchange/", server=lab)
    hose = await stage.client("ann · hose", "/ws/hose/", server=lab)
    tap = await stage.client("ben · tap", "/ws/tap/", server=lab)
    for tab, group, done, last in ((hose, "hose", 40, 40), (tap, "tap", 80, 3)):
        stage.pause(tab)
        await exchange.send({"group": group, "changes": 40})
        await exchange.expect("sent", within=10)
        await stage.fact("handler.finished", name="price_changed", nth=done, within=10)
        stage.resume(tab)
        await tab.expect(f'"price": {last}', within=10)
    await tap.silence(0.1)
    await tap.send({"read": 3})
    await tap.expect('"price": 40', within=10)


async def herd(stage):
    """Eight tabs come back after a restart: at once, and spread out."""
    lab = await stage.server(app="labs/herd.py:application", layer="memory")
    before = [await stage.client(f"tab {n}", "/ws/", server=lab) for n in range(1, 9)]
    await lab.kill()
    for tab in before:
        await tab.closed(within=5)
    await lab.restart()

    waits = {"herd": [], "spread": []}

    async def back(kind, number, delay):
        await stage.sleep(delay)
        started = time.monotonic()
        await stage.client(f"{kind} {number}", "/ws/", server=lab, within=20)
        waits[kind].append(time.monotonic() - started)

    await asyncio.gather(*(back("herd", n, 0) for n in range(1, 9)))
    stage.note(f"all at once: the longest wait was {max(waits['herd']):.2f} s")
    dice = random.Random(10)
    delays = [dice.uniform(0, 2) for _ in range(8)]
    await asyncio.gather(*(back("spread", n, d) for n, d in enumerate(delays, 1)))
    stage.note(f"spread out: the longest wait was {max(waits['spread']):.2f} s")
    shorter = max(waits["spread"]) < max(waits["herd"])
    stage.note(f"spreading out made it {'shorter' if shorter else 'no shorter'}")


async def catch_up(stage):
    """What was said meanwhile, once each."""
    path = "/ws/chat/user/john@example.com/"
    server = await stage.server(layer="memory")
    john = await stage.client("john", path, server=server)
    admin = await stage.client("admin", "/ws/chat/admin/john@example.com/", server=server)
    await john.expect("history", within=5)
    await john.send({"type": "message", "text": "Are you there?", "client_id": "a1"})
    for tab in (john, admin):
        await tab.expect("Are you there?", within=5)
    stage.pause(john)
    await john.send({"type": "message", "text": "My printer burns", "client_id": "a2"})
    await admin.expect("printer", within=5)
    await john.drop()
    await stage.fact("group.left", within=5)
    await admin.send({"type": "message", "text": "Run!", "client_id": "b1"})
    await admin.expect("Run", within=5)

    again = await stage.client("john again", path, server=server)
    await again.expect("history", within=5)
    await again.send({"type": "history", "after": 1})
    await again.expect("Run", within=5)
    await again.send({"type": "message", "text": "My printer burns", "client_id": "a2"})
    await admin.expect("printer", within=5)
    await again.silence(0.1)
    stage.note("john again: no second copy")


async def late_commit(stage):
    """Catching up by the last id, and what comes in late."""
    lab = await stage.server(app="labs/late.py:application", layer="memory")
    await _by_id(stage, lab)
    await _by_number(stage, lab)


async def _by_id(stage, lab):
    """The slow one has the smaller id, and commits last."""
    ann = await stage.client("ann · slow", "/ws/id/", server=lab)
    ben = await stage.client("ben · fast", "/ws/id/", server=lab)
    cleo = await stage.client("cleo", "/ws/id/", server=lab)
    await ann.send({"say": "Your PIN has changed", "slow": True})
    await ann.expect("inserted", within=5)
    await ben.send({"say": "Lunch?"})
    for tab in (ben, cleo):
        await tab.expect("Lunch", within=5)
    await cleo.close()
    await stage.fact("group.left", within=5)
    await stage.http("POST", "/", server=lab)
    for tab in (ann, ben):
        await tab.expect("PIN", within=5)

    again = await stage.client("cleo again", "/ws/id/", server=lab)
    await again.send({"after": 2})
    await again.expect("found", within=5)
    await again.send({"after": 2, "overlap": 10})
    await again.expect("PIN", within=5)


async def _by_number(stage, lab):
    """The fast one has to wait for its number."""
    ann = await stage.client("ann · locked", "/ws/number/", server=lab)
    ben = await stage.client("ben · locked", "/ws/number/", server=lab)
    dan = await stage.client("dan", "/ws/number/", server=lab)
    inserts = stage.count("db.finished", sql_has="INSERT")
    await ann.send({"say": "Your PIN has changed again", "slow": True})
    await stage.wait(
        lambda: stage.count("db.finished", sql_has="INSERT") > inserts, within=5, what="an INSERT"
    )
    await ben.send({"say": "Dinner?"})
    await dan.send({"after": 0})
    await dan.expect("found", within=5)
    await ben.silence(0.3)
    await stage.http("POST", "/", server=lab)
    for tab in (ann, ben, dan):
        await tab.expect("Dinner", within=5)
    await dan.send({"after": 0})
    await dan.expect("Dinner", within=5)
