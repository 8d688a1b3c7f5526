"""Tiny cards of every kind, answers to them, and a log that keeps what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from tutor.quiz.asking import Asked
from tutor.quiz.card import KINDS, Card, Choice, Near, Point
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode, Review
from tutor.quiz.sitting import Sitting, Turn

CHOICES = (
    Choice(text="At most once", why="A copy can be lost.", right=True),
    Choice(text="At least once", why="Nobody sends it again."),
    Choice(text="Exactly once", why="No layer promises that."),
)
CODE = """\
class Inbox(Consumer):
    async def connect(self):
        self.room = f"user_{self.email}"
        await self.accept()
"""
COMMON: dict[str, Any] = {
    "lesson": 7,
    "topic": "Delivery",
    "question": "What does the layer promise?",
    "claims": ("C07-06",),
    "nudge": "Think of a full queue.",
    "look": "channels.layers:InMemoryChannelLayer.group_send",
}
OWN: dict[str, dict[str, Any]] = {
    "choice": {"choices": CHOICES},
    "multiple": {
        "choices": (
            Choice(text="Names", why="`group_discard` never ran.", right=True),
            Choice(text="Copies", why="They wait for nobody.", right=True),
            Choice(text="Attributes", why="They went with the process."),
        )
    },
    "predict": {"choices": CHOICES, "scene": "s", "answer": "count client.received"},
    "order": {"steps": ("Open", "Accept", "Send", "Close"), "why": "One needs the other."},
    "fault": {
        "code": CODE,
        "otherwise": "That line is fine.",
        "choices": (
            Choice(line=3, why="An `@` is not allowed.", right=True),
            Choice(line=2, why="A hook like any other."),
            Choice(line=4, why="It is never reached."),
        ),
    },
    "type": {
        "model": "disconnect",
        "accept": ("disconnect",),
        "near": (Near(answer="close", why="That is what *you* call."),),
        "why": "The consumer is told.",
    },
    "say": {
        "model": "Names of channels, a queue each, and copies.",
        "points": (
            Point(text="A group is names", words=("name",), ask="Of what?", model="Of channels."),
            Point(text="A queue each", words=("queue",), ask="Where?", model="In the layer."),
            Point(text="Copies", words=("copies", "copy")),
            Point(text="Channels", words=("channel",)),
        ),
    },
}  # fmt: skip


def card(kind: str, **fields: Any) -> Card:
    """A sound card of this kind, with its key, and with these fields."""
    return Card(**{"id": kind, "kind": kind, **COMMON, **OWN[kind], **fields})


EVERY = [card(kind) for kind in KINDS]


def right(card: Card) -> Response:
    """The answer that the card's key has."""
    if card.kind == "order":
        return Response(picks=tuple(range(len(card.steps))))
    if card.kind == "fault":
        return Response(picks=tuple(choice.line for choice in card.choices if choice.right)[:1])
    if card.kind == "type":
        return Response(text=card.model)
    if card.kind == "say":
        return Response(picks=tuple(range(len(card.points))))
    return Response(picks=tuple(n for n, choice in enumerate(card.choices) if choice.right))


class Log:
    """What a sitting has written down; `standing` is what of it counts."""

    def __init__(self) -> None:
        self.entries: list[Review] = []

    def review(self, review: Review) -> Review:
        written = msgspec.structs.replace(review, id=len(self.entries) + 1)
        self.entries.append(written)
        return written

    def undo(self, review: Review) -> None:
        assert review in self.standing, "only what counts can be taken back"
        taken = msgspec.structs.replace(review, id=len(self.entries) + 1, undoes=review.id)
        self.entries.append(taken)

    @property
    def standing(self) -> list[Review]:
        undone = {entry.undoes for entry in self.entries}
        return [entry for entry in self.entries if not entry.undoes and entry.id not in undone]


def places(asked: Asked, picks: Sequence[int]) -> tuple[int, ...]:
    """The card's own numbers as places on the screen; of a faulty program lines stay lines."""
    return tuple(asked.order.index(pick) for pick in picks) if asked.order else tuple(picks)


def sit(
    cards: Sequence[Card],
    mode: Mode = "quiz",
    *,
    log: Log | None = None,
    settle: Callable[[Card], Card | None] = lambda card: card,
    until: float = 0.0,
) -> Sitting:
    """A sitting that begins at 0."""
    return Sitting(
        cards, log or Log(), settle, mode=mode, lessons={7: "07_groups"}, seed="s", until=until
    )


class Desk:
    """A desk without a world: its clock ticks, it remembers what was flagged and played."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble, self.clock = trouble, 0.0
        self.flags: set[str] = set()
        self.proved: list[str] = []

    def now(self) -> float:
        self.clock += 1
        return self.clock

    def prove(self, card: Card) -> str:
        self.proved.append(card.id)
        return self.trouble

    def flag(self, card: Card) -> bool:
        self.flags ^= {card.id}
        return card.id in self.flags

    def look(self, place: str) -> str:
        return f"`{place.rpartition('.')[2]}`, line 9"

    def again(self, turn: Turn) -> str:
        return "" if turn.review.mode == "cram" else "in 3 days"


def answer(sitting: Sitting, *, correct: bool = True, now: float = 0.0) -> None:
    """Answers the card in hand, right or not at all; the verdict stands then."""
    response = right(sitting.card) if correct else Response()
    if sitting.card.kind != "say":
        sitting.respond(response, now)
        return
    sitting.respond(Response(), now)
    sitting.tick(response.picks, now)
    while sitting.stage == "follow":
        sitting.follow("", False, now)


# ── any card ────────────────────────────────────────────────────────────────────────────────

NASTY = ["\x1b[2J", "[bold]", "\u202eabc", "漢字", "👨\u200d👩\u200d👧", "a\r\nb", "**x", "`", ""]
WORDS = st.lists(st.text("abc x_*`#<>é漢", min_size=1, max_size=30), max_size=6).map(" ".join)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=30) | WORDS


@st.composite
def cards(draw: st.DrawFn, kinds: Sequence[str] = tuple(KINDS), text: Any = TEXTS) -> Card:
    """A card of these kinds with any text in it, and a key."""
    kind = draw(st.sampled_from(list(kinds)))
    texts = st.lists(text, min_size=3, max_size=6)
    own: dict[str, Any] = {}
    if kind in {"choice", "multiple", "predict"}:
        labels = draw(texts)
        keys = {0} | (
            draw(st.sets(st.integers(0, len(labels) - 2))) if kind == "multiple" else set()
        )
        own["choices"] = tuple(
            Choice(text=label, why=draw(text), right=number in keys)
            for number, label in enumerate(labels)
        )
    elif kind == "order":
        own["steps"] = tuple(f"{number} {step}" for number, step in enumerate(draw(texts)))
    elif kind == "fault":
        own["code"] = "\n".join(f"x{line}" for line in draw(texts))
        own["choices"] = tuple(Choice(line=n, why=draw(text), right=n == 1) for n in (1, 2, 3))
    elif kind == "type":
        literal = text.filter(lambda found: not found.startswith("re:"))
        model = draw(literal.filter(str.strip))
        own |= {"model": model, "accept": (model,), "near": (Near(answer=draw(literal), why="!"),)}
    else:
        own["points"] = tuple(Point(text=t, ask=draw(text), model=t) for t in draw(texts))
    more = {name: draw(text) for name in ("question", "why", "nudge", "topic", "setting")}
    return card(kind, **{**more, **own})
