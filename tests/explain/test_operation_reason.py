"""Every operation there can be has a reason, in sentences a reader can follow."""

from __future__ import annotations

from typing import get_args

import pytest

from nnstep.explain.operation_reason import WORDS, reason_of
from nnstep.expr.tree import Name
from nnstep.program.program import Op, Role


@pytest.mark.parametrize("role", get_args(Role))
def test_every_role_has_one_to_three_sentences(role: Role) -> None:
    reason = reason_of(Op("z", Name("x"), "forward", 1, role))
    assert reason[0].isupper()
    assert reason.endswith(".")
    assert 1 <= reason.count(". ") + 1 <= 3
    assert all(len(sentence.split()) <= 32 for sentence in reason.split(". "))


def test_each_word_is_explained_in_a_line() -> None:
    names = [word for word, _ in WORDS]
    assert {"delta", "activation", "gradient", "learning rate", "epoch", "batch", "forward pass"} <= set(names)
    assert len(names) == len(set(names))
    assert all(len(text) <= 100 for _, text in WORDS)
