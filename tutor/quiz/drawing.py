"""A system as it is typed: `browser -> balancer -> daphne x4 -> redis`.

    line   := parts ( arrow parts )*          arrow: -> <- <-> → ←  and - with spaces around it
    parts  := part ( "," part )*
    part   := [ number "x" ] name [ "x" number ] [ "(" note ")" ]

A name that comes again is the same part. What a part is for is read off its name (`KINDS`); one
that no row knows is drawn and asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

MOST_PARTS: Final = 24
MOST_LINES: Final = 40
LONGEST_NAME: Final = 40
MANY: Final = 1_000_000

KINDS: Final = {
    "client": "browser browsers client clients user users tab tabs phone phones mobile candidate",
    "balancer": "balancer lb alb elb nginx haproxy proxy traefik ingress envoy caddy gateway",
    "pages": "django wsgi gunicorn pages page views view http api rest sse polling gevent",
    "server": "daphne daphnes uvicorn hypercorn asgi channels consumer consumers websocket ws",
    "layer": "redis valkey layer broker pubsub",
    "pool": "pgbouncer pool pooler",
    "replica": "replica replicas standby",
    "database": "postgres postgresql mysql mariadb database db sqlite sql table primary",
    "worker": "celery worker workers outbox relay scheduler cron task tasks job jobs",
    "queue": "queue rabbitmq kafka sqs stream",
    "push": "push apns fcm mail email sms",
    "cdn": "cdn cloudfront static",
    "cache": "cache memcached",
    "monitor": "prometheus grafana monitoring metrics sentry",
}
"""What a word of a name says that the part is for; the first word that says so decides."""

CALLED: Final = {
    "client": "a client",
    "balancer": "a load balancer",
    "pages": "a server for the pages",
    "server": "a server for the sockets",
    "layer": "a channel layer",
    "pool": "a connection pool",
    "replica": "a replica",
    "database": "a database",
    "worker": "a worker",
    "queue": "a queue",
    "push": "a push service",
    "cdn": "a CDN",
    "cache": "a cache",
    "monitor": "monitoring",
}

_KIND_OF: Final = {word: kind for kind, words in KINDS.items() for word in words.split()}
_ARROW: Final = re.compile(r"\s*(<-+>|<=+>|↔|-+>|=+>|→|<-+|<=+|←)\s*|\s+-+\s+")
_COMMA: Final = re.compile(r",(?!\d{3}(?!\d))")
_NOTE: Final = re.compile(r"\(([^()]*)\)")
_BEFORE: Final = re.compile(r"^(\d[\d,_]*)\s*(?:[x×*]\s*|\s)(?=\D)", re.IGNORECASE)
_AFTER: Final = re.compile(r"\s*(?:[x×*]\s*(\d[\d,_]*)|\s(\d[\d,_]*)\s*[x×*]?)\s*$", re.IGNORECASE)
_LEADING: Final = re.compile(r"^(?:the|an?|some|several)\s+", re.IGNORECASE)


class Unclear(Exception):
    """A line that draws nothing; the message says why, to its writer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One box."""

    name: str
    kind: str = ""  # of KINDS; "" = none that is known
    count: int = 1
    note: str = ""


class Edge(NamedTuple):
    """An arrow between two parts, by their places."""

    start: int
    end: int
    both: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Parts in the order in which they were named, and the arrows between them."""

    parts: tuple[Part, ...] = ()
    edges: tuple[Edge, ...] = ()

    def of(self, kind: str) -> list[int]:
        """Places of the parts of a kind."""
        return [place for place, part in enumerate(self.parts) if part.kind == kind]

    def count(self, kind: str) -> int:
        """How many of a kind run: `daphne x4` is four."""
        return sum(self.parts[place].count for place in self.of(kind))

    def joined(self, one: str, other: str) -> bool:
        """Whether an arrow goes between two kinds, either way."""
        pair = {one, other}
        return any({self.parts[e.start].kind, self.parts[e.end].kind} == pair for e in self.edges)


def draw(drawing: Drawing, line: str) -> Drawing:
    """The drawing with one more line. Raises Unclear."""
    chain = [_parts(text) for text in _ARROW.split(line)[::2]]
    arrows = [found or "-" for found in _ARROW.split(line)[1::2]]
    if not any(chain):
        raise Unclear("Name the parts, as in: browser -> balancer -> daphne x4 -> redis")
    if not all(chain):
        raise Unclear("An arrow needs a part at both of its ends.")
    parts = list(drawing.parts)
    places = [[_place(parts, part) for part in group] for group in chain]
    if len(parts) > MOST_PARTS:
        raise Unclear(f"More than {MOST_PARTS} parts do not fit on one board; leave some out.")
    edges = dict.fromkeys(drawing.edges)
    for here, there, arrow in zip(places, places[1:], arrows, strict=False):
        for one in here:
            for other in there:
                _connect(edges, one, other, arrow)
    return Drawing(tuple(parts), tuple(edges))


def _connect(edges: dict[Edge, None], one: int, other: int, arrow: str) -> None:
    """Adds an arrow; one in the other direction makes it an arrow both ways."""
    left, right = arrow[0] in "<←", arrow[-1] in ">→"
    both = (left and right) or arrow[0] == "↔"
    start, end = (other, one) if left and not both else (one, other)
    if start == end:
        return
    for old in (Edge(start, end), Edge(start, end, True), Edge(end, start, True)):
        if old in edges:
            both = both or old.both
            start, end = (old.start, old.end) if old.both else (start, end)
            del edges[old]
    if (back := Edge(end, start)) in edges:
        del edges[back]
        edges[Edge(end, start, True)] = None
        return
    edges[Edge(start, end, both)] = None


def _parts(text: str) -> list[Part]:
    return [part for piece in _COMMA.split(text) if (part := _part(piece)) is not None]


def _part(text: str) -> Part | None:
    note = " ".join(_NOTE.findall(text))[:LONGEST_NAME].strip()
    name = _LEADING.sub("", " ".join(_NOTE.sub(" ", text).split()))
    many = 1
    for pattern in (_BEFORE, _AFTER):
        if found := pattern.search(name):
            digits = next(filter(None, found.groups()))
            many = min(int(re.sub(r"[,_]", "", digits)), MANY)
            name = (name[: found.start()] + name[found.end() :]).strip()
    name = name.strip(" .;:[]|")[:LONGEST_NAME]
    return Part(name, kind_of(name), max(many, 1), note) if name else None


def kind_of(name: str) -> str:
    """What a part of this name is for."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    found = (_KIND_OF.get(word) for word in words)
    kinds = [kind for kind in found if kind]
    # a "redis queue" is a queue, a "read replica of the database" a replica
    return next(
        (kind for kind in ("replica", "queue", "pool") if kind in kinds), *kinds[:1] or [""]
    )


def _place(parts: list[Part], part: Part) -> int:
    for place, old in enumerate(parts):
        if old.name.casefold() == part.name.casefold():
            parts[place] = replace(
                old, count=max(old.count, part.count), note=part.note or old.note
            )
            return place
    parts.append(part)
    return len(parts) - 1
