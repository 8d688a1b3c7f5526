"""Finds what the learner named: a lesson, a scene, a step; or says what there is."""

from __future__ import annotations

from tutor.course.model import Course, Lesson, Outline, Page, Scene
from tutor.errors import UsageError, unknown
from tutor.library.course_cache import load_course, load_lesson
from tutor.runtime.paths import lessons_folder


def course() -> Course:
    """The outlines of all lessons."""
    folder = lessons_folder()
    if not (folder / "course.toml").is_file():
        raise UsageError(f"{folder} is not a course.", "A course is a folder with a course.toml.")
    return load_course(folder)


def outline(name: str) -> Outline:
    """A lesson by its number or folder name."""
    outlines = course().outlines
    for found in outlines:
        if name in {str(found.number), found.slug} or name.lstrip("0") == str(found.number):
            return found
    raise unknown("lesson", name, [found.number for found in outlines])


def written(name: str) -> Outline:
    """A lesson that is there."""
    found = outline(name)
    if found.folder is None:
        written = [str(o.number) for o in course().outlines if o.folder is not None]
        raise UsageError(
            f"Lesson {found.number}, {found.title}, is not there yet.",
            f"These are: {', '.join(written) or 'none'}.",
        )
    return found


def numbers(names: str) -> list[int]:
    """Lessons that are there, as one writes several: "4,7", "4-7", "1-3,7"; "" = none."""
    found: list[int] = []
    for part in filter(None, (part.strip() for part in names.split(","))):
        first, dash, last = part.partition("-")
        if not (dash and first.strip().isdecimal() and last.strip().isdecimal()):
            found.append(written(part).number)
            continue
        ends = sorted((written(first.strip()).number, written(last.strip()).number))
        told = (one for one in course().outlines if one.folder is not None)
        found += [one.number for one in told if ends[0] <= one.number <= ends[1]]
    return list(dict.fromkeys(found))


def lesson(name: str) -> Lesson:
    """A lesson that can be played."""
    return load_lesson(written(name))


def scene(lesson: Lesson, name: str) -> Scene:
    """A scene of a lesson."""
    for found in lesson.scenes:
        if found.name == name:
            return found
    names = [found.name for found in lesson.scenes]
    raise unknown("scene", name, names, f"in lesson {lesson.number}")


def page(lesson: Lesson, number: int) -> Page:
    """A page of a lesson by its number, from 1."""
    if not 1 <= number <= len(lesson.pages):
        raise unknown("page", number, range(1, len(lesson.pages) + 1), f"in lesson {lesson.number}")
    return lesson.pages[number - 1]


def step(lesson: Lesson, scene: Scene, step: int) -> int:
    """A step that the scene's recording has; a live run may have a few more or fewer."""
    from tutor.runtime.shipped_recordings import shipped, shipped_path

    if step and shipped_path(lesson, scene).is_file():
        last = len(shipped(lesson, scene))
        if step > last:
            raise unknown("step", step, range(last + 1), f"in {scene.name}")
    return step
