"""What people type: expressions, conditions, breakpoints, positions, digits, commands, lines of graphs, addresses."""

from __future__ import annotations

import os
from functools import cache

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.expr.digits import Digits
from nnstep.expr.parsing.conditions import parse_condition, parse_view
from nnstep.expr.parsing.digit_settings import parse_digits
from nnstep.expr.parsing.expressions import parse_assignment, parse_expression
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.shape import shape_of
from nnstep.grading.sheet.form.asked_quantities import asked_quantities
from nnstep.program.addresses import parse_address
from nnstep.program.positions import parse_position
from nnstep.program.program import Program
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.files import read_command_file
from nnstep.session.opening import open_program
from nnstep.session.session import Session
from nnstep.session.typed_commands import completions, perform
from tests.fuzz.fuzzed_reader import FuzzedReader, Read, contents, joined, of_text, texts

NAMES = ("z1", "a1", "W1", "delta2", "dW1", "E", "x", "y", "eta")
WORDS = (
    *NAMES,
    *PRIMITIVES,
    *(
        " + ",
        " - ",
        " * ",
        " / ",
        " ** ",
        " @ ",
        ".T",
        "(",
        ")",
        ",",
        "[0,1]",
        "[:,0]",
        "[-1]",
        "[999999999]",
        ".max()",
    ),
    *(" and ", " or ", "not ", " < ", " >= ", " == ", " != ", "previous(", "np.", "max(", "sum(", "abs(", " if ", "="),
    *("1e308", "0", "1", "2", "-", "~", "lambda x: x", "__import__", "'", '"', "#", ":", "True", "None", "1j", "1_0"),
)
CONDITIONS = (
    *("E < 0.01", "W1[0,1] >= 0.5 and not (E == 0)", "previous(W1)[0,1] != W1[0,1]", "delta2.max() < 1e-3 or E > 2"),
    *("abs(E - previous(E)) < 1e-6", "(dW1 ** 2).sum() > 0.25", "max(W1[0,0], W1[0,1]) > 0.3"),
)
EXPRESSIONS = (
    *("W1 @ x + 0.5", "0.5 * np.sum((a1 - y) ** 2)", "1 / (1 + np.exp(-z1))", "z1 * (1 - z1)", "W1.T @ delta2"),
    *("np.maximum(0, z1)", "np.outer(delta2, a1)", "-eta * dW1", "W1[0,1] + W1[:,0]"),
)


@cache
def program() -> Program:
    """Return the program that texts are about."""
    return open_program("sigmoid-2-2-2")


def _expression(text: str) -> object:
    expr = parse_expression(text, NAMES)
    shape_of(expr, {**dict.fromkeys(NAMES, (2, 1)), **program().shapes})
    return expr


def _written(expr: object) -> bytes:
    return source(expr).encode()  # type: ignore[arg-type]


def _session_line(text: str) -> object:
    session = Session(program())
    for line in text.splitlines()[:8]:
        completions(session, line)
        perform(session, line)
    return None


def _command_file() -> Read:
    return lambda path: read_command_file(str(path))


LINES = (
    "break delta2", "break E if E < 0.3", "tbreak W1[0,1]", "watch E", "print W1 @ x",  "run", "next", "back",
    "jump 1.1.4",
    "set W1[0,1] = 0.3", "undo", "redo", "info breakpoints", "delete 1", "ignore 1 3", "disable 1", "bookmark here",
    "until E < 0.2", "digits 4", "digits 3 significant", "explain", "list", "continue", "step", "history W1[0,0]",
    "display hex", "heat W1", "find E < 0.1", "copy W1", "level element", "practice", "gradients", "plot E",
    "help break",
)  # fmt: skip
COMMANDS = [name for name in BY_NAME if name not in ("save", "record", "source", "code", "export", "sheet", "theme")]


def _refuses_files(line: str) -> bool:
    return any(word in line for word in ("save", "record", "source", "open", "code", "export", "sheet"))


def _commands(text: str) -> object:
    """Perform lines that name no file: what they write would be an input of another time."""
    os.chdir("/")
    lines = [line for line in text.splitlines() if not _refuses_files(line)]
    return _session_line("\n".join(lines))


def _position(text: str) -> object:
    return parse_position(text, program())


EXPRESSION = FuzzedReader(
    "expression", "expressions", ".expr", of_text(_expression), texts(*EXPRESSIONS), WORDS, names_file=False,
    write=None,
)  # fmt: skip
ASSIGNMENT = FuzzedReader(
    "assignment", "expressions", ".assignment", of_text(lambda text: parse_assignment(text, NAMES)),
    texts("u = W1 @ x", "E = 0.5 * np.sum((a1 - y) ** 2)", "q = z1 * z1"), WORDS, names_file=False,
)  # fmt: skip
CONDITION = FuzzedReader(
    "condition", "expressions", ".condition", of_text(lambda text: parse_condition(text, program().shapes)),
    texts(*CONDITIONS), WORDS, names_file=False,
)  # fmt: skip
VIEW = FuzzedReader(
    "view", "expressions", ".view", of_text(lambda text: parse_view(text, program().shapes)),
    texts(*EXPRESSIONS, "W1[0:1, 0] * 2", "previous(W1)"), WORDS, names_file=False,
)  # fmt: skip
BREAKPOINT = FuzzedReader(
    "breakpoint", "commands", ".breakpoint", of_text(lambda text: parse_breakpoint(text, program())),
    texts(*CONDITIONS, "delta2", "W1[0,1]", "E if E < 0.1", "1.1.4", "epoch", "phase backward", "layer 2", "if E < 1"),
    (*WORDS, "epoch", "step", "phase", "layer", "every", "change", "sheet", "%"), names_file=False,
)  # fmt: skip
POSITION = FuzzedReader(
    "position", "commands", ".position", of_text(_position), texts("1.1.4", "12", "2.1.0", "0"),
    ("end", "start", ".", "1", "e", "+", "-", "9" * 30, "٣", "²"), names_file=False,
)  # fmt: skip
ADDRESS = FuzzedReader(
    "address", "commands", ".address", of_text(lambda text: parse_address(text, program(), program().shapes)),
    texts("W1[0,1]", "delta2[1]", "E", "w11", "b1[0]"), WORDS, names_file=False,
)  # fmt: skip
ASKED = FuzzedReader(
    "asked", "commands", ".asked", of_text(lambda text: asked_quantities(program(), text, None)),
    texts("delta1,dW1", "W1[0,1],E", "net1, out2", "w11"), (*WORDS, "δ", "_", ";", ","), names_file=False,
)  # fmt: skip
DIGITS = FuzzedReader(
    "digits", "commands", ".digits", of_text(lambda text: parse_digits(text, Digits())),
    texts("4", "3 significant", "2 decimals", "full", "significant 5"),
    ("significant", "decimals", "hex", "full", "all", "-", "+", "1", "99", "²"), names_file=False,
)  # fmt: skip
TYPED = FuzzedReader(
    "commands", "commands", ".nns", of_text(_commands), joined(texts(*LINES), texts("break E\nstep\nprint W1\nback")),
    (*COMMANDS, *WORDS, "\n", "on", "off", "1.1.4", "%", "all"), names_file=False,
)  # fmt: skip
COMMAND_FILE = FuzzedReader(
    "command-file", "commands", ".nns",
    _command_file(), joined(texts("\n".join(LINES)), contents("tests/hostile/*.nns"))
)  # fmt: skip
