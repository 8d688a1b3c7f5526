"""The chat for people who have logged in."""

from unittest.mock import patch

from django.contrib.sessions.models import Session

from demo_project.chat import flood
from demo_project.chat.models import Conversation, Message

from .tabs import TIMEOUT, ChatTestCase


class ConversationTests(ChatTestCase):
    async def test_a_message_reaches_both_sides_once(self) -> None:
        john, admin = await self.open("john"), await self.open("admin", room_of="john")
        await john.send(type="message", text="Hello", client_id="c1")
        received = [(await tab.next("message"))["message"] for tab in (john, admin)]
        self.assertEqual([m["text"] for m in received], ["Hello", "Hello"])
        self.assertEqual(received[0]["sender"], "john@example.com")
        await self.close_tabs()

    async def test_an_emoji_travels_as_itself_and_not_as_twelve_bytes(self) -> None:
        john = await self.open("john")
        await john.send(type="message", text="\N{FIRE}")
        while '"type": "message"' not in (text := await john.communicator.receive_from(TIMEOUT)):
            pass
        self.assertIn("\N{FIRE}", text)
        await self.close_tabs()

    async def test_another_user_hears_nothing(self) -> None:
        john, jane = await self.open("john"), await self.open("jane")
        await john.send(type="message", text="secret")
        await john.next("message")
        await jane.send(type="no such type")
        self.assertEqual((await jane.next("message", "error"))["code"], "unknown_type")
        await self.close_tabs()

    async def test_who_comes_back_asks_for_what_was_missed(self) -> None:
        john = await self.open("john")
        for text in "abc":
            await john.send(type="message", text=text)
            await john.next("message")
        await john.send(type="history", after=1)
        missed = await john.next("history")
        self.assertEqual([m["text"] for m in missed["messages"]], ["b", "c"])
        await self.close_tabs()

    async def test_sending_again_stores_nothing_twice(self) -> None:
        john = await self.open("john")
        for _ in range(2):
            await john.send(type="message", text="Hello", client_id="c1")
        first, second = [await john.next("message") for _ in range(2)]
        self.assertEqual(first, second)
        self.assertEqual(await Message.objects.acount(), 1)
        await self.close_tabs()

    async def test_the_last_tab_leaves_no_group_behind(self) -> None:
        await self.open("john")
        self.assertIn(f"userid_{self.people['john'].pk}", self.groups())
        await self.close_tabs()
        self.assertEqual(self.groups(), {})


class RightsTests(ChatTestCase):
    async def test_without_a_login_there_is_no_chat(self) -> None:
        stranger = await self.open("a stranger")
        self.assertEqual((await stranger.next("error"))["code"], "unauthenticated")
        self.assertEqual(await stranger.closed(), 4401)
        await self.close_tabs()

    async def test_a_user_cannot_open_the_room_of_another(self) -> None:
        john = await self.open("john", room_of="jane")
        self.assertEqual((await john.next("error"))["code"], "forbidden")
        await self.close_tabs()

    async def test_logging_out_ends_the_tab_at_the_next_beat(self) -> None:
        with self.settings(HEARTBEAT=0.05):
            john = await self.open("john")
            await Session.objects.all().adelete()
            self.assertEqual(await john.closed(), 4401)
            await self.close_tabs()

    async def test_a_conversation_given_away_is_shown_no_longer(self) -> None:
        with self.settings(HEARTBEAT=0.05):
            admin = await self.open("admin", room_of="john")
            await Conversation.objects.filter(participant=self.people["john"]).adelete()
            self.assertEqual(await admin.closed(), 4403)
            await self.close_tabs()


class LimitTests(ChatTestCase):
    async def test_what_is_over_the_budget_is_refused_and_the_tab_stays(self) -> None:
        with self.settings(FRAMES_PER_MINUTE=1):
            john = await self.open("john")
            for text in "ab":
                await john.send(type="message", text=text)
            error = await john.next("error")
            self.assertEqual(error["code"], "rate_limited")
            self.assertGreater(error["retry_after"], 0)
            await self.close_tabs()

    async def test_a_flood_ends_the_connection(self) -> None:
        with patch.object(flood, "BURST", 3):
            john = await self.open("john")
            for _ in range(30):
                await john.communicator.send_to(text_data="[")
            self.assertEqual(await john.closed(), 4429)
            await self.close_tabs()
