"""What a course may name: its own files, and nothing beyond its folder.

A course comes from anywhere. A folder name, a scene's name and a path in a recording become paths;
none of them may lead out, be it by `..`, by an absolute path or by a symbolic link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from tutor import files

NAMES = "a scene is called as its function in scenes.py"


def is_folder_name(name: object) -> bool:
    """One visible folder directly below: no separator, no `..`, nothing a terminal would obey."""
    if not isinstance(name, str) or not name.isprintable() or "\\" in name:
        return False
    return PurePath(name).name == name and not name.startswith(".")


def is_scene_name(name: str) -> bool:
    """What can be a function in `scenes.py`: it is part of the name of a recording."""
    return name.isidentifier()


def trace(folder: Path, scene: str) -> Path:
    """Where the recording of a lesson's scene is. ValueError when it is not a scene's name."""
    if not is_scene_name(scene):
        raise ValueError(f"expected the name of a scene, got {scene!r}")
    return folder / "traces" / f"{scene}.jsonl"


def links_out(folder: Path, course: Path) -> Iterator[Path]:
    """Symbolic links in a lesson's folder, or the folder itself, that lead out of the course.

    Where every file is a link (some installers make an environment of nothing else), the course
    is where its `course.toml` really is.
    """
    roots = course.resolve(), (course / "course.toml").resolve().parent
    for path in (folder, *sorted(folder.rglob("*"))):
        if path.is_symlink() and not any(path.resolve().is_relative_to(root) for root in roots):
            yield path


def source_text(roots: Sequence[Path], place: str) -> str | None:
    """The text of a Python file that a recording names, below one of these folders; or None."""
    if PurePath(place).is_absolute() or ".." in PurePath(place).parts:
        return None
    for root in roots:
        file = root / place
        if file.suffix == ".py" and file.is_file():
            return files.text(file, "replace")
    return None
