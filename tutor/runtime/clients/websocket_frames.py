"""WebSocket frames by hand (RFC 6455, section 5.2), and bytes as a recording shows them.

Builds whatever it is asked for, right or wrong; it knows no connection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="  # the example of the RFC
SHOWN: Final = 64  # bytes of a hex dump
PREVIEW: Final = 2000  # characters of text

OPCODES: Final = {"continuation": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
MASK: Final = b"\x01\x02\x03\x04"

_SECRET: Final = re.compile(r"((?:session|token|csrf|password)\w*=)[^;&\s]+", re.IGNORECASE)
_BEARER: Final = re.compile(r"^((?:proxy-)?authorization:).+", re.IGNORECASE | re.MULTILINE)


class Frame(NamedTuple):
    """One frame as it came."""

    final: bool
    opcode: int
    payload: bytes
    masked: bool
    raw: bytes

    @property
    def text(self) -> str:
        """The payload as text."""
        return self.payload.decode("utf-8", "replace")

    @property
    def code(self) -> int | None:
        """The close code of a close frame; None where it has none."""
        return int.from_bytes(self.payload[:2], "big") if len(self.payload) > 1 else None


def build(
    opcode: int | str,
    payload: bytes | str = b"",
    *,
    masked: bool = True,
    mask: bytes = MASK,
    final: bool = True,
) -> bytes:
    """The bytes of one frame."""
    number = OPCODES[opcode] if isinstance(opcode, str) else opcode
    body = payload.encode() if isinstance(payload, str) else payload
    size = len(body)
    head = bytes([number | (0x80 if final else 0)])
    bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += bytes([bit | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([bit | 127]) + size.to_bytes(8, "big")
    return head + mask + masking(body, mask) if masked else head + body


def masking(body: bytes, mask: bytes) -> bytes:
    """Mask, or unmask."""
    size = len(body)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(body, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def parse(data: bytes | bytearray) -> Frame | None:
    """The frame that `data` begins with; None: it is not whole yet."""
    if len(data) < 2:
        return None
    masked, size, start = data[1] >= 0x80, data[1] & 0x7F, 2
    if size > 125:
        start += 2 if size == 126 else 8
        size = int.from_bytes(data[2:start], "big")
    mask = bytes(data[start : start + 4]) if masked else b""
    start += len(mask)
    raw = bytes(data[: start + size])
    if len(raw) < start + size or (masked and len(mask) < 4):
        return None
    body = raw[start:]
    payload = masking(body, mask) if masked else body
    return Frame(data[0] >= 0x80, data[0] & 0x0F, payload, masked, raw)


def dump(data: bytes) -> str:
    """ "81 82 01 02 03 04 69 6b"."""
    return data[:SHOWN].hex(" ") + (" …" if len(data) > SHOWN else "")


def printable(data: bytes) -> str:
    """Lines of text, "·" for what cannot be printed, "***" for what is secret."""
    text = data[: PREVIEW * 2].decode("latin-1").replace("\r\n", "\n")
    shown = "".join(char if " " <= char <= "~" or char == "\n" else "·" for char in text)
    masked = _BEARER.sub(r"\1 ***", _SECRET.sub(r"\1***", shown))
    return masked[:PREVIEW]


def handshake(path: str, address: str, key: str, headers: Mapping[str, str | None]) -> bytes:
    """The GET that asks for a WebSocket; a header that is None is left out."""
    own: dict[str, str | None] = {
        "Host": address,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in own.items() if value is not None]
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()
