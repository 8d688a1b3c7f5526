"""What follows from the table of facts: the tables of `docs/trace.md` and the probe's field list.

`python -m tests.docs.facts` writes both. In the page a kind's sentence is the docstring of its
struct, and what is said of a field is the comment beside it.
"""

from __future__ import annotations

import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Iterable, Iterator
from itertools import groupby

from tests.architecture.source import ROOT
from tutor.core.events import FACTS, SCHEMA, Fact

PAGE = ROOT / "docs" / "trace.md"
FIELD_LIST = ROOT / "tutor" / "probe" / "fact_fields.py"
COMMAND = ".venv/bin/python -m tests.docs.facts"
BEGIN, END = "<!-- facts: {} -->\n", "<!-- written by `python -m tests.docs.facts` -->\n"
HEAD = "| kind | fields | meaning |\n|---|---|---|\n"

TEMPLATE = '''\
"""The layout of records on the wire: kinds and the order of their fields.

Written by `python -m tests.docs.facts` from the table in `tutor/core/facts`, because the probe
imports nothing of the tutor. It holds no behaviour.
"""

from __future__ import annotations

from typing import Any, Final

SCHEMA: Final = "{schema}"

MARK: Final = "__tutor__"
"""The key under which a message carries its record id through a channel layer."""

Record = tuple[Any, ...]
"""Kind, id, at, conn, cause, then every field of the kind, none left out."""

COMMON: Final = 5
"""How many items of a record are no fields."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {{
    kind: tuple(fields.split())
    for kind, fields in {{
{rows}    }}.items()
}}
'''


def field_list() -> str:
    """The probe's module."""
    rows = "".join(_string(kind, row.fields) for kind, row in FACTS.items())
    return TEMPLATE.format(schema=SCHEMA, rows=rows)


def _string(kind: str, fields: Iterable[str]) -> str:
    return f'        "{kind}": "{" ".join(fields)}",\n'


def page(text: str) -> str:
    """The page with its tables as they are now. Raises ValueError where a table has no place."""
    for section, rows in sections():
        before, begin, rest = text.partition(BEGIN.format(section))
        old, end, after = rest.partition(END)
        if not begin or not end or "<!-- facts" in old:
            place = BEGIN.format(section) + END
            raise ValueError(f"{PAGE.name} has no place for {section}:\n{place}")
        text = f"{before}{begin}\n{HEAD}{''.join(map(_row, rows))}\n{end}{after}"
    return text


def sections() -> Iterator[tuple[str, list[Fact]]]:
    """The files of the table in order, each with its kinds."""
    for module, rows in groupby(FACTS.values(), lambda row: row.struct.__module__):
        yield module.rpartition(".")[2].removesuffix("_facts"), list(rows)


def _row(row: Fact) -> str:
    notes = dict(_notes(inspect.getsource(row.struct)))
    fields = [_field(name, notes.get(name, ""), row.newer.get(name, 0)) for name in row.fields]
    told = " ".join(inspect.cleandoc(row.struct.__doc__ or "").split())
    name = f"`{row.struct.kind}`{_since(row.since)}"
    return f"| {name} | {', '.join(fields)} | {_escaped(told)} |\n"


def _field(name: str, note: str, since: int) -> str:
    said = "; ".join(filter(None, (_since(since).strip(), note)))
    return f"`{name}`" + (f" ({_escaped(said)})" if said else "")


def _since(minor: int) -> str:
    return f" since 1.{minor}" if minor else ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _notes(source: str) -> Iterator[tuple[str, str]]:
    """The fields of a struct that have a comment beside them, with it."""
    line = re.compile(r"\s+(\w+): ")
    for token in tokenize.generate_tokens(io.StringIO(textwrap.dedent(source)).readline):
        if token.type == tokenize.COMMENT and (found := line.match(token.line)):
            yield found[1], token.string.removeprefix("#").strip()


def main() -> None:
    """Write both files."""
    FIELD_LIST.write_text(field_list(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
