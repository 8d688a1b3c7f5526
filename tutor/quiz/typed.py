"""What a typed answer says, without its dress: the forms in which it may fit a card's key.

People write `daphne`, `"daphne",` or `the daphne app` and mean the same.
A rule takes one piece of dress off; an answer is right when any form of it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from tutor.core.pattern import number_of
from tutor.quiz.patterns import LONGEST, matches

PATTERN: Final = "re:"
QUOTES: Final = "`'\""
_STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
ALIKE: Final = 0.8  # from which likeness on, 0 to 1, an answer is a slip of the keyboard
_DENIED: Final = re.compile(r"(?:\b(?:not|no|never|without)|n't)(?: \w+)? $")
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
    """Whether the answer has the model in it as whole words, among others, and not denied."""
    wanted = re.escape(plain(model))
    given = plain(text)
    found = re.finditer(rf"(?<!\w){wanted}(?!\w)", given) if wanted else ()
    return any(not _DENIED.search(given[: one.start()]) for one in found)


def difference(text: str, model: str) -> str:
    """How a wrong answer differs from the right one, in words for a learner."""
    given, wanted = plain(text), plain(model)
    if contains(text, model):
        return "There is more in it than the answer."
    if number_of(wanted) is not None:
        is_number = number_of(given) is not None
        return "That is another number." if is_number else "The answer is a number."
    if given and contains(model, text):
        return "That is only part of the answer."
    if SequenceMatcher(None, given, wanted).ratio() >= ALIKE:
        return "Almost: check the spelling."
    return "The answer is something else."


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
