"""What each sign of a picture means, a sentence each; every glyph of `palette` has one.

`legend.py` finds those that stand on a screen. A new glyph gets its row here.
"""

from __future__ import annotations

from typing import Final

import msgspec


class Sign(msgspec.Struct, frozen=True):
    """What a reader sees, what it means, and where on the screen it has this meaning.

    `shown` and `found` name glyphs, as `str.format` does; `found` is a regular expression, by
    default for `shown` itself.
    """

    shown: str
    says: str
    parts: tuple[str, ...]  # a view, "pictures" (any view), "story", "strips", "timeline"; () all
    found: str = ""


SIGNS: Final = (
    # The flow.
    Sign(
        "{start_right}{horizontal}{horizontal}{head_right}",
        "A message that has arrived. It goes from sender to receiver.",
        ("sequence",),
        "[{start_right}{horizontal}]{head_right}|{head_left}[{start_left}{horizontal}]",
    ),
    Sign(
        "{head_left}{horizontal}{horizontal}{start_left}",
        "The same, from right to left.",
        ("sequence",),
        "{head_left}[{start_left}{horizontal}]",
    ),
    Sign(
        "{dashed}{dashed}{open_right}",
        "A message still on its way.",
        ("sequence",),
        "{dashed}{open_right}",
    ),
    Sign(
        "{open_left}{dashed}{dashed}",
        "The same, from right to left.",
        ("sequence",),
        "{open_left}{dashed}",
    ),
    Sign(
        "{vertical}",
        "The line of a client, a consumer, the layer or the database. Time runs downwards.",
        ("sequence",),
    ),
    Sign(
        "{busy}",
        "Busy: one of this consumer's methods is running.",
        ("sequence",),
        r"{busy}(?!\d)",
    ),
    Sign("{cross}", "Something went wrong here: an error, a refusal, a loss.", ("sequence",)),
    Sign("{times}3", "Three rows that are alike, on one line.", ("sequence",), r"(?<!\w){times}\d"),
    Sign("{waits}", "Time in which nothing happened.", ("sequence",), "^ *{waits}"),
    Sign("{still}", "This thread stands still: nothing else can run in it.", ("sequence",)),
    Sign(
        "{rule}{rule} {rule}{rule}",
        "A line across: something that concerns a whole server.",
        ("sequence",),
        r"(?<= ){rule}{rule} \w",
    ),
    Sign(
        "ms",
        "When a row began, in milliseconds since the first client connected.",
        ("pictures",),
        r"\bms\b",
    ),
    # Who is there, and what waits.
    Sign(
        "{horizontal}{horizontal}{horizontal}",
        "An open connection.",
        ("topology", "strips"),
        r"(?<= ){horizontal}{horizontal}+ ",
    ),
    Sign(
        "{dashed}{dashed}{dashed}",
        "A connection whose handshake is not finished.",
        ("topology", "strips"),
        r"(?<= ){dashed}{dashed}+ ",
    ),
    Sign(
        "{dashed} {dashed}",
        "A connection that is closed or was refused.",
        ("topology",),
        "(?<= ){dashed} {dashed}",
    ),
    Sign(
        "#1",
        "A consumer instance: the first one made in this run. Each connection has its own.",
        (),
        r"#\d",
    ),
    Sign(
        "#1b",
        "A consumer of a server that has started again: there the numbers begin again, too.",
        ("sequence",),
        r"#\d+[b-z]\b",
    ),
    Sign(
        "app 2",
        "The application, called for connection 2, as long as it has no consumer.",
        ("sequence",),
        r"\bapp \d",
    ),
    Sign(
        "{ellipsis}!kTwO",
        "A channel name, cut to its end: the address of one consumer's queue.",
        (),
        r"{ellipsis}!\w",
    ),
    Sign("{joint}", "The consumer is a member of this group.", ("topology",)),
    Sign(
        "{corners[dl]}{corners[dlu]}{corners[lu]}",
        "A bracket: these consumers are members of the group beside it.",
        ("topology",),
        "{corners[dl]}|{corners[lu]}",
    ),
    Sign(
        "{corners[dl]}{corners[dlu]}{corners[lu]}",
        "A bracket: these consumers are members of the group beside it.",
        ("groups",),
        "{corners[dl]}|{corners[lu]}",
    ),
    Sign(
        "{corners[ru]}",
        "One of the clients on the line above: the one that this step speaks of.",
        ("topology",),
        "^{corners[ru]} +",
    ),
    Sign("{fresh}{horizontal}", "New at this step.", ("topology",)),
    Sign("{new}", "New at this step.", ("pictures",), r"^ *{new} "),
    Sign("{gone}", "Gone at this step.", ("groups",), r"^ *{gone} "),
    Sign(
        "{queue[0]}{queue[2]} {queue[1]}",
        "A queue: each block is a tenth of the copies that it takes.",
        ("groups",),
        "{queue[0]}[ {queue[2]}]",
    ),
    Sign(
        "{queue[0]}{queue[2]} {queue[1]}",
        "A queue: each block is a tenth of the copies that it takes.",
        ("topology",),
        "{queue[0]}[ {queue[2]}]",
    ),
    Sign("{filled}{filled}", "How much of it is done.", ("story",)),
    Sign("{dead}", "A connection that is closed or was refused.", ("topology", "strips")),
    Sign("{dead}", "A copy that was lost: dropped, or expired.", ("groups",)),
    Sign("{cross}", "It failed.", ("instances",)),
    # The scope.
    Sign(
        "{box[0]}{box[4]}{box[4]}{box[1]}",
        "A box is one dictionary: the scope that everything inside the box gets.",
        ("scope",),
        "{box[0]}{box[4]}",
    ),
    Sign(
        "{box[7]}{box[8]}{box[8]}{box[9]}",
        "A dashed wall: this layer handed on the same dictionary.",
        ("scope",),
        "{box[7]}{box[8]}",
    ),
    Sign(
        "{box[10]}{box[4]} {cross}",
        "A solid wall: this layer ended the handshake. Nothing further in was called.",
        ("scope",),
        "{box[10]}{box[4]}.*{cross}",
    ),
    Sign("{new} key", "A key that this layer put into its dictionary.", ("scope",), r"{new} \w"),
    Sign("{way_out}", "The way out: what the consumer sends.", ("scope",)),
    Sign("{untouched}", "This layer handed on the send it got, so it hears nothing.", ("scope",)),
    Sign("{replaced}", "This layer put a send of its own in place.", ("scope",)),
    # A message, and the work it makes.
    Sign(
        "{message}1",
        "A message, numbered in the order in which messages began.",
        (),
        r"{message}\d",
    ),
    Sign(
        "{rule}{rule} 4",
        "A hop of the message. What it carries there is below.",
        ("message",),
        r"^.{rule} \d",
    ),
    Sign("a {head_right} b", "From a to b.", ("message", "strips"), r"\S {head_right} \S"),
    Sign("{points} type", "The word that the story speaks of.", ("message",), r"{points} \S"),
    Sign("{busy_bar}{busy_bar}", "Work that ran in this thread.", ("threads",)),
    Sign(
        "{dashed}{busy_bar}",
        "The dashed part: the work waited for a thread.",
        ("threads",),
        "{dashed}",
    ),
    Sign("{busy_bar}{open_right}", "It is still running.", ("threads",), "{open_right}"),
    Sign(
        "{head_left}12",
        "The number of the event that caused this one.",
        ("events", "strips"),
        r"{head_left}\d",
    ),
    Sign("{vertical}", "An event that led to the current one.", ("events",), "^{vertical}"),
    Sign("c1", "The number of the connection.", ("events",), r"\bc\d"),
    # Wherever there is a picture.
    Sign(
        "{now}",
        "The current event. In code: the line that ran.",
        ("pictures",),
        r"^{now}|[{box[0]}{box[7]}]. {now} ",
    ),
    Sign("{touched}", "The current event changed this view.", ("strips",), r"^{touched}\w "),
    Sign("{new} key", "The newest key of the scope.", ("strips",), r" {new} \w"),
    Sign("{dot}", "Separates one statement from the next.", ("strips", "pictures")),
    Sign("{maps}", "What stands before it becomes what follows.", (), r"\S {maps} \S"),
    Sign("{more} 4 more", "More lines below; z shows all of them.", (), r"^{more} \d"),
    Sign("{ellipsis}", "Something is left out here.", (), r"{ellipsis}(?!!)"),
    # The story and the timeline.
    Sign("{now}", "The current beat of the story.", ("story",), "^ *{now}"),
    Sign("{vertical}", "A beat that you have read.", ("story",), "^ *{vertical}"),
    Sign("?", "A question: say what the run will do.", ("story",), r"^ *\? "),
    Sign("{guess}", "A question that you have been asked.", ("story",)),
    Sign("{tick}", "Your guess was right, or a statement was proved.", ("story",)),
    Sign("{cross}", "Your guess was wrong, or a statement was refuted.", ("story",)),
    Sign("{here}", "You are here.", ("timeline",)),
    Sign("{told}", "A beat of the story that you have passed.", ("timeline",)),
    Sign("{untold}", "A beat still to come.", ("timeline",)),
    Sign("?", "An open question: here you will be asked to guess.", ("timeline",), r"\?"),
    Sign("{guess}", "Here the run answers a question that you guessed.", ("timeline",)),
)
"""In the order in which a reader meets them. Every glyph has a sentence, and so have some signs
that are no glyphs.
"""
