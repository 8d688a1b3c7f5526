"""Patterns and queries under one name: what lessons write, and what is asked of a recording.

    Pattern.parse("group.joined group=support nth=2").find(events)      → seq or None
    Query.parse("count client.received text~Hello == 3").holds(events)  → True

`pattern.py` and `query.py` hold the grammars. Many questions about the same events: make one
`Context(events)` and hand that over instead.
"""

from __future__ import annotations

from .asked import Value
from .pattern import Context, Pattern
from .query import Query
from .tokens import PatternError

__all__ = ["Context", "Pattern", "PatternError", "Query", "Value"]
