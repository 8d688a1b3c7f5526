"""Two processes that hear each other through Redis."""

import json
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.redis

JOHN = "/ws/chat/user/john@example.com/"
TIMEOUT = 30


@pytest.fixture(scope="module")
def redis_url(missing, wait_for, die_with_parent):
    """A Redis of our own: without a port, so without a clash over one."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        missing("redis", "redis-server is not installed")
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        path = Path(folder) / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", folder]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )

        def redis_answers():
            with socket.socket(socket.AF_UNIX) as client:
                return path.exists() and client.connect_ex(str(path)) == 0

        wait_for(redis_answers)
        yield f"unix://{path}"
        process.kill()
        process.wait(TIMEOUT)


def receive(tab, *kinds):
    while (frame := json.loads(tab.recv(TIMEOUT)))["type"] not in kinds:
        pass
    return frame


@pytest.mark.parametrize("layer", ["redis", "redis-pubsub"])
class TestTwoProcesses:
    @pytest.fixture
    def servers(self, start_server, redis_url, layer):
        environment = {
            "MINICOM_CHANNEL_LAYER": layer,
            "MINICOM_REDIS_URL": redis_url,
            "MINICOM_REDIS_PREFIX": layer,
            "MINICOM_FRAMES_PER_MINUTE": "3",
        }
        return [start_server(**environment) for _ in range(2)]

    def test_they_share_messages_and_the_rate_limit(self, servers):
        here, there = servers
        with here.connect(JOHN) as john, there.connect(JOHN) as other_tab:
            receive(other_tab, "history")
            receive(john, "history")
            john.send('{"type": "message", "text": "across"}')
            assert receive(other_tab, "message")["message"]["text"] == "across"
            for _ in range(3):
                other_tab.send('{"type": "history", "after": 0}')
            answers = [receive(other_tab, "history", "error")["type"] for _ in range(3)]
            assert answers == ["history", "history", "error"]
