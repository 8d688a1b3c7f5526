"""What a process logs, and what Python warns of."""

from __future__ import annotations

import gc
import linecache
import logging

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from tests.probe.driver import Socket, settle


async def test_logs_from_warning_up(seen):
    log = logging.getLogger("mysite.chat")
    log.info("nothing")
    log.warning("Not Found: %s", "/x?token=abc")
    log.warning("%(a)s and %(b)r", {"a": 1, "b": object()})
    log.error({"not": "text"})
    try:
        raise KeyError("k")
    except KeyError as error:
        log.exception("Exception inside application: %s", error)
    assert all(f.where.endswith(" test_logs_from_warning_up") for f in seen.of("log.written"))
    texts = [(f.logger, f.level, f.text, f.error) for f in seen.of("log.written")]
    assert texts == [
        ("mysite.chat", "WARNING", "Not Found: /x?token=***", ""),
        ("mysite.chat", "WARNING", "1 and <object>", ""),
        ("mysite.chat", "ERROR", "{'not': 'text'}", ""),
        ("mysite.chat", "ERROR", "Exception inside application: KeyError: 'k'", "KeyError: 'k'"),
    ]


async def test_a_coroutine_that_is_never_awaited_is_a_fact_and_a_warning_as_before(seen, recwarn):
    class Forgets(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            self.send(text_data)  # never awaited

    socket = Socket(seen.wrap(Forgets.as_asgi()))
    await socket.open()
    socket.give("websocket.receive", text="x")
    await settle(lambda: seen.of("handler.finished", name="websocket_receive"))
    await socket.close()
    (told,) = seen.of("log.written")
    text = "coroutine 'AsyncWebsocketConsumer.send' was never awaited"
    assert (told.logger, told.level) == ("py.warnings", "WARNING")
    assert told.text == f"RuntimeWarning: {text}"
    line = int(told.where.rpartition(":")[2].partition(" ")[0])
    assert "never awaited" in linecache.getline(__file__, line)
    assert seen.chain(told)[1] == "handler.started"
    assert [str(shown.message) for shown in recwarn] == [text]


async def test_a_coroutine_that_the_garbage_collector_finds_has_no_place(seen, recwarn):
    class Keeps(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            if text_data:
                kept = [self.send(text_data)]
                kept.append(kept)
            else:
                gc.collect()

    socket = Socket(seen.wrap(Keeps.as_asgi()))
    await socket.open()
    for text in ("x", ""):
        socket.give("websocket.receive", text=text)
    await settle(lambda: len(seen.of("handler.finished", name="websocket_receive")) == 2)
    await socket.close()
    (told,) = seen.of("log.written")
    assert (told.where, told.conn, told.cause, len(recwarn)) == ("", 0, 0, 1)


async def test_a_call_of_the_layer_that_is_never_awaited_has_the_layers_name(seen, recwarn):
    layer = get_channel_layer()
    layer.group_add("g", "c")
    layer.group_send("g", {"type": "x"})
    assert [fact.text for fact in seen.of("log.written")] == [
        f"RuntimeWarning: coroutine 'InMemoryChannelLayer.{name}' was never awaited"
        for name in ("group_add", "group_send")
    ]
    assert len(recwarn) == 2


async def test_a_call_in_a_thread_that_is_never_awaited_has_asgirefs_name(seen, recwarn):
    sync_to_async(len)("abc")
    (told,) = seen.of("log.written")
    text = "coroutine 'SyncToAsync.__call__' was never awaited"
    assert (told.text, len(recwarn)) == (f"RuntimeWarning: {text}", 1)
