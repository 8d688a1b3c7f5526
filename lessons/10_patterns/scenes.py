"""The scenes of lesson 10: the guide's patterns, assembled, and what holds in production."""

import asyncio
import random
import time

DEEP = "[" * 100_000
RACES = {"heartbeats"}  # how often a heart beats while the machine does something else
JOHN = "/ws/chat/user/john@example.com/"
ADMIN = "/ws/chat/admin/john@example.com/"


async def _expect(text, *tabs):
    """All of these tabs get a frame with this text."""
    for tab in tabs:
        await tab.expect(text, within=5)


async def _ask(tab, message, answer, *others):
    """This tab sends; it gets a frame with that text, and the others do."""
    await tab.send(message)
    await _expect(answer, tab, *others)


async def _closed(*tabs):
    """All of these are closed. Daphne reports a crash up to a second late."""
    for tab in tabs:
        await tab.closed(within=8)


async def frames(stage):
    """Unexpected frames, and which connections survive."""
    desk = await stage.server(app="labs/desk.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/routing/", server=desk)
    ben = await stage.client("ben", "/ws/guarded/", server=desk)
    dan = await stage.client("dan", "/ws/guarded/", server=desk)

    await _ask(ann, {"type": "wave"}, "Unknown message type")
    await ann.send("42")
    await stage.fact("handler.failed", nth=1, within=5)
    await _ask(ben, "{", "Invalid JSON")
    await _ask(ben, "42", "Internal server error")
    await _ask(ben, {"type": "read_receipt", "ids": ["me"]}, "error")
    await ben.send(b"\x00")
    await stage.fact("handler.failed", nth=2, within=5)
    await dan.send(DEEP)
    await _closed(ann, ben, dan)

    demo = await stage.server(layer="memory")
    eve = await stage.client("eve", JOHN, server=demo)
    await _expect("history", eve)
    for frame in ({"type": "wave"}, "42", "{", b"\x00", DEEP):
        await _ask(eve, frame, "error")
    await _ask(eve, {"type": "message", "text": "Still here"}, "Still here")


async def rooms(stage):
    """Leaving one room for another."""
    await _rooms_of_the_lab(stage)
    await _rooms_of_the_demo(stage)


async def _rooms_of_the_lab(stage):
    """The guide's switch, in the guide's class."""
    lab = await stage.server(app="labs/rooms.py:application", layer="memory")
    ben = await stage.client("ben", "/ws/ben/", server=lab)
    eve = await stage.client("eve", "/ws/eve/", server=lab)
    await _ask(eve, {"switch": "private-of-eve"}, "now in")
    await _ask(ben, {"switch": "private-of-eve"}, "now in")
    await _ask(eve, {"say": "My PIN is 4711"}, "4711", ben)
    await _ask(ben, {"switch": "room of ben"}, "error")
    await _ask(eve, {"say": "Is Ben still here?"}, "still here")
    await ben.silence(0.1)
    await _ask(ben, {"switch": "private-of-eve"}, "now in")
    await ben.close()
    await stage.fact("consumer.finished", name="Switching", within=5)
    await _ask(eve, {"say": "Alone at last"}, "Alone")


async def _rooms_of_the_demo(stage):
    """Who may look into which room."""
    demo = await stage.server(layer="memory")
    john = await stage.client("john", JOHN, server=demo)
    admin = await stage.client("admin", ADMIN, server=demo)
    await _expect("history", john, admin)
    await _ask(john, {"type": "switch_room", "room": "jane@example.com"}, "forbidden")
    await _ask(admin, {"type": "switch_room", "room": "nobody@example.com"}, "forbidden")
    await _ask(john, {"type": "message", "text": "Are you still with me?"}, "still with", admin)
    await _ask(admin, {"type": "switch_room", "room": "jane@example.com"}, "history")


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
    await _expect("history", gap)

    double = await stage.client("ben", "/ws/join-first/", server=lab)
    skip = await stage.client("cleo", "/ws/join-first-and-skip/", server=lab)
    await stage.fact("group.joined", nth=3, within=5)
    await writer.send({"say": "in between"})
    await stage.fact("channel.sent", nth=3, within=5)
    await stage.http("POST", "/join-first/", server=lab)
    await _expect("pushed", double)
    await stage.http("POST", "/join-first-and-skip/", server=lab)
    await _expect("in between", skip)
    await stage.fact("handler.finished", name="room_said", nth=3, within=5)
    await writer.send({"say": "after"})
    await _expect("after", gap, double, skip)


