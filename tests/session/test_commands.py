"""The typed commands: what each does, and what it answers where it can't."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnstep.engine.edits import editable
from nnstep.errors import FileTakenError, NNStepError
from nnstep.limits import COMMAND_CHARACTERS
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.commands import BY_NAME, COMMANDS
from nnstep.session.session import Session
from nnstep.session.typed_commands import completions, perform, perform_all
from tests.conftest import build_scenario
from tests.exercises import READY


def new_session(name: str = "zheng-exercise-1", epochs: int | None = 3) -> Session:
    return Session(compile_program(load(READY[name]), epochs))


def told(session: Session, *lines: str) -> list[str]:
    """Return what the last of several lines answers."""
    answers = [perform(session, line) for line in lines]
    return answers[-1]


def refused(session: Session, line: str) -> str:
    """Return what is wrong with a line, with its hint."""
    before = session.debugger.frame.position, session.debugger.edits, len(session.debugger.breakpoints)
    with pytest.raises(NNStepError) as caught:
        perform(session, line)
    assert (session.debugger.frame.position, session.debugger.edits, len(session.debugger.breakpoints)) == before
    return f"{caught.value.message} ({caught.value.hint})"


def test_every_command_has_a_help_and_no_two_share_a_word() -> None:
    words = [word for command in COMMANDS for word in (command.name, *command.aliases)]
    assert len(words) == len(set(words)) == len(BY_NAME)
    lines = told(new_session(), "help")
    assert len(lines) == len(COMMANDS)
    for command, line in zip(COMMANDS, lines, strict=True):
        assert line.startswith(command.name)
        assert command.help in line
        assert all(alias in line for alias in command.aliases)
        assert command.help[0].isupper()
        assert not command.help.endswith(".")


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["where"], "0: the start of the run"),
        (["next"], "1.1.1: z1"),
        (["n 3"], "1.1.3: z2"),
        (["next 5"], "1.1.5: E = 16553"),
        (["next 5", "next -2"], "1.1.3: z2"),
        (["goto 2.1.3"], "2.1.3: z2"),
        (["g 15"], "1.1.15: b1"),
        (["goto end"], "3.1.15: b1, the end of the run"),
        (["goto end", "goto start"], "0: the start of the run"),
        (["into"], "0: the start of the run, sub-step 1 of 2, element [0,0], term 1 of 3 of z1"),
        (["level phase", "s 2"], "0: the start of the run, sub-step 1 of 2, element [0,0], term 2 of 3 of z1"),
        (["into", "finish"], "0: the start of the run, sub-step 1 of 2 of z1"),
        (["into", "finish 2"], "1.1.1: z1"),
        (["goto 2", "into 8", "into -1"], "1.1.2: a1, sub-step 1 of 2, element [1,0], term 3 of 4 of z2"),
        (["level phase", "goto 3", "restart", "next"], "1.1.1: z1"),
        (["level phase", "next"], "1.1.4: a2"),
        (["level phase", "next 2", "finish -1"], "0: the start of the run"),
        (["level training step", "next"], "1.1.15: b1"),
        (["until E < 20000"], "1.1.5: E = 16553, stopped by breakpoint 1"),
        (["break delta1", "continue"], "1.1.7: delta1, stopped by breakpoint 1"),
        (["break delta1", "goto end", "reverse"], "3.1.7: delta1, stopped by breakpoint 1"),
        (["level"], "the level is operation"),
        (["level epoch"], "the level is epoch"),
    ],
)
def test_a_move_answers_where_one_stands(lines: list[str], answer: str) -> None:
    assert told(new_session(), *lines) == [answer]


@pytest.mark.parametrize(
    ("lines", "answers"),
    [
        (["next", "print z1"], ["23", "12", "15", "21"]),
        (["print W1[0,:]"], ["2  3  4"]),
        (["print W1"], ["2  3  4", "2  1  2", "3  5  1", "2  3  4"]),
        (["p W1[0,2] + lr"], ["4.1"]),
        (["next 5", "print sqrt(2 * E)"], ["181.951"]),
        (["print W1.max() - W1.min()"], ["4"]),
        (["print (W1 @ x + b1).T"], ["23  12  15  21"]),
        (
            ["goto 4", "set W2[0,0] = 4", "print a2"],
            ["119", "146", "stale: a2 was computed from a value that has changed since"],
        ),
        (["watch W1[0,:]"], ["watch 1: W1[0,:]"]),
        (["watch E", "watches"], ["1: E = ·"]),
        (["watch E", "next 5", "watches"], ["1: E = 16553"]),
        (["watch lr", "goto 5", "set lr = 1", "next", "watches"], ["1: lr = 1", "   was = 0.1  until 1.1.5"]),
        (["watch E", "next 5", "goto 16", "watches"], ["1: E = ·", "   was = 16553"]),
        (["watch E", "display lr", "unwatch 1", "watches"], ["1: lr = 0.1"]),
        (["watches"], ["no watches; watch adds one"]),
        (["breakpoints"], ["no breakpoints; break sets one"]),
        (["break delta2 if E < 1 once after 3"], ["breakpoint 1: delta2 if E < 1 once after 3"]),
        (["b E", "c", "c", "breakpoints"], ["1: E, hit 2 times"]),
        (["b E", "c", "toggle 1", "breakpoints"], ["1: E, hit 1 time, disabled"]),
        (["b E", "b z1", "delete 1", "breakpoints"], ["2: z1"]),
        (["b E", "b z1", "delete", "breakpoints"], ["no breakpoints; break sets one"]),
        (["until E < 20000", "breakpoints"], ["no breakpoints; break sets one"]),
        (["bookmark"], ["bookmark m1 at 1.1.0"]),
        (["next 3", "m here", "bookmarks"], ["here: 1.1.3"]),
        (["bookmark a", "unmark a", "bookmarks"], ["no bookmarks; bookmark sets one"]),
        (["goto 7", "bookmark b", "goto 3", "bookmark a", "bookmarks"], ["a: 1.1.3", "b: 1.1.7"]),
        (["edits"], ["no changes"]),
        (["set lr = lr / 2", "edits"], ["at 1.1.0: lr = lr / 2"]),
        (["goto 3", "set W1[0,1] = 9"], ["at 1.1.3: W1[0,1] = 9", "stale until recomputed: a1, z1, z2"]),
        (["set   lr   =   0.2"], ["at 1.1.0: lr = 0.2"]),
        (["set lr = 0.2", "undo"], ["undone: lr = 0.2", "0: the start of the run"]),
        (["set lr = 0.2", "undo", "redo"], ["redone: lr = 0.2", "0: the start of the run"]),
        (["print x * W1[0,:]"], [" 4   6   8", " 2   3   4", " 6   9  12"]),
        (["watch x * W1[0,:]", "watches"], ["1: x * W1[0,:] =  4   6   8", f"{'':18}2   3   4", f"{'':18}6   9  12"]),
        (["break if (x * W1[0,:]).max() > 1"], ["breakpoint 1: if (x * W1[0,:]).max() > 1"]),
        (["break max(x, W1[0,:]) changes"], ["breakpoint 1: max(x, W1[0,:]) changes"]),
        (["set W1[0,0] = (x - W1[0,:]).min()", "print W1[0,0]"], ["-3"]),
        (["set W1[0,:] = W1[1,:] * W1[2,:]", "print W1[0,:]"], ["6  5  2"]),
        (["notes"], ["no warnings here"]),
        (["lr"], ["0.1"]),
        (["W1[0,2] * 2"], ["8"]),
        ([":x.T"], ["2  1  3"]),
        (["fini 2"], ["1.1.4: a2"]),
        (["digits 3", "2 / 3"], ["0.667"]),
        (["digits"], ["6 significant digits"]),
        (["more-digits", "fewer-digits 3"], ["4 significant digits"]),
        (["axis log"], ["the error's axis is logarithmic"]),
        (["axis", "axis"], ["the error's axis is linear"]),
        (["# a comment"], []),
        (["   "], []),
    ],
)
def test_what_is_asked_for_is_answered(lines: list[str], answers: list[str]) -> None:
    assert told(new_session(), *lines) == answers


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("frob", "unknown command 'frob' (help lists them all)"),
        ("brek E", "unknown command 'brek' (did you mean break?)"),
        ("contineu", "unknown command 'contineu' (did you mean continue?)"),
        ("frob 3", "unknown command 'frob' (help lists them all)"),
        ("wach E", "unknown command 'wach' (did you mean watch?)"),
        ("deltal", "unknown command 'deltal' (did you mean delta2?)"),
        ("E", "E has no value yet (step on until it is computed)"),
        ("E +", "nothing comes after +"),
        ("W7[0,0]", "nothing is called W7 here"),
        ("zoom", "this works only on the screen (open the app to use it)"),
        ("digits 99", "99 significant digits can't be shown (write a number from 2 to 17)"),
        ("notation babylonian", "unknown notation 'babylonian' (the notations are zheng, "),
        ("axis sideways", "unknown axis 'sideways' (write linear or log)"),
        ("next 0", "0 steps lead nowhere (write a number such as 3; -3 steps the other way)"),
        ("finish 0", "0 steps lead nowhere"),
        ("info", "info needs a subject (write one of"),
        ("next x", "'x' is not a whole number (write one such as 3)"),
        ("next 1.5", "'1.5' is not a whole number"),
        ("next 1 2", "'1 2' is not a whole number"),
        ("next 9999999999", "a number of 10 digits is too large"),
        ("level storey", "unknown level 'storey' (the levels are element, sub-step, operation, layer"),
        ("goto", "'' is no position"),
        ("goto nowhere", "'nowhere' is no position"),
        ("goto 9.1.1", "9.1.1 is outside the run (it ends at 3.1.15, after 45 operations)"),
        ("goto -1", "-1 is outside the run"),
        ("continue now", "continue takes no argument, but got 'now'"),
        ("where now", "where takes no argument"),
        ("earlier", "no earlier stop in the stop history"),
        ("later", "no later stop in the stop history"),
        ("bookmark two words", "'two words' cannot name a bookmark"),
        *(
            (
                f"{line} {name}",
                f"{shown} cannot name a {kind} (use at most 31 letters, digits and -, with a letter first)",
            )
            for line, kind in (("bookmark", "bookmark"), ("layout save", "layout"))
            for name, shown in (
                ("../x", "'../x'"),
                ("/tmp/x", "'/tmp/x'"),
                ("a\x1b[31m", "'a\\x1b[31m'"),
                ("x" * 300, f"'{'x' * 38}…"),
            )
        ),
        ("layout save save", "save already names what keeps a layout"),
        ("save a\x1b[31m.npz", "a\\x1b[31m.npz: characters that are not seen can't be in the name"),
        ("bookmark end", "end already names a position of every run"),
        ("bookmark 3", "'3' cannot name a bookmark"),
        ("unmark x", "no bookmark 'x' (bookmarks: none)"),
        ("break", "nothing to stop at"),
        ("break E after 0", "after 0 is no hit"),
        ("delete 3", "no breakpoint 3 (breakpoints: none)"),
        ("toggle", "'' is not a whole number"),
        ("until", "nothing to stop at"),
        ("print", "nothing to read here"),
        ("print E", "E has no value yet (step on until it is computed)"),
        ("print nothing", "nothing is called nothing here"),
        ("print previous(E)", "previous(...) works only in conditions"),
        ("print W1[9,0]", "there is no such element in what is 4×3"),
        ("print W1[0:0,:].max()", "there is no such element in what is 4×3"),
        ("print W1 * W1[:,0]", "4×3 * 4 numbers does not fit element by element (as in NumPy"),
        ("watch max(W1[:,0], W1)", "max(4 numbers, 4×3) does not fit element by element"),
        (
            "plot x * W1[0,:]",
            "x * W1[0,:] is 3×3, but only a number can be plotted (make a number of it, as in abs(x * W1[0,:]).max())",
        ),
        ("until W1[0,:] > 1", "a side of it is 3 numbers, not a number"),
        ("break if (W1 * W1[:,0]).max() > 1", "4×3 * 4 numbers does not fit element by element"),
        ("set W1[0,0] = x * W1[0,:]", "shapes differ: one number to set, but x * W1[0,:] is 3×3"),
        ("print 1/0", "no finite value"),
        ("watch", "nothing to read here"),
        ("watch W1 @ W1", "the matrix product of 4×3 and 4×3 does not exist"),
        ("unwatch 1", "no watch 1 (the number of watches is 0)"),
        ("lastwrite", "'' names no element"),
        ("lastwrite W1", "W1 has no element W1 (it goes up to W1[3,2])"),
        ("lastwrite W1[1 2]", "'W1[1 2]' names no element"),
        ("lastwrite W1[4,0]", "W1 has no element W1[4,0]"),
        ("lastwrite E", "there is no E to choose here"),
        ("set", "set needs an element and a value (as in set W1[0,0] = 0.4)"),
        ("set W1[0,0]", "set needs an element and a value"),
        ("set W1[0,0] == 3", "set needs an element and a value"),
        ("set W1[0,0] = E", "E has no value yet"),
        ("set W1[0,0] = W2", "shapes differ: one number to set, but W2 is 2×4 (write one number)"),
        ("set W1 = W2", "shapes differ: 4×3 to set, but W2 is 2×4"),
        ("set 3 = 3", "only a quantity or its elements can be set"),
        ("set W1 + 1 = 3", "only a quantity or its elements can be set"),
        ("set z1[0] = 3", "cannot set z1: it is computed from W1, x and b1 (set W1, x or b1 instead)"),
        ("set nothing = 3", "nothing is called nothing here"),
        ("undo", "nothing to undo"),
        ("redo", "nothing to redo"),
        ("compare", "no changes, so there is nothing to compare (change something first, as in set W1[0,0] = 0.4)"),
        ("save", "save needs the name of a file"),
        ("save there/is/no/folder.npz", "can't be written"),
        ("save weights.docx", "weights.docx"),
        ("save " + "x" * 300 + ".npz", "no file can have this name"),
        ("save a\0b.npz", "a\\x00b.npz: characters that are not seen can't be in the name"),
    ],
)
def test_what_can_not_be_done_is_said_and_changes_nothing(
    line: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = new_session()
    assert says in refused(session, line)
    assert list(tmp_path.iterdir()) == []
    assert perform(session, "next") == ["1.1.1: z1"]


HOSTILE = [
    "break __import__('os').system('touch hacked')",
    "break if __import__('os').system('touch hacked') > 0",
    "print __import__('os')",
    "print ().__class__.__mro__",
    "print W1.__class__",
    "watch open('hacked', 'w')",
    "set W1[0,0] = open('hacked')",
    "set W1[__import__('os').system('touch hacked'),0] = 1",
    "print lambda: 1",
    "print [x for x in W1]",
    "print {1: 2}",
    "print f'{W1}'",
    "print (yield)",
    "print (W1 := 3)",
    "print 9**9**9**9",
    "print 1e999",
    "print exec",
    "print _step",
    "print _part0_of_W1",
    "print previous_W1",
    "break if _step > 3",
    "break if np.zeros(3) > 1",
    "until eval('1') < 2",
    "lastwrite __class__",
    "\0\0\0",
    "\x1b[31mbreak E",
    "break \x1b]0;title\x07",
    "print \u202eW1",
    "print " + "(" * 300 + "1" + ")" * 300,
    "print " + "-" * 400 + "1",
    "break if " + "not " * 100 + "E < 1",
    "break if " + "(" * 100 + "E < 1" + ")" * 100,
]


@pytest.mark.parametrize("line", HOSTILE)
def test_nothing_that_is_typed_is_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(new_session(), line)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["", "frob", *sorted(command.name for command in COMMANDS)])
def test_a_line_of_a_megabyte_is_refused_at_once(word: str) -> None:
    session = new_session()
    for filling in ("x", "(", " ", "9", "once ", "W1[", "=", "\0"):
        line = f"{word} z {filling * (1_000_000 // len(filling))} z"
        begun = process_time()
        assert f"at most {COMMAND_CHARACTERS.most:,}" in refused(session, line), filling
        completions(session, line)
        assert process_time() - begun < 0.1, filling


@given(st.text(max_size=60))
@example("~0")
def test_any_text_is_a_command_or_a_mistake_that_is_said(text: str) -> None:
    session = new_session()
    for line in (text, *(f"{word} {text}" for word in BY_NAME if word != "save")):
        try:
            answers = perform(session, line)
        except NNStepError:
            continue
        assert all(isinstance(answer, str) for answer in answers)


def test_lastwrite_tells_the_terms_and_goes_there() -> None:
    session = new_session()
    perform(session, "goto 2.1.3")
    lines = told(session, "lastwrite W1[2,1]")
    assert lines[0] == "1.1.14: W1"
    assert lines[1:] == ["W₁[2,1] = W₁[2,1] − α·∂E/∂W₁[2,1]", "= 5 − 0.1·397", "= −34.7"]
    assert told(session, "goto 2", "lastwrite x[0]") == [
        "x[0] has not changed since the start",
        "0: the start of the run",
    ]
    perform(session, "goto 4")
    perform(session, "set x[0] = 3")
    assert told(session, "goto 9", "lastwrite x[0]")[0] == "x[0] was set by hand: x[0] = 3"
    assert session.debugger.frame.position == 4


def test_lastwrite_says_which_sample_of_a_batch_gave_an_input_and_stays_there() -> None:
    scenario = replace(build_scenario((2, 2), ("tanh",), samples=5, epochs=3), batch_size=2)
    session = Session(compile_program(scenario))
    there = "2.2.3: E = "
    given, where = told(session, "goto 2.2.3", "lastwrite x[0,1]")
    assert given == "x[0,1] came with the batch of training step 2.2: it is sample 4 of 5"
    assert where.startswith(there)
    assert told(session, "lastwrite B")[0] == "B is counted for each training step, here for training step 2.2"
    assert told(session, "set x[0,1] = 3", "next 2", "lastwrite x[0,1]")[0] == "x[0,1] was set by hand: x[0,1] = 3"


def test_compare_names_the_first_operation_that_differs_and_both_errors() -> None:
    session = new_session()
    perform(session, "set W1[0,0] = 3")
    assert told(session, "compare") == ["no result differs so far"]
    lines = told(session, "goto 5", "compare")
    assert lines[0] == "first difference at 1.1.1, z1:"
    assert lines[1:9] == [
        *("  original = 23", "             12", "             15", "             21"),
        *("  edited = 25", "           12", "           15", "           21"),
    ]
    assert lines[9] == "error of training step 1: original 16553, edited 17545"
    assert told(session, "where") == ["1.1.5: E = 17545"]


def test_compare_says_so_where_the_other_run_ended_before_or_too_little_was_looked_at() -> None:
    # A bias of a unit whose way out has weight 0: no result but its own ever differs, in 5,000 operations and more.
    scenario = replace(build_scenario((1, 1), ("linear",), epochs=2000), breakpoints=())
    session = Session(compile_program(scenario))
    perform(session, "set lr = lr")
    (line,) = told(session, "goto 10000", "compare")
    assert line == "no result differs in the first 5000 operations after the change"


def test_a_file_of_commands_answers_line_by_line_and_names_the_line_that_can_not_be_done() -> None:
    session = new_session()
    lines = ["# stop at the error", "break E", "", "continue\r", "  print E  ", "next", "brek"]
    got: list[str] = []
    with pytest.raises(NNStepError) as caught:
        got.extend(perform_all(session, lines, "steps.txt"))
    assert caught.value.message == "steps.txt:7: brek: unknown command 'brek'"
    assert caught.value.hint == "did you mean break?"
    assert got == [
        "> break E",
        "breakpoint 1: E",
        "> continue",
        "1.1.5: E = 16553, stopped by breakpoint 1",
        "> print E",
        "16553",
        "> next",
        "1.1.6: delta2",
    ]


def test_what_a_file_of_commands_says_can_not_reach_the_terminal_as_an_escape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("\x1b[31mred.toml").write_text(find("xor").read_text())
    said = list(perform_all(new_session(), ["beside \x1b[31mred.toml"], "steps.txt"))
    assert len(said) == 2
    assert "\x1b" not in "".join(said)
    with pytest.raises(NNStepError) as caught:
        list(perform_all(new_session(), ["x" * 5000], "steps.txt"))
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("bre", ["break", "breakpoints"]),
        ("info b", ["info breakpoints"]),
        ("reverse-f", ["reverse-finish"]),
        ("undisp", ["undisplay"]),
        ("break", ["breakpoints"]),
        ("wat", ["watch", "watches"]),
        ("zzz", []),
        ("break del", ["break delta2", "break delta1"]),
        (
            "print W1[0,0] + lr*d",
            [
                "print W1[0,0] + lr*delta2",
                "print W1[0,0] + lr*delta1",
                *[f"print W1[0,0] + lr*{id}" for id in ("dW2", "db2", "dW1", "db1")],
            ],
        ),
        ("print abs(delta2", []),
        ("print abs(delt", ["print abs(delta2", "print abs(delta1"]),
        ("goto ma", ["goto mark"]),
        ("set W", ["set W1", "set W2"]),
    ],
)
def test_a_line_is_completed_by_commands_quantities_and_bookmarks(text: str, ways: list[str]) -> None:
    session = new_session()
    perform(session, "bookmark mark")
    assert completions(session, text) == ways


def test_completions_of_nothing_are_all_commands_by_their_full_names() -> None:
    assert completions(new_session(), "") == [command.name for command in COMMANDS]


def test_saving_weights_and_exercises_answers_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = new_session()
    perform(session, "goto 1.1.15")
    assert told(session, "save w.npz") == ["saved the weights of position 1.1.15 to w.npz"]
    assert "exists already" in refused(session, "save w.npz")
    with pytest.raises(FileTakenError) as caught:
        perform(session, "save w.npz")
    assert caught.value.hint == "choose another name, or end it with ! to overwrite it"
    assert told(session, "save w.npz!") == ["saved the weights of position 1.1.15 to w.npz"]
    assert told(session, "save later.toml") == ["saved the exercise with the values of position 1.1.15 to later.toml"]
    again = compile_program(load(tmp_path / "later.toml"))
    with np.load("w.npz") as arrays:
        assert all(arrays[id].tobytes() == again.start[id].tobytes() for id in arrays)


def test_an_exercise_s_own_breakpoints_are_set_and_one_that_can_not_be_read_is_said() -> None:
    scenario = load(READY["zheng-exercise-1"])
    session = Session(compile_program(replace(scenario, breakpoints=("delta2", "if E < 20000 once"))))
    assert told(session, "breakpoints") == ["1: delta2", "2: if E < 20000 once, temporary"]
    assert told(session, "continue") == ["1.1.5: E = 16553, stopped by breakpoint 2"]
    with pytest.raises(NNStepError, match="there is no 'delta9' to stop at"):
        Session(compile_program(replace(scenario, breakpoints=("delta9",))))


@pytest.mark.parametrize("line", [":break delta2", "  : break delta2", "break\tdelta2", ":b  delta2"])
def test_the_colon_that_opens_the_line_and_any_white_space_may_be_typed(line: str) -> None:
    assert told(new_session(), line) == ["breakpoint 1: delta2"]


def test_a_change_names_the_later_ones_that_it_drops() -> None:
    session = Session(compile_program(load(find("zheng-exercise-1"))))
    for line in ("goto 9", "set lr = 0.5", "goto 3"):
        perform(session, line)
    dropped = "dropped later changes: lr = 0.5"
    assert perform(session, "set y[0,0] = 2")[-1] == dropped
    assert dropped not in perform(session, "set y[0,0] = 3")


def test_where_says_that_the_error_is_stale_after_a_change_until_it_is_worked_out_anew() -> None:
    session = new_session()
    assert told(session, "next 5", "set W1[0,0] = 7", "where") == ["1.1.5: E = 16553, stale"]
    assert "stale" not in told(session, "next 15", "where")[0]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("print max(W1)", "the largest element is W1.max()"),
        ("break min(abs(W1)) < 1", "the smallest element is abs(W1).min()"),
        ("break E = 0.5", "two equals signs compare"),
    ],
)
def test_what_is_written_otherwise_in_numpy_gets_a_hint(line: str, hint: str) -> None:
    assert hint in refused(new_session(), line)


def place(session: Session) -> tuple[object, ...]:
    """Return what a command may change of the position."""
    frame = session.debugger.frame
    inside = frame.inside.place if frame.inside is not None else ""
    return frame.position, inside, session.stepper.level, [str(p) for p in session.debugger.breakpoints]


ALIASES = [
    *[(alias, "into 2") for alias in ("step 2", "s 2", "si 2", "stepi 2")],
    *[(alias, "next 2") for alias in ("n 2", "ni 2", "nexti 2")],
    *[(alias, "next -2") for alias in ("reverse-next 2", "rn 2", "previous 2")],
    *[(alias, "into -2") for alias in ("reverse-step 2", "rs 2", "rsi 2")],
    *[(alias, "finish 2") for alias in ("fin 2", "return 2")],
    ("reverse-finish 2", "finish -2"),
    *[(alias, "continue") for alias in ("c", "cont", "fg")],
    *[(alias, "reverse-continue") for alias in ("rc", "reverse")],
    *[(alias, "goto 0") for alias in ("restart", "start")],
    *[(alias, "goto 9") for alias in ("g 9", "jump 9", "j 9")],
    *[(alias, "until a1") for alias in ("u a1", "advance a1")],
    *[(alias, "break a1") for alias in ("b a1", "br a1")],
    ("tb a1", "tbreak a1"),
    *[(alias, "delete 1") for alias in ("d 1", "clear 1", "cl 1", "delete E", "clear E")],
    *[(alias, "toggle 1") for alias in ("disable 1", "dis 1", "disable", "dis")],
    *[(alias, "enable 1") for alias in ("en 1", "enable", "en")],
    *[(alias, "breakpoints") for alias in ("info breakpoints", "info b", "info break", "i b")],
    *[(alias, "where") for alias in ("w", "bt", "backtrace", "frame", "f", "info frame", "info line", "i f")],
    ("info program", "where"),
    *[(alias, "print W1") for alias in ("p W1", "pp W1", "inspect W1")],
    ("ptype W1", "whatis W1"),
    *[(alias, "values") for alias in ("locals", "info locals", "i lo")],
    *[(alias, "args") for alias in ("a", "info args", "i a")],
    *[(alias, "list") for alias in ("l", "ll", "longlist")],
    ("display W1", "watch W1"),
    ("undisplay 1", "unwatch 1"),
    *[(alias, "watches") for alias in ("info watchpoints", "info watch", "info display", "i wat", "i di")],
    ("who W1[0,0]", "lastwrite W1[0,0]"),
    ("h", "help"),
    *[(alias, "quit") for alias in ("q", "exit")],
    *[(alias, "set lr = 2") for alias in ("set var lr = 2", "set variable lr = 2", "edit lr = 2")],
    ("m here", "bookmark here"),
    ("r", "run"),
    ("i b", "info b"),
]


@pytest.mark.parametrize(("typed", "ours"), ALIASES)
def test_an_alias_does_what_its_command_does(typed: str, ours: str) -> None:
    ended = []
    for line in (typed, ours):
        session = new_session()
        perform(session, "break E")
        perform(session, "watch z1")
        perform(session, "goto 7")
        answers = perform(session, line)
        ended.append((answers, place(session), [watch.text for watch in session.watches], session.debugger.edits != ()))
    assert ended[0][1:] == ended[1][1:]
    if not typed.startswith(("delete E", "clear E", "set var")):
        assert ended[0][0] == ended[1][0]


def test_every_alias_is_tried() -> None:
    tried = {name for typed, _ in ALIASES for name in BY_NAME if typed == name or typed.startswith(f"{name} ")}
    assert {alias for command in COMMANDS for alias in command.aliases} <= tried


@pytest.mark.parametrize(
    ("lines", "answers"),
    [
        (["tbreak E", "breakpoints"], ["1: E, temporary"]),
        (["tbreak E", "c", "breakpoints"], ["no breakpoints; break sets one"]),
        (["tbreak E"], ["temporary breakpoint 1: E"]),
        (["b E", "b z1", "disable", "breakpoints"], ["1: E, disabled", "2: z1, disabled"]),
        (["b E", "b z1", "disable", "enable 2", "breakpoints"], ["1: E, disabled", "2: z1"]),
        (["b E", "b z1", "disable 1 2"], ["disabled breakpoint 1", "disabled breakpoint 2"]),
        (["b E", "disable 1", "disable 1", "breakpoints"], ["1: E, disabled"]),
        (["b E", "ignore 1 2"], ["breakpoint 1 ignores its next 2 hits"]),
        (["b E", "ignore 1 2", "breakpoints"], ["1: E, ignores the next 2 hits"]),
        (["b E", "ignore 1 1", "c"], ["2.1.5: E = 3.91592e+11, stopped by breakpoint 1"]),
        (["b E", "c", "ignore 1 1", "c"], ["3.1.5: E = 5.40452e+33, stopped by breakpoint 1"]),
        (["goto 9", "b E", "run"], ["1.1.5: E = 16553, stopped by breakpoint 1"]),
        (["goto 9", "restart"], ["0: the start of the run"]),
        (["up"], ["the level is layer"]),
        (["down"], ["the level is sub-step"]),
        (["whatis W1"], ["4×3"]),
        (["whatis E"], ["number"]),
        (["next 5", "args"], ["a2 = 119", "     146", "y = 4", "    5"]),
        (["args"], ["no operation has run yet"]),
        (["help q"], ["quit", "Quit; asks first if something would be lost", "keys: q", "also: q, exit"]),
        (["quit"], []),
    ],
)
def test_what_users_of_gdb_and_pdb_type_works(lines: list[str], answers: list[str]) -> None:
    assert told(new_session(), *lines) == answers


def test_list_marks_the_operation_that_comes_next() -> None:
    lines = told(new_session(), "next 2", "list")
    assert len(lines) == 15
    assert [line[:4] for line in lines if line.startswith(">")] == ["> 3:"]
    assert "z₂" in lines[2]


@pytest.mark.parametrize("line", ["info", "info nothing", "info l", "i"])
def test_info_names_its_subjects(line: str) -> None:
    assert "write one of args, breakpoints, display, frame, line, locals, program, watchpoints" in refused(
        new_session(), line
    )


def test_quit_ends_a_file_of_commands() -> None:
    session = new_session()
    assert list(perform_all(session, ["next", "q", "next", "brek"], "steps.txt")) == ["> next", "1.1.1: z1"]
    assert session.debugger.frame.position == 1


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(READY))
def test_what_a_refused_change_recommends_is_accepted(name: str) -> None:
    program = compile_program(load(READY[name]), 3)
    for id in program.quantities:
        for position in (0, len(program.ops), len(program.ops) + 2):
            session = Session(program)
            perform(session, f"goto {min(position, program.last_position)}")
            if id in editable(program):
                perform(session, f"set {id} = 1")
                continue
            match = re.fullmatch(r"cannot set .* \(set (.+) instead\)", refused(session, f"set {id} = 1"))
            assert match is not None
            for advised in re.split(r", | or | and ", match[1]):
                assert perform(session, f"set {advised} = 1")[0].endswith(f"{advised} = 1")


@pytest.mark.parametrize("name", sorted(READY))
def test_the_examples_in_hints_work_in_this_very_exercise(name: str) -> None:
    session = Session(compile_program(load(READY[name]), 3))
    for line in ("set", "set 3 = 3", "compare"):
        with pytest.raises(NNStepError) as caught:
            perform(session, line)
        example = caught.value.hint.partition("as in ")[2]
        assert example.startswith("set ")
        perform(session, example)
        perform(session, "undo")
    with pytest.raises(NNStepError) as caught:
        perform(session, "break")
    examples = caught.value.hint.removeprefix("write one of ").split(", ")
    assert len(examples) == 5
    for example in examples:
        perform(session, f"break {example}")
    plotted = session.debugger.program.objective or "lr"
    with pytest.raises(NNStepError) as caught:
        perform(session, f"plot {plotted}")
    perform(session, caught.value.hint.partition(": ")[2])
    perform(session, f"plot {plotted}")


@pytest.mark.parametrize("line", ["reverse-next", "next -3", "reverse-step", "finish -1", "training-step -1"])
def test_a_step_back_from_the_start_says_so_whichever_way_it_is_typed(line: str) -> None:
    assert told(new_session(), line) == ["this is the start of the run"]


@pytest.mark.parametrize("line", ["next", "reverse-next -3", "into", "finish", "reverse-training-step -1"])
def test_a_step_on_from_the_end_says_so_whichever_way_it_is_typed(line: str) -> None:
    assert told(new_session(epochs=1), "goto end", line) == ["the run ends here"]
