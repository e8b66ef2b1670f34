"""Work a short script through, statement by statement, without running it: arithmetic and listed functions only."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.mending.line_evaluation import Unknown, bounded, evaluate_quietly, quiet
from nnstep.own_code.mending.line_values import numbers_of

_MOST_STATEMENTS = 3000
_MOST_CALLS = 12
"""Of functions inside one another."""
_ITERATED: Mapping[str, Callable[..., Any]] = {
    "range": range, "enumerate": enumerate, "zip": zip, "reversed": reversed, "list": list,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class WorkedOut:
    """One value that a statement assigned when it was worked through."""

    line: int
    place: str
    function: str
    value: Array


@dataclass(slots=True)
class _Scope:
    values: dict[str, Any]
    function: str


class _Returned(Exception):  # noqa: N818 - how a `return` leaves its function
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Left(Exception):  # noqa: N818 - how `break` and `continue` leave the body of a loop
    def __init__(self, *, goes_on: bool) -> None:
        super().__init__()
        self.goes_on = goes_on


@dataclass(slots=True)
class SourceRun:
    """A script that is worked through up to a number of values."""

    most_values: int
    values: list[WorkedOut] = field(default_factory=list)
    states: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By the identity of a statement: what its names held before it was reached first."""
    statements: int = 0
    functions: dict[str, ast.FunctionDef | ast.Lambda] = field(default_factory=dict)
    _global: _Scope = field(default_factory=lambda: _Scope({}, "<module>"))
    _calls: int = 0

    def work_through(self, tree: ast.Module) -> None:
        """Work a script through; it ends early where enough was assigned.

        Raise Unknown where the script does what can't be worked through.
        """
        try:
            with quiet():
                self._all(tree.body, self._global)
        except _Enough:
            return
        except Exception as error:  # whatever a changed script raises: it is not the right one
            raise Unknown from error

    def _all(self, statements: Iterable[ast.stmt], scope: _Scope) -> None:
        for statement in statements:
            self._one(statement, scope)

    def _one(self, statement: ast.stmt, scope: _Scope) -> None:
        self.statements += 1
        if self.statements > _MOST_STATEMENTS or len(self.values) >= self.most_values:
            raise _Enough
        if id(statement) not in self.states:
            self.states[id(statement)] = {**self._global.values, **scope.values}
        match statement:
            case ast.Assign(targets, value):
                if isinstance(value, ast.Lambda) and isinstance(targets[0], ast.Name):
                    self.functions[targets[0].id] = value
                    return
                found = self._value(value, scope)
                for target in targets:
                    self._assign(target, found, scope, statement.lineno)
            case ast.AugAssign(target, op, value):
                self._augment(target, op, value, scope, statement.lineno)
            case ast.For(target, iterable, body, _):
                self._loop(target, self._iterated(iterable, scope), body, scope, statement.lineno)
            case ast.If(test, body, orelse):
                self._all(body if self._value(test, scope) else orelse, scope)
            case ast.FunctionDef(name):
                self.functions[name] = statement
            case ast.Return(value):
                raise _Returned(None if value is None else self._value(value, scope))
            case ast.Break() | ast.Continue():
                raise _Left(goes_on=isinstance(statement, ast.Continue))
            case ast.Expr(ast.Call(ast.Attribute(ast.Name() as owner, "append"), [value], [])):
                several = self._value(owner, scope)
                if not isinstance(several, list):
                    raise Unknown
                several.append(self._value(value, scope))
                bounded(several)
            case ast.Expr() | ast.Import() | ast.ImportFrom() | ast.Pass():
                if isinstance(statement, ast.Expr) and not _is_harmless(statement.value):
                    raise Unknown
            case _:
                raise Unknown

    def _loop(self, target: ast.expr, values: Iterable[Any], body: list[ast.stmt], scope: _Scope, line: int) -> None:
        for value in values:
            self._assign(target, value, scope, line, counts=isinstance(values, range))
            try:
                self._all(body, scope)
            except _Left as left:
                if not left.goes_on:
                    return

    def _iterated(self, node: ast.expr, scope: _Scope) -> Iterable[Any]:
        match node:
            case ast.Call(ast.Name(name), arguments, []) if name in _ITERATED:
                found = [self._iterated(one, scope) for one in arguments]
                if name == "list":
                    return _listed(*found)
                whole: Iterable[Any] = _ITERATED[name](*found)
                return whole
        value = self._value(node, scope)
        if isinstance(value, int | list | tuple | np.ndarray):
            return value  # type: ignore[return-value]
        raise Unknown

    def _augment(self, target: ast.expr, op: ast.operator, value: ast.expr, scope: _Scope, line: int) -> None:
        before = self._value(target, scope)
        after = self._value(ast.BinOp(target, op, value), scope)
        if isinstance(before, np.ndarray) and before.ndim:
            before[...] = np.asarray(after).astype(before.dtype)  # as NumPy does it, in place
            self._note(target, scope, line)
        else:
            self._assign(target, after, scope, line)

    def _assign(self, target: ast.expr, value: Any, scope: _Scope, line: int, *, counts: bool = False) -> None:
        match target:
            case ast.Name(name):
                scope.values[name] = value
            case ast.Tuple(targets) | ast.List(targets):
                several = list(value)
                if len(several) != len(targets):
                    raise Unknown
                for one, part in zip(targets, several, strict=True):
                    self._assign(one, part, scope, line, counts=counts)
                return
            case ast.Subscript(inner, index):
                self._value(inner, scope)[self._value(index, scope)] = value
            case _:
                raise Unknown
        if not counts:
            self._note(target, scope, line)

    def _note(self, target: ast.expr, scope: _Scope, line: int) -> None:
        while isinstance(target, ast.Subscript):
            target = target.value
        name = target.id if isinstance(target, ast.Name) else ast.unparse(target)
        for place, value in _numeric(name, self._value(target, scope)):
            self.values.append(WorkedOut(line, place, scope.function, np.array(value)))

    def _value(self, node: ast.expr, scope: _Scope) -> Any:
        return evaluate_quietly(node, lambda part: self._known(part, scope))

    def _known(self, node: ast.expr, scope: _Scope) -> Any:
        match node:
            case ast.Name(name):
                for values in (scope.values, self._global.values):
                    if name in values:
                        return values[name]
            case ast.Call(ast.Name(name), arguments, keywords) if name in self.functions:
                return self._called(self.functions[name], name, arguments, keywords, scope)
        raise Unknown

    def _called(
        self,
        function: ast.FunctionDef | ast.Lambda,
        name: str,
        arguments: list[ast.expr],
        keywords: list[ast.keyword],
        scope: _Scope,
    ) -> Any:
        names = [one.arg for one in function.args.args]
        given = dict(zip(names, (self._value(one, scope) for one in arguments), strict=False))
        given |= {one.arg: self._value(one.value, scope) for one in keywords if one.arg is not None}
        if len(given) < len(names) or self._calls >= _MOST_CALLS:
            raise Unknown
        inner = _Scope(given, name)
        if isinstance(function, ast.Lambda):
            self.statements += 1
            if self.statements > _MOST_STATEMENTS:
                raise _Enough
            return self._value(function.body, inner)
        self._calls += 1
        try:
            self._all(function.body, inner)
        except _Returned as returned:
            return returned.value
        finally:
            self._calls -= 1
        return None


class _Enough(BaseException):
    """As many values were assigned as were asked for."""


def _listed(values: Iterable[Any]) -> list[Any]:
    """Return as a list what a loop goes over, where it can come to an end."""
    found = list(islice(values, _MOST_STATEMENTS + 1))
    if len(found) > _MOST_STATEMENTS:
        raise Unknown
    return found


def _is_harmless(node: ast.expr) -> bool:
    """Return whether an expression that stands alone does nothing to the values: a text, a print, or arithmetic."""
    match node:
        case ast.Call(ast.Name("print")):
            return True
        case ast.Constant() | ast.BinOp():
            return True
    return False


def _numeric(place: str, value: Any) -> Iterator[tuple[str, Array]]:
    """Yield the numbers in a value, each with its place."""
    numbers = numbers_of(value)
    if numbers is not None:
        yield place, numbers
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from _numeric(f"{place}[{at}]", one)
