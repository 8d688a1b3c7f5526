"""Mutants: copies of a source file in which one line says something else.

A mutant is known by its text (function, line before, line after) and not by its number, so that the
sample stays the same while other lines come and go.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "/"),
    ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"),
    ast.Mod: ("%", "*"),
}
SMALL = 9  # an index or a count; a larger number is a size or a time, and one more is no other rule
SKIPPED = {"annotation", "returns", "decorator_list", "type_params"}  # no line of these is run


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One line of `file` (a path from the root), which reads `after` and not `before`."""

    file: str
    line: int  # from 1
    where: str  # the function or class that the line is in
    before: str
    after: str

    @property
    def rank(self) -> str:
        """Chance without a die: the sample of a package is the mutants with the lowest ranks."""
        text = f"{self.where}|{self.before.strip()}|{self.after.strip()}"
        return hashlib.sha256(text.encode()).hexdigest()

    def source(self, source: str) -> str:
        """The whole file with the changed line."""
        lines = source.split("\n")
        assert lines[self.line - 1] == self.before
        return "\n".join([*lines[: self.line - 1], self.after, *lines[self.line :]])


def mutants(source: str, file: str) -> Iterator[Mutant]:
    """Every mutant of a file, each once, in the order of the lines; some do not compile."""
    lines = source.split("\n")
    found = {}
    for where, node in _nodes(ast.parse(source), ""):
        for line, start, end, text in _changes(node, lines):
            old = lines[line - 1].encode()
            new = (old[:start] + text.encode() + old[end:]).decode()
            mutant = Mutant(file=file, line=line, where=where, before=lines[line - 1], after=new)
            if new != mutant.before:
                found[line, new] = mutant
    yield from (found[key] for key in sorted(found))


def compiles(mutant: Mutant, source: str) -> bool:
    """Whether Python takes the file with this line; a `break` out of a loop it does not."""
    try:
        compile(mutant.source(source), mutant.file, "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _nodes(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST]]:
    """Each node that is run, with the name of the function it is in."""
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or field in SKIPPED or _is_for_checkers(child):
                continue
            if isinstance(node, ast.ClassDef) and field == "keywords":
                continue  # `frozen`, `kw_only`: what is written of a class, and not what it does
            if isinstance(node, ast.Call) and field == "args" and _is_patience(node):
                continue  # a second more is no other rule
            name = getattr(child, "name", "") if isinstance(child, _NAMED) else ""
            inside = f"{where}.{name}".strip(".") if name else where
            yield inside, child
            yield from _nodes(child, inside)


def _is_patience(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    return name in {"timeout", "sleep"}


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _is_for_checkers(node: ast.AST) -> bool:
    """Whether a statement says something to a type checker alone, or to a reader."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.dump(node.test)
    return isinstance(node, ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom)


Change = tuple[int, int, int, str]  # line, and of its bytes the first, the one past, the new text


def _changes(node: ast.AST, lines: list[str]) -> Iterator[Change]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            operands = [left, *others]
            for op, (a, b) in zip(ops, itertools.pairwise(operands), strict=True):
                yield from _between(a, b, op, lines)
        case ast.BoolOp(op=op, values=values):
            for a, b in itertools.pairwise(values):
                yield from _between(a, b, op, lines)
        case ast.BinOp(left=a, op=op, right=b) | ast.AugAssign(target=a, op=op, value=b):
            yield from _between(a, b, op, lines)
        case ast.stmt():
            yield from _of_statement(node)
        case ast.expr():
            yield from _of_expression(node)


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.While(test=test):
            yield from _turned(test)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield from _on_one_line(value, "None")
        case ast.Break():
            yield from _on_one_line(node, "continue")
        case ast.Continue():
            yield from _on_one_line(node, "break")
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
            yield from _on_one_line(node, "pass")
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield from _on_one_line(node, "pass")


def _of_expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _on_one_line(node, ast.unparse(operand))
        case ast.IfExp(test=test):
            yield from _turned(test)
        case ast.Constant(value=bool(value)):
            yield from _on_one_line(node, repr(not value))
        case ast.Constant(value=int(value)) if 0 <= value <= SMALL:
            yield from _on_one_line(node, repr(value + 1))


def _turned(test: ast.expr) -> Iterator[Change]:
    """The opposite of a condition that is a name or a call; others have operators to swap."""
    if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.NamedExpr):
        yield from _on_one_line(test, f"(not {ast.unparse(test)})")


def _on_one_line(node: ast.stmt | ast.expr, text: str) -> Iterator[Change]:
    if node.lineno == node.end_lineno:
        yield node.lineno, node.col_offset, node.end_col_offset or 0, text


def _between(a: ast.expr, b: ast.expr, op: ast.AST, lines: list[str]) -> Iterator[Change]:
    """The operator between two operands, if the first ends on the line where the second begins."""
    if type(op) not in SWAPS or a.end_lineno != b.lineno:
        return
    pattern, new = SWAPS[type(op)]
    start = a.end_col_offset or 0
    gap = lines[b.lineno - 1].encode()[start : b.col_offset].decode()
    if found := re.search(pattern, gap):
        text = gap[: found.start()] + new + gap[found.end() :]
        yield b.lineno, start, b.col_offset, text
