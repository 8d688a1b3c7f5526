"""What an author is told before anybody runs the lesson."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.course.check_lesson import check_course, check_lesson
from tutor.course.model import Course, Outline, Route

WriteLesson = Callable[..., Outline]
SCRIPT = 'async def s(stage):\n    """Title."""\n'
BEAT = "::: beat app.sent\nText.\n:::"
PREDICT = "::: predict {}\nanswer: 1\nQ?\n- 1: a\n- 2: b\n:::"


def scene(body: str, before: str = "") -> str:
    return f"## Page\n{before}\n:::: scene s\n{body}\n::::\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one module of each sort."""
    chat = tmp_path / "demo_project" / "chat"
    chat.mkdir(parents=True)
    (chat / "groups.py").write_text("LIMIT = 99\nNAME: str = ''\ndef room(): ...\n")
    (chat / "consumers.py").write_text(
        "import base\n\nclass Chat(base.Consumer):\n    room: str\n    async def enter(self): ...\n"
        "class Support(Chat):\n    def __init__(self): self.a = 1\n"
    )
    return tmp_path


@pytest.fixture
def check(root: Path, write_lesson: WriteLesson) -> Callable[..., list[str]]:
    """`check(pages)` → the messages for a lesson that has its script and its recording."""

    def run(pages: str, scenes: str | None = SCRIPT, traces: tuple[str, ...] = ("s",)) -> list[str]:
        outline = write_lesson(pages, scenes=scenes)
        assert outline.folder is not None
        for name in traces:
            (outline.folder / "traces").mkdir(exist_ok=True)
            (outline.folder / "traces" / f"{name}.jsonl").touch()
        return [problem.message for problem in check_lesson(outline, root)]

    return run


def test_a_sound_lesson_has_no_problems(check: Callable[..., list[str]]) -> None:
    claim = "::: claim C07-14 verdict=true\nproof: count app.sent == 1\nText.\n:::"
    assert check(scene(f"{BEAT}\n{PREDICT.format('p')}\n{claim}")) == []


@pytest.mark.parametrize("choices", ["- a: a\n- B: b", "- 1: a\n- c: b", "- 1: a\n- ab: b"])
def test_a_choice_may_be_called_by_its_own_letter_or_by_that_of_none(
    check: Callable[..., list[str]], choices: str
) -> None:
    assert check(scene(f"{BEAT}\n::: predict p\nanswer: 1\nQ?\n{choices}\n:::")) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("::: beat app.send\nText.\n:::", 'did you mean "app.sent"'),
        ("::: beat app.sent colour=red\nText.\n:::", "expected a field of app.sent"),
        ("::: predict p\nanswer: count x.y\nQ?\n- 1: a\n- 2: b\n:::", "expected a kind of event"),
        ("::: predict p\nanswer: 1\nbefore: x\nQ?\n- 1: a\n- 2: b\n:::", "expected a kind"),
        ("::: predict p\nanswer: 1\nQ?\n- 1: a\n- 1: b\n:::", "two choices are called '1'"),
        (
            "::: predict p\nanswer: 1\nQ?\n- 1: a\n- A: b\n:::",
            "the choice 'A' reads as the letter of another choice",
        ),
        (
            "::: predict p\nanswer: 1\nQ?\n- 1: a\n- 2: b\n- 3: c\n- 4: d\n- 5: e\n:::",
            "5 choices are more than 4",
        ),
        ("::: claim C07-14 verdict=true\nproof: count\nText.\n:::", "expected a kind of event"),
        ("::: claim 07-14 verdict=true\nproof: 1\nText.\n:::", "'07-14' is not the id of a claim"),
        ("", "the scene s has no beats"),
        ("::: beat app.sent\nSee the layer (key `l`).\n:::", "sends the reader to the key `l`"),
        ("::: beat\nText.\n:::", "a beat needs a fact"),
        (BEAT * 0 + "\n".join([BEAT] * 15), "15 beats are more than 14"),
        (f"{PREDICT.format('p')}\n{PREDICT.format('p')}", "2 predictions are called p"),
        ("::: beat app.sent\n`demo_project/chat/gone.py`\n:::", "there is no such file"),
        ("::: beat app.sent\n`Chat.leave`\n:::", "`Chat.leave`: Chat has no leave"),
        ("::: beat app.sent\n`demo_project.chat.groups.gone`\n:::", "groups has no gone"),
        (
            "::: beat app.sent\n`demo_project.gone.room`\n:::",
            "there is no module demo_project.gone",
        ),
        ("::: beat app.sent\n`labs/gone.py`\n:::", "there is no such file"),
        ("::: beat app.sent\n`labs/../scenes.py`\n:::", "it leads out of its folder"),
        ("::: beat app.sent\n1011. The other two.\n:::", "the beat begins with '1011.'"),
        ("::: beat app.sent\n2) Then.\n:::", "the beat begins with '2)'"),
    ],
)
def test_a_problem_of_a_scene(check: Callable[..., list[str]], body: str, message: str) -> None:
    assert [text for text in check(scene(body)) if message in text]


@pytest.mark.parametrize(
    "code",
    [
        "demo_project/chat/groups.py",
        "demo_project.chat.groups",
        "demo_project.chat",
        "demo_project.chat.groups.LIMIT",
        "demo_project.chat.groups.NAME",
        "demo_project.chat.groups.room()",
        "Support.enter",
        "Chat.room",
        "Elsewhere.anything",
        "group_send",
    ],
)
def test_a_name_that_exists_or_is_not_ours(check: Callable[..., list[str]], code: str) -> None:
    assert check(scene(BEAT, before=f"See `{code}`.")) == []


