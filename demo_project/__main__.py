"""Run Minicom alone: ``python -m demo_project``.

Prepares the database, creates the development users and serves on loopback with Daphne.
In production each of these is a step of its own.
"""

import argparse
import os
import socket
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HOST = "127.0.0.1"
READ_AT_ONCE = 8192  # bytes


def main(argv: list[str] | None = None) -> int:
    options = parse(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_project.settings")
    if options.database:
        os.environ["MINICOM_DATABASE"] = options.database
    elif "MINICOM_DATABASE" not in os.environ:
        os.environ["MINICOM_DATABASE"] = str(default_database())
    try:
        listener = listen(options.port)
    except OSError as error:
        print(f"Cannot listen on port {options.port}: {error.strerror}.", file=sys.stderr)
        print("Choose another one with --port, or any free one with --port 0.", file=sys.stderr)
        return 1
    prepare_database()
    serve(listener)
    return 0


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo_project",
        description="Minicom, a support chat on Django Channels, on this machine only.",
        epilog="Log in as john, jane or admin; each name is also the password. "
        "Without a login there is /open/user/john@example.com/. "
        "Settings come from the environment: MINICOM_CHANNEL_LAYER (memory, redis, "
        "redis-pubsub), MINICOM_REDIS_URL, MINICOM_DATABASE and others; see settings.py.",
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="port to listen on, 0 for any (default: 8000)"
    )
    parser.add_argument(
        "--database",
        metavar="FILE",
        help="SQLite file, or postgresql://user@host/name (default: minicom.sqlite3)",
    )
    return parser.parse_args(argv)


def default_database() -> Path:
    """Beside the package, or where this user may write if that is not possible there."""
    beside = Path(__file__).resolve().parent.parent
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "minicom"
    folder = first_writable([beside, data]) or Path(tempfile.mkdtemp(prefix="minicom-"))
    return folder / "minicom.sqlite3"


def first_writable(folders: Iterable[Path]) -> Path | None:
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):  # os.access() says yes to root
                return folder
        except OSError:
            continue
    return None


def listen(port: int) -> socket.socket:
    """Bound here rather than by Daphne, so that port 0 has a number to print."""
    listener = socket.socket()
    # Or a restart would have to wait for the connections of the last run to time out.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.listen()
    return listener


def prepare_database() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    print(f"Database: {settings.DATABASES['default']['NAME']}", flush=True)
    call_command("migrate", verbosity=0)
    call_command("seed")


def serve(listener: socket.socket) -> None:
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server  # first: it chooses Twisted's event loop
    from twisted.internet import tcp

    from demo_project.asgi import application

    # The server takes apart in one go what it reads in one go, while all others wait. Twisted's
    # 65,536 bytes are ten thousand empty frames, 0.4 s; see chat/flood.py for the rest.
    tcp.Server.bufferSize = READ_AT_ONCE
    print(f"Minicom: http://{HOST}:{listener.getsockname()[1]}/  (Ctrl-C ends it)", flush=True)
    Server(
        application=application,
        endpoints=build_endpoint_description_strings(file_descriptor=listener.fileno()),
    ).run()


if __name__ == "__main__":
    sys.exit(main())
