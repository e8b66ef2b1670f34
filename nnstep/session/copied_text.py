"""A text that was copied, and the words with which one is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from nnstep.expr.digits import MINUS

CopyForm: TypeAlias = Literal["plain", "numpy", "latex", "csv"]
COPY_FORMS: tuple[CopyForm, ...] = get_args(CopyForm)
FORMULA, NUMBERS, ELEMENT, MATRIX = "formula", "numbers", "element", "matrix"
COPY_SUBJECTS = (ELEMENT, MATRIX, FORMULA, NUMBERS)
"""What can be copied beside a quantity or an expression: of the last operation the selected element, the whole result,
the formula, and the formula with its numbers."""


@dataclass(frozen=True, slots=True)
class CopiedText:
    """A text to be copied, and what it is."""

    about: str
    text: str

    @property
    def said(self) -> str:
        """What is said once it is copied."""
        return (
            f"copied {self.about}: {len(self.text)} characters".replace("-", MINUS) if self.text else "nothing to copy"
        )
