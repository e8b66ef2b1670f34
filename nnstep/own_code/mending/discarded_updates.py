"""Statements that compute the new value of a parameter and do not assign it: ``b - rate * db``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.source_tree import source_tree
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.watched import Arrival, Assigned


def discarded_update(case: CodeCase, sources: Mapping[Path, str], step: int) -> CodeFault | None:
    """Return the first statement that computes a parameter which training step `step` should give, and drops it."""
    missing = [id for id in case.trained if not case.occurs(step, id)]
    for path, statement, left in _standing_alone(sources):
        for id in missing:
            holder = _holder(case, path, ast.unparse(left), case.places_of(id))
            if holder is not None:
                text = ast.unparse(statement.value)
                cause = ProgramFault(
                    "never-updated",
                    f"the result of `{text}` is not assigned to anything: {id} is never updated",
                    "Which array does the update write, and which does the next forward pass read?",
                )
                return CodeFault(cause, replace(holder, line=statement.lineno), None)
    return None


def at_the_call(fault: CodeFault, sources: Mapping[Path, str]) -> CodeFault:
    """Return a fault of a value that a function returns, at the statement that calls it and drops what it returns."""
    returned = fault.assignment
    if returned.kind is not Arrival.RETURNED:
        return fault
    for node in ast.walk(source_tree(sources.get(returned.file, ""))):
        match node:
            case ast.Expr(ast.Call(ast.Name(name) | ast.Attribute(_, name))) if name == returned.function:
                return replace(fault, assignment=replace(returned, line=node.lineno))
    return fault


def _standing_alone(sources: Mapping[Path, str]) -> Iterator[tuple[Path, ast.Expr, ast.expr]]:
    """Yield the statements that are nothing but a sum or a difference, and what they begin with."""
    for path, text in sources.items():
        for node in ast.walk(source_tree(text)):
            match node:
                case ast.Expr(ast.BinOp(left, ast.Add() | ast.Sub())):
                    yield path, node, left


def _holder(case: CodeCase, path: Path, written: str, places: set[str]) -> Assigned | None:
    """Return the first assignment of a place that is written so, with any index, and holds a parameter."""
    pattern = re.compile(re.sub(r"\\\[.*?\\\]", lambda _: r"\\[.*\\]", re.escape(written)))
    return next(
        (one for one in case.assignments if one.file == path and one.place in places and pattern.fullmatch(one.place)),
        None,
    )
