"""What clients meet is the matter here: their servers are forked."""

from __future__ import annotations

from tests.warm_servers import warm_servers

__all__ = ["warm_servers"]
