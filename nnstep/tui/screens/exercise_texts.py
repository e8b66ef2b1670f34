"""What exercise mode says of itself: how to type, its keys and signs, and open cells."""

from __future__ import annotations

from nnstep.session.commands.help_sections import explained
from nnstep.session.practice.score import SIGNS

HOW = (
    "Type the numbers with all the digits you have; 1/3 and a pasted matrix are fine.",
    "enter: next empty cell, and then check. arrows: other cells. h: a hint. ?: all keys.",
)
HOW_AGAIN = ("Type the result. h: a hint. ?: all keys.",)
"""After the first question."""
_KEYS = {
    "enter": "go to the next empty cell; after the last one check the numbers; then continue",
    "arrows": "go to another cell; a click does, too; space ends a number",
    "paste": "a matrix in brackets, from NumPy, MATLAB, LaTeX or a spreadsheet fills the cells",
    "h": "hint: the words, the formula, this cell with its numbers; the fourth one is its value. The first three are "
    "free, and named in the score; a cell whose value was shown earns no point",
    "r": "show the right method and the values; the open and wrong cells earn no point",
    "o": "continue with your own numbers, though they are not right: what follows is judged by them",
    "[ ]": "the question before, the next one; a question without an answer is skipped",
    "s": "save the answers, to be resumed with: nnstep SCENARIO --resume FILE",
    "escape": "the score, what to practise, and the way out",
}
EXERCISE_HELP = (explained("Exercise mode", _KEYS.items()), explained("Marks", SIGNS.items()))


def open_cells_text(count: int, missing: int) -> str:
    """Return the question about `missing` open cells of `count`."""
    if missing == count:
        return "nothing typed yet: h gives a hint, r shows the right method, ] skips the question"
    cells = "1 cell is open" if missing == 1 else f"{missing} cells are open"
    others = "the other one" if count - missing == 1 else f"the other {count - missing}"
    return f"{cells}: enter again checks {others}, or type on. An open cell is never counted as wrong."
