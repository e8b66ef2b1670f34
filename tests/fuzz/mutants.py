"""Change one thing in a module at a time, and see whether its tests notice.

Run by hand: ``python -m tests.fuzz.mutants nnstep.grading.tolerance tests/grading/test_tolerance.py [--every N]``.
Prints each mutant that the tests let pass. A mutant lives in a process of its own: no file is changed, and what a test
runs in another process does not see it.
"""

from __future__ import annotations

import argparse
import ast
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path

import hypothesis  # noqa: F401 (else each mutant would load them again)
import numpy  # noqa: F401
import pytest

LIMIT = 120
"""Seconds of processor time after which tests are stopped: a mutant has been noticed then."""
_SLOWER = 10
"""So many times what the tests take without a mutant is enough, and some seconds: it goes round in a circle."""
_PATIENCE = 10
"""So many times as long it may take by the clock, on a busy machine or waiting for what never comes."""
OTHER: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
OTHER_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Yield each mutant of a module with what was changed; none of how a data class is declared."""
    declared = {id(part) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for part in _decorating(node)}
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node) if id(node) not in declared else ():
            copy = deepcopy(tree)
            place = next(each for at, each in enumerate(ast.walk(copy)) if at == number)
            before = ast.unparse(place)
            change(place)
            yield f"{getattr(node, 'lineno', 0)}: {before}  ->  {ast.unparse(place)}", ast.fix_missing_locations(copy)


def _decorating(node: ast.ClassDef) -> Iterator[ast.AST]:
    for decorator in node.decorator_list:
        yield from ast.walk(decorator)


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in OTHER:
            yield lambda place: setattr(place, "ops", [OTHER[type(op)]()])
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            yield lambda place: setattr(place, "op", OTHER[type(op)]())
        case ast.If() | ast.IfExp():
            yield lambda place: setattr(place, "test", ast.UnaryOp(ast.Not(), place.test))  # type: ignore[attr-defined]
        case ast.Call(func=ast.Name(id=name)) if name in OTHER_CALLS:
            yield lambda place: setattr(place, "func", ast.Name(OTHER_CALLS[name], ast.Load()))
        case ast.Constant(value=bool() as value):
            yield lambda place: setattr(place, "value", not value)
        case ast.Constant(value=int() | float() as value):
            yield lambda place: setattr(place, "value", value + 1)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield lambda place: setattr(place, "value", ast.Constant(None))


class _Mutated(SourceFileLoader):
    """Loads one module from a changed tree."""

    def __init__(self, spec: ModuleSpec, tree: ast.Module) -> None:
        super().__init__(spec.name, str(spec.origin))
        self._tree = tree

    def get_code(self, fullname: str) -> object:
        return compile(self._tree, self.path, "exec")


class _Finder(PathFinder):
    """Finds the mutant in the place of its module."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self._module, self._tree = module, tree

    def find_spec(self, fullname, path=None, target=None):  # type: ignore[no-untyped-def,override]
        if fullname != self._module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        spec.loader = _Mutated(spec, self._tree)
        return spec


def is_noticed(module: str, tree: ast.Module | None, tests: list[str], marks: str = "", limit: int = LIMIT) -> bool:
    """Return whether the tests with such marks fail with a mutant, or with none if there is no tree."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        if tree is not None:
            sys.meta_path.insert(0, _Finder(module, tree))
        os._exit(int(pytest.main(["-n", "0", "-x", "-p", "no:cacheprovider", "--assert=plain", "-m", marks, *tests])))
    until = time.monotonic() + _PATIENCE * LIMIT
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main() -> None:
    """Read the command line, try the mutants, print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--every", type=int, default=1, help="try every Nth mutant only")
    parser.add_argument("--first", type=int, default=0, help="begin with this one, counted from 0")
    parser.add_argument("--lines", type=int, nargs="+", help="try those in some lines only, as of survivors")
    parser.add_argument("--fast", action="store_true", help="leave out the tests marked thorough")
    asked = parser.parse_args()
    marks = "not thorough" if asked.fast else ""
    if is_noticed(asked.module, None, asked.tests, marks):
        parser.error("the tests fail without a mutant")
    limit = min(LIMIT, 5 + int(_SLOWER * resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime))
    path = Path(asked.module.replace(".", "/") + ".py")
    chosen = list(mutants(ast.parse(path.read_text(encoding="utf-8"))))[asked.first :: asked.every]
    if asked.lines:
        chosen = [(what, tree) for what, tree in chosen if int(what.partition(":")[0]) in asked.lines]
    survivors = 0
    for what, tree in chosen:
        if not is_noticed(asked.module, tree, asked.tests, marks, limit):
            survivors += 1
            print(f"{path}:{what}", flush=True)
    print(f"{asked.module}: {len(chosen)} mutants, {survivors} not noticed")


if __name__ == "__main__":
    main()
