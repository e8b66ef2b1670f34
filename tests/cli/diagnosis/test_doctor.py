"""What ``nnstep doctor`` says, and that it names nobody."""

from __future__ import annotations

import fcntl
import json
import os
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from nnstep.cli import main
from nnstep.cli.diagnosis import self_check
from nnstep.cli.diagnosis.installation import EXTRAS, NEEDED
from nnstep.cli.results.schema_registry import json_schemas
from nnstep.traces.kernel import SHARED_PRODUCT, present_kernel
from nnstep.version import __version__, installed_versions

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the settings folder, in the home folder of somebody."""
    monkeypatch.setenv("HOME", str(tmp_path / "ada-lovelace"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "ada-lovelace" / "settings"))
    monkeypatch.setenv("SOME_TOKEN", "quite-secret")
    folder = tmp_path / "ada-lovelace" / "settings" / "nnstep"
    folder.mkdir(parents=True)
    return folder


def doctor(*options: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *options])


def test_it_prints_what_a_report_needs_and_names_nobody(home: Path) -> None:
    done = doctor()
    assert done.exit_code == 0, done.output
    assert f"nnstep: {__version__}" in done.output
    assert f"kernel: {present_kernel(SHARED_PRODUCT).text}\n" in done.output
    assert "self-check: passed" in done.output
    assert "state file: ~/settings/nnstep/state.json, not there yet" in done.output
    assert "lovelace" not in done.output
    assert "secret" not in done.output
    assert list(home.iterdir()) == []


def test_its_json_fits_its_schema(home: Path) -> None:
    done = doctor("--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    Draft202012Validator(json_schemas()["doctor"].make()).validate(document)
    assert document["result"]["installation"]["packages"].keys() == set(NEEDED)
    assert "lovelace" not in done.stdout


def test_a_lock_that_is_held_is_said(home: Path) -> None:
    with (home / "state.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = doctor()
    assert (done.exit_code, "another nnstep holds its lock" in done.output) == (1, True)


def test_a_state_file_that_is_no_json_is_said(home: Path) -> None:
    (home / "state.json").write_text("{")
    done = doctor()
    assert (done.exit_code, "~/settings/nnstep/state.json is ignored" in done.output) == (1, True)


@pytest.mark.thorough
def test_wrong_numbers_fail_the_self_check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "_EXERCISE", "sigmoid-2-2-2")
    monkeypatch.setattr("nnstep.load", lambda _: str(ROOT / "scenarios" / "sigmoid-2-2-2.toml"))
    sheet = ROOT / "scenarios" / "sheets" / "sigmoid-2-2-2-published.toml"
    check = __import__("nnstep").check
    monkeypatch.setattr("nnstep.check", lambda scenario: check(scenario, sheet))
    done = doctor()
    assert (done.exit_code, "self-check: sigmoid-2-2-2 gives other numbers: 18 of 22" in done.output) == (1, True)


def test_the_packages_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> tuple[str, ...]:
        return tuple(text.partition(">")[0] for text in requirements)

    assert names(project["dependencies"]) == NEEDED
    assert {extra: names(project["optional-dependencies"][extra]) for extra in EXTRAS} == EXTRAS
    for_people = project["optional-dependencies"].keys() - {"bench", "docs", "fuzz", "lint", "release", "test"}
    assert for_people == EXTRAS.keys()


def test_versions_are_those_of_the_metadata() -> None:
    names = ["numpy", "Textual", "platformdirs", "textual-serve", "no-such-package"]
    assert installed_versions(names) == {name: metadata.version(name) for name in names[:-1]}


def test_the_version_comes_with_those_that_matter() -> None:
    first, second = CliRunner().invoke(main, ["--version"]).stdout.splitlines()
    assert first == f"nnstep {__version__}"
    assert f"numpy {metadata.version('numpy')}, textual {metadata.version('textual')}" in second
    assert "/" not in second
    assert os.environ.get("HOME", "~") not in second
