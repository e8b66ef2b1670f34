"""What the checks find wrong, by path in the document; only later is it known where that stands in the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnstep.problems.message_text import key_text
from nnstep.problems.problem import Problem
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_positions import KeyPath, Positions

_MOST_ALIKE = 3
"""Where more numbers of one quantity have the same fault, the first is named, and how many more there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the value at `path`, or, `at_key`, with the key itself."""

    path: KeyPath
    at_key: bool
    key: str
    name: str
    said: str
    hint: str

    @property
    def message(self) -> str:
        """The whole sentence."""
        return f"{self.name} {self.said}".lstrip()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being checked: a path, how a sentence names it, and the list that takes what is wrong with it."""

    found: list[Finding]
    path: KeyPath = ()
    name: str = ""
    key_name: str = ""
    """The name without rows and entries, as ``layers[0].weights``."""

    def note(self, message: str, hint: str = "", *, at_key: bool = False) -> None:
        """Note what is wrong: `message` goes on after the name, as in ``has 2 numbers``."""
        self.found.append(Finding(self.path, at_key, self.key_name, self.name, message, hint))

    def key(self, key: str) -> Subject:
        """Return the value of `key` in this table."""
        return self._part(key, f".{key_text(key)}" if self.name else key_text(key))

    def element(self, index: int) -> Subject:
        """Return a table of this list of tables."""
        return self._part(index, f"[{index}]")

    def row(self, index: int) -> Subject:
        """Return a row of this matrix; people count from 1."""
        return Subject(self.found, (*self.path, index), f"{self.name}, row {index + 1}", self.key_name)

    def entry(self, index: int) -> Subject:
        """Return a number of this list or row; people count from 1."""
        return Subject(self.found, (*self.path, index), f"{self.name}, entry {index + 1}", self.key_name)

    def _part(self, step: str | int, suffix: str) -> Subject:
        name = self.name + suffix
        return Subject(self.found, (*self.path, step), name, name)


def told(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, many numbers of one quantity with the same fault as one."""
    alike: dict[tuple[str, str, str, bool], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.key, finding.said, finding.hint, finding.at_key), []).append(finding)
    return [one for group in alike.values() for one in _told_once(group)]


def _told_once(alike: list[Finding]) -> list[Finding]:
    if len(alike) <= _MOST_ALIKE:
        return alike
    # Not how many: of a long list only the first are looked into.
    return [replace(alike[0], said=f"{alike[0].said}; others of {alike[0].key} have the same problem")]


def located(findings: Iterable[Finding], positions: Positions, lines: TextLines) -> list[Problem]:
    """Return the findings as problems with line and columns."""
    problems = []
    for finding in told(findings):
        span = positions.key(finding.path) if finding.at_key else positions.value(finding.path)
        place = lines.place(span)
        problems.append(Problem(place.line, place.column, place.end_column, finding.key, finding.message, finding.hint))
    return problems
