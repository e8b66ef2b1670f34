"""The text of strangers made an expression, or an error that shows where it goes wrong.

Text passes three gates: only the signs of the language (so that what reaches Python's parser is short and plain),
only in an order that makes sense, and only the nodes of the tree. Nothing is ever run; constants alone are worked out,
in float64, where no power can grow without end. Knows no values, no notation and no network.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np

from nnstep.expr.parsing import unsupported as refused
from nnstep.expr.parsing.tokens import ANYTHING, MAX_DEPTH, SourceLine, check
from nnstep.expr.primitive import Primitive
from nnstep.expr.primitives import PRIMITIVES, TYPED
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, Operator, Transpose, names, walk
from nnstep.expr.walks.evaluate import evaluate
from nnstep.limits import EXPRESSION_CHARACTERS, EXPRESSION_NODES

MAX_LENGTH, MAX_NODES, MAX_EXPONENT = EXPRESSION_CHARACTERS.default, EXPRESSION_NODES.default, 100
_MAX_WHOLE = 1e15
"""What is worked out of numbers alone stays below: the NumPy line has whole numbers, and NumPy's end at 9.2e18."""

_NUMPY_CALL = re.compile(r"(np\.\w+)\(\{0\}(?:, \{1\})?\)")
_SPELLINGS = {name: name for name in TYPED} | {
    match[1]: name for name, row in TYPED.items() if (match := _NUMPY_CALL.fullmatch(row.source))
}
"""From how a function may be written, as itself or as in the NumPy line, to the function."""

_TARGET = re.compile(r" *([A-Za-z][A-Za-z0-9_]*) *")
_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
}


def parse_expression(text: str, names: Collection[str], *, origin: str = "") -> Expr:
    """Return the expression that `text` states over the quantities `names`; raise ExpressionError where it can't.

    `origin` says in the message where the text comes from, such as a file and key.
    """
    return _expression(_opened(text, origin), names)


def parse_assignment(text: str, names: Collection[str], *, origin: str = "") -> tuple[str, Expr]:
    """Return target and expression of a line ``target = expression``; raise ExpressionError where it is none."""
    line = _opened(text, origin)
    left, equals, right = line.text.partition("=")
    if not equals:
        line.fail(0, "no = here", "name = expression", "write a line such as a1 = 3*x")
    match = _TARGET.fullmatch(left)
    if match is None:
        line.fail(0, "the left side is not a name", "a letter, then letters, digits and _", "as in a1 = 3*x")
    target = match[1]
    if right.startswith("="):
        line.fail(len(left), "found a comparison (==)", "a single =", f"write {target} = ...")
    if target == "np" or (target in PRIMITIVES and PRIMITIVES[target].named) or refused.word(target):
        line.fail(match.start(1), f"{target} means something else already", "another name", f"such as {target}1")
    return target, _expression(replace(line, start=len(left) + 1), names)


def _opened(text: str, origin: str) -> SourceLine:
    line = SourceLine(text[:MAX_LENGTH].rstrip("\r\n").replace("\t", " "), origin)
    if len(text) > MAX_LENGTH:
        line.fail(0, f"too long: {len(text)} characters", f"at most {MAX_LENGTH}", "split it into several lines")
    return line


def _expression(line: SourceLine, known: Collection[str]) -> Expr:
    check(line)
    expr = _Builder(line, known).build(_python_tree(line), 0)
    if sum(1 for _ in walk(expr)) > MAX_NODES:
        line.fail(line.start, "too many names, numbers and operations", f"at most {MAX_NODES}", "split it into lines")
    return expr


def _python_tree(line: SourceLine) -> ast.expr:
    try:
        return ast.parse(f"({line.text[line.start :]})", mode="eval").body
    except SyntaxError as error:
        column = line.start + max(0, (error.offset or 1) - 2)
        line.fail(min(column, len(line.text)), f"this can't be read: {error.msg}", ANYTHING)
    except (ValueError, RecursionError, MemoryError):
        line.fail(line.start, "this can't be read", ANYTHING)


