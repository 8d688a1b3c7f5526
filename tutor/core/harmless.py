"""Texts of others with nothing left in them that could steer a terminal or reorder a line.

What a course, a recording, an import or a file name may hold, and no terminal, editor or `cat` may
get from us raw: controls (an ESC begins a sequence, and so does U+009B where C1 is understood),
marks that turn the direction of reading (CVE-2021-42574, "Trojan Source"), breaks that are no line
feed, and what has no width at all. A joiner (U+200D) and variation selectors stay: emoji need them.

Three forms, all lossless: `visible` for what is read, `one_line` where a line feed would begin a
line that is not ours, `json` for documents. What a view draws is stricter still (`view/text.py`).
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from typing import Final

_RANGES: Final = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F),  # C0 without tab and line feed, DEL, C1
    (0x061C, 0x061C), (0x180E, 0x180E),
    (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F),
    (0xD800, 0xDFFF),  # half a pair: no stream takes it
    (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
)  # fmt: skip
_OURS: Final = re.compile(r"(\x1b\[[0-9;]*m|\x1b\]8;[^;\x1b]*;[^\x1b]*\x1b\\)")
_LINK: Final = re.compile(r"\x1b\]8;[^;\x1b]*;(.*)\x1b\\")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


@cache
def _steers() -> re.Pattern[str]:
    """Made when a text is suspect: half a millisecond that a clean start does without."""
    return re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in _RANGES)}]")


def _is_clean(text: str) -> bool:
    """Whether it needs no closer look; what is printable (`str.isprintable`) steers nothing."""
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def is_harmless(text: str) -> bool:
    """Whether it may go out as it is, on one line."""
    return text.isprintable() or one_line(text) == text


def steering(text: str) -> list[str]:
    """The characters in it that steer, each once, in the order of their numbers."""
    return [] if _is_clean(text) else sorted(set(_steers().findall(text)))


def spelled(char: str) -> str:
    r"""A character as a Python programmer would write it: `\x1b`, `\u202e`."""
    return char.encode("unicode_escape").decode("ascii")


def _spell(found: re.Match[str]) -> str:
    return spelled(found[0])


def visible(text: str) -> str:
    """`text`, spelled out where it could steer; lines and tabs stay. The same object if clean."""
    return text if _is_clean(text) else _steers().sub(_spell, text)


def one_line(text: str) -> str:
    """`visible`, on one line."""
    if text.isprintable():
        return text
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def coloured(text: str, links: Container[str] = ()) -> str:
    """`visible`, for what a renderer of ours has made: its colours pass, and no other sequence but
    a link (OSC 8) to one of `links`, and the end of one.
    """
    parts = _OURS.split(text)
    parts[::2] = map(visible, parts[::2])
    for at in range(1, len(parts), 2):
        link = _LINK.fullmatch(parts[at])
        if link is not None and link[1] and link[1] not in links:
            parts[at] = visible(parts[at])
    return "".join(parts)


def json(text: str, *, ascii: bool = False) -> str:
    """A JSON document that says the same, in JSON's escapes; `ascii`: for a stream without UTF-8.

    Outside of its strings a document has none of these characters.
    """
    text = text if _is_clean(text) else _steers().sub(_escape, text)
    return _BEYOND_ASCII.sub(_escape, text) if ascii else text


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
