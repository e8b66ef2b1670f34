"""Title and source of a scenario file, read without the rest where it begins with them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nnstep.errors import ScenarioError
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.heading import heading


@pytest.mark.parametrize("path", bundled_paths().values(), ids=bundled_paths())
def test_of_every_bundled_file_it_is_what_toml_says(path: Path) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert heading(path) == (document["title"], document.get("source", ""))


@pytest.mark.parametrize(
    "text",
    [
        'title = "T"\nsource = "S"\n[x]\ntitle = "other"\n',
        '# a comment\nsource = "S"\ninput = [\n[1, 2],\n]\ntitle = "T"\n',
        'title = """T"""\n"source" = "S"\n',
        'notes = """\ntitle = "other"\nsource = "other"\n"""\ntitle = "T"\nsource = "S"',
        'title = "T"\r\nsource = "S"\r\n\r\n[x]\r\n',
    ],
)
def test_it_is_found_wherever_it_stands(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode())
    assert heading(path) == ("T", "S")


@pytest.mark.parametrize("text", ['title = "T\nsource = "S"', 'source = "S"\nx = ', "title"])
def test_what_is_no_toml_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(ScenarioError):
        heading(path)


def test_nothing_is_said_of_a_file_without_either(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("input = [1]")
    assert heading(path) == ("", "")
