"""Phases as a person lists them: by id or title, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.errors import CommandError
from nnstep.program.compile import compile_program
from nnstep.program.operations.phases import chosen_phases
from tests.conftest import build_scenario

TRAINED = compile_program(build_scenario((2, 2), ("sigmoid",)))
FORWARD = replace(TRAINED, ops=TRAINED.ops[:2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, {"forward", "error", "backward", "gradient", "update"}),
        ("forward,error", {"forward", "error"}),
        (" Forward propagation , UPDATE,", {"forward", "update"}),
        ("gradients", {"gradient"}),
    ],
)
def test_phases_are_listed_by_their_ids_or_titles(text: str | None, expected: set[str]) -> None:
    assert chosen_phases(text, TRAINED) == expected


def test_without_a_list_they_are_those_that_the_program_has() -> None:
    assert chosen_phases(None, FORWARD) == {"forward"}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("forwrd", "'forwrd' is no phase", "did you mean forward"),
        ("forward,qqq", "'qqq' is no phase", "choose from forward"),
        ("", "no phase is named", "choose from forward"),
        (" , ,", "no phase is named", "choose from forward"),
    ],
)
def test_what_is_no_phase_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        chosen_phases(text, TRAINED)
    assert caught.value.message == message
    assert hint in caught.value.hint


def test_a_phase_that_this_program_lacks_is_refused() -> None:
    with pytest.raises(CommandError) as caught:
        chosen_phases("update", FORWARD)
    assert caught.value.message == "this program has no phase update"
    assert caught.value.hint == "choose from forward"
