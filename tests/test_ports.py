"""Ports that tests keep for other people's servers."""

from __future__ import annotations

import socket

import pytest

from tests.ports import free_port


def test_a_port_is_kept_from_others_and_its_server_listens_at_it() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with (
        socket.create_server(("127.0.0.1", port)) as server,  # SO_REUSEADDR, as servers do
        socket.create_connection(("127.0.0.1", port)),
        server.accept()[0] as taken,
    ):
        assert taken.getsockname() == ("127.0.0.1", port)
