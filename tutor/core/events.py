"""Every fact a recording can hold, in the past tense: the schema (`docs/trace.md`).

One frozen struct a kind, declared in `tutor.core.facts`. As JSON an event is one object whose
`kind` names the struct; unset optional fields are left out. A fact never orders, links or
interprets.

Common fields
    seq      position in the recording, from 1, without gaps
    at       nanoseconds since the first event of the recording (one monotonic clock a machine)
    process  who saw it: "tutor", "server 1", "server 2", "broker", …
    conn     number of the connection it belongs to, from 1 in order of appearance; None: of none
    cause    `seq` of the event that brought this one about; None: nothing we observed
Texts are previews: cut, secrets masked, never the result of a project's own `__repr__` on a loop.
`where` is "path:line function" of the project's own line that acted, as short as it stays
unique ("demo_project/chat/consumers.py:60 handle_message"); empty when it was not project code.
"""

# ruff: noqa: F403, F405, I001 - a name for all structs; the order is that of the page

from __future__ import annotations

from typing import Final

from .facts.declare import *
from .facts.recording_facts import *
from .facts.process_facts import *
from .facts.client_facts import *
from .facts.connection_facts import *
from .facts.handler_facts import *
from .facts.layer_facts import *
from .facts.database_facts import *

SCHEMA_MINOR: Final = minor_of(FACTS)
"""The minor version that this code writes: that of the newest kind or field in the table."""

SCHEMA: Final = f"{SCHEMA_VERSION}.{SCHEMA_MINOR}"

KINDS: Final[dict[str, type[Event]]] = {kind: row.struct for kind, row in FACTS.items()}
"""Every kind this version knows, in the order of the table."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {kind: row.fields for kind, row in FACTS.items()}
"""The fields of a kind beyond the common five, in order: the layout of a record on the wire."""
