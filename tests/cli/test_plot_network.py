"""``nnstep plot --kind network``: the network at a position, with what the operation there reads and writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli.subcommands.plot import command
from tests.drawing.svg.drawn import parsed, texts


def plotted(path: Path, *arguments: str) -> set[str]:
    result = CliRunner().invoke(command, [*arguments, "--kind", "network", "-o", str(path)])
    assert result.exit_code == 0, result.output
    return set(texts(parsed(path.read_text(encoding="utf-8"))))


def test_the_network_at_an_operation_is_drawn(tmp_path: Path) -> None:
    written = plotted(tmp_path / "network.svg", "zheng-exercise-1", "--to", "1.1.7")
    assert {"1.1.7: δ₁ = W₂ᵀ δ₂ ⊙ linear′(z₁)", "486", "679", "397", "115", "141", "◀ W₂"} <= written


def test_a_graph_is_drawn_as_one(tmp_path: Path) -> None:
    written = plotted(tmp_path / "graph.svg", "bradbury-graph-two-paths")
    assert {"x", "a₁", "a₂", "y", "∂ 5"} <= written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor", "E", "--kind", "network"], "--kind network takes no EXPRESSION, but 'E' was given."),
        (["xor"], "Missing argument 'EXPRESSION...': name a number such as E, or use --kind network."),
    ],
)
def test_a_wrong_call_says_what_to_write(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [*arguments, "-o", str(tmp_path / "a.svg")])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())
