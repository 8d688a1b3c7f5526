"""What a typed answer says, without its dress: the forms in which it may fit a card's key.

People write `daphne`, `"daphne",` or `the daphne app` and mean the same.
A rule takes one piece of dress off; an answer is right when any form of it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from tutor.core.pattern import number_of
from tutor.quiz.patterns import LONGEST, matches

PATTERN: Final = "re:"
QUOTES: Final = "`'\""
_STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
MOST: Final = 64  # forms of one answer
_SPACE: Final = re.compile(r"\s+")
_DRESS: Final = re.compile(r"^(await )?(self\.)?")
_NOUNS: Final = (
    "key|setting|option|parameter|argument|keyword|field|attribute|header|method|function|class|"
    "exception|error|event|type|message|value|status|code|app|application|package|module|"
    "decorator|handler|layer|protocol|command"
)

_RULES: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"(?:the|an?|its?|it's|it is|is|set|use|call|with|by|via) (?P<form>.+)",
        rf"(?P<form>.+?) (?:{_NOUNS})s?",
        rf"(?:{_NOUNS}|http(?:/\d(?:\.\d)?)?)[: ] ?(?P<form>.+)",
        # "HTTP/1.1 403 Forbidden", "403 Forbidden": a status line is its number.
        r"(?:http(?:/\d(?:\.\d)?)? )?(?P<form>[1-5]\d\d) [a-z][a-z -]+",
        r"from [\w.]+ import (?P<form>\w+)",
        r"import (?:[\w.]+\.)?(?P<form>\w+)",
        r"\.(?P<form>\w.*)",
        r"@(?P<form>\w.*)",
        r"(?P<form>.+?)[,:;.)\]}]+",
        r"[(\[{]+(?P<form>.+)",
        r"(?P<form>.+)\(\)",
        r"[\w.]+\[(?P<form>['\"][^'\"\]]+['\"])\]",
        r"(?:log|logging)\.(?P<form>\w.*)",
    )
)
"""Each takes one piece of dress off a whole answer; what is left is the group `form`."""

_NAMED: Final = re.compile(r"['\"]?(\w+)['\"]? ?[:=] ?(.+)")


def fits(text: str, pattern: str) -> bool:
    """Whether a typed answer is this one: numbers as numbers, texts without case and dress.

    `pattern` is a text, or `re:` and a regular expression for the whole answer. A pattern that is
    none, or that takes too long, fits nothing; `check_card.py` names it.
    """
    return any(_is(form, pattern) for form in forms(text))


def contains(text: str, model: str) -> bool:
    """Whether the answer has the model in it as whole words, among others."""
    wanted = re.escape(plain(model))
    return bool(wanted) and re.search(rf"(?<!\w){wanted}(?!\w)", plain(text)) is not None


def forms(text: str) -> Iterator[str]:
    """The answer as it was typed (`plain`), then with one piece of dress less after the other."""
    first = plain(text)
    yield first
    found = {first}
    queue = [first] if len(text) <= LONGEST else []
    while queue and len(found) < MOST:
        for form in map(plain, _undressed(queue.pop(0))):
            if form and form not in found:
                found.add(form)
                queue.append(form)
                yield form


def _undressed(form: str) -> Iterator[str]:
    for rule in _RULES:
        if (match := rule.fullmatch(form)) is not None:
            yield match["form"]
    if (named := _NAMED.fullmatch(form)) is not None:  # "transaction: True", "x = 1"
        yield f"{named[1]}={named[2]}"


def _is(form: str, pattern: str) -> bool:
    if pattern.startswith(PATTERN):
        return matches(pattern.removeprefix(PATTERN), form)
    one, other = number_of(form), number_of(plain(pattern))
    if one is not None and other is not None:
        return one == other
    return form == plain(pattern)


def plain(text: str) -> str:
    """Without what never matters: case, spaces, quotes, a call's brackets, `self.`, full width."""
    straight = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    bare = _SPACE.sub(" ", straight).strip()
    bare = bare.rstrip(".,;").strip(QUOTES).rstrip(".,;").removesuffix("()")
    return _DRESS.sub("", bare.strip()).casefold().strip()
