"""Which format an export has: the ending of the name says it, and ``--to`` where several formats have that ending."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli.subcommands.export import command
from nnstep.errors import ExportError
from nnstep.exports.exporting import export_to
from nnstep.exports.formats import EXPORT_FORMATS, endings, format_for


def test_numpy_is_meant_where_no_target_is_named() -> None:
    assert format_for(".py", None) is EXPORT_FORMATS["numpy"]
    assert endings()[".py"] == "a Python script that needs only NumPy"


@pytest.mark.parametrize("target", ["numpy", "torch", "sklearn"])
def test_a_target_that_is_named_is_meant(target: str, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    done = CliRunner().invoke(command, ["xor", "-o", str(path), "--to", target])
    assert done.exit_code == 0, done.output
    assert {"numpy": "import numpy", "torch": "nn.Sequential", "sklearn": "MLPClassifier"}[target] in path.read_text()


def test_a_target_that_there_is_not_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no export to 'pytroch'") as caught:
        export_to(tmp_path / "net.py", "pytroch")
    assert caught.value.hint == "did you mean torch?"


def test_a_target_with_another_ending_is_told() -> None:
    with pytest.raises(ExportError, match="torch is not written to"):
        format_for(".txt", "torch")
