"""The chat whose identity comes from the session, and presence."""

import asyncio
from datetime import timedelta

import pytest
from channels.layers import get_channel_layer
from django.contrib.auth import get_user_model
from django.utils import timezone

from demo_project.chat import consumers, groups, presence
from demo_project.chat.consumers import SupportConsumer
from demo_project.chat.models import Conversation, OpenTab


@pytest.fixture
def cookies(people, cookie_of):
    return {name: cookie_of(user) for name, user in people.items()}


@pytest.fixture
async def john(open_tab, cookies):
    return await open_tab("/ws/support/", cookies["john"])


@pytest.fixture
def with_jane(people):
    return f"/ws/support/{people['jane'].pk}/"


@pytest.fixture
async def admin(open_tab, cookies, with_jane):
    """An admin who talks to jane, and sees who else comes and goes."""
    admin = await open_tab(with_jane, cookies["admin"])
    await admin.next("presence")
    return admin


async def test_identity_comes_from_the_session(john):
    assert (await john.next("connected"))["email"] == "john@example.com"


async def test_a_user_and_an_admin_talk(open_tab, cookies, john, people):
    admin = await open_tab(f"/ws/support/{people['john'].pk}/", cookies["admin"])
    await john.send(type="message", text="Hello")
    assert (await admin.next("message"))["message"]["sender"] == "john@example.com"


async def test_a_user_gets_a_conversation_with_the_first_visit(open_tab, people, cookie_of, sync):
    newcomer = await get_user_model().objects.acreate(username="new", email="new@example.com")
    tab = await open_tab("/ws/support/", await sync(cookie_of)(newcomer))
    assert (await tab.next("connected"))["room"]["email"] == "new@example.com"


@pytest.mark.parametrize(
    ("who", "where", "code"),
    [
        ("nobody", "/ws/support/", "unauthenticated"),
        ("john", "jane", "forbidden"),
        ("admin", "/ws/support/", "bad_field"),
        ("admin", "/ws/support/999999/", "forbidden"),
        ("admin", f"/ws/support/{2**70}/", "bad_field"),
    ],
)
async def test_whoever_may_not_enter_is_told_why(open_tab, cookies, with_jane, who, where, code):
    tab = await open_tab(with_jane if where == "jane" else where, cookies.get(who, ""))
    assert (await tab.next("error"))["code"] == code


async def test_somebody_turned_away_cannot_talk(open_tab):
    tab = await open_tab("/ws/support/")
    await tab.next("error")
    await tab.communicator.receive_output()  # the close
    await tab.send(type="message", text="I am still here")
    assert await tab.communicator.receive_nothing()
    await tab.close()  # would raise what the consumer raised


async def test_rooms_are_switched_by_primary_key(admin, people):
    await admin.send(type="switch_room", room=people["john"].pk)
    assert (await admin.next("connected"))["room"]["email"] == "john@example.com"


@pytest.mark.parametrize("room", ["john@example.com", True, None, 0, 999_999, 2**63])
async def test_a_room_that_is_no_users_key_is_refused(admin, room):
    await admin.send(type="switch_room", room=room)
    assert (await admin.next("error"))["code"] in ("bad_field", "forbidden")


async def closed(tab):
    """The code that the server closes this tab with."""
    while (output := await tab.communicator.receive_output(5))["type"] != "websocket.close":
        pass
    return output["code"]


class TestRights:
    """They are looked up again at every beat: who was let in may have lost them since."""

    @pytest.fixture(autouse=True)
    def short_beats(self, settings):
        settings.HEARTBEAT = 0.05

    async def test_a_demoted_admin_is_shown_out(self, admin, people):
        people["admin"].is_staff = False
        await people["admin"].asave()
        assert await closed(admin) == 4403

    async def test_a_promoted_user_does_not_go_on_as_a_user(self, john, people):
        people["john"].is_staff = True
        await people["john"].asave()
        assert await closed(john) == 4403

    async def test_an_admin_whose_conversation_is_given_away_is_shown_out(
        self, admin, people, sync
    ):
        other = await get_user_model().objects.acreate(username="other", is_staff=True)
        await Conversation.objects.filter(participant=people["jane"]).aupdate(assigned_to=other)
        assert await closed(admin) == 4403

    async def test_who_is_shown_out_is_told_why(self, admin, people):
        await Conversation.objects.filter(participant=people["jane"]).adelete()
        assert (await admin.next("error"))["message"] == "This conversation is not yours any more."

    async def test_after_that_nothing_is_shown_to_them(
        self, open_tab, cookies, admin, people, monkeypatch
    ):
        jane = await open_tab("/ws/support/", cookies["jane"])
        people["admin"].is_staff = False
        await people["admin"].asave()
        await closed(admin)
        await jane.send(type="message", text="only for the support")
        await jane.next("message")
        assert await admin.communicator.receive_nothing()


