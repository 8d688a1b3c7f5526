"""Screens as one SVG: a still, or a film of several that plays wherever a picture may stand.

Rich knows the colours and the widths; the frames share their lines, so that a film of fifty screens
is hardly larger than one of five. Nothing in it is fetched, and no script runs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from itertools import accumulate

from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

Screen = tuple[Strip, ...]

THEME = TerminalTheme(
    (13, 17, 23),
    (201, 209, 217),
    [
        *[(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)],
        *[(88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
    ],
    [
        *[(110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65)],
        *[(121, 192, 255), (210, 168, 255), (86, 212, 221), (240, 246, 252)],
    ],
)
COLUMN, ROW, BASE, EDGE = 12.2, 23.0, 18.0, 16  # of a font of 20 pixels; Rich counts columns so
RICH_ROW = 24.4
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_WORDS = re.compile(r" +|[^ ]+(?: [^ ]+)*")
_CELL = re.compile(r"<(?:text|rect) [^>]*?(?:/>|>[^<]*</text>)")


def svg(frames: Sequence[tuple[Screen, float]], title: str) -> str:
    """Each screen with the seconds that it stays; one screen is a still."""
    lines = list(dict.fromkeys(line for screen, _ in frames for line in map(_key, screen)))
    number = {line: at for at, line in enumerate(lines)}
    columns = max(strip.cell_length for strip in frames[0][0])
    width, height = columns * COLUMN, len(frames[0][0]) * ROW
    styles, drawn = _drawn(lines, columns)
    size = f'width="{width:g}" height="{height:g}"'
    body = [
        f'<use href="#l{number[_key(strip)]}" y="{(frame * height + row * ROW):g}"/>'
        for frame, (screen, _) in enumerate(frames)
        for row, strip in enumerate(screen)
        if strip.text.strip()
    ]
    whole = f"{width + 2 * EDGE:g} {height + 2 * EDGE:g}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>text {{ font: 20px {FONTS}; white-space: pre }}",
            styles,
            _motion([seconds for _, seconds in frames], height),
            "</style>",
            f'<rect width="100%" height="100%" rx="10" fill="{THEME.background_color.hex}"/>',
            f"<defs>{''.join(drawn)}</defs>",
            f'<svg x="{EDGE}" y="{EDGE}" {size} overflow="hidden"><g class="film">',
            *body,
            "</g></svg></svg>\n",
        ]
    )


def words(picture: str) -> list[str]:
    """What can be read in a picture of ours, line by line, each line once."""
    groups = re.findall(r'<g id="l\d+">(.*?)</g>', picture, re.DOTALL)
    return [" ".join(re.findall(r">([^<>]+)</text>", group)) for group in groups]


def _key(strip: Strip) -> tuple[Segment, ...]:
    """A line in parts that neither begin nor end with a space, which some renderers drop."""
    return tuple(
        Segment(part, style)
        for text, style, _ in Strip(strip).simplify()
        for part in _WORDS.findall(text)
    )


def _drawn(lines: Sequence[tuple[Segment, ...]], columns: int) -> tuple[str, list[str]]:
    """The rules of the styles, and each line as a group at the top of the picture."""
    console = Console(
        width=columns,
        record=True,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for line in lines:
        console.print(Segments([*line, Segment.line()]), end="")
    told = console.export_svg(
        theme=THEME, unique_id="t", code_format="{styles}\0{backgrounds}{matrix}"
    )
    styles, cells = told.split("\0")
    groups: list[list[str]] = [[] for _ in lines]
    for cell in _CELL.findall(cells):
        _, place, _ = re.split(r' y="([\d.]+)"', cell)
        is_text = cell.startswith("<text")
        at = round((float(place) - (20 if is_text else 1.5)) / RICH_ROW)
        drawn = re.sub(r' clip-path="[^"]*"', "", cell)
        drawn = re.sub(r' height="[^"]*"', f' height="{ROW:g}"', drawn)
        groups[at].append(drawn.replace(f' y="{place}"', f' y="{BASE:g}"' if is_text else ""))
    return styles, [
        f'<g id="l{at}">{"".join(group)}</g>\n'.replace("&#160;", " ")
        for at, group in enumerate(groups)
    ]


def _motion(seconds: Sequence[float], height: float) -> str:
    """The strip of film jumps from frame to frame; whoever wants no motion sees the first."""
    if len(seconds) == 1:
        return ""
    whole = sum(seconds)
    begins = accumulate(seconds[:-1], initial=0.0)
    steps = "".join(
        f"{100 * begin / whole:.3f}%{{transform:translateY({-frame * height:g}px)}}"
        for frame, begin in enumerate(begins)
    )
    return (
        f".film {{ animation: film {whole:g}s step-end infinite }}\n"
        f"@keyframes film {{{steps}}}\n"
        "@media (prefers-reduced-motion: reduce) { .film { animation: none } }"
    )
