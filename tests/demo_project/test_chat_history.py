"""What is stored comes back once, in order, and for one query."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demo_project.chat import history
from demo_project.chat.models import Message


@pytest.fixture
def conversation(people):
    return people["john"].conversation


def write(conversation, count):
    now = timezone.now()
    messages = [
        conversation.messages.create(sender=conversation.participant, text=str(number))
        for number in range(count)
    ]
    Message.objects.update(created_at=now)  # all at the same instant: the key has to decide
    return messages


async def texts(page):
    messages, _ = await page
    return [message["text"] for message in messages]


class TestNewest:
    @pytest.fixture(autouse=True)
    def sixty(self, conversation):
        write(conversation, 60)

    async def test_it_is_the_last_page_oldest_first(self, conversation):
        expected = [str(number) for number in range(10, 60)]
        assert await texts(history.newest(conversation)) == expected

    async def test_it_takes_one_query(self, conversation, sync):
        # Captured in the thread that runs them: a connection belongs to its thread.
        capture = await sync(CaptureQueriesContext(connection).__enter__)()
        await history.newest(conversation)
        await sync(capture.__exit__)(None, None, None)
        assert await sync(len)(capture) == 1


async def test_catching_up_goes_forward_page_by_page(conversation, sync):
    messages = await sync(write)(conversation, 60)
    first, more = await history.after(conversation, messages[4].number)
    second, no_more = await history.after(conversation, first[-1]["id"])
    assert [m["text"] for m in first + second] == [str(number) for number in range(5, 60)]
    assert (more, no_more) == (True, False)


@pytest.mark.parametrize(("count", "more"), [(1, False), (2, False), (3, True)])
async def test_there_is_more_only_beyond_a_full_page(conversation, sync, monkeypatch, count, more):
    monkeypatch.setattr(history, "PAGE", 2)
    await sync(write)(conversation, count)
    pages = [
        await history.newest(conversation),
        await history.after(conversation, 0),
        await history.before(conversation, count + 1),
    ]
    assert [(len(messages), told) for messages, told in pages] == [(min(count, 2), more)] * 3


@pytest.mark.parametrize(("spare", "held"), [(0, 2), (-1, 1)])
async def test_a_page_may_be_full_to_the_last_byte(conversation, sync, monkeypatch, spare, held):
    await sync(write)(conversation, 2)
    messages, _ = await history.newest(conversation)
    size = sum(len(json.dumps(message, ensure_ascii=False).encode()) for message in messages)
    monkeypatch.setattr(history, "PAGE_BYTES", size + spare)
    page, more = await history.newest(conversation)
    assert (len(page), more) == (held, held == 1)


async def test_a_page_is_cut_by_bytes(conversation, sync):
    emoji = "\N{FIRE}" * 4_000
    for _ in range(22):
        await history.save(conversation, conversation.participant, emoji, "")
    page, more = await history.newest(conversation)
    size = len(json.dumps(page, ensure_ascii=False).encode())
    assert (len(page), size < history.PAGE_BYTES + 100, more) == (16, True, True)


async def test_a_page_holds_one_message_however_long(conversation, monkeypatch):
    monkeypatch.setattr(history, "PAGE_BYTES", 1)
    await history.save(conversation, conversation.participant, "longer than that", "")
    assert await texts(history.newest(conversation)) == ["longer than that"]


async def test_numbers_are_those_of_the_conversation(conversation, people, sync):
    other = await sync(lambda: people["jane"].conversation)()
    await history.save(other, people["jane"], "elsewhere", "")
    first = await history.save(conversation, people["john"], "one", "")
    second = await history.save(conversation, people["admin"], "two", "")
    assert (first["id"], second["id"]) == (1, 2)


async def test_what_is_refused_takes_no_number(conversation):
    for _ in range(2):
        await history.save(conversation, conversation.participant, "hi", "c1")
    following = await history.save(conversation, conversation.participant, "hi", "c2")
    assert following["id"] == 2


async def test_a_message_sent_twice_is_stored_once(conversation):
    once = await history.save(conversation, conversation.participant, "hi", "c1")
    twice = await history.save(conversation, conversation.participant, "hi", "c1")
    assert once == twice


async def test_messages_without_a_client_id_are_all_stored(conversation):
    await history.save(conversation, conversation.participant, "hi", "")
    await history.save(conversation, conversation.participant, "hi", "")
    assert await texts(history.newest(conversation)) == ["hi", "hi"]


async def test_the_same_client_id_of_another_sender_is_another_message(conversation, people):
    await history.save(conversation, people["john"], "from john", "c1")
    await history.save(conversation, people["admin"], "from admin", "c1")
    assert await texts(history.newest(conversation)) == ["from john", "from admin"]


async def test_nobody_marks_their_own_message_as_read(conversation):
    message = await history.save(conversation, conversation.participant, "hi", "")
    assert await history.mark_read(conversation, [message["id"]], by_staff=False) == []


async def test_a_message_is_marked_as_read_once(conversation):
    message = await history.save(conversation, conversation.participant, "hi", "")
    first = await history.mark_read(conversation, [message["id"]], by_staff=True)
    second = await history.mark_read(conversation, [message["id"]], by_staff=True)
    assert (first, second) == ([message["id"]], [])


async def test_messages_of_another_conversation_cannot_be_marked(conversation, people, sync):
    message = await history.save(conversation, conversation.participant, "hi", "")
    other = await sync(lambda: people["jane"].conversation)()
    assert await history.mark_read(other, [message["id"]], by_staff=True) == []


async def test_a_message_holds_nothing_that_redis_could_not_carry(conversation):
    import msgpack

    message = await history.save(conversation, conversation.participant, "hi", "c1")
    await history.mark_read(conversation, [message["id"]], by_staff=True)
    [message], _ = await history.newest(conversation)
    assert msgpack.unpackb(msgpack.packb(message)) == message