def test_prose_before_a_scene_is_short(check: Callable[..., list[str]]) -> None:
    assert check(scene(BEAT, before="word " * 126)) == [
        "126 words before the scene are more than 125"
    ]


def test_a_page_turns_to_no_view_by_key(check: Callable[..., list[str]]) -> None:
    assert check(scene(BEAT, "Look at the flow: key `f`.")) == [
        "the text sends the reader to the key `f`"
    ]


def test_a_page_without_a_scene_may_be_long(check: Callable[..., list[str]]) -> None:
    assert check("## Page\n" + "word " * 500, scenes="") == []


def test_a_scene_without_a_script(check: Callable[..., list[str]]) -> None:
    assert check(scene(BEAT), scenes="") == ["scenes.py has no `async def s(stage)`"]


def test_a_script_that_no_page_plays(check: Callable[..., list[str]]) -> None:
    script = SCRIPT + "async def t(stage): ...\nasync def _helper(stage): ...\n"
    assert check(scene(BEAT), scenes=script) == ["no page plays the scene t"]


def test_a_scene_that_is_played_twice(check: Callable[..., list[str]]) -> None:
    assert check(scene(BEAT) + scene(BEAT)) == ["2 scenes are called s"] * 2


def test_a_scene_without_a_recording(check: Callable[..., list[str]]) -> None:
    assert check(scene(BEAT), traces=()) == ["the scene s has no recording"]


def test_ids_are_unique_in_the_whole_course(root: Path, write_lesson: WriteLesson) -> None:
    one = write_lesson(scene(PREDICT.format("p")), scenes=SCRIPT)
    assert one.folder is not None
    other = root / "08"
    other.mkdir()
    (other / "lesson.md").write_bytes((one.folder / "lesson.md").read_bytes())
    second = Outline(number=8, slug="08", title="B", summary="", folder=other)
    third = Outline(number=9, slug="09", title="C", summary="", folder=None)
    course = Course(title="A", outlines=(one, second, third), folder=root)
    assert [
        p.file for p in check_course(course, root) if p.message == "2 predictions are called p"
    ] == sorted([one.folder / "lesson.md", other / "lesson.md"])


@pytest.mark.parametrize(
    ("info", "code", "message"),
    [
        ("python", "LIMIT = 99", "a listing of python names no file"),
        ("python labs/gone.py", "LIMIT = 99", "a listing of labs/gone.py, and there is no such"),
        ("python labs/../scenes.py", "LIMIT = 99", "which is not a file of the lesson or the"),
        ("python /etc/passwd", "root:", "which is not a file of the lesson or the"),
        ("python demo_project/chat/groups.py", "LIMIT = 98", "not there: 'LIMIT = 98'"),
    ],
)
def test_a_problem_of_a_listing(
    check: Callable[..., list[str]], info: str, code: str, message: str
) -> None:
    [said] = check(scene(BEAT, before=f"```{info}\n{code}\n```\n"))
    assert message in said


def test_a_listing_that_agrees_with_its_file_is_no_problem(check: Callable[..., list[str]]) -> None:
    code = "```python demo_project/chat/groups.py\nLIMIT = 99\nNAME: str = ''\n```\n"
    assert check(scene(BEAT, before=code)) == []


def test_a_part_of_more_than_a_quarter_of_an_hour_is_named(check: Callable[..., list[str]]) -> None:
    page = "## Page\n\n" + "word " * 100 + "\n\n" + scene(f"{BEAT}\n").partition("\n")[2]
    long = "".join(f"## Page {n}\n\n" + "word " * 120 + "\n\n" for n in range(26))
    assert not [m for m in check(page, SCRIPT) if "in one go" in m]
    (told,) = [m for m in check(long, "", ()) if "in one go" in m]
    assert told == "pages 1 to 26 take 15.6 minutes in one go"
    parted = long.replace("## Page 9\n", "# Later\n\n## Page 9\n")
    assert not [m for m in check(parted, "", ()) if "in one go" in m]


def test_a_long_part_is_named_at_its_first_page(root: Path, write_lesson: WriteLesson) -> None:
    long = "".join(f"## Page {n}\n\n" + "word " * 120 + "\n\n" for n in range(26))
    outline = write_lesson(f"## Before\n\nA word.\n\n# Later\n\n{long}", scenes="")
    assert outline.folder is not None
    lines = (outline.folder / "lesson.md").read_text().splitlines()
    found = [each for each in check_lesson(outline, root) if "in one go" in each.message]
    assert [lines[each.line - 1] for each in found] == ["## Page 0"]


def test_a_path_that_leads_nowhere_or_takes_too_long_is_named(
    root: Path, write_lesson: WriteLesson
) -> None:
    pages = "## Page\n\n" + "word " * 100 + "\n\n" + scene(BEAT) + "## Page\n\n" + "word " * 120
    outline = write_lesson(pages, scenes=SCRIPT)
    number = outline.number

    def told(*stops: str, minutes: int = 0) -> list[str]:
        route = Route(name="short", title="Short", stops=stops, minutes=minutes)
        course = Course(title="x", outlines=(outline,), folder=root, routes=(route,))
        return [found.message for found in check_course(course, root) if "path" in found.message]

    assert told(f"{number}/s", f"{number}", minutes=5) == []
    assert told("99", f"{number}/gone", "x") == [
        f"the path short leads to {wanted!r}, which is not there"
        for wanted in sorted(("99", f"{number}/gone", "x"))
    ]
    (long,) = told(f"{number}", minutes=1)
    assert long.partition(" takes ")[0] == "the path short"
    assert long.endswith(" minutes, more than 1")
