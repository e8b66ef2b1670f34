"""Limits: one table, which only the environment changes, and refusals that say how."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep import limits
from nnstep.cli import main
from nnstep.errors import CommandError
from nnstep.limits import LIMITS, MB, VARIABLE

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("text=16MB", "text", 16 * MB),
        ("text = 1.5 gb , steps=1e9", "text", 1536 * MB),
        ("text=16MB,steps=1e9", "steps", 10**9),
        ("steps=2_000", "steps", 2000),
        ("run-time=2h", "run-time", 7200),
        ("text=100", "text", 100),
        (",,text=1KB,", "text", 1024),
    ],
)
def test_the_environment_sets_limits(text: str, name: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    assert LIMITS[name].most == value
    assert LIMITS["layers"].most == LIMITS["layers"].default


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("txt=1MB", "there is no limit called 'txt'"),
        ("text", "text='' is no amount"),
        ("text=0", "text='0' is no amount"),
        ("text=-1", "no amount"),
        ("text=1e99", "no amount"),
        ("text=nan", "no amount"),
        ("steps=5MB", "no amount"),
        ("nodes=500", "the limit nodes is 200, and can't be changed"),
        (f"text={'9' * 5000}", "no amount"),
    ],
)
def test_a_wrong_setting_is_refused_before_any_work(text: str, message: str) -> None:
    result = CliRunner().invoke(main, ["list"], env={VARIABLE: text})
    assert result.exit_code == 2
    assert f"error: {VARIABLE}: " in result.output
    assert message in result.output
    assert len(result.output) < 400


@pytest.mark.parametrize("row", [row for row in LIMITS.values() if not row.is_fixed], ids=lambda row: row.name)
@pytest.mark.parametrize("factor", [1.0001, 3, 1000])
def test_what_a_refusal_says_to_set_is_enough(
    row: limits.Limit, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = int(row.default * factor) + 1
    monkeypatch.setenv(VARIABLE, "text=5MB,keys=1")
    said = row.refusal(asked, "things")
    assert said.startswith(f"{row.text(asked)} things, and at most {row.text(row.most)} are ")
    told = re.search(rf"\(set {VARIABLE}=(\S+) to raise this limit\)", said)
    assert told is not None
    monkeypatch.setenv(VARIABLE, told[1])
    assert asked <= row.most <= 1.25 * asked
    assert LIMITS["keys"].most == 1 or row.name == "keys"


def test_what_others_have_taken_counts() -> None:
    said = limits.ARRAYS_BYTES.refusal(900 * MB, left=300 * MB)
    assert said == "900 MB, and 300 MB of 1 GB are left (set NNSTEP_LIMITS=arrays=1624MB to raise this limit)"


def test_a_limit_that_is_fixed_is_refused_without_a_way_to_raise_it() -> None:
    assert limits.EXPRESSION_NODES.refusal(300, "names") == "300 names, and at most 200 are read"


def test_a_child_process_has_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "text=7MB")
    code = "from nnstep import limits; print(limits.TEXT_BYTES.most)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"7340032"


def test_a_wrong_setting_is_a_mistake_of_the_caller_in_python_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "text=many")
    with pytest.raises(CommandError, match="no amount"):
        _ = limits.TEXT_BYTES.most


def test_the_command_lists_each_limit_with_its_present_value() -> None:
    result = CliRunner().invoke(main, ["limits"], env={VARIABLE: "text=16MB"})
    assert [line.split()[0] for line in result.output.splitlines()] == list(LIMITS)
    assert re.search(r"^text +16 MB +set, else 4 MB +of a scenario", result.output, re.MULTILINE)


def test_the_page_of_limits_is_the_table() -> None:
    page = PAGE.read_text()
    for row in LIMITS.values():
        fixed = " (fixed)" if row.is_fixed else ""
        assert f"| `{row.name}`{fixed} | {row.text(row.default)} | {row.meaning} |" in page
