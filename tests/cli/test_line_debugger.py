"""``nnstep run SCENARIO --commands -`` at a terminal: prompt and answers, typed in a pseudo-terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from signal import SIGTERM

import pytest

from nnstep.session.commands import COMMANDS

pexpect = pytest.importorskip("pexpect")

PROMPT = "\\(nnstep\\) "
UP, TAB = "\x1b[A", "\t"
ONE = """title = "One weight"
input = [1]
target = [0]
learning_rate = 1e-9
[[layers]]
activation = "linear"
weights = [[8]]
[training]
epochs = 1_000_000
"""


class Terminal:
    """A line debugger in a pseudo-terminal."""

    def __init__(self, *arguments: str, term: str = "dumb", start: Sequence[str] = ("-m", "nnstep")) -> None:
        environment = {**os.environ, "TERM": term, "INPUTRC": os.devnull}
        command = [*start, "run", *arguments, "--commands", "-"]
        self.process = pexpect.spawn(
            sys.executable, command, env=environment, encoding="utf-8", timeout=30, dimensions=(24, 120)
        )
        self.process.delaybeforesend = None

    def answer(self, line: str, until: str = PROMPT) -> list[str]:
        """Type a line; return the lines up to the next prompt, without what was typed."""
        self.process.sendline(line)
        return self.shown(until)[1:]

    def shown(self, until: str = PROMPT) -> list[str]:
        """Return the lines up to the next prompt."""
        self.process.expect(until)
        return self.process.before.splitlines()

    def status(self) -> int:
        """Wait for the end, and return the exit status."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus


