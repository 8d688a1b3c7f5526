"""Reads a course's files: `course.toml`, and `lesson.md` with its front matter and containers.

The only module that knows these formats (docs/architecture.md, "Lessons"). It keeps every text as
the author wrote it and judges only whether a lesson can be played; `check.py` judges the rest.

Front matter is lines of `key: value` between two lines of `---`; a value is plain text.
Inside a container the keyword lines (`answer:`, `before:`, `proof:`) come first; a line that is
indented continues the one before it. Scenes take their titles from the docstrings in `scenes.py`.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tutor import files
from tutor.course.inside import NAMES, is_folder_name, is_scene_name, links_out
from tutor.course.model import Course, Lesson, Outline, Page, Prose, Route, Scene, Source
from tutor.course.problems import Problem, as_error
from tutor.errors import TutorError, UsageError

if TYPE_CHECKING:  # imported where it is needed: listing the lessons needs no Markdown
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

COURSE_FORMAT: Final = 1
_SLUG: Final = re.compile(r"^[ \t]*(slug)[ \t]*=", re.MULTILINE)
FRONT_MATTER: Final = ("title", "summary", "chapter")
PASSED_OVER: Final = frozenset({"minutes"})  # older lessons guess; `minutes.py` counts


def load_course(folder: Path) -> Course:
    """The outlines of all chapters, from `course.toml`; TutorError when it is not a course."""
    file = folder / "course.toml"
    try:
        text = files.text(file)
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise TutorError(
            f"{file} does not exist.", "A course is a folder with a course.toml."
        ) from None
    except OSError as error:
        raise TutorError(f"{file} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TutorError(f"{file} is not TOML: {error}.") from None
    if data.get("format") != COURSE_FORMAT:
        raise TutorError(
            f"{file} has format {data.get('format')!r}, and this tutor reads {COURSE_FORMAT}.",
            "Update the tutor, or set format = 1.",
        )
    if problems := list(_misplaced(file, text, data)):
        raise as_error(problems)
    try:
        outlines = tuple(_outline(folder, entry) for entry in data["lesson"])
        routes = tuple(_route(entry) for entry in data.get("path", ()))
        return Course(title=data["title"], outlines=outlines, folder=folder, routes=routes)
    except (KeyError, TypeError) as error:
        raise TutorError(
            f"{file} lacks {error}.",
            "It needs title, [[lesson]] number, slug, title, summary, [[path]] name, title, stops.",
        ) from None


def _misplaced(file: Path, text: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Every slug without a folder in the course, at its line."""
    entries = data.get("lesson")
    tables = (
        [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )
    slugs = [entry["slug"] for entry in tables if "slug" in entry]
    lines = [text.count("\n", 0, found.start(1)) + 1 for found in _SLUG.finditer(text)]
    for slug, line in zip(slugs, [*lines, *[1] * len(slugs)], strict=False):
        if not is_folder_name(slug):
            message = f"the slug {slug!r} is not the name of a folder of the course"
            yield Problem(file=file, line=line, message=message, hint='as slug = "01_first"')


def _outline(folder: Path, entry: dict[str, Any]) -> Outline:
    lesson = folder / entry["slug"]
    return Outline(
        number=entry["number"],
        slug=entry["slug"],
        title=entry["title"],
        summary=entry["summary"],
        folder=lesson if (lesson / "lesson.md").is_file() else None,
    )


def _route(entry: dict[str, Any]) -> Route:
    return Route(
        name=entry["name"],
        title=entry["title"],
        stops=tuple(entry["stops"]),
        minutes=entry.get("minutes", 0),
        cards=entry.get("cards", 0),
        interview=entry.get("interview", 0),
    )


def load_lesson(outline: Outline) -> Lesson:
    """The whole lesson; TutorError with file and line when it cannot be played as written."""
    lesson, problems = read_lesson(outline)
    if problems:
        raise as_error(problems)
    return lesson


def read_lesson(outline: Outline) -> tuple[Lesson, list[Problem]]:
    """As much of the lesson as can be read, and everything that keeps it from playing."""
    if outline.folder is None:
        raise UsageError(f"Lesson {outline.number}, {outline.title}, is not written yet.")
    file = outline.folder / "lesson.md"
    try:
        reader = _Reader(file, files.text(file))
    except (OSError, UnicodeDecodeError) as error:
        raise TutorError(f"{file} cannot be read: {error}.") from None
    lesson = reader.lesson(outline, outline.folder)
    return lesson, [*reader.problems, *_links(outline.folder)]


def _links(folder: Path) -> Iterator[Problem]:
    for path in links_out(folder, folder.parent):
        message = f"this link leads out of the course, to {path.resolve()}"
        yield Problem(file=path, line=1, message=message, hint="put a copy in its place")


def scene_titles(folder: Path) -> dict[str, str]:
    """Name and title of every coroutine in `scenes.py`, read without running it."""
    try:
        tree = ast.parse(files.text(folder / "scenes.py"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return {}  # the recordings can be played without the script; `check` reports it
    return {
        node.name: (ast.get_docstring(node) or "").partition("\n")[0].rstrip(".")
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef)
    }


@cache
def markdown() -> MarkdownIt:
    """The parser of lesson texts: CommonMark, tables, front matter and `:::` containers."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    def named(params: str, _markup: str) -> bool:
        return bool(params.strip())  # a bare ":::" only closes

    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(front_matter_plugin).use(container_plugin, name="box", validate=named)


class _Reader:
    """One pass over the blocks of a `lesson.md`; gathers pages and problems."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.lines = text.rstrip("\n").split("\n")
        self.tokens = markdown().parse(text)
        self.problems: list[Problem] = []
        self.pages: list[Page] = []
        self.titles = scene_titles(file.parent)

    def source(self, line: int) -> Source:
        return Source(file=self.file, line=line + 1)

    def complain(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(file=self.file, line=line + 1, message=message, hint=hint))

    def prose(self, start: int, end: int) -> tuple[Prose, ...]:
        """Lines `start` to before `end`, verbatim but for blank lines around them."""
        while start < end and not self.lines[start].strip():
            start += 1
        text = "\n".join(self.lines[start:end]).rstrip()
        return (Prose(text=text, source=self.source(start)),) if text else ()

    # ── the lesson ──────────────────────────────────────────────────────────────────────────

    def lesson(self, outline: Outline, folder: Path) -> Lesson:
        matter = self.front_matter()
        self.read_pages()
        return Lesson(
            number=outline.number,
            slug=outline.slug,
            title=matter.get("title", outline.title),
            summary=matter.get("summary", outline.summary),
            pages=tuple(self.pages),
            folder=folder,
        )

    def front_matter(self) -> dict[str, str]:
        first = self.tokens[0] if self.tokens else None
        text = first.content if first is not None and first.type == "front_matter" else ""
        pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
        matter = {key.strip(): value.strip() for key, _, value in pairs}
        for key in FRONT_MATTER:
            if not matter.get(key):
                self.complain(0, f"the front matter has no {key}", f"add a line `{key}: …`")
        for key in matter.keys() - set(FRONT_MATTER) - PASSED_OVER:
            self.complain(0, f"the front matter has an unknown key {key!r}")
        return matter

    # ── pages ───────────────────────────────────────────────────────────────────────────────

    def read_pages(self) -> None:
        heads = [
            (i, token)
            for i, token in enumerate(self.tokens)
            if token.type == "heading_open" and token.tag in {"h1", "h2"} and token.level == 0
        ]
        starts = [i for i, _ in heads] + [len(self.tokens)]
        first = next((i for i, head in heads if head.tag == "h2"), len(self.tokens))
        self.check_before_pages(self.tokens[:first])
        part = ""
        for (i, head), stop in zip(heads, starts[1:], strict=True):
            if i < first:
                continue
            title, body = self.tokens[i + 1].content, self.tokens[i + 3 : stop]
            if head.tag == "h1":
                part = title
                self.check_part(body)
                continue
            lines = (*(head.map or (0, 0)), self.first_line(stop))
            self.pages.append(self.page(title, lines, body, part))
            part = ""

    def check_part(self, body: list[Token]) -> None:
        """A level-1 heading between pages opens a part; only a page may follow it."""
        if body and body[0].map:
            self.complain(body[0].map[0], "text before the first page of a part", "use `## Title`")

    def first_line(self, index: int) -> int:
        token = self.tokens[index] if index < len(self.tokens) else None
        return token.map[0] if token is not None and token.map else len(self.lines)

    def check_before_pages(self, tokens: list[Token]) -> None:
        allowed = {"front_matter", "heading_open", "inline", "heading_close"}
        for token in tokens:
            if token.type not in allowed and token.map:
                self.complain(token.map[0], "text before the first page", "open it with `## Title`")
                return

    def page(self, title: str, lines: tuple[int, int, int], body: list[Token], part: str) -> Page:
        """A page; `lines` are those of its heading, of the first below it, and of the next one."""
        line, start, stop = lines
        boxes = [box for box in split_boxes(body) if self.is_scene(box[0])]
        for extra in boxes[1:]:
            self.complain(_start(extra[0]), "a second scene on one page", "open a page for it")
        scene, before, after = None, self.prose(start, stop), self.prose(stop, stop)
        if boxes:
            opening = boxes[0][0]
            scene = self.scene(title, boxes[0])
            before = self.prose(start, _start(opening))
            after = self.prose(_after(opening, self.lines), stop) if len(boxes) == 1 else ()
        self.check_strays(before + after)
        return Page(
            number=len(self.pages) + 1,
            title=title,
            before=before,
            scene=scene,
            after=after,
            source=self.source(line),
            part=part,
        )

    def is_scene(self, opening: Token) -> bool:
        kind = opening.info.split()[0]
        if kind == "scene" and opening.level == 0:
            return True
        hint = "scene stands on a page; beat, predict and claim stand inside a scene"
        self.complain(_start(opening), f"a container {kind!r} does not belong here", hint)
        return False

    def check_strays(self, texts: tuple[Prose, ...]) -> None:
        """A `:::` that closes nothing is text to Markdown."""
        for text in texts:
            for offset, line in enumerate(text.text.splitlines()):
                if line.startswith(":::") and not line.strip(": "):
                    at = text.source.line - 1 + offset
                    self.complain(at, f"{line!r} closes nothing", "an outer fence has four colons")

    # ── scenes ──────────────────────────────────────────────────────────────────────────────

    def scene(self, page_title: str, box: list[Token]) -> Scene:
        from tutor.course.blocks import Blocks

        opening = box[0]
        words = opening.info.split()
        if len(words) != 2:
            self.complain(_start(opening), "a scene needs one name", "write `:::: scene NAME`")
        elif not words[1].isidentifier():  # it names a function, and a file
            message, hint = f"{words[1]!r} is not a scene's name", "a function's, as three_tabs"
            self.complain(_start(opening), message, hint)
        limit = self.end(opening, len(self.lines))
        blocks = Blocks(self)
        keys, end = blocks.keywords("scene", _start(opening) + 1, limit)
        for inner in split_boxes(box[1:-1]):
            self.check_gap(end, _start(inner[0]))
            blocks.read(inner, self.end(inner[0], limit))
            end = _after(inner[0], self.lines)
        self.check_gap(end, limit)
        name = words[1] if len(words) > 1 else ""
        if name and not is_scene_name(name):
            self.complain(_start(opening), f"{name!r} is not the name of a scene", NAMES)
        return Scene(
            name=name,
            title=self.titles.get(name) or page_title,
            beats=tuple(blocks.beats),
            predictions=tuple(blocks.predictions),
            claims=tuple(blocks.claims),
            source=self.source(_start(opening)),
            zero=keys.get("zero", ""),
            finish=keys.get("finish", ""),
        )

    def check_gap(self, start: int, stop: int) -> None:
        for text in self.prose(start, stop):
            hint = "put it into a beat, or before or after the scene"
            self.complain(text.source.line - 1, "text in a scene outside of a container", hint)

    def end(self, opening: Token, limit: int) -> int:
        """The line of the closing fence; a container that reaches `limit` has none."""
        stop = opening.map[1] if opening.map else limit
        if stop >= limit:
            hint = f"close it with a line `{opening.markup}`"
            self.complain(_start(opening), f"`{opening.info.strip()}` is not closed", hint)
        return stop


def split_boxes(tokens: list[Token]) -> list[list[Token]]:
    """The outermost containers among `tokens`, each from its opening to its closing token."""
    boxes: list[list[Token]] = []
    closes_at = -1
    for token in tokens:
        if closes_at >= 0:
            boxes[-1].append(token)
            if token.type == "container_box_close" and token.level == closes_at:
                closes_at = -1
        elif token.type == "container_box_open":
            boxes.append([token])
            closes_at = token.level
    return boxes


def _start(opening: Token) -> int:
    return opening.map[0] if opening.map else 0


def _after(opening: Token, lines: list[str]) -> int:
    """The line after a container's closing fence."""
    return min(opening.map[1] + 1, len(lines)) if opening.map else 0
