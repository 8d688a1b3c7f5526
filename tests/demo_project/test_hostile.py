"""What a hostile client or a sick database does to a real server, and to its other clients."""

import contextlib
import json
import sqlite3
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

JOHN = "/ws/chat/user/john@example.com/"
TIMEOUT = 30


def receive(socket, *kinds):
    while (frame := json.loads(socket.recv(TIMEOUT)))["type"] not in kinds:
        pass
    return frame


def drain(tab):
    """All frames until the server closes; and the code that it closes with."""
    frames = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            frames.append(json.loads(tab.recv(TIMEOUT)))
    return frames, tab.protocol.close_rcvd and tab.protocol.close_rcvd.code


def healthz(server):
    """The status."""
    try:
        with urllib.request.urlopen(server.url + "/healthz", timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


class TestFlood:
    EMPTY = b"\x81\x80\0\0\0\0" * 1_000  # a thousand empty text frames, masked with zeros
    # Thousands of frames. What the kernel holds on the way, 4 MiB, has passed before an end is met.
    MOST = 5_000

    @pytest.fixture
    def flooded(self, start_server):
        """A server's flooded tab, the thousands of frames it took, its growth in MiB, statuses."""
        server = start_server()
        healthz(server)
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss
        with server.connect(JOHN) as tab, ThreadPoolExecutor(1) as pool:
            receive(tab, "history")
            poured = pool.submit(self.pour, tab.socket)
            statuses, sizes = [], []
            while not poured.done():
                statuses.append(healthz(server))
                sizes.append(process.memory_info().rss)
            yield tab, poured.result(), (max(sizes) - before) / 2**20, statuses

    def pour(self, raw):
        """How often the frames went out before the server closed."""
        for count in range(self.MOST):
            try:
                raw.sendall(self.EMPTY)
            except OSError:
                return count
        return self.MOST

    @pytest.mark.slow
    def test_it_is_ended_and_others_are_served(self, flooded):
        tab, poured, growth, statuses = flooded
        # Not the frames: the client drops what came with the close if its answer finds no socket.
        assert drain(tab)[1] == 4429
        assert poured < self.MOST
        assert set(statuses) == {200}
        assert growth < 20, f"the server grew by {growth:.0f} MiB"

    def test_typing_is_one_too_and_is_answered_once(self, server):
        with server.connect(JOHN) as tab:
            with contextlib.suppress(ConnectionClosed):
                for _ in range(300):
                    tab.send('{"type": "typing"}')
            answers, code = drain(tab)
        errors = [(answer["code"], answer["retry_after"]) for answer in answers if "code" in answer]
        assert (errors, code) == ([("rate_limited", 10)], 4429)


@pytest.mark.parametrize(("text", "count"), [("\N{FIRE}", 25), ("\u6f22", 50), ("\x01", 50)])
def test_a_conversation_of_long_messages_can_be_opened(start_server, text, count):
    server = start_server(MINICOM_FRAMES_PER_MINUTE="1000")
    with server.connect(JOHN, max_size=None) as tab:
        for _ in range(count):
            tab.send(json.dumps({"type": "message", "text": text * 4_000}))
            receive(tab, "message")
    with server.connect(JOHN, max_size=2**20) as tab:
        page = receive(tab, "history")
        texts = [message["text"] for message in page["messages"]]
        while page["earlier"]:
            tab.send(json.dumps({"type": "history", "before": page["messages"][0]["id"]}))
            page = receive(tab, "history")
            texts += [message["text"] for message in page["messages"]]
    assert texts == [text * 4_000] * count


class TestDatabase:
    @pytest.mark.slow
    def test_a_locked_one_costs_an_error_and_not_the_tab(self, start_server):
        server = start_server()
        with server.connect(JOHN) as tab:
            receive(tab, "history")
            with contextlib.closing(sqlite3.connect(server.database)) as other:
                other.execute("BEGIN IMMEDIATE")
                tab.send('{"type": "message", "text": "x", "client_id": "c1"}')
                refused = receive(tab, "error")
            tab.send('{"type": "message", "text": "x", "client_id": "c1"}')
            stored = receive(tab, "message")["message"]
        assert (refused["code"], refused["client_id"], stored["client_id"]) == (
            "unavailable",
            "c1",
            "c1",
        )
        assert refused["retry_after"] > 0

    def test_without_it_no_client_is_sent_here(self, start_server):
        server = start_server()
        assert healthz(server) == 200
        for file in server.database.parent.glob(f"{server.database.name}*"):
            file.unlink()
        assert healthz(server) == 503

    def test_without_it_a_newcomer_is_told_to_come_back(self, start_server):
        server = start_server()
        for file in server.database.parent.glob(f"{server.database.name}*"):
            file.unlink()
        with server.connect(JOHN) as tab:
            frames, code = drain(tab)
        assert ([frame["code"] for frame in frames], code) == (["unavailable"], 4503)
