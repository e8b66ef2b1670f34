"""A class to grade: folders as Moodle exports them, a roster, and sheets as a class hands them in.

Of a hundred sheets 30 are right, 20 rounded on the way, 30 have one mistake, 15 have two, and 5 can't be read. The
mistakes are worked through apart from the check (``tests/grading/made_mistakes.py``).
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np

from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.program.program import Program
from tests.grading.made_mistakes import is_possible, ways_of
from tests.grading.worked import worked

EXERCISE = "sigmoid-2-2-2"
SHARES = {"right": 30, "rounded": 20, "one": 30, "two": 15, "broken": 5}
BROKEN = (
    b"z1 = [0.1, 0.2\n",
    b"",
    b"%PDF-1.7\n\x00\x01",
    b"what = is this\n",
    "z1 = [1, 2]\nE = 0,3 ü".encode("utf-16"),
)
DECIMALS = 4
FIRST = ("Anna", "Ben", "Cem", "Dilara", "Élodie", "Finn", "Greta", "Hüseyin", "Ida", "Jürgen", "Kim", "Lena")
LAST = ("Meyer", "Müller", "Schmidt", "von der Heide", "Öztürk", "O'Neill", "Nguyen", "Großmann", "Kowalski", "Li")

Texts = dict[tuple[int, str], dict[tuple[int, ...], str]]


def write_class(folder: Path, program: Program, count: int, seed: int = 0) -> tuple[Path, Path]:
    """Write ``submissions/`` and ``class.csv`` into a folder, and return both."""
    drawn = random.Random(seed)
    handed_in, roster = folder / "submissions", folder / "class.csv"
    mistaken = _mistaken(program)
    right = worked(program, steps=1)
    names = [f"{drawn.choice(LAST)}, {drawn.choice(FIRST)} {number}" for number in range(count)]
    with roster.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Matrikelnummer", "Name"])
        table.writerows([str(700_000 + number), name] for number, name in enumerate(names))
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    for number, name in enumerate(names):
        place = handed_in / f"{name.replace(',', '')}_{50_000 + number}_assignsubmission_file_"
        place.mkdir(parents=True)
        kind = kinds[number * 37 % len(kinds)]
        (place / "sheet.toml").write_bytes(_sheet(kind, program, right, mistaken, drawn))
    return handed_in, roster


def _mistaken(program: Program) -> list[dict]:
    """Return what is written by somebody who makes one mistake, in every way in which it can be made."""
    right = worked(program, steps=1)
    found = []
    for mistake in MISTAKES:
        for _, values in ways_of(program, mistake):
            first = {key: value for key, value in values.items() if key[0] == 1}
            differs = any(not np.allclose(first[key], right[key], atol=1e-3) for key in first if key in right)
            if is_possible(first) and first.keys() == right.keys() and differs:
                found.append(first)
    return found


def _sheet(kind: str, program: Program, right: dict, mistaken: list[dict], drawn: random.Random) -> bytes:
    if kind == "broken":
        return drawn.choice(BROKEN)
    if kind == "right":
        return _written(program, right)
    if kind == "rounded":
        places = drawn.choice((3, 4))
        values = worked(program, steps=1, change=lambda _step, _id, value: np.round(value, places))
        return _written(program, values, decimals=places)
    return _written(program, drawn.choice(mistaken), drawn if kind == "two" else None)


def _written(program: Program, values: dict, slips: random.Random | None = None, decimals: int = DECIMALS) -> bytes:
    """Return the sheet, if `slips` are wanted with two digits of one number exchanged."""
    texts: Texts = {
        key: {at: f"{float(value[at]):.{decimals}f}" for at in np.ndindex(value.shape)} for key, value in values.items()
    }
    if slips is not None:
        cells = texts[slips.choice(list(texts))]
        at = slips.choice(list(cells))
        cells[at] = cells[at][:-2] + cells[at][-1] + cells[at][-2]
    return sheet_text(program, texts, "a sheet").encode()