async def test_a_demoted_admin_cannot_switch_before_the_next_beat(admin, people):
    people["admin"].is_staff = False
    await people["admin"].asave()
    await admin.send(type="switch_room", room=people["john"].pk)
    assert (await admin.next("error", "connected"))["code"] == "forbidden"


class TestDesk:
    """What the staff's list of conversations needs to know."""

    async def rooms(self, tab):
        return [(r["email"], r["unread"]) for r in (await tab.next("rooms"))["rooms"]]

    async def test_an_admin_is_told_which_rooms_there_are(self, open_tab, cookies, john, with_jane):
        await john.send(type="message", text="Hello?")
        await john.next("message")
        await john.until_answered()
        admin = await open_tab(with_jane, cookies["admin"])
        assert await self.rooms(admin) == [("john@example.com", 1), ("jane@example.com", 0)]

    async def test_an_admin_hears_that_somebody_wrote_elsewhere(self, open_tab, admin, john):
        await self.rooms(admin)
        for text in ("Hello?", "Anybody there?"):
            await john.send(type="message", text=text)
        assert [await self.rooms(admin) for _ in range(2)] == [
            [("john@example.com", 1)],
            [("john@example.com", 2)],
        ]

    async def test_what_an_admin_has_read_is_unread_no_more(self, open_tab, cookies, john, people):
        admin = await open_tab(f"/ws/support/{people['john'].pk}/", cookies["admin"])
        await self.rooms(admin)
        await john.send(type="message", text="Hello?")
        await self.rooms(admin)
        await admin.send(type="read", ids=[1])
        assert await self.rooms(admin) == [("john@example.com", 0)]

    async def test_news_of_another_admins_room_is_not_shown(self, admin, john, people):
        other = await get_user_model().objects.acreate(username="other", is_staff=True)
        await Conversation.objects.filter(participant=people["john"]).aupdate(assigned_to=other)
        await self.rooms(admin)
        await john.send(type="message", text="For the other one")
        await john.next("message")
        await john.until_answered()
        assert "rooms" not in [frame["type"] for frame in await admin.until_answered()]

    async def test_users_hear_nothing_of_it(self, open_tab, cookies, john):
        jane = await open_tab("/ws/support/", cookies["jane"])
        await john.send(type="message", text="Hello?")
        await john.next("message")
        await john.until_answered()
        assert "rooms" not in [frame["type"] for frame in await jane.until_answered()]


async def test_a_great_many_users_are_shown_in_several_frames(
    open_tab, cookies, with_jane, monkeypatch, people
):
    monkeypatch.setattr(consumers, "USERS_PER_FRAME", 1)
    for name in ("john", "jane"):
        await open_tab("/ws/support/", cookies[name])
    admin = await open_tab(with_jane, cookies["admin"])
    users = [(await admin.next("presence"))["users"] for _ in range(2)]
    assert [len(frame) for frame in users] == [1, 1]


def beating():
    """How many tabs of this process renew their row."""
    return sum("keep_beating" in repr(task.get_coro()) for task in asyncio.all_tasks())


