"""Files made to do harm: each is opened by every command that reads its kind, and answered shortly and clearly.

A file that is put into the folder of its kind, `tests/hostile/KIND/NAME.ENDING`, is tested without another line here.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from tests.hostile.opened import CALLS, Answer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows measures no memory of a process here")
HERE = Path(__file__).parent
MOST_SECONDS, MOST_MEGABYTES = 2.0, 500
DONE, CHECK_FAILED, WRONG_INPUT = 0, 1, 2
READ_OTHERWISE = {"requests"}
"""Kinds that no command is given as a file; `tests/fuzz/test_readers.py` has them read."""


def answers(files: Sequence[Path], folder: Path) -> list[Answer]:
    """Return what the commands said of files, which a child process gives them."""
    call = [sys.executable, str(HERE / "opened.py"), str(folder), *map(str, files)]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = [Answer(**json.loads(line)) for line in done.stdout.splitlines()]
    calls = sum(len(CALLS[file.parent.name](str(file), folder)) for file in files)
    last = f" after {found[-1].words}" if found else ""
    assert len(found) == calls, f"the process ended with {done.returncode}{last}: {done.stderr[-2000:]}"
    return found


def faults(answer: Answer) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    if answer.status not in (DONE, CHECK_FAILED, WRONG_INPUT):
        yield f"exit status {answer.status}"
    if answer.seconds > MOST_SECONDS:
        yield f"{answer.seconds:.1f} seconds"
    if answer.megabytes > MOST_MEGABYTES:
        yield f"{answer.megabytes:.0f} MB"
    said = answer.output + answer.error
    if "Traceback" in said or "nnstep-fault" in said:
        yield "a traceback"
    if not all(line.isprintable() for line in said.replace("\t", " ").splitlines()):
        yield "characters that steer a terminal"
    if answer.status == WRONG_INPUT:
        yield from _faults_of_message(answer)


def _faults_of_message(answer: Answer) -> Iterator[str]:
    name = Path(answer.file).name
    # What is wrong with several lines of one file is one message.
    if answer.error.count("error: ") > 1 or answer.error.count("Error: ") > 1 or not answer.error.strip():
        yield "not exactly one message"
    # Of a class it is said whose files can't be read, by the names that they have in the archive.
    if name not in answer.error and Path(answer.file).parent.name != "archives":
        yield "the file is not named"
    if len(answer.error) > 64_000 or len(answer.error.splitlines()) > 1000:
        yield f"{len(answer.error):,} characters"


@pytest.mark.sweep
@pytest.mark.parametrize("kind", sorted(CALLS))
def test_each_hostile_file_gets_one_clear_answer_shortly(kind: str, tmp_path: Path) -> None:
    files = sorted(file for file in (HERE / kind).glob("*") if not file.name.startswith("__"))
    bad = [(answer.words, list(faults(answer)), answer.error[:600]) for answer in answers(files, tmp_path)]
    assert not [each for each in bad if each[1]]


def test_a_worksheet_is_read_up_to_the_grade_that_it_gets(tmp_path: Path) -> None:
    file = HERE / "worksheets" / "worksheet-graded.csv"
    (words,) = CALLS["worksheets"](str(file), tmp_path)
    done = CliRunner().invoke(main, words, prog_name="nnstep")
    assert done.exit_code == WRONG_INPUT
    assert "worksheet-graded.csv: the maximum grade 'sNaN' is no number" in done.stderr


def test_each_folder_is_of_a_kind_that_some_command_reads() -> None:
    folders = {entry.name for entry in HERE.iterdir() if entry.is_dir() and entry.name != "__pycache__"}
    assert folders <= set(CALLS) | READ_OTHERWISE


def _large_text(path: Path) -> None:
    path.write_bytes(b"# " + b"a" * 5_000_000)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


def _zeros(path: Path) -> None:
    path.write_bytes(gzip.compress(b"\0" * (64 << 20), 1))


def _many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.npy"), b"")


def _many_answers(path: Path) -> None:
    path.write_text("\n".join(f"z{number} = 1" for number in range(30_000)))


def _long_list(path: Path) -> None:
    path.write_text(f"input = [{'1,' * 1_900_000}1]\n")


def _empty_lines(path: Path) -> None:
    path.write_text("\n" * 3_900_000)


def _lines_of_one_quantity(path: Path) -> None:
    path.write_text("".join(f"E,{number}\n" for number in range(420_000)))


def _long_line(path: Path) -> None:
    path.write_bytes(b"1" * 30_000_000)


LARGE: list[tuple[str, Callable[[Path], None]]] = [
    ("scenarios/large.toml", _large_text),
    ("scenarios/sparse.toml", _sparse),
    ("scenarios/many-answers.toml", _many_answers),
    ("sheets/large.toml", _large_text),
    ("sheets/large.csv", _large_text),
    ("sheets/sparse.xlsx", _sparse),
    ("sheets/many-answers.toml", _many_answers),
    ("sheets/empty-lines.csv", _empty_lines),
    ("sheets/one-quantity.csv", _lines_of_one_quantity),
    ("sheets/long-list.toml", _long_list),
    ("sheets/long-list.json", _long_list),
    ("arrays/sparse.npy", _sparse),
    ("arrays/sparse.csv", _sparse),
    ("arrays/sparse.safetensors", _sparse),
    ("arrays/zeros.idx.gz", _zeros),
    ("arrays/members.npz", _many_members),
    ("arrays/long-line.csv", _long_line),
    ("traces/sparse.jsonl", _sparse),
    ("traces/long-line.jsonl", _long_line),
    ("rosters/large.csv", _large_text),
    ("archives/sparse.zip", _sparse),
    ("archives/members.zip", _many_members),
    ("commands/large.nns", _large_text),
]
"""Files that are too large to be kept, and what writes each."""


@pytest.mark.thorough
def test_each_large_hostile_file_gets_one_clear_answer_shortly(tmp_path: Path) -> None:
    files = [tmp_path / name for name, _ in LARGE]
    for file, (_, write) in zip(files, LARGE, strict=True):
        file.parent.mkdir(exist_ok=True)
        write(file)
    bad = [(answer.words, list(faults(answer)), answer.error[:600]) for answer in answers(files, tmp_path)]
    assert not [each for each in bad if each[1]]
