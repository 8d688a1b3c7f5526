"""The chat whose identity comes from the URL."""

from types import SimpleNamespace

import pytest
from channels.layers import get_channel_layer
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo_project.chat import base, groups, history
from demo_project.chat.open_consumers import ChatConsumer

JOHN = "/ws/chat/user/john@example.com/"
JANE = "/ws/chat/user/jane@example.com/"
ADMIN_WITH_JOHN = "/ws/chat/admin/john@example.com/"


@pytest.fixture
async def john(open_tab):
    return await open_tab(JOHN)


@pytest.fixture
async def admin(open_tab):
    return await open_tab(ADMIN_WITH_JOHN)


async def test_a_tab_is_told_who_it_is_and_what_was_said(john):
    assert [(await john.next("connected"))["email"], (await john.next("history"))["messages"]] == [
        "john@example.com",
        [],
    ]


async def test_a_message_reaches_all_three_tabs_once(open_tab, john, admin):
    tabs = [john, await open_tab(JOHN), admin]
    await john.send(type="message", text="Hello")
    await john.next("message")
    received = [await tab.until_answered() for tab in tabs[1:]]
    assert [[f["type"] for f in frames].count("message") for frames in received] == [1, 1]


async def test_an_admin_can_answer(john, admin):
    await admin.send(type="message", text="How can I help?")
    message = (await john.next("message"))["message"]
    assert (message["role"], message["sender"]) == ("admin", "admin@example.com")


async def test_other_users_hear_nothing(open_tab, john):
    jane = await open_tab(JANE)
    await jane.next("history")
    await john.send(type="message", text="secret")
    await john.next("message")
    assert await jane.until_answered() == []


async def test_the_room_has_the_name_the_course_shows(john):
    assert list(get_channel_layer().groups) == ["user_john-at-example.com"]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "message"},
        {"type": "message", "text": 1},
        {"type": "message", "text": "x", "client_id": 1},
        {"type": "read"},
        {"type": "history"},
        {"type": "save_secret"},
        {"type": "websocket.disconnect"},
        {"type": "switch_room", "room": "jane@example.com"},
        {"type": "switch_room", "room": "john@example.com"},
    ],
    ids=str,
)
async def test_a_bad_frame_is_answered_with_an_error(john, frame):
    await john.send(**frame)
    await john.next("error")
    await john.send(type="message", text="still here")
    assert (await john.next("message"))["message"]["text"] == "still here"


async def test_a_binary_frame_is_answered_with_an_error(john):
    await john.communicator.send_to(bytes_data=b"\0")
    assert (await john.next("error"))["code"] == "bad_frame"


async def test_an_error_names_the_message_that_it_is_about(john):
    await john.send(type="message", text=" ", client_id="c1")
    assert (await john.next("error"))["client_id"] == "c1"


async def test_typing_is_shown_to_the_other_side_only(open_tab, john, admin):
    second_tab = await open_tab(JOHN)
    await second_tab.next("history")
    await john.send(type="typing")
    assert (await admin.next("typing"))["email"] == "john@example.com"
    assert await second_tab.until_answered() == []


async def test_typing_fast_is_shown_once(john, admin):
    await admin.next("history")
    for _ in range(3):
        await john.send(type="typing")
    await john.until_answered()
    assert len(await admin.until_answered()) == 1


async def test_typing_is_shown_again_after_the_interval_and_not_before(john, admin, monkeypatch):
    clock = iter([100.0, 100.9, 101.0, 101.9])
    loop = SimpleNamespace(time=lambda: next(clock))
    monkeypatch.setattr(base, "asyncio", SimpleNamespace(get_running_loop=lambda: loop))
    await admin.next("history")
    shown = []
    for _ in range(4):
        await john.send(type="typing")
        await john.until_answered()
        shown.append(len(await admin.until_answered()))
    assert shown == [1, 0, 1, 0]


