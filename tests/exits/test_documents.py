"""A stranger's text in a document is text: whatever it holds, the document has no other element, command or link.

Each is written twice, from files of a stranger and from the same files with a plain word in the place of each text.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.exports.formats import EXPORT_FORMATS
from nnstep.exports.formats.format import SolutionFormat
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.traces.formats import TRACE_FORMATS
from tests.exits.document_structure import STRUCTURE
from tests.exits.hostile_files import HOSTILE, PLAIN, Given, steering, write_files

pytestmark = pytest.mark.thorough
BINARY = {".npz", ".parquet", ".gz", ".zst"}


def calls(given: Given) -> list[list[str]]:
    """Return the calls that write documents; the files that they write have the same names for all strangers."""
    name = given.name
    scene, answers = f"s{name}.toml", f"a{name}.toml"
    graded = ["check", scene, f"all{name}.zip"]
    found = [
        ["run", scene, "--brief", "--trace", "run.jsonl"],
        ["check", scene, answers, "--csv", "sheets.csv", "--corrected", "corrected.toml"],
        [
            *graded,
            "--roster",
            f"class{name}.csv",
            "--csv",
            "grades.csv",
            "--feedback",
            "pages",
            "--feedback-format",
            "md",
        ],
        [*graded, "--moodle", f"worksheet{name}.csv", "--feedback", "web", "--feedback-format", "html"],
        ["check", scene, answers, "--gradescope", "results.json"],
        [
            "variants",
            scene,
            "--students",
            f"class{name}.csv",
            "--seed",
            "s",
            "-o",
            "variants",
            "--sheets",
            "csv,html,tex",
        ],
        ["screenshot", scene, "-o", "screen.svg", "--sheet", answers],
        ["plot", scene, "E", "--title", given.raw, "-o", "curve.svg"],
        ["plot", scene, "W1", "--kind", "heatmap", "--title", given.raw, "-o", "map.svg"],
        ["plot", scene, "--kind", "network", "--title", given.raw, "-o", "network.svg"],
    ]
    for number, kind in enumerate(EXPORT_FORMATS.values()):
        for ending in kind.endings:
            call = ["export", scene, "--to", kind.target, "-o", f"export{number}-{ending[1:]}{ending}"]
            found.append(call)
            if isinstance(kind, SolutionFormat):
                found.append([*call[:-1], f"sheet{number}-{ending[1:]}{ending}", "--blanks", "--formulas"])
            if isinstance(kind, SolutionFormat) and kind.fragment is not None:
                found.append([*call[:-1], f"part{number}-{ending[1:]}{ending}", "--fragment"])
    for blank, form in BLANK_FORMATS.items():
        found.append(["sheet", scene, "--format", blank, "-o", f"blank-{blank}{form.endings[0]}"])
    found += [["convert", "run.jsonl", f"converted{ending}"] for ending in TRACE_FORMATS]
    found += [[command, scene, "--json"] for command in ("show", "check", "gradcheck")]
    return found


def written(folder: Path, given: Given) -> dict[str, str]:
    """Return all documents, by their names; what a command prints as JSON too."""
    folder.mkdir()
    before = Path.cwd()
    os.chdir(folder)
    try:
        write_files(folder, given)
        known = set(folder.rglob("*"))
        found = {}
        for arguments in calls(given):
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code in (0, 1) or arguments[0] == "check", ascii(result.output)
            if arguments[-1] == "--json":
                found[f"printed by {arguments[0]}.json"] = result.stdout
        for path in set(folder.rglob("*")) - known:
            # The cells of a worksheet are the platform's own, and kept as they are.
            if path.is_file() and path.suffix not in BINARY and "worksheet" not in path.name:
                found[str(path.relative_to(folder))] = path.read_bytes().decode("utf-8")
        return found
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.name == "nt":
        pytest.skip("this system has no such names")
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def plain(folder: Path) -> dict[str, set[object]]:
    """Return the structure of plain documents, by their endings."""
    found: dict[str, set[object]] = {}
    for name, text in written(folder / "plain", PLAIN).items():
        ending = Path(name).suffix
        found[ending] = found.get(ending, set()) | STRUCTURE[ending](text)
    return found


@pytest.fixture(scope="module")
def hostile(folder: Path) -> dict[str, str]:
    return written(folder / "hostile", HOSTILE)


def test_every_kind_of_document_is_written(hostile: dict[str, str]) -> None:
    assert {Path(name).suffix for name in hostile} == set(STRUCTURE)


@pytest.mark.parametrize("ending", STRUCTURE)
def test_a_text_adds_nothing_that_is_active(
    ending: str, hostile: dict[str, str], plain: dict[str, set[object]]
) -> None:
    for name, text in hostile.items():
        if Path(name).suffix == ending:
            assert STRUCTURE[ending](text) <= plain[ending], ascii(name)


def test_no_document_holds_a_character_that_steers_or_hides(hostile: dict[str, str]) -> None:
    for name, text in hostile.items():
        # Only where a reader needs them: a mark of the encoding, and tabs between the cells of a table.
        bare = text.removeprefix("\ufeff").replace("\t", "") if name.endswith((".tsv", ".csv")) else text
        assert steering(bare.replace("\r\n", "\n")) == [], ascii(name)