@dataclass(frozen=True, slots=True)
class _Builder:
    """The whitelist: from Python's nodes to the tree's, and an error for any other."""

    line: SourceLine
    known: Collection[str]

    def build(self, node: ast.expr, depth: int) -> Expr:
        """Return the tree of `node`, which stands inside `depth` operations."""
        if depth > MAX_DEPTH:
            self.line.too_deep(self._column(node))
        match node:
            case ast.Constant():
                return Number(self._number(node))
            case ast.Name(id):
                return self._name(node, id)
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.build(operand, depth + 1)
            case ast.UnaryOp(ast.USub(), ast.Constant() as operand) if (value := self._number(operand)) > 0:
                return Number(-value)
            case ast.UnaryOp(ast.USub(), operand):
                return Negative(self.build(operand, depth + 1))
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
                sides = self.build(left, depth + 1), self.build(right, depth + 1)
                return self._binary(node, _OPERATORS[type(operator)], *sides)
            case ast.Attribute(value, "T"):
                return self._transpose(node, self.build(value, depth + 1))
            case ast.Call(function, arguments, []):
                return self._call(node, ast.unparse(function), [self.build(item, depth + 1) for item in arguments])
            case _:
                found = f"an attribute (.{node.attr})" if isinstance(node, ast.Attribute) else type(node).__name__
                return self._fail(node, f"found {found}", ANYTHING)

    def _column(self, node: ast.expr) -> int:
        return self.line.start + node.col_offset - 1

    def _fail(self, node: ast.expr, found: str, expected: str, hint: str = "") -> NoReturn:
        self.line.fail(self._column(node), found, expected, hint)

    def _number(self, node: ast.Constant) -> float:
        if type(node.value) not in (int, float):
            self._fail(node, f"found {type(node.value).__name__}", ANYTHING)
        try:
            value = float(node.value)  # type: ignore[arg-type]
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            self._fail(node, "this number is too large", "numbers below 1.8e308")
        return value

    def _name(self, node: ast.expr, id: str) -> Name:
        if id in self.known:
            return Name(id)
        if id in TYPED:
            self._fail(node, f"{id} is a function without its value", f"{id}(...)", f"write {id}(x)")
        known = sorted(self.known)
        listed = "one of " + ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
        hint = refused.FOREIGN.get(id) or _suggestion(id, known)
        return self._fail(node, f"nothing is called {id} here", listed if known else "numbers only", hint)

    def _transpose(self, node: ast.expr, operand: Expr) -> Expr:
        if not names(operand):
            self._fail(node, "a number has no transpose", "a quantity before .T")
        return Transpose(operand)

    def _binary(self, node: ast.BinOp, operator: Operator, left: Expr, right: Expr) -> Expr:
        if operator == "@" and not (names(left) and names(right)):
            self._fail(node, "a number in a matrix product (@)", "two matrices", "write * to multiply by a number")
        if operator == "**" and not names(right) and abs(float(evaluate(right, {}))) > MAX_EXPONENT:
            self._fail(node.right, "this exponent is too large", f"at most {MAX_EXPONENT}, or at least -{MAX_EXPONENT}")
        return self._finite(node, Binary(operator, left, right))

    def _call(self, node: ast.expr, written: str, arguments: Sequence[Expr]) -> Expr:
        if written not in _SPELLINGS:
            self._fail_function(node, written)
        function = _SPELLINGS[written]
        row = PRIMITIVES[function]
        if len(arguments) != row.arity:
            self._fail(
                node, f"{written} has {len(arguments)} values here", f"{written}({', '.join('xy'[: row.arity])})"
            )
        expr = Call(function, tuple(arguments))
        if not names(expr) and not _makes_numbers(row):
            self._fail(node, f"{written} of numbers alone", "a quantity in its brackets", "write the number itself")
        return self._finite(node, expr)

    def _fail_function(self, node: ast.expr, written: str) -> NoReturn:
        if written in self.known:
            self._fail(node, f"{written} is a value, not a function", "a sign before (", f"write {written}*(...)")
        hint = refused.FOREIGN.get(written) or _suggestion(written.removeprefix("np."), [*TYPED])
        self._fail(node, f"there is no function {written}", f"one of {', '.join(TYPED)}", hint)

    def _finite(self, node: ast.expr, expr: Expr) -> Expr:
        """Refuse a part made of numbers alone, such as 1/0, that the NumPy line could not work out in Python."""
        if names(expr):
            return expr
        value = float(evaluate(expr, {}))
        if not math.isfinite(value):
            self._fail(node, "this part has no finite value", "no division by 0, root of -1 or the like")
        if abs(value) > _MAX_WHOLE and not isinstance(expr, Call):
            self._fail(node, "this part is too large", f"at most {_MAX_WHOLE:g}", f"write it as one number: {value:g}")
        return expr


def _makes_numbers(row: Primitive) -> bool:
    """Return whether the function makes a float64 of Python's whole numbers; ``np.abs(2)`` is an integer still."""
    return row.shaping == "elementwise" and np.asarray(row.function(*[1] * row.arity)).dtype.kind == "f"


def _suggestion(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # for what is wrong only

    close = get_close_matches(word, known, n=1) or get_close_matches(word.lower(), known, n=1)
    return f"did you mean {close[0]}?" if close else ""
