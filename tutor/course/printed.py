"""A page of Markdown as one HTML file to print: no script, nothing that is fetched."""

from __future__ import annotations

from html import escape
from typing import Final

from markdown_it import MarkdownIt

_STYLE: Final = """\
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
body { font: 11pt/1.45 Georgia, serif }
h1, h2 { font-family: system-ui, sans-serif; line-height: 1.2 }
h2 { font-size: 1.05rem; margin-top: 1.6rem; break-after: avoid }
ul { padding-left: 1.2rem } li { margin: .2rem 0; break-inside: avoid }
li.box { list-style: none; margin-left: -1.2rem } ul ul { font-size: .92em }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
pre { white-space: pre-wrap }
@media print { body { margin: 0; max-width: none; font-size: 10pt } }
"""

_DENSE: Final = """\
@page { size: A4; margin: 8mm 11mm }
@media print { body { font-size: 8pt; line-height: 1.2; padding: 0 }
  h1 { font-size: 13pt; margin: 0 } h2 { font-size: 9.5pt; margin: 5pt 0 2pt }
  ul { margin: 0; padding-left: 1.1em } li { margin: 1pt 0 }
  pre { margin: 0; font-size: 6.8pt; line-height: 1.1; break-inside: avoid } }
"""
"""A sheet of figures and answers on one page of A4."""


def page(markdown: str, *, title: str, is_dense: bool = False) -> str:
    """The page. HTML in the text is text; `[ ]` is a box to tick. `is_dense`: in small print."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    body = body.replace("<li>[ ] ", '<li class="box">&#9744; ').replace(
        "<li>[x] ", '<li class="box">&#9745; '
    )
    style = _STYLE + _DENSE * is_dense
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}</body></html>\n'
