"""A Redis that takes no writes: no memory left, a replica, a disk that it cannot write, clients."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

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
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        try:
            meet(port, Path(folder))
        finally:
            process.kill()
            process.wait()


def meet(port: int, folder: Path) -> None:
    """Each of its reasons, one after the other."""
    client = Redis(host="127.0.0.1", port=port)
    until = time.monotonic() + 20
    while not answers(client) and time.monotonic() < until:
        time.sleep(0.05)
    client.config_set("maxmemory", 1)
    write(client)
    client.config_set("maxmemory", 0)
    client.config_set("save", "3600 1")
    (folder / "dump.rdb").mkdir()  # what is written there cannot take this name
    client.bgsave()
    while client.info("persistence")["rdb_bgsave_in_progress"]:
        time.sleep(0.05)
    write(client)
    client.config_set("save", "")
    client.execute_command("REPLICAOF", "127.0.0.1", port)
    write(client)
    client.execute_command("REPLICAOF", "NO", "ONE")
    client.config_set("maxclients", 1)
    write(Redis(host="127.0.0.1", port=port))


def answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def write(client: Redis) -> None:
    """What a channel layer does for a message."""
    try:
        client.zadd("asgi:group:room", {"specific.a!b": 1})
    except RedisError as error:
        print(f"{type(error).__name__}: {error}", flush=True)


if __name__ == "__main__":
    found = next(filter(None, map(shutil.which, SERVERS)), None)
    if found is None:
        raise SystemExit(UNAVAILABLE)
    main(found)
