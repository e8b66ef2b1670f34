"""``nnstep screenshot``: the options lead to the screen that is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main


@pytest.mark.thorough
def test_commands_position_keys_sheet_and_theme_lead_to_the_picture(tmp_path: Path) -> None:
    commands, sheet, path = tmp_path / "session.txt", tmp_path / "own.toml", tmp_path / "app.svg"
    commands.write_text("watch W1[0,0] * 2\nn\n", encoding="utf-8")
    sheet.write_text("z1 = [19, 11, 14, 19]\n", encoding="utf-8")
    options = ["--commands", str(commands), "--at", "1.1.2", "--keys", "N", "--sheet", str(sheet)]
    size = ["--theme", "textual-light", "--width", "130", "--height", "40"]
    result = CliRunner().invoke(main, ["screenshot", "zheng-exercise-1", "-o", str(path), *options, *size])
    assert (result.exit_code, result.output) == (0, "")
    svg = path.read_text(encoding="utf-8")
    assert "1.1.1" in svg
    assert "W1[0,0] * 2" in svg
    assert "mistake" in svg
    assert 'viewBox="0 0 1186 696"' in svg
    assert len(svg) < 60_000


def test_a_wrong_key_is_said_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "app.svg"
    result = CliRunner().invoke(main, ["screenshot", "zheng-exercise-1", "-o", str(path), "--keys", "n entr"])
    assert result.exit_code == 2
    assert "there is no key 'entr'" in result.stderr
    assert not path.exists()
