"""``nnstep convert`` and ``nnstep trace``, as a person and as a program calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from tests.traces.varied import VARIED


def nnstep(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_convert_says_what_it_wrote_and_where(tmp_path: Path) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    result = nnstep("convert", path, tmp_path / "t.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == f"wrote 25 records to {tmp_path / 't.csv'}\n"
    again = nnstep("convert", path, tmp_path / "t.csv")
    assert again.exit_code == 2
    assert "add --force to overwrite it" in again.stderr
    assert nnstep("convert", path, tmp_path / "t.csv", "--force").exit_code == 0


def test_convert_says_what_was_cut_off(tmp_path: Path) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    path.write_bytes(path.read_bytes()[:-300])
    said = nnstep("convert", path, tmp_path / "t.csv").stderr.splitlines()
    assert said[0].startswith(f"note: {path}: its last record is not complete: its ")
    assert said[1] == f"note: {path}: the recording was broken off after 1.1.15"


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("missing.jsonl", "x.csv", "there is no such file"),
        ("t.jsonl", "x.pdf", ".pdf files can't be written here"),
        ("t.jsonl", "x", "the name has no ending"),
        ("t.jsonl", "no/x.csv", "no such file or directory"),
        ("t.jsonl", "t.jsonl", "this file is read"),
        ("scenario.toml", "x.csv", "this is no header of a trace"),
    ],
)
def test_convert_refuses_what_it_can_not_do(source: str, target: str, said: str, tmp_path: Path) -> None:
    VARIED["small"](tmp_path / "t.jsonl")
    (tmp_path / "scenario.toml").write_text("title = 'x'\n", encoding="utf-8")
    result = nnstep("convert", tmp_path / source, tmp_path / target)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("package", "ending", "extra"), [("pyarrow", ".parquet", "parquet"), ("zstandard", ".jsonl.zst", "zstd")]
)
def test_without_its_package_a_format_says_which_extra_is_missing(
    package: str, ending: str, extra: str, tmp_path: Path
) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    script = f"import sys; sys.modules[{package!r}] = None; from nnstep.cli import main; main(sys.argv[1:])"
    call = [sys.executable, "-c", script, "convert", str(path), str(tmp_path / f"t{ending}")]
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode == 2
    assert f"pip install 'nnstep[{extra}]'" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


def test_trace_says_what_is_in_a_recording(tmp_path: Path) -> None:
    lines = nnstep("trace", VARIED["part"](tmp_path / "t.jsonl")).stdout.splitlines()
    facts = {line[:15].strip(): line[15:] for line in lines[2:14]}
    assert facts["scenario"] == "xor"
    assert facts["format"] == "JSON Lines, format 2"
    assert facts["recording"].startswith("ended at ")
    assert facts["positions"].startswith("31 to 105 of 135 (3.1.1 to 7.1.15)")
    assert facts["selection"] == "one training step of 3"
    assert any(line.split() == ["quantity", "shape", "values"] for line in lines)
    assert "cut off" not in facts


def test_trace_says_where_a_recording_is_cut_off(tmp_path: Path) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    path.write_bytes(path.read_bytes()[:-300])
    printed = nnstep("trace", path).stdout
    assert "recording      broken off after 1.1.15\n" in printed
    assert "cut off        its last record is not complete" in printed


def test_trace_for_programs_is_json(tmp_path: Path) -> None:
    facts = json.loads(nnstep("trace", VARIED["batches"](tmp_path / "t.jsonl.gz"), "--json").stdout)["result"]
    assert facts["whole"] is True
    assert facts["reason"] == "the run is over"
    assert facts["bytes"] < facts["unpacked_bytes"]
    assert facts["selection"]["only"] == ["z1", "E", "x", "b?"]
    assert facts["training_steps"] == 44
    assert facts["records"] == sum(facts["kinds"].values())
    assert facts["quantities"]["x"] == [{"shape": [64, 32], "values": 43}, {"shape": [64, 24], "values": 1}]


def test_what_a_stranger_wrote_into_a_trace_is_harmless(tmp_path: Path) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    data = path.read_bytes().replace(b"Exercise 1", b"\\\\u001b[2J1").replace(b"the run is over", b"\\\\u001b[2J")
    path.write_bytes(data)
    for arguments in (["trace", path], ["trace", path, "--json"], ["convert", path, tmp_path / "x.csv"]):
        result = nnstep(*arguments)
        assert result.exit_code == 0
        assert "\x1b" not in result.stdout + result.stderr
