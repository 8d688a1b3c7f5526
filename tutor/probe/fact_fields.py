"""The layout of records on the wire: kinds and the order of their fields.

Written by `python -m tests.docs.facts` from the table in `tutor/core/facts`, because the probe
imports nothing of the tutor. It holds no behaviour.
"""

from __future__ import annotations

from typing import Any, Final

SCHEMA: Final = "1.2"

MARK: Final = "__tutor__"
"""The key under which a message carries its record id through a channel layer."""

Record = tuple[Any, ...]
"""Kind, id, at, conn, cause, then every field of the kind, none left out."""

COMMON: Final = 5
"""How many items of a record are no fields."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(fields.split())
    for kind, fields in {
        "scene.started": "schema lesson scene layer versions minor",
        "scene.noted": "text",
        "scene.finished": "failed",
        "events.lost": "count",
        "server.started": "pid address app layer versions",
        "server.stopped": "how code",
        "broker.started": "server address",
        "broker.stopped": "how",
        "broker.read": "key type members ttl",
        "log.written": "logger level text error where",
        "loop.stalled": "ms where",
        "probe.faulted": "error where count",
        "test.started": "name",
        "test.finished": "name",
        "client.connecting": "name url server port origin cookies",
        "client.opened": "name subprotocol",
        "client.refused": "name status text",
        "client.sent": "name text size binary head",
        "client.received": "name text size binary",
        "client.closed": "name code reason by",
        "client.asked": "name method path server port size",
        "client.answered": "name status software size kept",
        "client.chunk": "name text size",
        "wire.sent": "name hex text size",
        "wire.received": "name hex text size",
        "connection.opened": "path port keys values",
        "scope.entered": "layer depth same added changed where via line sends looks",
        "connection.accepted": "subprotocol where",
        "connection.refused": "code error where",
        "connection.closed": "code by error",
        "consumer.created": "name instance where",
        "consumer.finished": "name instance error session shared",
        "app.received": "type text size binary code",
        "app.sent": "type text size binary code where",
        "send.waiting": "size",
        "connection.named": "number name",
        "http.received": "method path port upgrade",
        "http.answered": "status",
        "handler.started": "name type instance thread where state",
        "handler.finished": "name instance state",
        "handler.failed": "name instance error where state",
        "channel.created": "channel layer backend capacity",
        "channel.sent": "channel group type layer digest",
        "channel.delivered": "channel type layer digest",
        "channel.dropped": "channel group type layer reason digest",
        "channel.expired": "channel layer",
        "group.joined": "group channel layer where",
        "group.left": "group channel layer where reason",
        "group.sent": "group type text layer where digest thread",
        "layer.failed": "call name error layer where",
        "db.started": "name where",
        "db.finished": "name thread queries sql error",
        "db.transaction": "did where call",
        "thread.entered": "name thread waited",
        "thread.left": "name thread",
    }.items()
}
