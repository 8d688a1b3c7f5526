"""Which tools a scene needs, read from its script: what is not here is skipped, and named."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest


def tools(folder: Path, scene: str) -> list[pytest.MarkDecorator]:
    """What the script of the scene needs: a server with a Redis layer, a real browser."""
    tree = ast.parse((folder / "scenes.py").read_text(encoding="utf-8"))
    scripts = [n for n in tree.body if isinstance(n, ast.AsyncFunctionDef) and n.name == scene]
    nodes = [node for script in scripts for node in ast.walk(script)]
    words = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    calls = [n.attr for n in nodes if isinstance(n, ast.Attribute)]
    marks = [pytest.mark.redis] * any("redis" in word for word in words)
    return marks + [pytest.mark.browser] * ("chromium" in calls)
