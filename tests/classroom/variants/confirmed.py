"""Variants looked at apart from what made them: keys worked by hand, and mistakes worked through and written down."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import islice
from typing import Any

import numpy as np

from nnstep.grading.grader import Grader
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import Mistake, OperationMistake, ProgramMistake
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from tests.grading.by_hand import Net
from tests.grading.made_mistakes import is_possible, ways_of
from tests.grading.worked import rounded, sheet_of, worked

WITHOUT_DIGITS = ("rounded-early", "cut-off-early", "single-precision", "step-too-many", "step-too-few")


def confirm_key(key: str) -> int:
    """Work a key's exercise by hand from its text alone, and hold each answer against it; return how many there are."""
    document = tomllib.loads(key)
    layers = dict(enumerate(document["layers"], start=1))
    net = Net(
        document["input"],
        document["target"],
        {number: layer["weights"] for number, layer in layers.items()},
        {number: layer.get("biases", [0.0] * len(layer["weights"])) for number, layer in layers.items()},
        {number: layer["activation"] for number, layer in layers.items()},
        document["learning_rate"],
    )
    found = net.worked()
    for id, answer in document["answers"].items():
        np.testing.assert_allclose(np.array(answer), np.array(found[id]), rtol=1e-9, atol=1e-14, err_msg=id)
    return sum(np.size(answer) for answer in document["answers"].values())


def written(values: dict[tuple[int, str], np.ndarray], program: Program, digits: int) -> tuple[str, ...]:
    """Return the numbers of the first training step as they are written down."""
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    numbers = [number for op in program.ops for number in np.asarray(values[1, op.target]).ravel().tolist()]
    return tuple(f"{context.create_decimal(Decimal(repr(number))).normalize():f}" for number in numbers)


def mistaken(program: Program, mistakes: Iterable[Mistake]) -> Iterator[tuple[str, str, dict[Any, np.ndarray]]]:
    """Yield each way of making some mistakes, worked through apart from the check: its id, its detail, its values."""
    for mistake in mistakes:
        if not isinstance(mistake, OperationMistake | ProgramMistake) or mistake.id in WITHOUT_DIGITS:
            continue
        for detail, values in ways_of(program, mistake):
            if is_possible(values) and all((1, op.target) in values for op in program.ops):
                yield mistake.id, detail, values


def not_told(text: str, facts: dict[str, Any]) -> list[str]:
    """Return what the written digits of a variant don't tell, and was promised to be told."""
    program = compile_program(parse(text, "variant.toml"))
    digits = facts["digits"]["count"]
    right = written(worked(program), program, digits)
    excused = {(way["id"], way["detail"]) for way in facts["untold"]["as_right"]}
    pairs = {frozenset((one["id"], other["id"])) for one, other in map(dict.values, facts["untold"]["alike"])}
    problems, by_digits = [], defaultdict(set)
    mistakes = [mistake for mistake in MISTAKES if mistake.id in facts["mistakes"]]
    for id, detail, values in mistaken(program, mistakes):
        own = written(values, program, digits)
        is_excused = any(id == known and detail.endswith(part) for known, part in excused)
        if own == right:
            problems += [] if is_excused or "_previous" in detail else [f"{id} ({detail}) is right"]
        else:
            by_digits[own].add(id)
    for ids in by_digits.values():
        alike = [frozenset((one, other)) for one in ids for other in ids if one < other]
        problems += [" = ".join(sorted(pair)) for pair in alike if pair not in pairs]
    return problems


def unnamed(text: str, facts: dict[str, Any], every: int = 1) -> tuple[int, list[str]]:
    """Grade a sheet for each mistake of a variant, or for some of them, written with the asked digits.

    Return how many there are, and those for which the grader names nothing, or another one of the chosen mistakes.
    """
    program = compile_program(parse(text, "variant.toml"))
    digits = facts["digits"]["count"]
    right = written(worked(program), program, digits)
    alike = {frozenset((one["id"], other["id"])) for one, other in map(dict.values, facts["untold"]["alike"])}
    chosen = [mistake for mistake in MISTAKES if mistake.id in facts["mistakes"]]
    grader, count, missed = Grader(program), 0, []
    for id, detail, values in islice(mistaken(program, chosen), None, None, every):
        if written(values, program, digits) == right:
            continue
        first = {place: value for place, value in values.items() if place[0] == 1}
        found = grader.grade(sheet_of(first, lambda number: rounded(number, digits)))
        named = {part for ids in found.mistakes for part in ids.split(" + ")}
        count += 1
        is_other = bool(named) and not named & set(facts["mistakes"])  # nothing is promised of these
        if id not in named and not is_other and not any(frozenset((id, other)) in alike for other in named):
            missed.append(f"{id} ({detail}): {sorted(named)}")
    return count, missed
