"""What to say of a drawing: what it lacks for its design, and what no design should have.

One small function per doubt, one table. A doubt is a sentence that an interviewer would say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from tutor.quiz.drawing import Drawing


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part that a design cannot do without, and why."""

    kind: str
    why: str
    least: int = 1


@dataclass(frozen=True, slots=True)
class Review:
    """What is there, what is missing, and what to doubt."""

    there: tuple[str, ...] = ()  # kinds that were needed
    missing: tuple[Need, ...] = ()
    doubts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default=())  # names that no kind fits


def review(drawing: Drawing, needs: Sequence[Need]) -> Review:
    """Holds a drawing against what its design needs, and against what no design should have."""
    good = [need for need in needs if drawing.count(need.kind) >= need.least]
    return Review(
        there=tuple(need.kind for need in good),
        missing=tuple(need for need in needs if need not in good),
        doubts=tuple(filter(None, (rule(drawing) for rule in RULES))),
        unknown=tuple(part.name for part in drawing.parts if not part.kind),
    )


def _no_arrows(drawing: Drawing) -> str:
    lonely = [part.name for place, part in enumerate(drawing.parts) if not _touches(drawing, place)]
    if not lonely:
        return ""
    are = "is" if len(lonely) == 1 else "are"
    return f"{_listed(lonely)} {are} not connected to anything. What talks to it?"


def _touches(drawing: Drawing, place: int) -> bool:
    return any(place in edge[:2] for edge in drawing.edges)


def _direct(drawing: Drawing) -> str:
    for kind in ("layer", "database", "pool", "replica", "worker"):
        if drawing.joined("client", kind):
            what = drawing.parts[drawing.of(kind)[0]].name
            return f"A browser does not talk to {what} directly: a server is between them."
    return ""


def _unbalanced(drawing: Drawing) -> str:
    spread = drawing.joined("client", "balancer") and drawing.joined("balancer", "server")
    if drawing.count("server") > 1 and drawing.joined("client", "server") and not spread:
        many = drawing.count("server")
        return f"Which of the {many} processes does a browser connect to? A load balancer decides."
    return ""


def _no_layer(drawing: Drawing) -> str:
    if drawing.count("server") > 1 and not drawing.of("layer"):
        return (
            "Several server processes without a channel layer between them: a group reaches the "
            "members in its own process only."
        )
    return ""


def _apart(drawing: Drawing) -> str:
    if drawing.of("layer") and drawing.of("server") and not drawing.joined("server", "layer"):
        return "The channel layer is not connected to the servers that hold the sockets."
    return ""


def _layer_writes(drawing: Drawing) -> str:
    if any(drawing.joined("layer", kind) for kind in ("database", "pool")):
        return (
            "The channel layer does not write to a database. A consumer saves first, then calls "
            "group_send."
        )
    return ""


def _balancer_writes(drawing: Drawing) -> str:
    if any(drawing.joined("balancer", kind) for kind in ("database", "layer", "pool")):
        return "A load balancer passes connections on; it does not talk to Redis or a database."
    return ""


def _worker_pushes(drawing: Drawing) -> str:
    if drawing.joined("client", "queue") or drawing.joined("client", "worker"):
        return "A worker cannot push to a browser: only the process with its socket can."
    return ""


def _no_store(drawing: Drawing) -> str:
    touching = ("server", "pages", "worker", "pool", "queue")
    if drawing.of("database") and not any(drawing.joined("database", kind) for kind in touching):
        return "Which process writes to the database? No server or worker is connected to it."
    return ""


RULES: Final[tuple[Callable[[Drawing], str], ...]] = (
    *(_no_arrows, _direct, _unbalanced, _no_layer, _apart),
    *(_layer_writes, _balancer_writes, _worker_pushes, _no_store),
)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
