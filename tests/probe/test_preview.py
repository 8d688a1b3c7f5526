"""Texts for values: bounded, harmless, secrets masked."""

from __future__ import annotations

import collections
import datetime
import enum
import functools
import uuid
from functools import partial
from types import SimpleNamespace

import pytest
from channels.generic.websocket import AsyncWebsocketConsumer

from tests.probe.driver import Socket, settle
from tutor.probe.consumer_state import State
from tutor.probe.patches import Patches
from tutor.probe.places import Places
from tutor.probe.preview import (
    FRAME,
    LIMIT,
    WIDE,
    error_text,
    frame_text,
    instance_text,
    is_secret,
    mask,
    preview,
    secretive,
    statement,
)
from tutor.probe.report import Facts, here, restore


class Evil:
    """Anything it is asked explodes."""

    def __repr__(self):
        raise AssertionError("repr")

    __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __repr__

    @property
    def __class__(self):
        raise AssertionError("__class__")


class Colour(enum.IntEnum):
    RED = 1


class Slots:
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (1.5, "1.5"),
        (10**30, "<int of 100 bits>"),
        ("it's", '"it\'s"'),
        (b"ab", "b'ab'"),
        (bytearray(b"ab"), "b'ab'"),
        ((1,), "(1,)"),
        ((), "()"),
        ([1, {2: {"a", "b"}}], "[1, {2: {'a', 'b'}}]"),
        ({"a": 1, "b": "c"}, "{'a': 1, 'b': 'c'}"),
        ({"a": 10**30}, "{'a': <int of 100 bits>}"),
        (Slots(), "<Slots>"),
        (Evil, "<class Evil>"),
        (len, "<function len>"),
        (collections.OrderedDict(a=1), "<OrderedDict>"),
        (datetime.date(2026, 1, 2), "datetime.date(2026, 1, 2)"),
        (uuid.UUID(int=1), "UUID('00000000-0000-0000-0000-000000000001')"),
        ([Colour.RED], "[<Colour>]"),
        (("Authorization", "Bearer x"), "('Authorization', ***)"),
        ([b"X-CSRFToken", b"x"], "[b'X-CSRFToken', ***]"),
        ({"password": "x", "n": {"api_key": 1}}, "{'password': ***, 'n': {'api_key': ***}}"),
        (b"room=1&token=abc&x=2", "b'room=1&token=***&x=2'"),
        ({"password": "x"}, "{'password': ***}"),
        ({1: "a"}, "{1: 'a'}"),
    ],
)
def test_previews(value, text):
    assert preview(value) == text


def test_nothing_of_the_project_is_asked():
    assert preview(Evil()) == "<Evil>"
    assert preview([Evil()]) == "[<Evil>]"
    assert preview({"type": "x", "user": Evil()}) == "{'type': 'x', 'user': <Evil>}"


def test_previews_are_bounded():
    deep: list[object] = []
    deep.append(deep)
    assert preview(deep) == "[…]"
    nested: list[object] = []
    for _ in range(50):
        nested = [nested]
    assert preview(nested).count("[") <= 8
    wide = dict.fromkeys(range(99), "z" * 50)
    for large in ("x" * 10**6, ["y" * 300] * 50, list(range(10**5)), wide):
        assert len(preview(large)) <= LIMIT
    assert preview(set(range(1000))).endswith("…}")
    assert preview({str(n): n for n in range(50)}, 10**4).endswith("…}")


def test_the_widest_set_is_in_order():
    names = [f"n{number:02}" for number in range(WIDE)]
    assert preview(set(names), limit=10_000) == "{" + ", ".join(map(repr, names)) + "}"


def test_texts_that_only_look_like_text():
    class Safe(str):
        def __repr__(self):
            raise AssertionError

    assert preview([Safe("x")]) == "['x']"


