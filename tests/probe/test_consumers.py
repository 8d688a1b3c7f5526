"""Consumers from their making to their end: handlers, state, failures, threads, database."""

from __future__ import annotations

import asyncio
import linecache
import time

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer

from tests.probe.driver import Socket, settle


async def test_the_state_of_an_instance_before_and_after_a_handler(seen):
    class Counter(AsyncWebsocketConsumer):
        async def connect(self):
            self.count, self.names, self.password = 0, [], "hunter2"
            await self.accept()

        async def receive(self, text_data=None, bytes_data=None):
            self.count += 1
            self.names.append(text_data)
            if text_data == "forget":
                del self.count
            await self.send("ok")

    socket = Socket(seen.wrap(Counter.as_asgi()))
    await socket.open()
    await socket.say("a")
    await socket.say("forget")
    await socket.close()
    started, finished = seen.of("handler.started"), seen.of("handler.finished")
    assert list(started[0].state) == ["groups", "channel_name"]
    assert finished[0].state == {"count": "0", "names": "[]", "password": "***"}
    assert started[1].state == {}
    assert finished[1].state == {"count": "1", "names": "['a']"}
    assert finished[2].state == {"names": "['a', 'forget']", "count": "(deleted)"}
    assert started[1].where.endswith(" receive")
    (made,), (over,) = seen.of("consumer.created"), seen.of("consumer.finished")
    assert (made.name, made.instance, over.instance, over.error) == ("Counter", 1, 1, "")
    assert made.where.startswith("tests/probe/test_consumers.py:")


async def test_handlers_name_their_thread(seen):
    class Async(AsyncWebsocketConsumer):
        pass

    class Sync(WebsocketConsumer):
        pass

    for cls in (Async, Sync):
        socket = Socket(seen.wrap(cls.as_asgi()))
        await socket.open()
        await socket.close()
    threads = {f.thread.partition("-")[0] for f in seen.of("handler.started", instance=1)}
    others = {f.thread.partition("-")[0] for f in seen.of("handler.started", instance=2)}
    assert (threads, others) == ({"MainThread"}, {"ThreadPoolExecutor"})


@pytest.mark.parametrize("base", [AsyncWebsocketConsumer, WebsocketConsumer])
async def test_a_failure_names_the_line_of_the_project(seen, base):
    if base is AsyncWebsocketConsumer:

        class Broken(base):
            async def receive(self, text_data=None, bytes_data=None):
                int("x")  # this line

    else:

        class Broken(base):
            def receive(self, text_data=None, bytes_data=None):
                int("x")  # this line

    socket = Socket(seen.wrap(Broken.as_asgi()))
    await socket.open()
    socket.give("websocket.receive", text="x")
    error = await socket.end()
    assert isinstance(error, ValueError)
    (failed,) = seen.of("handler.failed")
    assert failed.error == "ValueError: invalid literal for int() with base 10: 'x'"
    place, _, function = failed.where.rpartition(" ")
    path, _, line = place.partition(":")
    assert (path, function) == ("tests/probe/test_consumers.py", "receive")
    assert "this line" in linecache.getline(__file__, int(line))
    (closed,) = seen.of("connection.closed")
    assert (closed.by, closed.error) == ("error", failed.error)
    assert seen.of("consumer.finished")[0].cause == closed.cause == failed.id


async def test_a_failure_before_accept_refuses(seen):
    class Broken(AsyncWebsocketConsumer):
        async def connect(self):
            raise RuntimeError("not today")

    socket = Socket(seen.wrap(Broken.as_asgi()))
    socket.give("websocket.connect")
    assert str(await socket.end()) == "not today"
    (refused,) = seen.of("connection.refused")
    assert (refused.code, refused.error) == (None, "RuntimeError: not today")
    assert refused.where.endswith(" connect")


async def test_a_projects_own_dispatch_is_one_handler(seen):
    class Own(AsyncWebsocketConsumer):
        async def dispatch(self, message):
            await super().dispatch(message)

    socket = Socket(seen.wrap(Own.as_asgi()))
    await socket.open()
    await socket.close()
    assert [f.name for f in seen.of("handler.started")] == [
        "websocket_connect",
        "websocket_disconnect",
    ]


async def test_a_dispatch_outside_a_running_consumer_is_left_alone(seen):
    class Calm(AsyncWebsocketConsumer):
        async def say_hello(self, event):
            self.said = event

    socket = Socket(seen.wrap(Calm.as_asgi()))
    await socket.open()
    await socket.close()
    before = len(seen.facts)
    consumer = Calm()
    await consumer.dispatch({"type": "say.hello"})
    assert consumer.said == {"type": "say.hello"}
    assert len(seen.facts) == before


