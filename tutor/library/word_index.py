"""Rows of text, found by their words: SQLite's FTS5, or a count of words where it is not there."""

from __future__ import annotations

import re
import sqlite3
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import takewhile
from math import log
from typing import Final

_WORD: Final = re.compile(r"\w+", re.ASCII)
_UNTELLING: Final = frozenset(
    re.findall(
        r"\w+",
        "a about after again all am an and any are as at be because been but by can cannot "
        "could did do does doesn don every for from get gets got had has have he her here how i "
        "if in into is isn it its just let me my no not of on or our s she so some t than that "
        "the their them then there they this to too try up us use using very was we were what "
        "when where which while who why will with won would you your ",
    )
)
"""Words that say nothing of a fault."""
_NEAR: Final = 0.6  # what such a word counts
_RARE: Final = 15  # a word that fewer than every fifteenth row has tells no more
_UNKNOWN: Final = 8  # a word of no row tells as much as one that every eighth row has
_MOST: Final = 32  # words of a query that are looked at
_ALIKE: Final = tuple(
    frozenset(group.split())
    for group in (
        "disconnect close drop kick end cut terminate",
        "freeze hang block stuck unresponsive wait",
        "lost lose missing miss drop vanish disappear gone",
        "client user browser tab visitor customer person people",
        "receive arrive get shown show heard deliver appear display",
        "slow late delay lag laggy",
        "fail broken break error crash",
        "db database sql orm query postgres psycopg2 sqlite mysql",
        "deploy restart update upgrade rollout",
        "login auth authentication authenticate logged jwt token simplejwt oauth bearer",
        "leave left quit",
        "refuse reject deny forbidden 403",
        "worker process server celery gunicorn",
        "offline down unreachable",
        "memory ram mem rss oom leak",
        "grow rise increase climb",
        "broadcast group_send publish push notify notification",
        "call fire run execute invoke trigger",
        "network wifi internet",
        "instance model queryset object row",
        "finish done end over complete",
        "css javascript js style static asset image",
        "large big huge mb megabyte upload photo picture image file",
        "binary bytes blob",
        "proxy nginx apache traefik haproxy caddy cloudflare heroku ingress balancer",
        "idle inactivity inactive silent quiet traffic",
        "accent umlaut unicode emoji special character",
        "thread callback mqtt paho kafka",
        "test pytest unittest testcase communicator",
        "endless infinite forever while loop",
        "global class attribute static shared same",
    )
)
"""Words that people use for one thing."""


def words(text: str) -> list[str]:
    """The words of a query that tell something, without their repetitions; all if none does."""
    found = list(dict.fromkeys(_WORD.findall(text.casefold())))
    return ([word for word in found if word not in _UNTELLING] or found)[:_MOST]


class WordIndex:
    """Finds rows by words; made in memory.

    `rows`: the same number of texts for each, the most telling first. `weights`: one for each of
    those texts.
    """

    def __init__(self, rows: Iterable[Sequence[str]], weights: Sequence[float]) -> None:
        self.rows = [tuple(row) for row in rows]
        self.weights = tuple(weights)
        self._vocabulary: list[str] = []  # of the rows, in order, once one is being typed
        self._base: sqlite3.Connection | None = None
        with suppress(sqlite3.OperationalError):  # an SQLite that was built without FTS5
            self._base = self._filled()
            # Python 3.13 warns of a connection that is collected open.
            weakref.finalize(self, self._base.close)

    def _filled(self) -> sqlite3.Connection:
        base = sqlite3.connect(":memory:")
        names = ", ".join(f"c{number}" for number in range(len(self.weights)))
        base.execute(f"CREATE VIRTUAL TABLE t USING fts5({names}, tokenize='porter unicode61')")
        marks = ", ".join("?" * len(self.weights))
        base.executemany(f"INSERT INTO t VALUES ({marks})", self.rows)
        return base

    def find(self, query: str, *, unfinished: bool = False) -> list[tuple[int, float]]:
        """Number of the row and which share of the query's words it has, by their weight (0 to 1).

        The best comes first. `unfinished`: the last word may be the beginning of one.
        """
        asked = words(query)
        last = asked[-1] if unfinished and asked else None
        having = {word: self._having(word, begins=word == last) for word in asked}
        count = len(self.rows) or 1
        weight = {
            word: log(1 + count / max(len(found) or count / _UNKNOWN, count / _RARE))
            for word, found in having.items()
        }
        whole = sum(weight.values()) or 1.0
        scores: dict[int, float] = {}
        shares: dict[int, float] = {}
        for word, found in having.items():
            for row, (score, nearness) in found.items():
                scores[row] = scores.get(row, 0) + score * nearness
                shares[row] = shares.get(row, 0) + weight[word] / whole * nearness
        best = sorted(scores, key=lambda row: (-scores[row] * shares[row], row))
        return [(row, shares[row]) for row in best]

    def _having(self, word: str, *, begins: bool = False) -> dict[int, tuple[float, float]]:
        """Row → how much the word tells there; 1, or less for a word that only means the same."""
        groups = [group for group in _ALIKE if _root(word) in map(_root, group)]
        near = sorted(frozenset[str]().union(*groups) - {word})
        told = [word, *self._beginning(word)] if begins else [word]
        found = {row: (score, _NEAR) for row, score in self._scores(near).items()}
        return found | {row: (score, 1.0) for row, score in self._scores(told).items()}

    def _beginning(self, word: str) -> list[str]:
        """Words of the rows that begin so: what is being typed."""
        if not self._vocabulary:
            texts = (text.casefold() for row in self.rows for text in row)
            self._vocabulary = sorted({one for text in texts for one in _WORD.findall(text)})
        first = bisect_left(self._vocabulary, word)
        return list(takewhile(lambda one: one.startswith(word), self._vocabulary[first:][:_MOST]))

    def _scores(self, any_of: Sequence[str]) -> dict[int, float]:
        """Row → its score, for the rows that have one of the words."""
        if self._base is None:
            return self._counted(any_of)
        if not any_of:
            return {}
        ranks = ", ".join(map(str, self.weights))
        sql = f"SELECT rowid, bm25(t, {ranks}) FROM t WHERE t MATCH ?"
        query = " OR ".join(f'"{word}"' for word in any_of)
        return {row - 1: -score for row, score in self._base.execute(sql, (query,))}

    def _counted(self, any_of: Sequence[str]) -> dict[int, float]:
        """The same without FTS5: a word counts where a word of the row begins with it."""
        if not any_of:
            return {}
        stems = "|".join(re.escape(_stem(word)) for word in any_of)
        begin = re.compile(rf"(?<![^\W_])(?:{stems})")
        found: dict[int, float] = {}
        for number, row in enumerate(self.rows):
            texts = zip(row, self.weights, strict=True)
            if weights := [weight for text, weight in texts if begin.search(text.casefold())]:
                found[number] = max(weights)
        rarity = log(1 + len(self.rows) / (len(found) or 1))
        return {number: score * rarity for number, score in found.items()}


def _root(word: str) -> str:
    """What the forms of a word have in common."""
    return _stem(word).rstrip("e")


def _stem(word: str) -> str:
    """A word without the usual endings of English."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
