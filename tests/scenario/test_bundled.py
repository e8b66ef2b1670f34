"""Scenarios by name."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnstep.errors import CommandError, ScenarioError
from nnstep.scenario import bundled
from nnstep.scenario.bundled import bundled_paths, find
from nnstep.scenario.load import load
from tests.exercises import READY


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout with two scenarios, from an empty folder."""
    (tmp_path / "scenarios").mkdir()
    for name in ("zheng-1.toml", "kapur.toml", "notes.md"):
        (tmp_path / "scenarios" / name).touch()
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "nnstep")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "scenarios"


def test_scenarios_come_in_the_order_of_their_names(two: Path) -> None:
    assert list(bundled_paths().items()) == [("kapur", two / "kapur.toml"), ("zheng-1", two / "zheng-1.toml")]


def test_those_of_the_installed_package_come_first(two: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nnstep" / "_scenarios"
    folder.mkdir(parents=True)
    (folder / "installed.toml").touch()
    assert bundled_paths() == {"installed": folder / "installed.toml"}


def test_a_package_without_scenarios_has_none(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "_PACKAGE", two / "nowhere" / "nnstep")
    assert bundled_paths() == {}
    with pytest.raises(CommandError) as caught:
        find("kapur")
    assert caught.value.hint == "a file's name ends in .toml"


@pytest.mark.parametrize("name", ["zheng-1", "zheng-1.toml"])
def test_a_bundled_scenario_is_found_with_or_without_its_ending(two: Path, name: str) -> None:
    assert find(name) == two / "zheng-1.toml"


@pytest.mark.parametrize("name", ["zheng-1", "zheng-1.toml"])
def test_a_file_that_exists_is_preferred(two: Path, name: str) -> None:
    Path(name).touch()
    assert find(name) == Path(name)


def test_a_folder_is_not_preferred_but_taken_where_nothing_else_has_the_name(two: Path) -> None:
    Path("kapur").mkdir()
    Path("mine").mkdir()
    assert find("kapur") == two / "kapur.toml"
    assert find("mine") == Path("mine")


@pytest.mark.parametrize("path", ["./kapur", "some/where", "mine.toml", "../kapur", "/kapur", "kapur/", "."])
def test_what_looks_like_a_path_is_one_even_if_it_does_not_exist(two: Path, path: str) -> None:
    assert find(path) == Path(path)


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("zheng", 'there is no scenario called "zheng"', "did you mean zheng-1?"),
        ("xor", 'there is no scenario called "xor"', "known are kapur and zheng-1; a file's name ends in .toml"),
        ("", 'there is no scenario called ""', "known are kapur and zheng-1; a file's name ends in .toml"),
        (
            "\x1b[2J",
            r'there is no scenario called "\x1b[2J"',
            "known are kapur and zheng-1; a file's name ends in .toml",
        ),
        ("a\0", r'there is no scenario called "a\x00"', "known are kapur and zheng-1; a file's name ends in .toml"),
    ],
)
def test_an_unknown_name_is_answered_with_those_that_there_are(two: Path, name: str, message: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        find(name)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_every_scenario_of_the_package_is_without_problems() -> None:
    assert READY
    assert [load(path).name for path in READY.values()] == list(READY)


def test_the_mnist_files_are_taken_where_the_user_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="there is no such file"):
        load(find("mnist"))
    (tmp_path / "mnist").mkdir()
    for part, count in (("train", 6), ("t10k", 3)):
        for kind, code, shape in (("images-idx3", 3, (count, 28, 28)), ("labels-idx1", 1, (count,))):
            data = np.random.default_rng(0).integers(0, 10, shape, dtype=np.uint8).tobytes()
            header = struct.pack(f">HBB{len(shape)}I", 0, 8, code, *shape)
            (tmp_path / "mnist" / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(header + data))
    scenario = load(find("mnist"))
    assert scenario.sizes == (784, 32, 10)
    assert (len(scenario.samples), len(scenario.test_samples or ())) == (6, 3)
    assert 0 <= scenario.samples[0].input.max() <= 9 / 255


def test_finding_a_scenario_reads_no_numbers() -> None:
    code = (
        "import sys; from nnstep.scenario.bundled import bundled_paths; bundled_paths();"
        "print(sorted({'pathlib', 'numpy', 'tomllib', 'difflib'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("['pathlib']\n", "")
