"""The programs that `nnstep code` is judged by, right and with mistakes put in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class Program:
    """A right program, and the scenario that it computes.

    `scenario` is the path of a file, or the name of a bundled exercise; `epochs` is how often the program trains on all
    samples; `tolerance` is how far its numbers may be from nnstep's.
    """

    path: Path
    scenario: str
    style: str
    epochs: int
    arguments: tuple[str, ...]
    needs_torch: bool
    tolerance: float

    @property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class MistakenProgram:
    """A program with one mistake in it.

    `first_wrong_line` is where the first value is assigned that is not what it should be. `changed_line` is the first
    line that differs from the right program: an earlier one where a function returns what another line assigns.
    `quantity` is what is wrong there, by nnstep's id. A good explanation holds one of the `words`. A `harmless` mistake
    changes no number in this program. `left_line` is where a value is assigned that a line, left out, should have
    changed.
    """

    program: Program
    number: int
    mistake: str
    source: str
    changed_line: int
    first_wrong_line: int
    quantity: str
    words: tuple[str, ...]
    harmless: bool
    left_line: int | None = None

    @property
    def possible_lines(self) -> frozenset[int]:
        """The lines that may be called the first wrong one: where it shows, and where it is to be put right.

        Where a line was left out, the value that it should have changed stands in place of what it should be.
        """
        return frozenset((self.first_wrong_line, self.changed_line, self.left_line or self.changed_line))

    def is_named_by(self, explanation: str) -> bool:
        """Return whether one of the words stands in the explanation, as a whole word in either case."""
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", explanation, re.IGNORECASE) for word in self.words)

    @property
    def label(self) -> str:
        """The program, the number of the mistake in its list, and the mistake: no two are alike."""
        return f"{self.program.path.stem}:{self.number}:{self.mistake}"


@cache
def all_programs() -> list[Program]:
    """Return the right programs, in the order of their names."""
    return [_program(name, entry) for name, entry in sorted(_table("programs.toml").items())]


@cache
def all_mistaken() -> list[MistakenProgram]:
    """Return every program with each of its mistakes.

    Raise ValueError where a replaced text does not occur exactly once.
    """
    table = _table("mistakes.toml")
    words = table.pop("words")
    programs = {program.path.name: program for program in all_programs()}
    return [
        _mistaken(programs[name], number, entry, words)
        for name in sorted(table)
        for number, entry in enumerate(table[name], 1)
    ]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _program(name: str, entry: dict[str, Any]) -> Program:
    own_scenario = FOLDER / "scenarios" / f"{entry['scenario']}.toml"
    return Program(
        path=FOLDER / name,
        scenario=str(own_scenario) if own_scenario.exists() else entry["scenario"],
        style=entry["style"],
        epochs=entry["epochs"],
        arguments=tuple(entry.get("arguments", ())),
        needs_torch=entry.get("needs_torch", False),
        tolerance=entry.get("tolerance", 1e-9),
    )


def _mistaken(program: Program, number: int, entry: dict[str, Any], words: dict[str, list[str]]) -> MistakenProgram:
    right, was, now = program.source, entry["was"], entry["now"]
    _require_once(program, right, was)
    source = right.replace(was, now)
    changed = _first_difference(right, source)
    return MistakenProgram(
        program=program,
        number=number,
        mistake=entry["id"],
        source=source,
        changed_line=changed,
        first_wrong_line=_line_of(program, source, entry["at"]) if "at" in entry else changed,
        quantity=entry["wrong"],
        words=tuple(entry.get("words", words[entry["id"]])),
        harmless=entry.get("harmless", False),
        left_line=_left_line(right, source),
    )


def _left_line(right: str, mistaken: str) -> int | None:
    """Return the last line before one that was left out, and nothing put in its place, that sets the same name."""
    before, after = right.splitlines(), mistaken.splitlines()
    changed = _first_difference(right, mistaken)
    out = before[changed - 1]
    if len(after) != len(before) - 1 or before[changed:] != after[changed - 1 :]:
        return None
    name = re.match(r"\s*(?:\w+\()?([\w.]+)", out)
    sets = re.compile(rf"(?:^\s*|out=){re.escape(name[1])}(?:\[.*\])?(?:\s*[-+*/]?=(?!=)|[),])") if name else None
    above = [number for number, line in enumerate(after[: changed - 1], 1) if sets is not None and sets.search(line)]
    return above[-1] if above else None


def _require_once(program: Program, source: str, text: str) -> None:
    if (count := source.count(text)) != 1:
        msg = f"{program.path.name}: {text!r} occurs {count} times, not once"
        raise ValueError(msg)


def _first_difference(right: str, mistaken: str) -> int:
    lines = zip(right.splitlines(), mistaken.splitlines(), strict=False)
    return next(number for number, (was, now) in enumerate(lines, 1) if was != now)


def _line_of(program: Program, source: str, text: str) -> int:
    _require_once(program, source, text)
    return source[: source.index(text)].count("\n") + 1
