"""What an exercise is, told from its file alone, agrees with the program that it compiles to."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import NNStepError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from nnstep.scenario.outline import KINDS, outline_of

NAMED = ["zheng-exercise-1", "tashfeen-parity", "bradbury-graph-chain", "digits", "xor", "kapur-3-3-3-1"]


@pytest.mark.parametrize("name", sorted(bundled_paths()))
def test_every_bundled_exercise_has_an_outline_with_its_title(name: str) -> None:
    outline = outline_of(bundled_paths()[name])
    assert outline.title
    assert outline.kind in KINDS


@pytest.mark.parametrize("name", NAMED)
def test_the_size_is_that_of_the_layers(name: str) -> None:
    path = bundled_paths()[name]
    program, outline = compile_program(load(str(path))), outline_of(path)
    if program.scenario.graph is None:
        outputs = [program.shapes[f"a{number}"][0] for number in range(1, len(program.scenario.layers) + 1)]
        assert "-".join(map(str, outputs)) in outline.size


def test_a_file_that_is_no_toml_is_refused_or_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("input = [1")
    with pytest.raises(NNStepError):
        outline_of(path)