@pytest.fixture
def zheng(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.chdir(tmp_path)
    terminal = Terminal("zheng-exercise-1")
    yield terminal
    terminal.process.close(force=True)


@pytest.mark.thorough
def test_each_stop_is_told_in_lines_that_can_be_read_aloud(zheng: Terminal) -> None:
    """The numbers are those printed in the exercise."""
    beginning = zheng.shown()
    assert beginning[0].startswith("Exercise 1")
    assert beginning[2:4] == ["0: the start of the run", "next: z₁ = W₁ x₀ + b₁"]
    assert "help lists the commands" in beginning[-1]
    assert zheng.answer("next") == [
        "1.1.1: z1",
        "forward propagation, pre-activation, layer 1",
        "z₁ = W₁ x₀ + b₁",
        "z1 = W1 @ x + b1",
        "z1 = 23  12  15  21",
    ]
    told = zheng.answer("n 6")
    assert told[-1] == "delta1 = 486  679  397  397"
    assert zheng.answer("where") == told
    assert zheng.answer("print W2 @ a1") == ["117", "143"]
    zheng.process.sendeof()
    assert zheng.status() == 0


def test_an_empty_line_repeats_the_last_step_whatever_was_asked_between(zheng: Terminal) -> None:
    zheng.shown()
    assert zheng.answer("") == []
    assert zheng.answer("n 2")[0] == "1.1.2: a1"
    assert zheng.answer("print E") == ["error: E has no value yet; step on until it is computed"]
    assert zheng.answer("")[0] == "1.1.4: a2"
    assert zheng.answer("goto 1.1.1")[0] == "1.1.1: z1"
    assert zheng.answer("")[0] == "1.1.3: z2"
    assert zheng.answer("s")[0].startswith("1.1.3: z2, sub-step 1 of 1, element [0,0] of a2")


def test_a_wrong_line_is_answered_in_one_line(zheng: Terminal) -> None:
    problems = {
        "fly": "error: unknown command 'fly'; help lists them all",
        "print W1[": "error: found square brackets",
        "print Q": "error: nothing is called Q here, at character 1",
        "set x =": "error: set needs an element and a value; ",
        "break nowhere": "error: there is no 'nowhere' to stop at",
    }
    zheng.shown()
    for line, problem in problems.items():
        (said,) = zheng.answer(line)
        assert said.startswith(problem)


def test_a_dumb_terminal_is_sent_no_control_sequences(zheng: Terminal) -> None:
    said = "".join(
        [*zheng.shown(), *zheng.answer("n"), *zheng.answer("values"), *zheng.answer("help"), *zheng.answer("fly")]
    )
    assert "\x1b" not in said
    assert said.isprintable()


@pytest.mark.sweep
@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
def test_tab_completes_and_the_arrow_brings_back(term: str) -> None:
    terminal = Terminal("zheng-exercise-1", term=term)
    terminal.shown()
    assert terminal.answer(f"reverse-c{TAB}", "reverse-continue") == []
    terminal.shown()
    assert terminal.answer(f"wha{TAB}delt{TAB}1")[-1] == "4×1"
    assert terminal.answer("whatis W1")[-1] == "4×3"
    assert terminal.answer(f"{UP}{UP}")[-1] == "4×1"
    assert terminal.answer(f"info bre{TAB}")[-1] == "no breakpoints; break sets one"
    assert terminal.answer("quit", pexpect.EOF) == []


def test_ctrl_c_clears_the_line_that_is_being_typed(zheng: Terminal) -> None:
    zheng.shown()
    zheng.process.send("goto end")
    zheng.process.expect("goto end")
    zheng.process.sendintr()
    zheng.shown()
    assert zheng.answer("where") == ["0: the start of the run", "next: z₁ = W₁ x₀ + b₁"]


@pytest.mark.thorough
def test_ctrl_c_interrupts_a_long_run_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text(ONE, encoding="utf-8")
    terminal = Terminal(str(path), "--epochs", "100000000")
    terminal.shown()
    terminal.process.sendline("continue")
    terminal.process.expect("% of the way; ctrl\\+c interrupts")
    terminal.process.sendintr()
    said = terminal.shown()
    assert "interrupted" in said
    place = said[said.index("interrupted") + 1].split(":")[0]
    assert int(place.split(".")[0]) > 1
    assert terminal.answer("where")[0].startswith(f"{place}: ")
    terminal.process.sendeof()
    assert terminal.status() == 0


@pytest.mark.thorough
def test_leaving_asks_about_unsaved_work(zheng: Terminal, tmp_path: Path) -> None:
    zheng.shown()
    zheng.answer("set W1[0,0] = 7")
    for leave in (zheng.process.sendeof, lambda: zheng.process.sendline("quit")):
        leave()
        assert "not saved: 1 change to the run: W1[0,0] = 7" in zheng.shown("\nquit\\? ")
        assert zheng.answer("what", "\nquit\\? ") == []
        assert zheng.answer("") == []
    assert "s saves" in zheng.answer("q", "\nquit\\? ")[-1]
    assert "Save the changed exercise" in zheng.answer("s", "\nfile\\? ")[-1]
    assert zheng.answer("nowhere.txt", "\nfile\\? ")[0].startswith("error: ")
    assert zheng.answer("", pexpect.EOF) == ["saved to zheng-exercise-1-changed.toml"]
    assert zheng.status() == 0
    assert "7" in (tmp_path / "zheng-exercise-1-changed.toml").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_nobody_left_to_answer_ends_it(zheng: Terminal) -> None:
    zheng.shown()
    zheng.answer("set W1[0,0] = 7")
    zheng.process.sendeof()
    zheng.shown("\nquit\\? ")
    zheng.process.sendeof()
    assert zheng.status() == 0


@pytest.mark.thorough
def test_lines_pasted_together_are_performed_one_after_the_other() -> None:
    terminal = Terminal("zheng-exercise-1", term="xterm")
    terminal.shown()
    terminal.process.send("\x1b[200~break E\nc\nprint E * 2\x1b[201~\r")
    said = terminal.shown()
    assert said[-1] == "33106"
    assert "1.1.5: E = 16553, stopped by breakpoint 1" in said


def test_all_that_keys_do_can_be_typed_but_what_is_about_the_screen(zheng: Terminal) -> None:
    zheng.shown()
    zheng.answer("next 3")
    others = [command for command in COMMANDS if command.keys and command.name not in ("quit", "exercise")]
    assert len(others) > 30
    on_screen = [command for command in others if is_about_the_screen(zheng, command.name)]
    assert {"zoom-in", "command-line"} <= {command.name for command in on_screen}
    assert {command.name for command in on_screen if command.group != "look"} == {
        *("interrupt", "new", "reload", "suspend", "play", "faster", "slower"),
    }


def is_about_the_screen(terminal: Terminal, line: str) -> bool:
    return any("this works only on the screen" in said for said in terminal.answer(line))


@pytest.mark.thorough
def test_a_run_is_recorded_as_in_the_app(zheng: Terminal, tmp_path: Path) -> None:
    zheng.shown()
    assert zheng.answer("record") == ["error: record needs the name of a file; as in record run.jsonl"]
    assert zheng.answer("record run.jsonl") == ["recording to run.jsonl; record alone ends it"]
    zheng.answer("next 7")
    zheng.process.sendline("quit")
    assert "still recording: 7 operations in run.jsonl so far" in zheng.shown("\nquit\\? ")
    zheng.answer("")
    assert zheng.answer("record") == ["7 operations recorded to run.jsonl"]
    assert zheng.answer("quit", pexpect.EOF) == []
    assert '"delta1"' in (tmp_path / "run.jsonl").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_a_signal_breaks_off_a_recording_and_the_old_file_stays(zheng: Terminal, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("old")
    zheng.shown()
    zheng.answer("record run.jsonl!")
    zheng.answer("next 7")
    zheng.process.kill(SIGTERM)
    assert zheng.status() == 128 + SIGTERM
    assert "the recording was broken off: the old run.jsonl stays" in zheng.process.before
    assert (tmp_path / "run.jsonl").read_text() == "old"
    assert '"delta1"' in (tmp_path / "unfinished-run.jsonl").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_an_exercise_is_questions_and_answers(zheng: Terminal) -> None:
    """The right numbers are those printed in the exercise; 19, 11, 14, 19 are W1 x without the bias."""
    cell = r"\n[\w.]+\[\d\]( \(\S+\))?\? "
    zheng.shown()
    asked = zheng.answer("exercise", cell)
    assert "question 1 of 15: z1, pre-activation, layer 1" in asked
    assert "b1 = 4  1  1  2" in asked
    assert asked[-1] == "z1 = ?  4 numbers, 4×1"
    assert zheng.answer("foo", cell)[0].startswith("error: 'foo' is not a number; ")
    assert zheng.answer("hint", cell)[0].startswith("The weighted sum of a layer's inputs")
    wrong = zheng.answer("19 11 14 19", cell)
    assert wrong[0] == "0 of 4 correct"
    assert any("the bias is left out" in line for line in wrong)
    assert "23" not in " ".join(wrong)
    assert zheng.answer("23", cell) == []
    right = zheng.answer("12 15 21", cell)
    assert right[0] == "4 of 4 correct"
    assert "question 2 of 15: a1, activation, layer 1; 4 of 4 points so far" in right
    shown = zheng.answer("method", cell)
    assert "question 3 of 15: z2, pre-activation, layer 2; 4 of 8 points so far" in shown
    assert "question 2 of 15" in " ".join(zheng.answer("back", cell))
    zheng.answer("skip", cell)
    said = zheng.answer("leave")
    assert said[-2:] == ["4 of 8 points, 50 %", "1.1.2: a1"]
    zheng.process.sendline("quit")
    assert "not saved: 1 answer of the exercise: z1" in zheng.shown("\nquit\\? ")


@pytest.mark.thorough
def test_ctrl_c_leaves_the_exercise_but_not_the_debugger(zheng: Terminal) -> None:
    zheng.shown()
    zheng.answer("exercise", r"z1\[0\]\? ")
    zheng.process.sendintr()
    assert zheng.shown()[-1] == "0: the start of the run"
    zheng.answer("set lr = 0.5")
    assert zheng.answer("exercise")[0].startswith("error: the run was changed, so this is another exercise; ")


@pytest.mark.thorough
def test_a_stop_tells_what_is_switched_on_in_the_app_too(zheng: Terminal, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("z1 = [23, 12, 15, 12]\n", encoding="utf-8")
    zheng.shown()
    zheng.answer("sheet own.toml")
    zheng.answer("watch E / 2")
    told = zheng.answer("n")
    assert sum("z1[" in line for line in told) == 4
    assert any(line.startswith("z1[3]") and "12" in line for line in told)
    assert told[-1] == "watch 1: E / 2 = ·"
    assert zheng.answer("element-down")[0] == "z₁[1] = W₁[1,0]·x₀[0] + W₁[1,1]·x₀[1] + W₁[1,2]·x₀[2] + b₁[1]"
    zheng.answer("numerical")
    told = zheng.answer("goto 1.1.8")
    assert [line for line in told if line.startswith("numerically, dW2[1,0] = 3243")]
    assert told[-1] == "warning: exploding: the largest step is 324, but the largest element of W₂ is 4"
    assert "watch 1: E / 2 = 8276.5" in told


@pytest.mark.thorough
def test_the_digits_asked_for_are_shown(tmp_path: Path) -> None:
    terminal = Terminal("sigmoid-2-2-2", "--digits", "4")
    terminal.shown()
    assert terminal.answer("n")[-1] == "z1 = 0.3775  0.3925"


@pytest.mark.thorough
def test_without_readline_lines_are_read_all_the_same() -> None:
    script = "import sys; sys.modules['readline'] = None; from nnstep.cli import main; main()"
    terminal = Terminal("zheng-exercise-1", start=("-c", script))
    terminal.shown()
    assert terminal.answer("n")[-1] == "z1 = 23  12  15  21"
    terminal.process.sendeof()
    assert terminal.status() == 0


@pytest.mark.thorough
def test_lines_are_remembered_from_one_session_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NNSTEP_NO_STATE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for line in ("print W1[0,0] * 21", UP):
        terminal = Terminal("zheng-exercise-1")
        terminal.shown()
        assert terminal.answer(line)[-1] == "42"
        assert terminal.answer("", PROMPT) == []
        terminal.process.sendeof()
        assert terminal.status() == 0


def test_another_run_is_opened_at_the_prompt(zheng: Terminal) -> None:
    zheng.shown()
    assert zheng.answer("open")[0].startswith("error: open needs the name of a file or an exercise; ")
    assert zheng.answer("open no-such-exercise")[0].startswith("error: ")
    zheng.answer("set lr = 0.5")
    assert "not saved: 1 change to the run: lr = 0.5" in zheng.answer("open xor", "\nquit\\? ")
    assert zheng.answer("l")[0].startswith("XOR")
    assert zheng.answer("whatis W1")[-1] == "2×2"
