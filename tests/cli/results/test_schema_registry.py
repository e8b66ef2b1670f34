"""Everything that a command prints as JSON fits its schema, and what does not fit is found."""

from __future__ import annotations

import ast
import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import nnstep
from nnstep.cli import main
from nnstep.cli.results.json_option import JsonOption
from nnstep.cli.results.schema_registry import json_options, json_schemas
from tests.cli.test_code import EXERCISE as PROGRAM_EXERCISE
from tests.cli.test_code import RIGHT
from tests.cli.test_code import WRONG as WRONG_PROGRAM
from tests.exercises import READY, SMALL

PACKAGE = Path(__file__).parents[3] / "nnstep"
FILE_FORMATS = {"scenario", "trace"}
SCHEMAS = json_schemas()
OUTPUTS = sorted(SCHEMAS.keys() - FILE_FORMATS)
SHEETS = {path.stem: path for path in (PACKAGE.parent / "scenarios" / "sheets").glob("*.toml")}


@cache
def schema_of(name: str) -> dict[str, Any]:
    return SCHEMAS[name].make()


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(name))


def printed(*arguments: str | Path, name: str = "") -> Any:
    """Return what a command prints as JSON, once it fits its schema."""
    done = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert done.exit_code in (0, 1), done.output
    value = json.loads(done.stdout)
    validator(name or str(arguments[0])).validate(value)
    return value


# The list of schemas


def test_every_option_for_json_has_declared_what_it_prints() -> None:
    options = dict(json_options())
    assert len(options) > 8
    assert {name for name, option in options.items() if not isinstance(option, JsonOption)} == set()