async def test_a_read_receipt_reaches_the_sender(john, admin):
    await john.send(type="message", text="Hello")
    message_id = (await admin.next("message"))["message"]["id"]
    await admin.send(type="read", ids=[message_id, message_id + 1])
    assert (await john.next("read"))["ids"] == [message_id]


async def test_a_message_is_saved_before_anybody_is_told(john, people, monkeypatch):
    async def nobody_home(self, group, event):
        raise ConnectionError

    monkeypatch.setattr("channels.layers.InMemoryChannelLayer.group_send", nobody_home)
    await john.send(type="message", text="Hello")
    with pytest.raises(ConnectionError):
        await john.end()
    assert len((await history.newest(people["john"].conversation))[0]) == 1


async def test_a_message_costs_its_number_and_one_insert(open_tab, john, admin, sync):
    tabs = [john, await open_tab(JOHN), admin]
    for tab in tabs:
        await tab.next("history")
    capture = await sync(CaptureQueriesContext(connection).__enter__)()
    await john.send(type="message", text="Hello")
    for tab in tabs:
        await tab.next("message")
    await sync(capture.__exit__)(None, None, None)
    queries = await sync(lambda: [query["sql"].split()[0] for query in capture])()
    assert queries == ["BEGIN", "UPDATE", "SELECT", "INSERT", "COMMIT"]


async def test_a_message_sent_again_keeps_its_id(john):
    for _ in range(2):
        await john.send(type="message", text="Hello", client_id="c1")
    first, second = await john.next("message"), await john.next("message")
    assert first == second


class TestHistory:
    async def test_a_message_between_joining_and_reading_is_shown_once(
        self, open_tab, john, monkeypatch
    ):
        newest = history.newest

        async def slow(conversation):
            await john.send(type="message", text="in the window")
            await john.next("message")
            return await newest(conversation)

        monkeypatch.setattr(history, "newest", slow)
        late = await open_tab(ADMIN_WITH_JOHN)
        frames = await late.until_answered()
        assert [frame["type"] for frame in frames] == ["connected", "history"]

    async def test_older_messages_come_page_by_page(self, john, people, sync, monkeypatch):
        monkeypatch.setattr(history, "PAGE", 2)
        write = people["john"].conversation.messages.create
        for text in "abcde":
            await sync(write)(sender=people["john"], text=text)
        await john.next("history")
        await john.send(type="history", before=4)
        first = await john.next("history")
        await john.send(type="history", before=first["messages"][0]["id"])
        second = await john.next("history")
        pages = [[m["text"] for m in page["messages"]] for page in (first, second)]
        assert (pages, first["earlier"], second["earlier"]) == ([["b", "c"], ["a"]], True, False)

    async def test_a_client_that_was_away_asks_for_what_it_missed(self, john):
        await john.next("history")
        ids = []
        for text in "abc":
            await john.send(type="message", text=text)
            ids.append((await john.next("message"))["message"]["id"])
        await john.send(type="history", after=ids[0])
        missed = await john.next("history")
        assert [message["text"] for message in missed["messages"]] == ["b", "c"]


