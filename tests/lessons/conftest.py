"""Every scene and every exercise is played: their servers are forked."""

from __future__ import annotations

from tests.warm_servers import warm_servers

__all__ = ["warm_servers"]
