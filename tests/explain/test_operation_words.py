"""What an operation is, in words: there for every role, and true under every convention."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from nnstep.explain.operation_words import WORDS, operation_words
from nnstep.program.compile import compile_program
from nnstep.program.program import Program, Role
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


def words_by_role(name: str, **conventions: str) -> dict[str, str]:
    scenario = load(find(name))
    program = compile_program(replace(scenario, conventions=replace(scenario.conventions, **conventions)), 1)
    return {op.role: operation_words(op, program) for op in program.ops}


def test_every_role_has_its_words() -> None:
    assert set(WORDS) == set(get_args(Role))


@pytest.mark.parametrize("name", ["zheng-exercise-1", "xor", "tashfeen-parity", "bradbury-graph-chain"])
def test_they_are_whole_sentences_without_a_formula(name: str) -> None:
    program: Program = compile_program(load(find(name)), 1)
    for op in program.ops:
        text = operation_words(op, program)
        assert text.endswith(".")
        assert not any(sign in text for sign in "{}=[]∂Σ"), text


def test_the_conventions_are_respected() -> None:
    assert words_by_role("zheng-exercise-1")["output delta"].startswith("The derivative of the error with respect")
    turned = words_by_role("zheng-exercise-1", delta="y-a")
    assert turned["output delta"].startswith("The derivative of the error, with the opposite sign, with respect")
    assert "delta of its neuron" in words_by_role("zheng-exercise-1")["bias gradient"]