class TestPresence:
    async def news(self, tab):
        """What a presence frame says, as (email, online) pairs."""
        users = (await tab.next("presence"))["users"]
        return [(user["email"], user["online"]) for user in users]

    async def test_the_first_tab_is_announced_and_the_second_is_not(self, open_tab, cookies, admin):
        tabs = [await open_tab("/ws/support/", cookies["john"]) for _ in range(2)]
        await tabs[1].until_answered()
        frames = [f for f in await admin.until_answered() if f["type"] == "presence"]
        assert [user["email"] for f in frames for user in f["users"]] == ["john@example.com"]

    async def test_only_the_last_tab_is_missed(self, open_tab, cookies, admin):
        tabs = [await open_tab("/ws/support/", cookies["john"]) for _ in range(2)]
        assert await self.news(admin) == [("john@example.com", True)]
        await tabs[1].until_answered()
        await tabs[0].close()
        assert await admin.until_answered() == []
        await tabs[1].close()
        assert await self.news(admin) == [("john@example.com", False)]

    async def test_a_newcomer_is_told_who_is_there(self, open_tab, cookies, john, with_jane):
        await john.until_answered()
        admin = await open_tab(with_jane, cookies["admin"])
        assert await self.news(admin) == [("john@example.com", True)]

    async def test_users_see_the_staff_and_not_each_other(self, open_tab, cookies, john, admin):
        await open_tab("/ws/support/", cookies["jane"])
        await admin.until_answered()
        frames = [f for f in await john.until_answered() if f["type"] == "presence"]
        assert {user["email"] for f in frames for user in f["users"]} == {"admin@example.com"}

    async def test_a_crash_is_announced_too(self, open_tab, cookies, admin, monkeypatch):
        async def crash(self, frame):
            raise RuntimeError("a handler with a fault")

        john = await open_tab("/ws/support/", cookies["john"])
        assert await self.news(admin) == [("john@example.com", True)]
        monkeypatch.setattr(SupportConsumer, "handle_message", crash)
        await john.send(type="message", text="Hello")
        with pytest.raises(RuntimeError):
            await john.end()
        assert await self.news(admin) == [("john@example.com", False)]

    async def test_a_tab_whose_process_died_expires(self, settings, people, open_tab, cookies):
        settings.HEARTBEAT = 0.05
        await OpenTab.objects.acreate(
            user=people["jane"], channel_name="gone", seen_at=timezone.now()
        )
        admin = await open_tab(f"/ws/support/{people['jane'].pk}/", cookies["admin"])
        assert await self.news(admin) == [("jane@example.com", True)]
        assert await self.news(admin) == [("jane@example.com", False)]

    async def test_who_leaves_is_in_no_group_and_beats_no_more(self, open_tab, cookies, with_jane):
        admin = await open_tab(with_jane, cookies["admin"])
        await admin.until_answered()
        assert beating() == 1
        assert set(get_channel_layer().groups) >= {groups.USERS_PRESENCE, groups.DESK}
        await admin.close()
        await asyncio.sleep(0)  # a task that was cancelled ends with the next turn of the loop
        assert (get_channel_layer().groups, beating()) == ({}, 0)
        assert not await OpenTab.objects.aexists()

    async def test_a_row_counts_up_to_three_beats_and_no_longer(
        self, settings, people, monkeypatch
    ):
        settings.HEARTBEAT = 10
        now = timezone.now()
        monkeypatch.setattr(presence.timezone, "now", lambda: now)
        for name, age in (("john", 30), ("jane", 30.001)):
            seen_at = now - timedelta(seconds=age)
            await OpenTab.objects.acreate(user=people[name], channel_name=name, seen_at=seen_at)
        assert [user.username for user in await presence.online(staff=False)] == ["john"]
        assert not await presence.renew(people["john"].pk, "another tab")
        assert [user.username for user in await presence.sweep()] == ["jane"]
        assert await presence.renew(people["jane"].pk, "another tab, too")

    async def test_an_open_tab_is_renewed(self, settings, open_tab, cookies):
        settings.HEARTBEAT = 0.05
        tab = await open_tab("/ws/support/", cookies["john"])
        await tab.until_answered()
        first = await OpenTab.objects.aget()
        async with asyncio.timeout(30):
            while (later := await OpenTab.objects.aget()).seen_at == first.seen_at:
                pass
        assert later.pk == first.pk

    async def test_logging_out_ends_the_tabs_at_the_next_beat(self, settings, open_tab, cookies):
        from django.contrib.sessions.models import Session

        settings.HEARTBEAT = 0.05
        tab = await open_tab("/ws/support/", cookies["john"])
        await tab.next("presence")
        await Session.objects.all().adelete()
        assert await closed(tab) == 4401
