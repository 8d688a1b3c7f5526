"""What stands inside a scene: its keyword lines, and the bodies of its containers.

Part of the loader; see `load.py` for the formats. A body is keyword lines, then Markdown; a
prediction ends with a list of its choices, `- label: why`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from tutor.core.harmless import is_harmless
from tutor.course.model import Beat, Choice, Claim, Predict, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

KEYWORDS: Final = {
    "scene": frozenset({"zero", "finish"}),
    "beat": frozenset({"look", "mark", "round"}),
    "predict": frozenset({"answer", "before", "verdict"}),
    "claim": frozenset({"proof"}),
}
VERDICTS: Final = ("true", "nuance", "changed", "wrong", "bug")
MOST_VIEWS: Final = 2  # that a beat may name: what stands on one screen
ID_HINT: Final = "an id is plain text: other programs and terminals are shown it"
_KEYWORD_LINE: Final = re.compile(r"([a-z]+):(?:\s+(.*))?$")


class Reader(Protocol):
    """What the blocks need of the reader of the whole file."""

    lines: list[str]

    def source(self, line: int) -> Source: ...
    def complain(self, line: int, message: str, hint: str = "") -> None: ...


class Blocks:
    """Gathers the blocks of one scene in the order in which they stand."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.beats: list[Beat] = []
        self.predictions: list[Predict] = []
        self.claims: list[Claim] = []

    def read(self, box: list[Token], end: int) -> None:
        """One container; `end` is the line of its closing fence."""
        opening = box[0]
        start = opening.map[0] if opening.map else 0
        kind, _, params = opening.info.strip().partition(" ")
        readers: dict[str, Callable[[str, int, int, list[Token]], None]] = {
            "beat": self.beat,
            "predict": self.predict,
            "claim": self.claim,
        }
        if any(token.type == "container_box_open" for token in box[1:]):
            self.reader.complain(
                start, f"`{opening.info.strip()}` is not closed", "close it with a line `:::`"
            )
        elif kind not in readers:
            hint = f"a scene holds {', '.join(readers)}"
            self.reader.complain(start, f"a container {kind!r} is unknown", hint)
        else:
            readers[kind](params.strip(), start, end, box)

    def beat(self, params: str, start: int, end: int, box: list[Token]) -> None:
        keys, body = self.keywords("beat", start + 1, end)
        text = self.text(body, end)
        look = tuple(keys.get("look", "").split())
        few = f"it names at most {MOST_VIEWS} views"
        wrong = (
            (not params, "a beat needs a fact", "write `::: beat KIND field=value`"),
            (not text, "a beat without a text", ""),
            (len(look) > MOST_VIEWS, f"the beat looks at {len(look)} views", few),
        )
        for is_wrong, message, hint in wrong:
            if is_wrong:
                self.reader.complain(start, message, hint)
        self.beats.append(
            Beat(
                pattern=params,
                text=text,
                source=self.reader.source(start),
                look=look,
                mark=keys.get("mark", ""),
                round=keys.get("round", ""),
            )
        )

    def predict(self, params: str, start: int, end: int, box: list[Token]) -> None:
        keys, body = self.keywords("predict", start + 1, end)
        listing = next((t for t in reversed(box) if t.type == "bullet_list_open"), None)
        first, stop = listing.map if listing is not None and listing.map else (end, end)
        items = [t for t in box if t.type == "list_item_open" and t.level == box[0].level + 2]
        choices = self.choices([t for t in items if t.map and t.map[0] >= first])
        question = self.text(body, first)
        wrong = (
            (not params or " " in params, "a prediction needs one id", "`::: predict some-id`"),
            (not is_harmless(params), f"{params!r} is not an id", ID_HINT),
            (not keys.get("answer"), "a prediction needs an answer", "write `answer: QUERY`"),
            (not question, "a prediction without a question", ""),
            (len(choices) < 2, "a prediction needs two choices or more", "write `- label: why`"),
            (bool(self.text(stop, end)), "text after the choices", "the choices come last"),
        )
        for is_wrong, message, hint in wrong:
            if is_wrong:
                self.reader.complain(start, message, hint)
        self.predictions.append(
            Predict(
                id=params,
                question=question,
                answer=keys.get("answer", ""),
                before=keys.get("before", ""),
                choices=tuple(choices),
                source=self.reader.source(start),
                verdict=keys.get("verdict", ""),
            )
        )

    def choices(self, items: list[Token]) -> list[Choice]:
        found = []
        for item in items:
            first, stop = item.map or (0, 0)
            text = "\n".join(line[2:] for line in self.reader.lines[first:stop]).strip()
            label, _, why = text.partition(": ")
            if not why.strip():
                self.reader.complain(first, "a choice without a reason", "write `- label: why`")
            found.append(Choice(label=label.strip(), why=why.strip()))
        return found

    def claim(self, params: str, start: int, end: int, box: list[Token]) -> None:
        keys, body = self.keywords("claim", start + 1, end)
        claim, _, rest = params.partition(" ")
        verdict = rest.strip().removeprefix("verdict=")
        text = self.text(body, end)
        wrong = (
            (not claim, "a claim needs an id", "write `::: claim C07-14 verdict=true`"),
            (not is_harmless(claim), f"{claim!r} is not an id", ID_HINT),
            (verdict not in VERDICTS, f"verdict is {verdict!r}", f"one of {', '.join(VERDICTS)}"),
            (not keys.get("proof"), "a claim needs a proof", "write `proof: QUERY`"),
            (not text, "a claim without a text", ""),
        )
        for is_wrong, message, hint in wrong:
            if is_wrong:
                self.reader.complain(start, message, hint)
        self.claims.append(
            Claim(
                id=claim,
                verdict=verdict,
                proof=keys.get("proof", ""),
                text=text,
                source=self.reader.source(start),
            )
        )

    def keywords(self, kind: str, start: int, end: int) -> tuple[dict[str, str], int]:
        """The keyword lines at the beginning, and the line after them."""
        keys: dict[str, str] = {}
        last = ""
        while start < end:
            line = self.reader.lines[start]
            found = _KEYWORD_LINE.match(line)
            if found and found[1] in KEYWORDS[kind]:
                last = found[1]
                keys[last] = (found[2] or "").strip()
            elif last and line.startswith("  "):
                keys[last] = f"{keys[last]} {line.strip()}"
            else:
                break
            start += 1
        return keys, start

    def text(self, start: int, end: int) -> str:
        """Lines `start` to before `end`, verbatim but for blank lines around them."""
        lines = self.reader.lines[start:end]
        while lines and not lines[0].strip():
            del lines[0]
        return "\n".join(lines).rstrip()
