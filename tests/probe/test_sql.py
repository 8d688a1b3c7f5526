"""Connections that are open already; what is told of statements: `test_consumers.py`."""

from __future__ import annotations

from django.db.utils import ConnectionHandler

from tutor.probe.sql import _open_ones

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


class OlderHandler(ConnectionHandler):
    """As before Django 4.1: `all` takes no argument, and makes what is not there."""

    def all(self):
        return [self[alias] for alias in self]


def test_open_connections_are_found_and_none_is_made_in_any_django():
    for handler in (ConnectionHandler, OlderHandler):
        connections = handler({"default": SQLITE, "other": SQLITE})
        assert _open_ones(connections) == []
        opened = connections["default"]
        assert _open_ones(connections) == [opened]
        assert not hasattr(connections._connections, "other")