class TestSwitchingRooms:
    async def test_the_admin_hears_the_new_room_and_no_longer_the_old(self, open_tab, john, admin):
        jane = await open_tab(JANE)
        await admin.send(type="switch_room", room="jane@example.com")
        await admin.until_answered()
        await john.send(type="message", text="from john")
        await john.next("message")
        await jane.send(type="message", text="from jane")
        await jane.next("message")
        heard = [f["message"]["text"] for f in await admin.until_answered()]
        members = {name: len(tabs) for name, tabs in get_channel_layer().groups.items()}
        assert (heard, members) == (
            ["from jane"],
            {"user_john-at-example.com": 1, "user_jane-at-example.com": 2},
        )

    async def test_an_admin_who_switches_to_the_same_room_still_hears_it(self, john, admin):
        await admin.send(type="switch_room", room="john@example.com")
        await admin.until_answered()
        await john.send(type="message", text="still there?")
        await john.next("message")
        heard = [f["message"]["text"] for f in await admin.until_answered()]
        members = {name: len(tabs) for name, tabs in get_channel_layer().groups.items()}
        assert (heard, members) == (["still there?"], {"user_john-at-example.com": 2})

    @pytest.mark.parametrize("room", ["nobody@example.com", "bad\ud800room", None, 42, ["x"]])
    async def test_a_refused_switch_leaves_the_admin_where_they_are(self, john, admin, room):
        await admin.send(type="switch_room", room=room)
        assert (await admin.next("error"))["code"] in ("bad_field", "forbidden")
        await john.send(type="message", text="still there?")
        assert (await admin.next("message"))["message"]["text"] == "still there?"

    async def test_a_conversation_of_another_admin_is_refused(self, admin, people, sync):
        from django.contrib.auth.models import User

        other = await User.objects.acreate(username="other", is_staff=True)
        conversation = await sync(lambda: people["jane"].conversation)()
        conversation.assigned_to = other
        await conversation.asave()
        await admin.send(type="switch_room", room="jane@example.com")
        assert (await admin.next("error"))["code"] == "forbidden"

    async def test_an_event_still_queued_for_the_old_room_is_dropped(self, admin, monkeypatch):
        room = groups.room_for_email("john@example.com")
        enter = ChatConsumer.enter

        async def enter_late(self, conversation):
            await enter(self, conversation)
            await self.channel_layer.send(
                self.channel_name,
                {"type": "chat.typing", "room": room, "email": "john", "name": "john"},
            )

        monkeypatch.setattr(ChatConsumer, "enter", enter_late)
        await admin.next("history")
        await admin.send(type="switch_room", room="jane@example.com")
        assert [f["type"] for f in await admin.until_answered()] == ["connected", "history"]


class TestLeaving:
    async def test_the_last_tab_leaves_no_group_behind(self, open_tab):
        tab = await open_tab(JOHN)
        await tab.close()
        assert get_channel_layer().groups == {}

    async def test_a_crash_leaves_no_group_behind(self, john, monkeypatch):
        async def crash(self, frame):
            raise RuntimeError("a handler with a fault")

        monkeypatch.setattr(ChatConsumer, "handle_message", crash)
        await john.send(type="message", text="Hello")
        with pytest.raises(RuntimeError):
            await john.end()
        assert get_channel_layer().groups == {}


class TestRateLimit:
    @pytest.fixture(autouse=True)
    def three_a_minute(self, settings):
        settings.FRAMES_PER_MINUTE = 3

    async def test_the_limit_belongs_to_the_user_and_not_to_the_socket(self, open_tab, john):
        for _ in range(3):
            await john.send(type="message", text="x")
            await john.next("message")  # charged: or else the other tab's may be the third
        other_tab = await open_tab(JOHN)
        await other_tab.send(type="message", text="one too many")
        assert (await other_tab.next("error"))["code"] == "rate_limited"

    async def test_rubbish_counts_and_is_not_even_parsed(self, john):
        for _ in range(4):
            await john.communicator.send_to("[")
        codes = [(await john.next("error"))["code"] for _ in range(4)]
        assert codes == ["bad_frame"] * 3 + ["rate_limited"]

    async def test_typing_counts(self, john):
        for _ in range(3):
            await john.send(type="typing")
        await john.send(type="message", text="x")
        assert (await john.next("message", "error"))["code"] == "rate_limited"

    async def test_a_refusal_says_how_long_to_wait(self, john):
        for _ in range(4):
            await john.send(type="message", text="x")
        assert 0 < (await john.next("error"))["retry_after"] <= 60

    async def test_the_open_chat_spends_nothing_of_the_secured_one(
        self, open_tab, john, people, cookie_of, sync
    ):
        for _ in range(4):
            await john.send(type="message", text="in john's name")
        await john.next("error")
        secured = await open_tab("/ws/support/", await sync(cookie_of)(people["john"]))
        await secured.send(type="message", text="John himself")
        assert (await secured.next("message", "error"))["type"] == "message"
