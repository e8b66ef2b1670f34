"""The folder of variants: what is written for whom, how keys are found again, and ids that mean harm."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.task import task_of
from nnstep.classroom.variants.handed_out import HandedOut, handed_out
from nnstep.classroom.variants.manifest import VariantBook, read_book
from nnstep.classroom.variants.variant_folder import VariantFolder
from nnstep.classroom.variants.variant_plan import VariantPlan, plan_variants
from nnstep.cli import main
from nnstep.errors import CommandError, FileTakenError, SheetError
from nnstep.grading.sheet.formats.toml import TOML
from nnstep.grading.sheet.scenario_answers import own_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load, parse

HOSTILE = '=cmd|"/C"!A1</script>\\../..\x1b[31m"""\n[training]\nepochs = 9'
TEXT = """
title = "One neuron"
input = [2, 3]
target = [4]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = [[2, 3]]
[training]
epochs = 3
[variants]
steps = 2
mistakes = ["factor-two"]
"""


@pytest.fixture(scope="module")
def plan() -> VariantPlan:
    scenario = parse(TEXT, "one.toml")
    return plan_variants(scenario, task_of(Examined(scenario).program))


def variants_of(plan: VariantPlan, ids: list[str]) -> list[HandedOut]:
    return [handed_out(plan, id, (number, *[1] * (len(plan.sizes) - 1))) for number, id in enumerate(ids)]


def written(plan: VariantPlan, folder: Path, ids: list[str], *, overwrite: bool = False) -> VariantBook:
    out = VariantFolder(folder, overwrite=overwrite, sheets=(TOML,))
    out.prepare(ids, [])
    out.write(variants_of(plan, ids), plan.task.asked, {"exercise": "one"})
    return read_book(folder)


def test_students_get_no_answers_and_the_lecturer_gets_all(plan: VariantPlan, tmp_path: Path) -> None:
    book = written(plan, tmp_path, ["anna", "ben"])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        *("keys/anna.toml", "keys/ben.toml", "keys/variants.json"),
        *("sheets/anna.toml", "sheets/ben.toml", "students/anna.toml", "students/ben.toml"),
    ]
    assert "answers" not in (tmp_path / "students" / "anna.toml").read_text(encoding="utf-8")
    key = book.scenario_of("ben")
    assert key == tmp_path / "keys" / "ben.toml"
    program = compile_program(load(key))
    answers = own_sheet(program).answers
    assert {step for step, _ in answers} == {1, 2}
    assert sum(len(given.cells) for given in answers.values()) == sum(map(len, plan.task.asked.values()))


def test_a_key_is_found_by_the_id_however_it_is_spelled(plan: VariantPlan, tmp_path: Path) -> None:
    book = written(plan, tmp_path, ["Anna M"])
    assert book.scenario_of(" annam ").name.startswith("Anna_M-")
    assert [student.id for student in book.roster.students] == ["Anna M"]
    with pytest.raises(SheetError, match="no variant for 'ben'"):
        book.scenario_of("ben")


def test_a_key_that_was_changed_is_not_used(plan: VariantPlan, tmp_path: Path) -> None:
    book = written(plan, tmp_path, ["anna"])
    key = tmp_path / "keys" / "anna.toml"
    key.write_text(key.read_text(encoding="utf-8").replace("0.1", "0.2"), encoding="utf-8")
    with pytest.raises(SheetError, match="its checksum is another"):
        book.scenario_of("anna")
    key.unlink()
    with pytest.raises(SheetError):
        book.scenario_of("anna")


def test_files_stay_unless_overwriting_is_asked_for(plan: VariantPlan, tmp_path: Path) -> None:
    written(plan, tmp_path, ["anna"])
    with pytest.raises(FileTakenError):
        written(plan, tmp_path, ["anna"])
    before = (tmp_path / "students" / "anna.toml").read_bytes()
    written(plan, tmp_path, ["anna"], overwrite=True)
    assert (tmp_path / "students" / "anna.toml").read_bytes() == before


def test_an_id_that_means_harm_stays_a_name(plan: VariantPlan, tmp_path: Path) -> None:
    book = written(plan, tmp_path, [HOSTILE])
    (student,) = (tmp_path / "students").iterdir()
    assert student.parent == tmp_path / "students"
    document = tomllib.loads(student.read_text(encoding="utf-8"))
    assert document["training"]["epochs"] == 3
    assert "\x1b" not in document["notes"]
    assert load(student).epochs == 3
    assert book.scenario_of(HOSTILE).parent == tmp_path / "keys"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"students": [{"id": "a"}]}', '{"students": [{"id": "a", "file": "../x", "sha256": ""}]}']
)
def test_what_is_no_manifest_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "variants.json").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        read_book(tmp_path)


@pytest.mark.parametrize(
    ("students", "message"),
    [
        ("0", "--students is 0"),
        ("20001", "20,001 students, and at most 20,000"),
        ("9" * 5000, "more than 20,000 students"),
    ],
)
def test_a_number_of_students_beyond_the_limit_is_refused(students: str, message: str, tmp_path: Path) -> None:
    source = tmp_path / "one.toml"
    source.write_text(TEXT, encoding="utf-8")
    call = ["variants", str(source), "--students", students, "--seed", "s", "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, call)
    assert (result.exit_code, message in result.output) == (2, True)


@pytest.mark.thorough
def test_the_seed_is_in_no_file(plan: VariantPlan, tmp_path: Path) -> None:
    source = tmp_path / "one.toml"
    source.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["variants", str(source), "--students", "2", "--seed", "unlikely-secret", "-o", str(out), "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["result"]["students"] == ["001", "002"]
    assert not any("unlikely-secret" in path.read_text(encoding="utf-8") for path in out.rglob("*.*"))
    first = (out / "students" / "001.toml").read_bytes()
    again = CliRunner().invoke(main, [*arguments, "--force", "--sheets", "html, csv"])
    assert sorted(path.name for path in (out / "sheets").iterdir()) == ["001.csv", "001.html", "002.csv", "002.html"]
    refused = CliRunner().invoke(main, [*arguments, "--sheets", "csv,csv-semicolon"])
    assert "are files of the same name" in refused.output
    assert again.exit_code == 0
    assert (out / "students" / "001.toml").read_bytes() == first