COLUMNS = ", ".join(f'"auth_user"."column_{n}"' for n in range(12))
LONG = "x" * LIMIT


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ('SELECT "a"."id" FROM "a"', 'SELECT "a"."id" FROM "a"'),
        (
            f'SELECT {COLUMNS} FROM "auth_user" WHERE "auth_user"."id" = %s',
            'SELECT "auth_user"."column_0", … FROM "auth_user" WHERE "auth_user"."id" = %s',
        ),
        (
            f'SELECT "a"."b", (SELECT 1 FROM "c", "d"), {COLUMNS} FROM "a" INNER JOIN "b" ON (1)',
            'SELECT "a"."b", … FROM "a" INNER JOIN "b" ON (1)',
        ),
        (f'SELECT COALESCE("a", "b"), {COLUMNS} FROM "c"', 'SELECT … FROM "c"'),
        (f"SELECT {LONG} FROM a", f"SELECT {LONG}"[: LIMIT - 1] + "…"),
        (f"SELECT a, (b FROM {LONG}", f"SELECT a, (b FROM {LONG}"[: LIMIT - 1] + "…"),
        (f"SELECT a, b FROM {LONG}", f"SELECT a, … FROM {LONG}"[: LIMIT - 1] + "…"),
        (f"INSERT INTO a ({LONG}) SELECT b, c FROM d", f"INSERT INTO a ({LONG}"[: LIMIT - 1] + "…"),
        (LONG + "x", LONG[1:] + "…"),
    ],
)
def test_a_long_select_loses_its_columns_and_keeps_what_it_reads(sql, told):
    assert statement(sql) == told
    assert len(told) <= LIMIT


def test_frames():
    assert frame_text("x" * (FRAME + 1)) == "x" * FRAME
    assert frame_text(b"\x00\x01") == "b'\\x00\\x01'"
    assert frame_text(None) == ""
    secret = '{"type": "login", "Password": "hun\\"ter", "text": "hi"}'
    assert frame_text(secret) == '{"type": "login", "Password": "***", "text": "hi"}'
    assert mask("a=1") == "a=1"


def test_secret_names():
    assert all(map(is_secret, ("cookie", b"set-cookie", "sessionid", "X-CSRFToken", "api-key")))
    assert not any(map(is_secret, ("session", "type", 3, None)))
    assert secretive("cookies", {"sessionid": "x", 3: "y"}) == "{sessionid: ***, 3: ***}"
    many = {f"name {number}": "x" for number in range(30)}
    assert [len(secretive("cookies", many, limit)) for limit in (LIMIT, 100)] == [LIMIT, 100]
    assert [len(secretive("x", "y" * 300, limit)) for limit in (LIMIT, 100)] == [LIMIT, 100]


def test_model_instances_and_lazy_objects():
    from django.contrib.auth.models import AnonymousUser, User
    from django.utils.functional import LazyObject, SimpleLazyObject

    assert instance_text(User(pk=3, username="john")) == "<User 3 john>"
    assert instance_text(User()) == "<User>"
    lazy = LazyObject()
    assert preview(lazy) == "<LazyObject, not evaluated>"
    lazy._wrapped = AnonymousUser()
    assert preview({"user": lazy}) == "{'user': <AnonymousUser>}"
    assert preview(SimpleLazyObject(lambda: 1 / 0)) == "<SimpleLazyObject, not evaluated>"


def test_errors():
    class Own(Exception):
        def __str__(self):
            raise AssertionError

    assert error_text(None) == ""
    assert error_text(KeyError("k")) == "KeyError: 'k'"
    assert error_text(ValueError()) == "ValueError"
    assert error_text(ValueError(Evil())) == "ValueError: <Evil>"
    assert error_text(Own("because", Evil())) == "Own: because, <Evil>"
    assert error_text(OSError(2, "No such file")) == "FileNotFoundError: [Errno 2] No such file"
    assert len(error_text(ValueError("x" * 1000))) == LIMIT


