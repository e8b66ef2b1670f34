"""An error as a person reads it: a label, the message, the hint below it; nothing in it reaches the terminal raw."""

from nnstep.errors import CommandError, ScenarioError
from nnstep.problems.error_text import error_text


def test_a_message_has_a_label_and_its_hint_below() -> None:
    assert error_text(CommandError("no such file", "name one")) == "error: no such file\n hint: name one"


def test_without_a_hint_there_is_one_line_and_escapes_are_visible() -> None:
    shown = error_text(ScenarioError("bad \x1b[31mname"))
    assert shown.startswith("error: bad")
    assert "\x1b" not in shown
