"""Small rounds and the recording of an incident, as literals."""

from __future__ import annotations

from typing import Any

from tutor.core import events as e
from tutor.core.events import Event
from tutor.quiz.card import Point
from tutor.quiz.drawing_review import Need
from tutor.quiz.rounds import Answerable, Estimate, Evidence, Round, Stage

POINTS = (
    Point(
        text="Save first",
        words=("save|store",),
        ask="Which comes first?",
        model="The row: store it.",
    ),
    Point(
        text="At most once", words=("at most once",), ask="What is promised?", model="At most once."
    ),
    Point(
        text="Jitter", words=("jitter|backoff",), ask="All come back. How?", model="With jitter."
    ),
)
CLARIFY = Stage(
    kind="clarify",
    title="Clarify",
    minutes=2,
    ask="Ask me.",
    questions=(
        Answerable(text="How many people", words=("how many + people|users",), answer="A hundred."),
        Answerable(text="How fast", words=("fast|latency",), answer="A second."),
        Answerable(text="What is kept", words=("kept|keep|history",), answer="Everything."),
    ),
    model="Numbers first.",
)
ESTIMATE = Stage(
    kind="estimate",
    title="Estimate",
    minutes=1,
    ask="Estimate.",
    sums=(
        Estimate(ask="How much memory?", answer="100 * 30 KiB", why="Little.", source="a bench"),
        Estimate(ask="How many frames?", answer="100 * 2 / s", why="Some.", source="a lesson"),
    ),
)
DRAW = Stage(
    kind="draw",
    title="Draw",
    minutes=1,
    ask="Draw.",
    needs=(Need(kind="server", why="a server"), Need(kind="layer", why="a layer")),
    board=("browser -> daphne -> redis",),
    model="So would I.",
)
TALK = Stage(
    kind="talk",
    title="Go deep",
    minutes=1,
    ask="Talk.",
    points=POINTS,
    model="I save it, the layer delivers at most once, clients come back with jitter.",
    good=("We store it first; it arrives at most once; backoff for clients.",),
    wrong=("It depends.",),
)


def design(*stages: Stage, **fields: Any) -> Round:
    return Round(
        **{
            "id": "small",
            "kind": "design",
            "title": "A small chat",
            "level": "mid",
            "prompt": "Design it.",
            "stages": stages or (CLARIFY, ESTIMATE, DRAW, TALK, TALK),
            "close": "That was it.",
            **fields,
        }
    )


def incident(**fields: Any) -> Round:
    evidence = (
        Evidence(fact="client.closed code=1011", most=2),
        Evidence(fact="log.written"),
        Evidence(fact="scene.noted", text="Nothing more."),
        Evidence(figure="count client.closed", text="{} closed"),
    )
    first = Stage(
        kind="talk", title="The cause", minutes=1, ask="Why?", points=POINTS, model=TALK.model,
        evidence=evidence, good=TALK.good, wrong=TALK.wrong,
    )  # fmt: skip
    return design(
        first,
        TALK,
        **{
            "id": "incident-small",
            "kind": "incident",
            "scene": "7/idle",
            "step": "log.written",
            **fields,
        },
    )


MS = 1_000_000


def at(ms: int, seq: int, process: str = "tutor", conn: int | None = None) -> dict[str, Any]:
    return {"seq": seq, "at": ms * MS, "process": process, "conn": conn, "cause": None}


def recording() -> list[Event]:
    return [
        e.SceneStarted(**at(0, 1), scene="idle"),
        e.ClientConnecting(**at(50, 2, conn=1), name="ann", url="/"),
        e.LogWritten(**at(90, 3, "server 1"), logger="daphne", level="ERROR", text="It broke"),
        e.ClientClosed(**at(100, 4, conn=1), name="ann", code=1011, by="server"),
        e.ClientClosed(**at(120, 5, conn=2), name="ben", code=1011, by="server"),
        e.SceneNoted(**at(130, 6), text="quiet"),
    ]