async def test_a_sync_dispatch_outside_a_running_consumer_is_left_alone(seen):
    class Calm(WebsocketConsumer):
        def say_hello(self, event):
            self.said = event

    socket = Socket(seen.wrap(Calm.as_asgi()))
    await socket.open()
    await socket.close()
    before = len(seen.facts)
    consumer = Calm()
    await consumer.dispatch({"type": "say.hello"})
    assert consumer.said == {"type": "say.hello"}
    assert len(seen.facts) == before


async def test_the_async_orm_and_a_failing_query(seen):
    class Orm(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            from django.contrib.auth.models import User

            await User.objects.acount()
            [user async for user in User.objects.all()]
            await self.broken()
            await self.send("done")

        async def broken(self):
            def query():
                from django.db import connection

                with connection.cursor() as cursor:
                    cursor.execute("SELECT x FROM nowhere")

            try:
                await database_sync_to_async(query)()
            except Exception as error:
                await self.send(type(error).__name__)

    socket = Socket(seen.wrap(Orm.as_asgi()))
    await socket.open()
    assert await socket.say("go", answers=2) == ["OperationalError", "done"]
    await socket.close()
    names = [f.name for f in seen.of("db.finished")]
    assert names == ["QuerySet.acount", "QuerySet.__aiter__", "query"]
    assert [f.queries for f in seen.of("db.finished")] == [1, 1, 1]
    assert seen.of("db.finished")[2].error.startswith("OperationalError: no such table")
    assert all(f.where.startswith("tests/probe/") for f in seen.of("db.started"))


async def test_queries_of_a_sync_handler_one_by_one(seen):
    class Sync(WebsocketConsumer):
        def receive(self, text_data=None, bytes_data=None):
            from django.db import connection, transaction

            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 AS " + "x" * 300)
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT x FROM nowhere")
            except Exception as error:
                self.send(type(error).__name__)

    socket = Socket(seen.wrap(Sync.as_asgi()))
    await socket.open()
    await socket.say("go")
    await socket.close()
    first, second = seen.of("db.finished")
    assert (first.name, first.queries, len(first.sql[0])) == ("receive", 1, 200)
    assert second.error.startswith("OperationalError")
    assert [f.did for f in seen.of("db.transaction")] == ["BEGIN", "COMMIT"]
    assert all(f.where.endswith(" receive") for f in seen.of("db.transaction"))
    assert seen.of("app.sent", type="websocket.send")[0].where.endswith(" receive")


async def test_transactions_of_sync_code(seen):
    class Sync(WebsocketConsumer):
        def receive(self, text_data=None, bytes_data=None):
            from django.db import transaction

            with transaction.atomic():
                transaction.on_commit(lambda: self.send("committed"))
                with transaction.atomic():
                    pass
            with transaction.atomic():
                transaction.set_rollback(True)

    socket = Socket(seen.wrap(Sync.as_asgi()))
    await socket.open()
    await socket.say("go")
    await socket.close()
    kinds = [
        f.get("did", f.kind)
        for f in seen.facts
        if f.kind == "db.transaction" or (f.kind == "app.sent" and f.type == "websocket.send")
    ]
    assert kinds == ["BEGIN", "COMMIT", "app.sent", "BEGIN", "ROLLBACK"]


async def test_a_transaction_of_no_connection_is_not_told(seen):
    from django.db import transaction

    def save():
        with transaction.atomic():
            pass

    seen.wrap(lambda: None)
    await sync_to_async(save)()
    assert not seen.of("db.transaction")


async def test_a_transaction_inside_a_call_is_the_calls(seen):
    @database_sync_to_async
    def save(worth):
        from django.db import transaction

        with transaction.atomic():
            transaction.set_rollback(not worth)

    class Saves(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await save(True)
            await save(False)
            await self.send("saved")

    socket = Socket(seen.wrap(Saves.as_asgi()))
    await socket.open()
    await socket.say("go")
    await socket.close()
    first, second = (f.id for f in seen.of("db.started"))
    told = seen.of("db.transaction")
    assert [(f.did, f.cause) for f in told] == [
        ("BEGIN", first),
        ("COMMIT", first),
        ("BEGIN", second),
        ("ROLLBACK", second),
    ]
    assert all(f.call == "save" and f.where.endswith(" save") for f in told)
    assert all(f.conn == seen.of("db.started")[0].conn for f in told)


async def test_threads_and_who_stands_in_line_for_them(seen):
    class Slow(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await sync_to_async(time.sleep)(0.05)
            await self.send("slept")

    class Other(AsyncWebsocketConsumer):
        pass

    slow, other = Socket(seen.wrap(Slow.as_asgi())), Socket(seen.wrap(Other.as_asgi()))
    await slow.open()
    await other.open()
    slow.give("websocket.receive", text="x")
    await settle(lambda: seen.of("thread.entered", name="sleep"))
    other.give("websocket.receive", text="a message that needs no database")
    await slow.until(2)
    await slow.close()
    await other.close()
    sleep, waited = seen.of("thread.entered")
    assert (sleep.name, waited.name) == ("sleep", "close_old_connections")
    assert waited.waited > 5
    assert waited.conn == 2
    assert [f.name for f in seen.of("thread.left")] == ["sleep", "close_old_connections"]


async def test_work_in_a_thread_outside_of_any_connection(seen):
    from asgiref.sync import async_to_sync

    async def asynchronous():
        return "back"

    assert await sync_to_async(async_to_sync(asynchronous))() == "back"
    assert await sync_to_async(len, thread_sensitive=False)("abc") == 3
    with pytest.raises(ZeroDivisionError):
        await sync_to_async(lambda: 1 / 0)()
    assert len(seen.of("thread.entered")) == len(seen.of("thread.left")) == 3


async def test_a_method_that_takes_too_few_arguments_is_a_failure_at_its_own_line(seen):
    class Narrow(AsyncWebsocketConsumer):
        async def disconnect(self):  # too narrow
            pass

    socket = Socket(seen.wrap(Narrow.as_asgi()))
    await socket.open()
    socket.give("websocket.disconnect", code=1000)
    assert "disconnect() takes 1 positional argument but 2 were given" in str(await socket.end())
    (failed,) = seen.of("handler.failed")
    line = int(failed.where.rpartition(":")[2].partition(" ")[0])
    assert "too narrow" in linecache.getline(__file__, line)


async def test_a_stalled_loop_and_where_it_stood(seen):
    class Blocks(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            time.sleep(0.25)

    socket = Socket(seen.wrap(Blocks.as_asgi()))
    await socket.open()
    socket.give("websocket.receive", text="x")
    await settle(lambda: seen.of("loop.stalled"))
    await socket.close()
    (stalled,) = seen.of("loop.stalled")
    assert 100 < stalled.ms < 2000
    assert stalled.where.startswith("tests/probe/test_consumers.py:")
    assert stalled.where.endswith(" receive")


async def test_a_cancelled_application(seen):
    socket = Socket(seen.wrap(AsyncWebsocketConsumer.as_asgi()))
    await socket.open()
    socket.task.cancel()
    assert isinstance(await socket.end(), asyncio.CancelledError)
    (closed,) = seen.of("connection.closed")
    assert (closed.by, closed.error) == ("error", "CancelledError")


async def test_a_transaction_that_cannot_begin_is_tried_once(seen):
    class Tries(WebsocketConsumer):
        def receive(self, text_data=None, bytes_data=None):
            from django.db import connection

            with connection.cursor() as cursor:
                try:
                    cursor.execute("ROLLBACK TO nowhere")
                except Exception as error:
                    self.send(str(error))

    socket = Socket(seen.wrap(Tries.as_asgi()))
    await socket.open()
    assert await socket.say("go") == ["no such savepoint: nowhere"]
    await socket.close()
    assert seen.of("db.started") == []


@pytest.mark.parametrize(
    ("client", "port"),
    [(["127.0.0.1", "4321"], 4321), (["127.0.0.1", None], 0), (["unix", "x"], 0), (None, 0)],
)
async def test_a_port_is_a_number_however_the_server_gives_it(seen, client, port):
    socket = Socket(seen.wrap(AsyncWebsocketConsumer.as_asgi()), client=client)
    await socket.open()
    await socket.close()
    assert [fact.port for fact in seen.of("connection.opened")] == [port]


async def test_a_token_in_the_path_is_not_told(seen):
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4"
    path = f"/ws/{token}/"
    socket = Socket(seen.wrap(AsyncWebsocketConsumer.as_asgi()), path=path, raw_path=path.encode())
    await socket.open()
    await socket.close()
    assert token not in repr(seen.records)
