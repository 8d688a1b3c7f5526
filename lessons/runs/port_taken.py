"""A server on a port that another one has."""

import socket

with socket.socket() as first, socket.socket() as second:
    first.bind(("127.0.0.1", 0))
    first.listen()
    try:
        second.bind(first.getsockname())
    except OSError as error:
        print(f"OSError: {error}")
