"""What an operation is, in words: there for every role, and true under every convention."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from nnstep.program.compile import compile_program
from nnstep.program.program import Program, Role
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.practice.operation_words import GLOSSARY, WORDS, operation_form, operation_words
from tests.exercises import SMALL


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


@pytest.mark.parametrize("name", sorted(SMALL))
def test_why_an_operation_has_its_form_is_a_sentence_or_nothing(name: str) -> None:
    program = compile_program(load(SMALL[name]), 1)
    for op in program.ops:
        text = operation_form(op, program)
        assert not text or (text[0].isupper() and text.endswith("."))
        assert not any(sign in text for sign in "{}=[]∂Σ"), text


def test_nothing_is_said_of_gradients_where_they_have_another_sign_or_there_are_none() -> None:
    scenario = load(find("zheng-exercise-1"))
    turned = replace(scenario, conventions=replace(scenario.conventions, delta="y-a"))
    for program, said in ((compile_program(scenario, 1), True), (compile_program(turned, 1), False)):
        update = next(op for op in program.ops if op.role == "weight update")
        assert bool(operation_form(update, program)) == said
    perceptron = compile_program(load(find("perceptron-and")), 1)
    assert not any(operation_form(op, perceptron) for op in perceptron.ops if op.phase == "update")


def test_each_word_of_the_field_is_explained_in_a_line() -> None:
    names = [word for word, _ in GLOSSARY]
    assert {"delta", "activation", "gradient", "learning rate", "epoch", "batch", "forward pass"} <= set(names)
    assert len(names) == len(set(names))
    assert all(len(text) <= 100 for _, text in GLOSSARY)
