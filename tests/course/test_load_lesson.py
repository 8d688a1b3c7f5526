"""`lesson.md`: pages, scenes and their blocks, verbatim."""

from __future__ import annotations

from collections.abc import Callable

from tutor.course.load import load_lesson, read_lesson
from tutor.course.model import Outline

WriteLesson = Callable[..., Outline]

SCENE = """\
    ## Three tabs

    Before the scene.

    | a | b |
    |---|---|
    | 1 | 2 |

    ```python
    # no heading
    ::: no container
    ```

    :::: scene three_tabs

    ::: beat group.joined group=room nth=2

    The *second* tab joins.

    - a list
      - in it
    :::

    ::: predict three-tabs-echo
    answer: count client.received
      text~Hello
    before: group.sent
    How many browsers?

    - These are not choices.

    Choose:
    - 2: Too few: the sender
      is a member, too.
    - 3: One a member.
    :::

    ::: claim C07-14 verdict=true
    proof: count channel.delivered == 1
    Joining twice is joining once.
    :::

    ::::

    After the scene.

    ## The end

    Nothing more.
"""


def test_the_front_matter(write_lesson: WriteLesson) -> None:
    lesson = load_lesson(write_lesson("## A\n"))
    assert (lesson.title, lesson.summary) == ("Groups", "Who hears whom.")


def test_minutes_that_an_older_lesson_guesses_are_passed_over(write_lesson: WriteLesson) -> None:
    matter = "---\ntitle: A\nminutes: 5\nsummary: B.\nchapter: A\n---\n"
    assert read_lesson(write_lesson("## A\n", matter=matter))[1] == []


def test_a_heading_opens_a_page(write_lesson: WriteLesson) -> None:
    lesson = load_lesson(write_lesson(SCENE))
    assert [(p.number, p.title) for p in lesson.pages] == [(1, "Three tabs"), (2, "The end")]


def test_prose_before_and_after_a_scene_is_verbatim(write_lesson: WriteLesson) -> None:
    page = load_lesson(write_lesson(SCENE)).pages[0]
    before = (
        "Before the scene.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```python\n# no heading\n::: no container\n```"
    )
    assert ([p.text for p in page.before], [p.text for p in page.after]) == (
        [before],
        ["After the scene."],
    )


def test_a_beat_keeps_its_pattern_and_its_text(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(SCENE)).scenes
    [beat] = scene.beats
    assert (beat.pattern, beat.text) == (
        "group.joined group=room nth=2",
        "The *second* tab joins.\n\n- a list\n  - in it",
    )


def test_a_prediction(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(SCENE)).scenes
    [predict] = scene.predictions
    assert (predict.id, predict.answer, predict.before, predict.question) == (
        "three-tabs-echo",
        "count client.received text~Hello",
        "group.sent",
        "How many browsers?\n\n- These are not choices.\n\nChoose:",
    )


def test_the_choices_of_a_prediction(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(SCENE)).scenes
    [predict] = scene.predictions
    assert [(c.label, c.why) for c in predict.choices] == [
        ("2", "Too few: the sender\nis a member, too."),
        ("3", "One a member."),
    ]


def test_a_claim(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(SCENE)).scenes
    [claim] = scene.claims
    assert (claim.id, claim.verdict, claim.proof, claim.text) == (
        "C07-14",
        "true",
        "count channel.delivered == 1",
        "Joining twice is joining once.",
    )


def test_every_block_knows_its_line(write_lesson: WriteLesson) -> None:
    outline = write_lesson(SCENE)
    [scene] = load_lesson(outline).scenes
    assert outline.folder is not None
    lines = (outline.folder / "lesson.md").read_text(encoding="utf-8").splitlines()
    sources = [
        scene.source,
        scene.beats[0].source,
        scene.predictions[0].source,
        scene.claims[0].source,
    ]
    assert [lines[source.line - 1].split()[1] for source in sources] == [
        "scene",
        "beat",
        "predict",
        "claim",
    ]


def test_a_scene_takes_its_title_from_its_script(write_lesson: WriteLesson) -> None:
    script = 'async def three_tabs(stage):\n    """Three tabs, one room."""\n'
    [scene] = load_lesson(write_lesson(SCENE, scenes=script)).scenes
    assert scene.title == "Three tabs, one room"


def test_a_scene_without_a_script_takes_the_title_of_its_page(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(SCENE)).scenes
    assert scene.title == "Three tabs"


STAGED = """\
    ## Three tabs

    :::: scene three_tabs
    zero: client.sent
    finish: client.received
      nth=3

    ::: beat group.joined nth=2
    look: groups message
    mark: type
    round: With a lock
    The second tab joins.
    :::

    ::: predict three-tabs-echo
    answer: none layer.failed
    verdict: scene.finished
    Does it fail?
    - true: No.
    - false: Yes.
    :::

    ::::
"""


def test_a_beat_says_what_to_look_at(write_lesson: WriteLesson) -> None:
    [scene] = load_lesson(write_lesson(STAGED)).scenes
    [beat] = scene.beats
    assert (beat.look, beat.mark, beat.round, beat.text) == (
        ("groups", "message"),
        "type",
        "With a lock",
        "The second tab joins.",
    )


def test_a_scene_says_where_time_begins_and_where_the_stage_stops(
    write_lesson: WriteLesson,
) -> None:
    [scene] = load_lesson(write_lesson(STAGED)).scenes
    assert (scene.zero, scene.finish) == ("client.sent", "client.received nth=3")
    assert scene.predictions[0].verdict == "scene.finished"


PARTS = "## A\n\nOne.\n\n# The second half\n\n## B\n\nTwo.\n\n## C\n"


def test_a_heading_of_the_first_level_opens_a_part(write_lesson: WriteLesson) -> None:
    pages = load_lesson(write_lesson(PARTS)).pages
    assert [(page.title, page.part) for page in pages] == [
        ("A", ""),
        ("B", "The second half"),
        ("C", ""),
    ]
    assert [part.text for part in pages[0].before] == ["One."]