async def presence(stage):
    """Presence in four acts."""
    lab = await stage.server(app="labs/presence.py:application", layer="memory")
    ann = await stage.client("ann · act 1", "/ws/1/ann/", server=lab)
    await stage.client("ben · act 1", "/ws/1/ben/", server=lab)
    await stage.fact("group.sent", group="global", nth=2, within=5)

    dead = []
    for nth, name in enumerate(("ann", "ben"), 1):
        dead.append(await stage.client(f"{name} · act 2", f"/ws/2/{name}/", server=lab))
        await stage.fact("handler.failed", nth=nth, within=5)
    await _closed(*dead)
    await ann.silence(0.1)

    ann = await stage.client("ann", "/ws/3/ann/", server=lab)
    await _expect('"ann"', ann)
    first = await stage.client("ben · tab 1", "/ws/3/ben/", server=lab)
    await _expect('"ben"', ann)
    second = await stage.client("ben · tab 2", "/ws/3/ben/", server=lab)
    await _expect('"ben"', ann)

    await first.close()
    await _expect("offline", ann)
    await _ask(second, {"text": "I am still here"}, "length")
    await second.send({"txt": "a typo"})
    await second.closed(within=8)
    await ann.silence(0.1)
    stage.note("ann: no word of ben's end")


async def heartbeats(stage):
    """A row per tab, renewed while the tab lives."""
    pace = {"MINICOM_HEARTBEAT": "0.6"}
    first = await stage.server(layer="redis", env=pace)
    second = await stage.second_server()
    admin = await stage.client("admin", "/ws/support/2/", server=first, user="admin")
    await _expect("presence", admin)

    one = await stage.client("john · tab 1", "/ws/support/", server=first, user="john")
    await _expect('"online": true', admin)
    two = await stage.client("john · tab 2", "/ws/support/", server=second, user="john")
    await _expect("presence", two)
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
    john = await stage.client("john · tab 1", JOHN, server=chat)
    await _ask(john, {"type": "message", "text": "Any news?"}, "Any news")
    await _read_three_times(stage, lab)
    await _type_and_read(stage, chat, john)


async def _read_three_times(stage, lab):
    """Ann reads a message of John's, in three consumers."""

    async def tab(name, step, server=lab):
        path = f"/ws/{step}/{name}@example.com/"
        return await stage.client(f"{name} · {step}", path, server=server)

    async def read(step, server=lab):
        sender, reader = await tab("john", step, server), await tab("ann", step, server)
        await reader.send({"read": [1]})
        return sender, reader

    one, reader = await read("first")
    await stage.fact("handler.failed", nth=1, within=5)
    two = await stage.client("john · phone", "/ws/second/john@example.com/", server=lab)
    three, _ = await read("second")
    await stage.fact("handler.failed", nth=4, within=5)
    await _closed(reader, one, two, three)

    clean = await stage.second_server(like=lab)  # the other one is full of ghosts by now
    other = await stage.client("ann · other tab", "/ws/third/ann@example.com/", server=clean)
    sender, reader = await read("third", clean)
    await _expect("read", sender, other)
    await reader.silence(0.1)


async def _type_and_read(stage, chat, john):
    """The demo project: who is told that John types, and that a message is read."""
    twin = await stage.client("john · tab 2", JOHN, server=chat)
    admin = await stage.client("admin", ADMIN, server=chat)
    await _expect("history", twin, admin)
    await john.send({"type": "typing"})
    await _expect("typing", admin)
    for tab in (john, twin):
        await tab.silence(0.1)
    await _ask(john, {"type": "message", "text": "Hello?"}, "Hello?", admin, twin)
    await john.send({"type": "read", "ids": [2]})
    await admin.silence(0.1)
    await _ask(admin, {"type": "read", "ids": [2]}, '"read"', john, twin)


async def limits(stage):
    """Ten messages a minute, and where they are counted."""
    lab = await stage.server(app="labs/limits.py:application", layer="memory")
    ann = await stage.client("ann", "/ws/", server=lab)
    await stage.flood(ann, 11, str)
    await _expect("exceeded", ann)
    await ann.close()
    again = await stage.client("ann again", "/ws/", server=lab)
    await _ask(again, "12", "taken")

    few = {"MINICOM_FRAMES_PER_MINUTE": "10"}
    first = await stage.server(layer="redis", env=few)
    second = await stage.second_server(like=first)
    john = await stage.client("john", JOHN, server=first)
    await stage.flood(john, 11, {"type": "read", "ids": []})
    await _expect("rate_limited", john)
    await john.close()
    for name, server in (("john again", first), ("john · second server", second)):
        tab = await stage.client(name, JOHN, server=server)
        await _ask(tab, {"type": "message", "text": "Let me in"}, "rate_limited")
    jane = await stage.client("jane", JOHN.replace("john", "jane"), server=first)
    await _ask(jane, {"type": "message", "text": "I have said nothing yet"}, "nothing yet")


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
    for way in ("one_by_one", "joined", "prefetched", "the_right_way_up"):
        await tab.send({"way": way})
        await tab.expect("m10", within=10)
    cleo = await ask("cleo", "asynchronously")
    await _closed(dora, ben, cleo)


