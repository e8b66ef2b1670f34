"""Breakpoints in the plainest way: asked after every operation, with no compiling and no jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np

from nnstep.expr.array import Array
from nnstep.program.program import Program
from tests.fuzz.walking.course import Course

Values = Mapping[str, Array]
Rule = Callable[[int, Values, Values], bool]
"""Of the training step, from 0, and of the values now and in the training step before."""


@dataclass
class PlainBreakpoint:
    """What a breakpoint should be."""

    text: str
    ops: frozenset[int]
    rule: Rule
    number: int = 0
    temporary: bool = False
    ignore_count: int = 0
    hits: int = 0
    enabled: bool = True

    def holds(self, course: Course, position: int) -> bool:
        """Return whether it holds after the operation at `position`."""
        frame = course.frames[position]
        if not self.enabled or frame.done - 1 not in self.ops:
            return False
        with np.errstate(all="ignore"):
            return self.rule(frame.step, frame.values, course.before(position))

    @property
    def state(self) -> tuple[object, ...]:
        """What a list of breakpoints shows."""
        return self.number, self.text, self.temporary, self.ignore_count, self.hits, self.enabled


def drawn_breakpoint(course: Course, random: Random) -> PlainBreakpoint:
    """Return a breakpoint of any kind that this run could stop at."""
    program = course.frames[0].program
    kinds = [_at_operation, _at_layer, _at_phase, _at_count, _where, _where_and, _changing, _against_before]
    point = random.choice(kinds)(program, course, random)
    match random.randrange(5):
        case 0:
            point.text, point.temporary = f"{point.text} once", True
        case 1:
            after = random.randint(1, 4)
            point.text, point.ignore_count = f"{point.text} after {after}", after - 1
    return point


def _always(step: int, now: Values, before: Values) -> bool:
    return True


def _at_operation(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    target = random.choice(program.ops).target
    return PlainBreakpoint(target, _written(program, [target], 0), _always)


def _at_layer(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    layers = [op.layer for op in program.ops]
    layer = random.choice(layers)
    return PlainBreakpoint(f"layer {layer}", _entered([each == layer for each in layers]), _always)


def _at_phase(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    phases = [op.phase for op in program.ops]
    phase = random.choice(phases)
    return PlainBreakpoint(f"phase {phase}", _entered([each == phase for each in phases]), _always)


def _entered(inside: list[bool]) -> frozenset[int]:
    return frozenset(n for n, here in enumerate(inside) if here and (n == 0 or not inside[n - 1]))


def _at_count(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    per_epoch = program.schedule.steps_per_epoch
    if random.random() < 0.5:
        step = random.randrange(per_epoch)
        return PlainBreakpoint(f"step {step + 1}", frozenset({0}), lambda at, *_: at % per_epoch == step)
    epoch = random.randrange(program.schedule.epochs)
    return PlainBreakpoint(f"epoch {epoch + 1}", frozenset({0}), lambda at, *_: at == epoch * per_epoch)


@dataclass
class PlainNumber:
    """A number made of one quantity."""

    text: str
    id: str
    take: Callable[[Array], float]


def drawn_number(program: Program, random: Random, ids: Iterable[str] | None = None) -> PlainNumber:
    id = random.choice(sorted(ids or program.shapes))
    if program.shapes[id] == ():
        return PlainNumber(id, id, float)
    forms = {
        f"{id}.max()": lambda value: float(value.max()),
        f"{id}.min()": lambda value: float(value.min()),
        f"abs({id}).max()": lambda value: float(np.abs(value).max()),
        f"{id}[0,0]": lambda value: float(value[0, 0]),
    }
    text = random.choice(sorted(forms))
    return PlainNumber(text, id, forms[text])


def _bound(course: Course, number: PlainNumber, random: Random) -> float:
    """Return a bound that the number lies on both sides of, if it moves at all."""
    seen = [number.take(frame.values[number.id]) for frame in course.frames if number.id in frame.values]
    return float(f"{random.choice(seen or [0.0]):.3g}") if np.isfinite(seen).all() else 1.0


def _written(program: Program, ids: list[str], ready: int) -> frozenset[int]:
    return frozenset(n for n, op in enumerate(program.ops) if op.target in ids and n >= ready) or frozenset({0})


def _ready(program: Program, ids: Iterable[str]) -> int:
    """Return the first operation, from 0, after which everything of `ids` has its value of the training step."""
    targets = [op.target for op in program.ops]
    return max((targets.index(id) for id in ids if id in targets and id not in program.start), default=0)


def _compared(number: PlainNumber, course: Course, random: Random) -> tuple[str, Rule]:
    bound, less = _bound(course, number, random), random.random() < 0.5
    if less:
        return f"{number.text} < {bound!r}", lambda _, now, __: number.take(now[number.id]) < bound
    return f"{number.text} >= {bound!r}", lambda _, now, __: number.take(now[number.id]) >= bound


def _where(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    number = drawn_number(program, random)
    text, rule = _compared(number, course, random)
    ops = _written(program, [number.id], _ready(program, [number.id]))
    return PlainBreakpoint(random.choice(["if ", ""]) + text, ops, rule)


def _where_and(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    """Return one at an operation, under two conditions."""
    op = random.choice(program.ops)
    one, other = drawn_number(program, random), drawn_number(program, random)
    (first, rule), (second, also) = _compared(one, course, random), _compared(other, course, random)
    word, ready = random.choice(["and", "or"]), _ready(program, [one.id, other.id])

    def both(step: int, now: Values, before: Values) -> bool:
        held = rule(step, now, before), also(step, now, before)
        return all(held) if word == "and" else any(held)

    ops = frozenset(n for n, each in enumerate(program.ops) if each.target == op.target and n >= ready)
    return PlainBreakpoint(f"{op.target} if {first} {word} {second}", ops, both)


def _changing(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    id = random.choice(sorted(program.shapes))
    picked = program.shapes[id] != () and random.random() < 0.5
    text = f"{id}[0,0]" if picked else id
    bound = float(f"{random.uniform(0, 2):.2g}")

    def part(values: Values) -> Array:
        if id not in values:
            return np.full(program.shapes[id], np.nan)[(0, 0) if picked else ...]
        return values[id][0, 0] if picked else values[id]

    def changes(_: int, now: Values, before: Values) -> bool:
        one, other = part(now), part(before)
        return one.shape != other.shape or bool(((one != other) & ~np.isnan(other)).any())

    def turns(_: int, now: Values, before: Values) -> bool:
        one, other = part(now), part(before)
        return one.shape == other.shape and bool((((one > 0) & (other < 0)) | ((one < 0) & (other > 0))).any())

    def exceeds(step: int, now: Values, before: Values) -> bool:
        one, other = (bool((~(np.abs(part(values)) <= bound)).any()) for values in (now, before))
        return one and (step == 0 or not other)

    how, rule = random.choice([("changes", changes), ("changes sign", turns), (f"exceeds {bound!r}", exceeds)])
    return PlainBreakpoint(f"{text} {how}", _written(program, [id], _ready(program, [id])), rule)


def _against_before(program: Program, course: Course, random: Random) -> PlainBreakpoint:
    number = drawn_number(program, random)
    earlier = number.text.replace(number.id, f"previous({number.id})", 1)

    def grows(_: int, now: Values, before: Values) -> bool:
        return number.id in before and number.take(now[number.id]) > number.take(before[number.id])

    ops = _written(program, [number.id], _ready(program, [number.id]))
    return PlainBreakpoint(f"if {number.text} > {earlier}", ops, grows)