def test_state_does_not_ask_the_project():
    class Thing:
        pass

    thing = Thing()
    state = State(thing)
    thing.evil, thing.names, thing.deep = Evil(), {"a"}, [[1]]
    thing.many = list(range(99))
    assert set(state.changes()) == {"evil", "names", "deep", "many"}
    assert state.changes() == {}
    thing.names.add("b")
    thing.deep[0].append(2)
    thing.evil = [Evil()]
    assert state.changes() == {
        "names": "{'a', 'b'}",
        "deep": "[[1, 2]]",
        "evil": "[<Evil>]",
    }


def test_a_flat_dict_that_changed_in_place_is_seen():
    class Thing:
        pass

    thing = Thing()
    state = State(thing)
    thing.seats = {"ann": 1}
    assert state.changes() == {"seats": "{'ann': 1}"}
    assert state.changes() == {}
    thing.seats["ben"] = 2
    assert state.changes() == {"seats": "{'ann': 1, 'ben': 2}"}
    assert state.changes() == {}
    thing.places = thing.__dict__.pop("seats")  # as many attributes, the same object
    assert state.changes() == {"places": "{'ann': 1, 'ben': 2}", "seats": "(deleted)"}


# ── small parts ─────────────────────────────────────────────────────────────────────────────


def test_patches_come_off_again_whatever_happened():
    class Owner:
        @staticmethod
        def method():
            return 1

    patches = Patches()
    patches.set(Owner, "method", len)
    patches.set(Owner, "new", 1)
    router = SimpleNamespace(routes={"a": len})
    patches.set_item(router, "routes", "a", functools.wraps(len)(partial(len)))
    patches.on_undo(lambda: 1 / 0)
    patches.undo()
    assert (Owner.method(), hasattr(Owner, "new"), router.routes) == (1, False, {"a": len})


def test_a_context_that_is_not_ones_own():
    import contextvars

    token = contextvars.copy_context().run(here.set, (None, 5))
    restore(here, token)
    facts = Facts(1, Places())
    facts.tell_of(None, 7, "scene.noted", "x")
    with facts.guarded():
        raise ValueError
    assert (facts.queue.items[4], facts.faults) == (7, 1)


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"


@pytest.mark.parametrize(
    "text",
    [f"/ws/{JWT}/", f"room {JWT}", f"Authorization: Bearer {JWT}", "bearer abcdefgh12345678"],
)
def test_what_looks_like_a_token_is_masked_wherever_it_stands(text):
    shown = [mask(text), frame_text(text), preview({"x": text}), preview([text.encode()])]
    assert not any("eyJ" in one or "12345678" in one for one in shown)
    assert all("***" in one for one in shown)


@pytest.mark.parametrize("text", ["eyJ is a prefix", "a bearer of news", "basic english", "1.2.3"])
def test_a_word_that_is_no_token_stays(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    "name",
    [
        *("sessionid", "SESSION_KEY", "Authorization", "authorisation", "password", "passwd"),
        *("csrftoken", "api.secret", "access_Token", "ſecret", "toKen", "Authorızation"),
    ],
)
def test_a_secret_name_is_seen_however_it_is_written(name):
    assert mask(f'{{"x": "1", "{name}": "hush"}}') == f'{{"x": "1", "{name}": "***"}}'
    assert mask(f"?x=1&{name}=hush") == f"?x=1&{name}=***"


async def test_a_text_is_as_long_as_its_utf_8(seen):
    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.send(text_data)

    socket = Socket(seen.wrap(Echo.as_asgi()))
    await socket.open()
    for text in ("u", "ü", "ü" * 1500):
        socket.give("websocket.receive", text=text)
    await settle(lambda: len(seen.of("app.sent")) == 4)
    await socket.close()
    texts = [fact for fact in (*seen.of("app.received"), *seen.of("app.sent")) if fact.text]
    assert [(len(fact.text), fact.size) for fact in texts] == [(1, 1), (1, 2), (1500, 3000)] * 2
