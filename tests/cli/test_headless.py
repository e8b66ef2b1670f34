"""Debugging from the command line: --until, --break, --commands, --sheet. Errors are worked out here by a loop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.session.commands import COMMANDS, command_table

ONE = """title = "One weight"
input = [1]
target = [0]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = [[8]]
[training]
epochs = 30
"""
"""W1 is multiplied by 0.9 in each training step, and E = ½ W1²."""
OPS = ("z1", "a1", "E", "delta1", "dW1", "W1")
DIVERGES = ONE.replace("0.1", "1000")
"""W1 is multiplied by −999, so that E is beyond float64 after some 50 training steps."""


def nnstep(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


@pytest.fixture
def one(tmp_path: Path) -> str:
    path = tmp_path / "one.toml"
    path.write_text(ONE, encoding="utf-8")
    return str(path)


def errors(steps: int = 30) -> Iterator[float]:
    weight = 8.0
    for _ in range(steps):
        yield weight * weight / 2
        weight -= 0.1 * weight


def first_below(bound: float) -> int:
    return next(step for step, error in enumerate(errors(), start=1) if error < bound)


def test_until_prints_where_it_holds_with_all_values(one: str) -> None:
    result = nnstep("run", one, "--until", "E < 5")
    assert result.exit_code == 0
    step = first_below(5)
    head, *values = result.stdout.splitlines()
    assert head.startswith(f"{step}.1.3: E = {list(errors())[step - 1]:.6g}")
    assert {line.split(" = ")[0] for line in values} >= {"x", "y", "lr", "W1", "z1", "a1", "E"}
    assert f"W1 = {8 * 0.9 ** (step - 1):.6g}"[:10] in result.stdout


def test_until_that_never_holds_ends_with_1_and_says_where_the_run_ended(one: str) -> None:
    result = nnstep("run", one, "--until", "E < 0")
    assert (result.exit_code, result.stdout) == (1, "30.1.6: W1, the end of the run\n")


def test_break_prints_every_stop_and_the_end(one: str) -> None:
    result = nnstep("run", one, "--break", "E if E < 1", "--break", "W1 once")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "1.1.6: W1, stopped by breakpoint 2"
    below = [step for step, error in enumerate(errors(), start=1) if error < 1]
    assert [line.split(":")[0] for line in lines[1:-1]] == [f"{step}.1.3" for step in below]
    assert lines[-1] == "30.1.6: W1, the end of the run"


@pytest.mark.parametrize("other", ["E", "if E < 100", "E after 2", "error", "E once"])
def test_until_ends_the_run_where_another_breakpoint_stops_it_at_the_same_operation(one: str, other: str) -> None:
    other = "phase error" if other == "error" else other
    result = nnstep("run", one, "--break", other, "--until", "E < 5")
    assert result.exit_code == 0
    heads = [line.split(":")[0] for line in result.stdout.splitlines() if line[:1].isdecimal()]
    assert heads[-1] == f"{first_below(5)}.1.3"


def test_until_with_a_count_is_not_met_before_it(one: str) -> None:
    result = nnstep("run", one, "--break", "E", "--until", "E after 4")
    assert [line.split(":")[0] for line in result.stdout.splitlines() if line[:1].isdecimal()] == [
        f"{step}.1.3" for step in range(1, 5)
    ]


def test_until_may_hold_at_the_very_last_operation(one: str) -> None:
    result = nnstep("run", one, "--until", f"W1 if abs(W1).max() < {8 * 0.9**30 * 1.0001}")
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, "30.1.6")


def test_a_run_that_diverges_names_the_first_value_once_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "diverges.toml"
    path.write_text(DIVERGES.replace("30", "80"), encoding="utf-8")
    result = nnstep("run", str(path), "--until", "E < 0")
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    weight, step = 8.0, 1
    while weight * weight / 2 < 1.7e308:
        weight, step = weight - 1000 * weight, step + 1
    assert first == f"{step}.1.3: E = inf, stopped by the first value that is not finite"
    assert last.startswith("80.1.6: W1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--until", "E <"), "--until 'E <': "),
        (("--until", ""), "nothing to stop at"),
        (("--break", "nowhere"), "--break 'nowhere': there is no 'nowhere' to stop at"),
        (("--until", "__import__('os')"), "__import__"),
        (("--until", "E < 1", "--brief"), "can't be combined with --save-weights, --brief or --json"),
        (("--break", "E", "--json"), "can't be combined with --save-weights, --brief or --json"),
        (("--commands", "x", "--until", "E < 1"), "put the stops into the file"),
        (("--commands", "absent.txt"), "absent.txt: there is no such file"),
        (("--history-mb", "0"), "--history-mb"),
    ],
)
def test_what_can_not_be_done_ends_with_2_and_says_why(one: str, arguments: tuple[str, ...], message: str) -> None:
    result = nnstep("run", one, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def commands(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "session.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("opening", [("run",), ()])
def test_commands_of_a_file_are_printed_each_with_its_answer(
    one: str, tmp_path: Path, opening: tuple[str, ...]
) -> None:
    path = commands(tmp_path, "# a comment", "", "break E", "c", "print W1 * 2", "  where  ", "watches")
    result = nnstep(*opening, one, "--commands", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "> break E",
        "breakpoint 1: E",
        "> c",
        "1.1.3: E = 32, stopped by breakpoint 1",
        "> print W1 * 2",
        "16",
        "> where",
        "1.1.3: E = 32, stopped by breakpoint 1",
        "> watches",
        "no watches; watch adds one",
    ]


def test_commands_come_from_standard_input_too(one: str) -> None:
    result = nnstep("run", one, "--commands", "-", typed="goto end\n")
    assert result.stdout == "> goto end\n30.1.6: W1, the end of the run\n"
    result = nnstep("run", one, "--commands", "-", typed="\nfly\n")
    assert result.exit_code == 2
    assert "standard input:2: fly: unknown command 'fly'" in result.stderr


def test_a_wrong_command_is_named_with_its_line_after_the_answers_before_it(one: str, tmp_path: Path) -> None:
    path = commands(tmp_path, "n", "set x =", "n")
    result = nnstep("run", one, "--commands", path)
    assert result.exit_code == 2
    assert result.stdout.startswith("> n\n1.1.1: z1")
    assert f"{path}:2: set x =: set needs an element and a value" in result.stderr


def test_a_file_of_commands_that_is_no_text_is_refused(one: str, tmp_path: Path) -> None:
    path = tmp_path / "session.txt"
    path.write_bytes(b"\xff\xfe\x00")
    result = nnstep("run", one, "--commands", str(path))
    assert (result.exit_code, "this is not a text file" in result.stderr) == (2, True)
    assert nnstep("run", one, "--commands", str(tmp_path)).exit_code == 2


def test_a_sheet_is_laid_over_the_run_that_commands_act_upon(tmp_path: Path) -> None:
    sheet = tmp_path / "own.toml"
    sheet.write_text("z1 = [23, 12, 15, 12]\n", encoding="utf-8")
    path = commands(tmp_path, "difference")
    result = nnstep("zheng-exercise-1", "--sheet", str(sheet), "--commands", path)
    assert result.stdout == "> difference\n1.1.1: z1\n"
    result = nnstep("zheng-exercise-1", "--sheet", str(tmp_path / "absent.toml"), "--commands", path)
    assert result.exit_code == 2
    assert "absent.toml" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "option",
    [
        ("--exercise",),
        ("--present",),
        ("--play", "2"),
        ("--sheet", "answers"),
        ("--beside", "xor"),
        ("--commands", "session.txt"),
    ],
)
def test_the_app_s_options_need_an_exercise_to_be_named(option: tuple[str, ...]) -> None:
    result = nnstep("open", *option)
    assert result.exit_code == 2
    assert "no scenario is given" in result.stderr


def test_what_cant_be_played_is_refused_before_anything_opens(one: str) -> None:
    result = nnstep(one, "--play", "99")
    assert result.exit_code == 2
    assert "a speed of 99 can't be played" in result.stderr
    result = nnstep(one, "--play", "2", "--exercise")
    assert result.exit_code == 2
    assert "--exercise goes neither with --present nor with --play" in result.stderr


def test_an_exercise_needs_a_terminal_whatever_commands_come_first(one: str, tmp_path: Path) -> None:
    result = nnstep(one, "--exercise", "--commands", commands(tmp_path, "n"))
    assert result.exit_code == 2
    assert "needs a terminal" in result.stderr
    assert result.stdout == ""


def test_keys_lists_every_command_of_words_once() -> None:
    result = nnstep("keys", "--commands")
    assert result.stdout.rstrip("\n") == command_table()
    rows = result.stdout.splitlines()[2:]
    assert [row.split("`")[1].split()[0] for row in rows] == [command.name for command in COMMANDS]
    assert all(row.count("|") == 4 for row in rows)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert command_table() in readme