async def orders(stage):
    """Telling before the commit, and after it."""
    lab = await stage.server(app="labs/orders.py:application", layer="memory")
    counter = await stage.client("counter", "/ws/counter/", server=lab)
    kitchen = await stage.client("kitchen", "/ws/kitchen/", server=lab)

    async def place(nth, text, *, early, paid):
        await counter.send({"text": text, "early": early, "paid": paid})
        if early:
            await kitchen.expect("order", within=8)
        else:
            await stage.fact("db.finished", nth=nth, sql_has="INSERT", within=8)
            await kitchen.silence(0.1)
        await stage.http("POST", "/", server=lab)
        await counter.expect("done", within=8)

    await place(1, "soup", early=True, paid=True)
    await place(2, "cake", early=True, paid=False)
    await place(3, "stew", early=False, paid=True)
    await kitchen.expect("stew", within=8)
    await place(4, "wine", early=False, paid=False)
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
    """Eight tabs come back: at once, and spread out."""
    lab = await stage.server(app="labs/herd.py:application", layer="memory")
    before = [await stage.client(f"tab {n}", "/ws/", server=lab) for n in range(1, 9)]
    await lab.kill()
    await _closed(*before)
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
    server = await stage.server(layer="memory")
    john = await stage.client("john", JOHN, server=server)
    admin = await stage.client("admin", ADMIN, server=server)
    await _expect("history", john)
    first = {"type": "message", "text": "Are you there?", "client_id": "a1"}
    await _ask(john, first, "Are you there?", admin)
    stage.pause(john)
    await john.send({"type": "message", "text": "My printer burns", "client_id": "a2"})
    await _expect("printer", admin)
    await john.drop()
    await stage.fact("group.left", within=5)
    await _ask(admin, {"type": "message", "text": "Run!", "client_id": "b1"}, "Run")

    again = await stage.client("john again", JOHN, server=server)
    await _expect("history", again)
    await _ask(again, {"type": "history", "after": 1}, "Run")
    await again.send({"type": "message", "text": "My printer burns", "client_id": "a2"})
    await _expect("printer", admin)
    await again.silence(0.1)
    stage.note("john again: no second copy")


async def late_commit(stage):
    """Catching up by the last id, and what comes late."""
    lab = await stage.server(app="labs/late.py:application", layer="memory")
    await _by_id(stage, lab)
    await _by_number(stage, lab)


async def _by_id(stage, lab):
    """The slow one has the smaller id, and commits last."""
    ann = await stage.client("ann · slow", "/ws/id/", server=lab)
    ben = await stage.client("ben · fast", "/ws/id/", server=lab)
    cleo = await stage.client("cleo", "/ws/id/", server=lab)
    await _ask(ann, {"say": "Your PIN has changed", "slow": True}, "inserted")
    await _ask(ben, {"say": "Lunch?"}, "Lunch", cleo)
    await cleo.close()
    await stage.fact("group.left", within=5)
    await stage.http("POST", "/", server=lab)
    await _expect("PIN", ann, ben)

    again = await stage.client("cleo again", "/ws/id/", server=lab)
    await _ask(again, {"after": 2}, "found")
    await _ask(again, {"after": 2, "overlap": 10}, "PIN")


async def _by_number(stage, lab):
    """The fast one has to wait for its number."""
    ann = await stage.client("ann · locked", "/ws/number/", server=lab)
    ben = await stage.client("ben · locked", "/ws/number/", server=lab)
    dan = await stage.client("dan", "/ws/number/", server=lab)
    await ann.send({"say": "Your PIN has changed again", "slow": True})
    await stage.fact("db.finished", nth=3, sql_has="INSERT", within=5)
    await ben.send({"say": "Dinner?"})
    await _ask(dan, {"after": 0}, "found")
    await ben.silence(0.3)
    await stage.http("POST", "/", server=lab)
    await _expect("Dinner", ann, ben, dan)
    await _ask(dan, {"after": 0}, "Dinner")
