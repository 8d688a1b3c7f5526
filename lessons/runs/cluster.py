"""The Redis layer on a Redis Cluster: a `group_send`, and a consumer whose queue is elsewhere."""

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time

from channels_redis.core import RedisChannelLayer
from redis import Redis
from redis.exceptions import RedisError

UNAVAILABLE = 3
SERVERS = ("redis-server", "valkey-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main(server: str) -> None:
    port, bus = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [server, "--port", str(port), "--bind", "127.0.0.1", "--cluster-enabled", "yes",
             "--cluster-port", str(bus), "--dir", folder, "--save", "",
             "--cluster-require-full-coverage", "no"],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            form(Redis(host="127.0.0.1", port=port))
            asyncio.run(send(port))
        finally:
            process.kill()
            process.wait()


def form(client: Redis) -> None:
    """A cluster of one node, with all slots."""
    until = time.monotonic() + 20
    while not answers(client) and time.monotonic() < until:
        time.sleep(0.05)
    client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
    while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
        time.sleep(0.05)


def answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


async def send(port: int) -> None:
    layers = [RedisChannelLayer(hosts=[("127.0.0.1", port)]) for _ in range(4)]
    try:
        for layer in layers:
            await layer.group_add("room", await layer.new_channel())
        await layers[0].group_send("room", {"type": "chat.message"})
    except RedisError as error:
        print(f"{type(error).__name__}: {error}")
    Redis(host="127.0.0.1", port=port).execute_command("CLUSTER", "DELSLOTSRANGE", 0, 16383)
    try:
        async with asyncio.timeout(8):
            await layers[0].receive(await layers[0].new_channel())
    except RedisError as error:
        print(f"{type(error).__name__}: {error}")
    for layer in layers:
        await layer.close_pools()


found = next(filter(None, map(shutil.which, SERVERS)), None)
if found is None:
    print("There is no redis-server or valkey-server here.")
    raise SystemExit(UNAVAILABLE)
main(found)
