"""One HTTP request to a server of a scene. No proxy, no cookie jar, no redirects."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutor.errors import SceneFailed


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


async def request(
    address: str, method: str, path: str, *, body: bytes, headers: Mapping[str, str], within: float
) -> Answer:
    """Ask `address` ("host:port"); a `SceneFailed` names what went wrong."""

    def ask() -> Answer:
        connection = http.client.HTTPConnection(address, timeout=within)
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    try:
        return await asyncio.to_thread(ask)
    except (OSError, http.client.HTTPException) as error:
        raise SceneFailed(f"{method} {path}: {error or type(error).__name__}") from error
