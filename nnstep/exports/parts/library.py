"""How an export says that a library has no such thing."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.errors import ExportError


@dataclass(frozen=True, slots=True)
class Library:
    """A library that a script is written for."""

    name: str
    """As people write it."""

    def lacks(self, what: str, hint: str = "leave out --to: the NumPy script computes everything") -> ExportError:
        """Return the error that says what of the scenario this library can't compute."""
        return ExportError(f"{self.name} can't compute the same numbers: {what}", hint)
