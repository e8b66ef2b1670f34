"""The exit statuses of every subcommand, and the text that ``--help`` shows of them."""

from __future__ import annotations

DONE = 0
"""The command did what it was asked to; ``check``, ``which``, ``gradcheck`` and ``verify`` found everything right, and
``diff`` found no difference beyond rounding."""
CHECK_FAILED = 1
"""``check``: a number is not right. ``which``: no combination gives all numbers. ``gradcheck``: a gradient is wrong.
``run --until``: the condition never held. ``diff``: something differs by more than rounding.
``verify``: a record does not follow from the ones before it, or was changed. ``code``: a line of the program is wrong,
its parameters could not be found, or it ended with an exception."""
WRONG_INPUT = 2
"""A file, an option or an argument is wrong; the message says what to change."""
FAULT = 70
"""nnstep itself failed, and wrote a report: EX_SOFTWARE of sysexits.h."""

# A signal that ends the command gives 128 and its number (`nnstep.process_exit`): 130 for an interrupt, 141 where the
# reader of the output closed the pipe.

HELP = (
    "Exit status: 0 done; 1 a check failed; 2 the input or the call was wrong; 70 nnstep itself failed; "
    "128 + N ended by signal N."
)


def of_check(*, passed: bool) -> int:
    """Return the status of a command that checks something."""
    return DONE if passed else CHECK_FAILED