@pytest.mark.thorough
def test_only_commands_with_that_option_print_json() -> None:
    printing = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="echo_json" | "echo_json_rows"), args=[command, _]):
                    assert isinstance(command, ast.Constant), f"{path}: name the command itself"
                    printing.add(command.value)
    assert printing == {name for name, option in json_options() if option.schema != "trace"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_an_id_without_an_address_and_a_version(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:nnstep:schema:{name}:{schema['version']}"
    assert schema["title"]
    called = CliRunner().invoke(main, ["schema", name])
    assert json.loads(called.stdout) == schema
    assert str(PACKAGE.parent) not in called.stdout


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_key_of_an_output_is_described_and_no_other_is_allowed(name: str) -> None:
    objects = [part for part in parts_of(schema_of(name)) if "properties" in part]
    assert objects
    for part in objects:
        assert part["additionalProperties"] is False
        assert {key for key, rule in part["properties"].items() if not rule.get("description")} == set()


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    match schema:
        case dict():
            yield schema
            for part in schema.values():
                yield from parts_of(part)
        case list():
            for part in schema:
                yield from parts_of(part)


def test_without_a_name_all_schemas_are_listed_with_a_line_each() -> None:
    lines = CliRunner().invoke(main, ["schema"]).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(SCHEMAS)
    assert all(len(line) < 100 for line in lines)


def test_a_schema_that_does_not_exist_is_said_not_to() -> None:
    done = CliRunner().invoke(main, ["schema", "chek"])
    assert (done.exit_code, "did you mean check?" in done.stderr) == (2, True)
    done = CliRunner().invoke(main, ["schema", "run"])
    assert (done.exit_code, "nnstep run --json has the schema trace" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_table_of_keys_has_each_key_with_its_meaning(name: str) -> None:
    head, _, *rows = CliRunner().invoke(main, ["schema", name, "--table"]).stdout.splitlines()
    assert head == "| key | type | meaning |"
    keys = {row.split("`")[1].rpartition(".")[2] for row in rows}
    assert keys == {key for part in parts_of(schema_of(name)) for key in part.get("properties", {})}


def test_the_page_on_json_lists_all_schemas() -> None:
    page = PACKAGE.parent / "docs" / "json.md"
    table = CliRunner().invoke(main, ["schema", "--table"]).stdout
    assert table in page.read_text(encoding="utf-8")


# Real outputs


def test_the_list_fits() -> None:
    assert len(printed("list")["result"]) > 30


@pytest.mark.parametrize("exercise", READY)
def test_what_is_said_of_each_exercise_fits(exercise: str) -> None:
    shown = printed("show", exercise)["result"]
    assert shown["name"] == exercise
    if (
        exercise in SMALL
        and shown["given"].keys() <= {"x", "y"}
        and (not shown["graph"] or shown["graph"]["parameters"])
    ):
        printed("gradcheck", exercise)


@pytest.mark.sweep
@pytest.mark.parametrize("exercise", SMALL)
def test_a_recording_of_each_exercise_fits(exercise: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    assert CliRunner().invoke(main, ["run", exercise, "--epochs", "2", "--trace", str(path)]).exit_code == 0
    printed("verify", path)
    printed("trace", path, name="trace-summary")
    printed("diff", path, exercise, "--epochs", "1")
    for line in path.read_text().splitlines()[:60]:
        validator("trace").validate(json.loads(line))


@pytest.mark.sweep
@pytest.mark.parametrize("exercise", SMALL)
def test_what_is_found_on_a_sheet_of_each_exercise_fits(exercise: str, tmp_path: Path) -> None:
    """Right numbers, but for a sign and a digit of the first quantity, and one number that is left open."""
    first, *_, last = itertools.islice(nnstep.run(exercise), 4)
    texts = {op.target: np.vectorize("{:.6g}".format, otypes=[object])(op.value) for op in (first, last)}
    texts[first.target].flat[0] = f"{1 - 2 * float(first.value.flat[0]):.4g}"
    texts[last.target].flat[-1] = ""
    path = tmp_path / "mine.toml"
    path.write_text("".join(f"{id} = {json.dumps(np.squeeze(text).tolist())}\n" for id, text in texts.items()))
    (result,) = printed("check", exercise, path)["result"]
    assert result["numbers"] >= 1
    if nnstep.load(exercise).answers:
        printed("check", exercise)


@pytest.mark.sweep
@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_found_on_each_bundled_sheet_fits(sheet: str) -> None:
    printed("check", max((name for name in SMALL if sheet.startswith(name)), key=len), SHEETS[sheet])


@pytest.mark.thorough
def test_what_else_gives_a_number_and_which_conventions_do_fits(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("z1 = [0.4, 0.4]\na1 = [0.6, 0.6]\n")
    (result,) = printed("check", "sigmoid-2-2-2", path, "--alike")["result"]
    assert any(verdict["also_given_by"] for verdict in result["verdicts"])
    assert printed("which", "zheng-forward", SHEETS["zheng-forward-published"])["result"]


@pytest.mark.thorough
def test_what_is_said_of_variants_fits(tmp_path: Path) -> None:
    options = ("--students", "1", "--seed", "x", "-o", tmp_path / "out", "--mistakes", "bias-missing")
    assert printed("variants", "zheng-forward", *options)["result"]["students"]
    assert printed("quality", "zheng-forward", "--mistakes", "bias-missing")["result"]["ways"]


WRONG = {
    "an exchanged sign": "z1 = [-23, 12, 15, 21]\nE = 16553\n",
    "another shape": "z1 = [23, 12]\nz2 = [[1, 2], [3, 4]]\n",
    "left open": "z1 = ['', 12, 15, 21]\nE = ''\n",
    "far off": "E = 1e300\nz1 = [1, 2, 3, 4]\n",
    "a later step": "[step.2]\nE = 3\n",
    "all in one": "z1 = [24, 12, 15, 21]\na1 = [24, 12, 15, 21]\ndelta2 = [1, 2, 3]\ndW1 = 0\n",
}


@pytest.mark.sweep
@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_found_on_a_wrong_sheet_fits(text: str, tmp_path: Path) -> None:
    path = tmp_path / 'a <b> & "c".toml'
    path.write_text(text)
    result = printed("check", "zheng-exercise-1", path)["result"][0]
    assert not result["right"]


@pytest.mark.thorough
def test_sheets_with_numbers_of_any_kind_fit(tmp_path: Path) -> None:
    """Draw sheets: right numbers among wrong ones, of any size, with any digits."""
    drawn = random.Random(7)
    files = []
    for number in range(5):
        z1 = [drawn.choice([23, 12, -15, "2.1e1", 1e-300, "1/3", 0, "x"]) for _ in range(4)]
        lines = [f"z1 = {json.dumps([each for each in z1 if each != 'x'] if drawn.random() < 0.2 else z1)}"]
        lines += [f"E = {drawn.choice([16553, -16553, 16554, 0.5, 1e200])}"] * (drawn.random() < 0.7)
        files.append(tmp_path / f"{number}.toml")
        files[-1].write_text("\n".join(lines).replace('"x"', "''"))
    assert len(printed("check", "zheng-exercise-1", *files)["result"]) == len(files)


def test_what_is_found_on_the_sheets_of_a_class_fits(tmp_path: Path) -> None:
    folder, roster = tmp_path / "class", tmp_path / "roster.csv"
    folder.mkdir()
    (folder / "anna.toml").write_text("z1 = [23, 12, 15, 21]\n")
    (folder / "ben.toml").write_text(WRONG["all in one"])
    roster.write_text("id,name\nanna,Anna\nben,Ben <b>\ncem,Cem\n")
    assert len(printed("check", "zheng-exercise-1", folder, "--roster", roster)["result"]) == 2


@pytest.mark.parametrize("options", [("--learning-rate", 1e80), ("--learning-rate", 0.2)])
def test_runs_that_differ_fit_also_where_numbers_are_not_finite(options: tuple[str, float], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = SMALL["zheng-exercise-1"].read_text(encoding="utf-8")
    path.write_text(text.replace("learning_rate = 0.1", f"learning_rate = {options[1]}"))
    found = printed("diff", path, "zheng-exercise-1", "--epochs", "4")["result"]
    assert found["first"]["a"] != found["first"]["b"]
    assert found["settings"]


def test_a_damaged_recording_fits(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    assert CliRunner().invoke(main, ["run", "xor", "--epochs", "2", "--trace", str(path)]).exit_code == 0
    lines = path.read_text().splitlines()
    damaged = {n: line.replace('"value":[0.', '"value":[7.') for n, line in enumerate(lines)}
    path.write_text("\n".join(damaged.values()) + "\n" + lines[5][:40])
    found = printed("verify", path)["result"]
    assert found["cut_off"] == 40
    assert {type(wrong["recorded"]) for wrong in found["wrong"]} >= {float}


PROGRAMS = {
    "right": (RIGHT, 0),
    "wrong": (WRONG_PROGRAM, 1),
    "not finite": (RIGHT.replace("W2 - 0.1", "W2 * np.nan - 0.1"), 1),
    "of nothing": ("print('hello')\n", 1),
    "with an exception": ("values = [1, 2]\nvalues[5]\n", 1),
}


@pytest.mark.sweep
@pytest.mark.parametrize(("text", "status"), PROGRAMS.values(), ids=PROGRAMS)
def test_what_is_found_of_a_program_fits(text: str, status: int, tmp_path: Path) -> None:
    """In a process of its own: the program runs there, too."""
    path = tmp_path / "mine.py"
    path.write_text(text)
    call = [sys.executable, "-m", "nnstep", "code", "--json", PROGRAM_EXERCISE, str(path)]
    done = subprocess.run(call, capture_output=True, text=True)
    found = json.loads(done.stdout)
    validator("code").validate(found)
    assert done.returncode == status
    assert bool(found["result"]["faults"]) == (text == WRONG_PROGRAM or "nan" in text)


def test_a_name_that_is_no_text_fits_too(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.toml")
    path.write_text(SMALL["xor"].read_text(encoding="utf-8"), encoding="utf-8")
    assert printed("show", path)["result"]["conventions"]["backward"] == "delta"


# What does not fit


@pytest.mark.thorough
def test_a_key_too_many_too_few_or_of_another_type_is_found(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WRONG["all in one"])
    value = printed("check", "zheng-exercise-1", path)
    tried = 0
    for place in places_of(value):
        for change in CHANGES:
            wrong = deepcopy(value)
            here = wrong
            for key in place[:-1]:
                here = here[key]
            if change(here, place[-1]):
                tried += 1
                assert not validator("check").is_valid(wrong), place
    assert tried > 100


def places_of(value: Any, *before: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each key of each object; of lists that of the first entry."""
    if isinstance(value, dict):
        for key, part in value.items():
            if before[-1:] != ("counts",):  # which has any names
                yield (*before, key)
            yield from places_of(part, *before, key)
    elif isinstance(value, list) and value:
        yield from places_of(value[0], *before, 0)


def _leave_out(here: dict[str, Any], key: str) -> bool:
    del here[key]
    return True


def _add(here: dict[str, Any], key: str) -> bool:
    here[f"{key}_2"] = here[key]
    return True


def _change_type(here: dict[str, Any], key: str) -> bool:
    here[key] = {"another": "type"}
    return True


CHANGES = (_leave_out, _add, _change_type)
