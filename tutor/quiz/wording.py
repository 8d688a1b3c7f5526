"""The words in which people say the same: stems, negations, and names for what recurs in answers.

Tables only; `heard.py` reads them. A name, as `@both_ways`, is for what several cards want to hear;
what one card wants stands in its own hints.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

END: Final = frozenset(".!?\n")
CLAUSE: Final = END | {",", ":", ";"}
OTHER_MARKS: Final = frozenset("()—–")
"""They end a clause like a comma."""

NEGATIVE: Final = frozenset({"not", "no", "avoid"})
"""Stems, as `SAME` makes one of "never", "cannot", "doesn't" and of "without", "nobody"."""
EMPHATIC: Final = frozenset(
    {"onli", "just", "mere", "matter", "doubt", "longer", "substitut", "forget"}
)
TURNS: Final = frozenset(
    {"but", "becaus", "sinc", "so", "though", "although", "that", "which", "who", "except"}
)
"""Words behind which a "not" reaches no further: "not a loop but a backoff"."""
BARRIERS: Final = CLAUSE | TURNS
INSTEAD: Final = (("instead", "of"), ("rather", "than"), ("as", "oppos", "to"))
CHECKS: Final = frozenset({"then", "whether", "check", "actual", "this"})
"""In a question they show that it is one to be asked in the code: "is this user a member?"."""
SUPPOSED: Final = frozenset({"if", "otherwis", "unless", "were"})
"""What follows is not claimed."""
USELESS: Final = frozenset(
    {"unnecessari", "pointless", "useless", "needless", "overkil", "irrelev", "superflu", "myth"}
)
LEFT_OUT: Final = (
    ("leav", "out"),
    ("too", "old"),
    ("too", "slow"),
    ("too", "late"),
    ("be", "slower"),
)
NEEDED: Final = frozenset(
    {"necessari", "matter", "import", "relev", "help", "worth", "exist", "true"}
)
"""With a "not" in front they dismiss what has been named: "backoff does not help"."""
WANTED: Final = frozenset({"need", "requir"})
"""They do where it is passive: "backoff is not needed", but not "async views do not need ASGI"."""
BE: Final = frozenset({"is", "are", "was", "be", "s"})

UNSURE: Final = (("not", "know"), ("not", "sure"), ("no", "idea"), ("not", "rememb"))
"""Said of oneself: at the beginning of a sentence, or behind "I"."""
HELPERS: Final = frozenset({"am", "m", "do", "have", "can", "would", "realli", "honest", "will"})
EVASIVE: Final = (
    ("unclear",),
    ("unknown", "to", "me"),
    ("heard", "of"),
    ("someth", "to", "do", "with"),
    ("someth", "about"),
    ("someth", "with"),
    ("look", "it", "up"),
    ("would", "have", "to", "look"),
    ("googl",),
    ("not", "famili"),
    ("some", "say"),
    ("peopl", "say"),
    ("dunno",),
    ("no", "clue"),
    ("i", "forget"),
)

SAME: Final = {
    # negations: of "don't", split at its apostrophe, it is the "t"
    "t": "not", "never": "not", "cannot": "not", "cant": "not", "dont": "not", "doesnt": "not",
    "isnt": "not", "wont": "not", "didnt": "not", "wasnt": "not", "arent": "not",
    "nor": "not", "neither": "neither", "hardly": "not", "without": "no", "nobody": "no",
    "nothing": "no", "none": "no",
    "zero": "no", "unable": "not", "isn": "is", "don": "do", "doesn": "do", "won": "will",
    "didn": "do", "wasn": "was", "aren": "are", "couldn": "can", "can": "can", "wouldn": "would",
    "shouldn": "should", "hasn": "has", "haven": "have",
    # irregular forms
    "expiri": "expir", "lost": "lose", "loss": "lose", "sent": "send", "deliveri": "deliv",
    "died": "die", "dead": "die", "death": "die", "dying": "die", "kept": "keep", "held": "hold",
    "ran": "run", "went": "go", "gone": "go", "goes": "go", "broke": "break", "broken": "break",
    "began": "begin", "begun": "begin", "forgot": "forget", "forgotten": "forget",
    "written": "write", "wrote": "write", "told": "tell", "came": "come", "made": "make",
    "took": "take", "taken": "take", "gave": "give", "given": "give", "got": "get", "gets": "get",
    "left": "leav", "found": "find", "thrown": "throw", "threw": "throw", "chosen": "choos",
    "chose": "choos", "knew": "know", "known": "know", "saw": "see", "seen": "see",
    "built": "build", "fell": "fall", "fallen": "fall", "meant": "mean", "asleep": "sleep",
    "slept": "sleep", "frozen": "freez", "froze": "freez", "spoken": "speak", "stuck": "stick",
    "sticky": "sticky", "paid": "pay", "bound": "bound", "shared": "share", "sharing": "share",
    "further": "far", "worse": "bad", "cheapli": "cheap", "via": "through",
    # spelling, and one word for the other
    "random": "random", "randomis": "random", "randomiz": "random", "jitter": "random",
    "synchronis": "sync", "serialis": "serial", "serializ": "serial", "serialisa": "serial",
    "db": "databas", "postgr": "databas", "postgresql": "databas", "mysql": "databas",
    "ws": "websocket", "conn": "connect", "auth": "authent", "authenticatio": "authent",
    "authoris": "authorize", "authori": "authorize", "author": "authorize", "authz": "authorize",
    "idempot": "idempot", "idempotenc": "idempot", "msg": "messag", "msgs": "messag", "id": "id",
    "ids": "id", "stale": "stale", "stall": "stall", "second": "second", "sec": "second",
    "secs": "second", "async": "async", "asynchron": "async", "sync": "sync",
    "synchron": "sync", "dict": "dictionari", "arg": "argument", "args": "argument",
    "req": "request", "resp": "respons", "websocket": "websocket", "info": "inform",
    "middlewar": "middlewar", "kwarg": "kwargs", "mem": "memori", "ram": "memori",
    "uniqu": "uniqu", "organis": "organiz", "1st": "first", "dropped": "drop", "ack": "acknowledg",
    "acked": "acknowledg", "acks": "acknowledg", "acknowledgement": "acknowledg", "dup": "duplic",
    "dups": "duplic", "dupe": "duplic", "dupes": "duplic", "dedup": "duplic", "dedupl": "duplic",
    "heartbeats": "heartbeat",
}  # fmt: skip
"""Words and stems that the stemmer keeps apart, each with the stem that stands for it."""

NAMES: Final = {
    "one_each": "one each|one per|per connection|per socket|per websocket|per tab|per scope"
    "|each connection|every connection|each socket|every socket|each tab|every tab|each scope"
    "|single connection|own instance|own consumer|one connection|one instance|each websocket"
    "|every websocket|fresh instance|new instance|own object",
    "not_run": "not run|not call|not invoke|not fire|not execute|not trigger|not get|not happen"
    "|not reach|not always|no call|skip|not guarantee|no guarantee|bypass|not come",
    "refuse": "refuse|reject|turn away|throw out|kick out|shut out|keep out|block|drop|deny",
    "yours": "up to you|up to me|on you|on me|on your plate|on my plate|your responsibility"
    "|my responsibility|your job|my job|your problem|my problem|your code|my code|on your own"
    "|on my own|yourself|myself|by hand|you write|you own|i own",
    "both_ways": "both way|both direction|both side|both end|two way|bidirectional|bi directional"
    "|duplex|either direction|either side|each side|back and forth|client also|client talk back"
    "|client server both|in and out|two directions",
}
"""What stands for a name in a hint."""


def meant(phrase: str) -> Iterator[str]:
    """The phrases that a part of a hint stands for. Raises ValueError for an unknown name."""
    if not phrase.startswith("@"):
        yield phrase
    elif phrase[1:] in NAMES:
        yield from NAMES[phrase[1:]].split("|")
    else:
        raise ValueError(f"{phrase} is not a name in wording.py")
