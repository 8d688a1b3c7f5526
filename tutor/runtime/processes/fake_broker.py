"""Main of a child process: the embedded broker, for machines without Redis or Valkey.

`python -P fake_broker.py PORT`: `fakeredis` on loopback. It ends when the janitor kills it.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Serve for ever."""
    from fakeredis import TcpFakeServer

    TcpFakeServer.daemon_threads = True
    TcpFakeServer(("127.0.0.1", int(sys.argv[1]))).serve_forever()


if __name__ == "__main__":
    main()
