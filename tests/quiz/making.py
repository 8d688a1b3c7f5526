"""Tiny cards of every kind, sittings of them, answers, and services without a world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tutor.library.examiner import Examiner
from tutor.quiz.asking import Asked
from tutor.quiz.card import KINDS, Card, Choice, Near, Point
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode, Review
from tutor.quiz.sitting import (
    Action,
    Answer,
    Answered,
    Deal,
    Dealing,
    Entry,
    Flagged,
    Follow,
    Following,
    Sitting,
    TakenBack,
    Tick,
    Turn,
)
from tutor.quiz.step import begin, step

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


def places(asked: Asked, picks: Sequence[int]) -> tuple[int, ...]:
    """The card's own numbers as places on the screen; of a faulty program lines stay lines."""
    return tuple(asked.order.index(pick) for pick in picks) if asked.order else tuple(picks)


def settled(card: Card) -> Card | None:
    """The cards of this file have their keys."""
    return card


def sit(
    cards: Sequence[Card],
    mode: Mode = "quiz",
    *,
    settle: Callable[[Card], Card | None] = settled,
    until: float = 0.0,
) -> Sitting:
    """A sitting that begins at 0, with its first card in hand."""
    lessons = {7: "07_groups"}
    return dealt(begin(cards, mode=mode, lessons=lessons, seed="s", until=until), settle=settle)


def dealt(
    sitting: Sitting, now: float = 0.0, *, settle: Callable[[Card], Card | None] = settled
) -> Sitting:
    """The sitting with a card in hand, or over."""
    while isinstance(sitting.phase, Dealing):
        drawn = sitting.cards[sitting.phase.card]
        sitting, _ = step(sitting, Deal(card=settle(drawn)), now)
    return sitting


def after(sitting: Sitting, *actions: Action, now: float = 0.0) -> Sitting:
    """The sitting after these actions, all at one time."""
    for action in actions:
        sitting, _ = step(sitting, action, now)
        sitting = dealt(sitting, now)
    return sitting


def answers(sitting: Sitting, *, correct: bool = True) -> list[Action]:
    """The actions that answer the card in hand, right or not at all, up to its verdict."""
    response = right(sitting.card) if correct else Response()
    if sitting.card.kind != "say":
        return [Answer(response=response)]
    found: list[Action] = [Answer()]
    while isinstance(after(sitting, *found).phase, Following):
        found.append(Follow(made=correct))
    return [*found, Tick(points=response.picks)]


def answer(sitting: Sitting, *, correct: bool = True, now: float = 0.0) -> Sitting:
    """The sitting with the verdict on the card in hand, which was answered right or not at all."""
    return after(sitting, *answers(sitting, correct=correct), now=now)


class Services:
    """Services without a world: the clock ticks; what was written, flagged and played is kept."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble, self.clock = trouble, 0.0
        self.entries: list[Entry] = []
        self.flags: set[str] = set()
        self.proved: list[str] = []

    def now(self) -> float:
        self.clock += 1
        return self.clock

    def write(self, entry: Entry) -> None:
        self.entries.append(entry)
        if isinstance(entry, Flagged):
            (self.flags.add if entry.on else self.flags.discard)(entry.card)

    def is_flagged(self, card: Card) -> bool:
        return card.id in self.flags

    def again(self, turn: Turn) -> str:
        return "" if turn.review.mode == "cram" else "in 3 days"

    def settle(self, card: Card) -> Card | None:
        return card

    def look(self, place: str) -> str:
        return f"`{place.rpartition('.')[2]}`, line 9"

    def prove(self, card: Card) -> str:
        self.proved.append(card.id)
        return self.trouble


def phase(sitting: Sitting) -> str:
    """The phase's name."""
    return type(sitting.phase).__name__


def standing(entries: Sequence[Entry]) -> list[Review]:
    """The answers that count, as the log has them."""
    found: dict[int, Review] = {}
    for entry in entries:
        match entry:
            case Answered(number=number, review=review):
                assert number > max(found, default=0), "numbers only grow"
                found[number] = review
            case TakenBack(number=number):
                del found[number]  # only what counts can be taken back
    return list(found.values())


def hold(
    cards: Sequence[Card] | Sitting, mode: Mode = "quiz", services: Services | None = None
) -> Examiner:
    """A sitting, held as front ends get it."""
    sitting = cards if isinstance(cards, Sitting) else sit(cards, mode)
    return Examiner(sitting, services or Services())


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
