"""Fusion: which updates are done at once."""

from __future__ import annotations

from dataclasses import replace

from nnstep.engine.fastpath.fuse import fuse, fused
from nnstep.expr.tree import call
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from tests.conftest import build_scenario


def program() -> Program:
    return compile_program(build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=5, epochs=2))


def test_the_updates_of_all_parameters_become_statements_over_vectors() -> None:
    (fusion,) = fuse(trained := program(), set(), set())
    assert set(trained.parameters) <= {id for ids in fusion.vectors.values() for id in ids}
    assert all(statement.target in fusion.vectors for statement in fusion.statements)
    assert [s.target for s in fused(trained, [fusion], {})][-1] in fusion.vectors


def test_updates_are_not_fused_across_an_operation_that_a_condition_follows() -> None:
    trained = program()
    updates = [number for number, op in enumerate(trained.ops) if op.target in trained.gradients]
    assert fuse(trained, {updates[0]}, set()) == []
    assert fuse(trained, {updates[-1]}, set())


def test_lines_that_follow_an_operation_follow_what_replaces_it() -> None:
    trained = program()
    last = len(trained.ops) - 1
    statements = fused(trained, fuse(trained, {last}, set()), {0: ("first",), last: ("last",)})
    assert statements[0].after == ("first",)
    assert statements[-1].after == ("last",)


def test_an_update_that_is_not_exact_element_by_element_is_left_alone() -> None:
    trained = program()
    ops = tuple(
        replace(op, expression=call("exp", op.expression)) if op.target in trained.gradients else op
        for op in trained.ops
    )
    assert fuse(replace(trained, ops=ops), set(), set()) == []
