"""From what a person types to a breakpoint: ``delta2``, ``layer 2``, ``W1[0,2] changes sign``, ``if E < 0.01 once``.

Knows programs and the expression language; knows no run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from math import inf, isfinite

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.errors import CommandError, ExpressionError, ProgramError
from nnstep.expr.array import Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.parsing.conditions import parse_condition, parse_view
from nnstep.expr.parsing.expressions import MAX_LENGTH
from nnstep.expr.tree import Expr, Name, names, substitute
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.shape import shape_of
from nnstep.program.program import PHASE_TITLES, Program
from nnstep.program.spellings import Spellings

EXAMPLES = (
    "delta2, layer 2, phase backward, epoch 3, if E < 0.01, W1[0,2] changes sign, delta2 if abs(delta2).max() < 1e-4"
)
_SUFFIX = re.compile(r"(?<!\s)\s++(?:(once)|after\s++(\d{1,9}))\s*+$")
_PLACE = re.compile(r"(layer|phase|epoch|step)\s+(\S+)$")
_COMPARED = {"changes": "_changed", "changes sign": "_turned"}
"""What is called with a value and the one in the training step before."""
_BECOMING = {"becomes nan": "_any_nan", "becomes infinite": "_any_infinite", "exceeds": "_any_beyond"}
"""What holds now and did not hold in the training step before."""
_CHANGE = re.compile(
    r"(?P<what>.*?\S)\s++(?P<how>changes sign|changes|becomes nan|becomes infinite|exceeds\s++(?P<bound>\S+))$",
    re.DOTALL,
)


def parse_breakpoint(
    text: str, program: Program, operations: Callable[[str], frozenset[int] | None] = lambda _: None
) -> Breakpoint:
    """Return the breakpoint that `text` states; raise CommandError or ExpressionError where it states none.

    `operations` returns those, from 0, that a place of another kind stands for; None where it knows no such place.
    """
    if len(text) > MAX_LENGTH:
        raise CommandError(f"too long: {len(text)} characters", f"at most {MAX_LENGTH}")
    rest, temporary, after = _without_suffixes(Spellings(program).with_ids(text.strip()))
    place, condition = _parted(rest)
    if not place and not condition:
        raise CommandError("nothing to stop at", f"write one of {_examples(program)}")
    change = _CHANGE.fullmatch(place)
    if change is not None:
        point = _at_change(change, program)
    else:
        point = _at_place(place, program, operations(place)) if place else Breakpoint("", frozenset(), "True")
    if condition:
        point = _with_condition(point, condition, program, anywhere=not place)
    return Breakpoint(
        text.strip(), point.ops, point.source, point.previous, temporary=temporary, ignore_count=after - 1
    )


def _examples(program: Program) -> str:
    """Return breakpoints that this program can have."""
    last = program.ops[-1]
    below = program.objective or f"abs({last.target}).max()"
    return f"{last.target}, phase {last.phase}, epoch 1, if {below} < 0.01, {last.target} changes"


def _without_suffixes(text: str) -> tuple[str, bool, int]:
    temporary, after = False, 1
    while match := _SUFFIX.search(text):
        text = text[: match.start()]
        temporary = temporary or match[1] is not None
        after = int(match[2]) if match[2] else after
        if not after:
            raise CommandError("after 0 is no hit", "write after 1, or a larger number")
    return text, temporary, after


def _parted(text: str) -> tuple[str, str]:
    """Return where to stop, and on which condition."""
    if text.startswith("if "):
        return "", text[3:].strip()
    place, word, condition = text.partition(" if ")
    if not word and any(sign in place for sign in "<>="):
        return "", place.strip()  # a condition alone: no place is written with these signs
    return place.strip(), condition.strip()


def _at_place(place: str, program: Program, meant: frozenset[int] | None) -> Breakpoint:
    if meant is not None:
        return Breakpoint("", meant, "True")
    ops = program.ops
    targets = [number for number, op in enumerate(ops) if op.target == place]
    if targets:
        return Breakpoint("", frozenset(targets), "True")
    match = _PLACE.match(place)
    if match is None:
        hint = f"write one of {_examples(program)}; operations are {', '.join(op.target for op in ops)}"
        raise CommandError(f"there is no {place!r} to stop at", hint)
    kind, which = match[1], match[2]
    if kind in ("epoch", "step"):
        return _at_count(kind, which, program)
    found = [n for n, op in enumerate(ops) if (str(op.layer) if kind == "layer" else op.phase) == which]
    if not found:
        known = sorted({str(op.layer) for op in ops}) if kind == "layer" else list(PHASE_TITLES)
        raise CommandError(f"there is no {kind} {which}", f"there are {', '.join(known)}")
    # Where a layer or a phase begins anew, once each time one comes into it.
    starts = [n for n in found if n - 1 not in found]
    return Breakpoint("", frozenset(starts), "True")


def _at_count(kind: str, which: str, program: Program) -> Breakpoint:
    most = program.schedule.epochs if kind == "epoch" else program.schedule.steps_per_epoch
    if not which.isdecimal() or not 1 <= int(which) <= most:
        raise CommandError(f"there is no {kind} {which}", f"there are {kind}s 1 to {most}")
    per_epoch = program.schedule.steps_per_epoch
    counted = f"_step // {per_epoch}" if kind == "epoch" else f"_step % {per_epoch}"
    first = f" and _step % {per_epoch} == 0" if kind == "epoch" else ""
    return Breakpoint("", frozenset({0}), f"{counted} == {int(which) - 1}{first}")


def _at_change(match: re.Match[str], program: Program) -> Breakpoint:
    expr = parse_view(match["what"], program.shapes)
    _check_in_every_batch(expr, program)
    earlier = substitute(expr, {id: Name(f"{PREVIOUS}{id}") for id in names(expr)})
    now, before = source(expr), source(earlier)
    how = "exceeds" if match["bound"] else match["how"]
    if how in _COMPARED:
        text = f"{_COMPARED[how]}({now}, {before})"
    else:
        bound = f", {_bound(match['bound'])!r}" if match["bound"] else ""
        function = _BECOMING[how]
        text = f"{function}({now}{bound}) and (_step == 0 or not {function}({before}{bound}))"
    return Breakpoint("", _writers(names(expr), program), text, frozenset(names(expr)))


def _bound(text: str) -> float:
    try:
        bound = abs(float(text))
    except ValueError:
        bound = inf
    if not isfinite(bound):
        hint = "write one such as W1 exceeds 1e6; there are W1 becomes infinite and W1 becomes nan, too"
        raise CommandError(f"{text!r} is no finite number", hint)
    return bound


def _with_condition(point: Breakpoint, text: str, program: Program, *, anywhere: bool) -> Breakpoint:
    condition = parse_condition(text, program.shapes)
    for side in condition.sides:
        _check_in_every_batch(side, program)
    ops = _writers(condition.reads, program) if anywhere else point.ops
    ready, last = _ready(condition.reads, program)
    if ops and max(ops) < ready:
        raise CommandError(f"{last} has no value there yet", f"it is worked out by operation {ready + 1}")
    compared = f"({condition.source})"
    joined = compared if point.source == "True" else f"{point.source} and {compared}"
    return Breakpoint("", frozenset(op for op in ops if op >= ready), joined, point.previous | condition.reads_before)


def _check_in_every_batch(expr: Expr, program: Program) -> None:
    """Raise CommandError where an expression has no value in an epoch's last batch, which may be a smaller one.

    Nor may it put together what are of two batches, element by element: they have other samples, and not as many.
    """
    small, whole = program.last_shapes, program.shapes
    if small == whole:
        return
    if not _fits(expr, small, small):
        raise CommandError("the last batch of an epoch has no such element", "it is smaller than the others")
    doubled = {
        id: tuple(size if size == least else 2 * size for size, least in zip(shape, small[id], strict=True))
        for id, shape in whole.items()
    }
    if not _fits(expr, whole, doubled):
        hint = "compare numbers, such as a1.max() and previous(a1).max()"
        raise CommandError("this puts together the samples of two batches, which are not as many", hint)


def _fits(expr: Expr, now: Mapping[str, Shape], before: Mapping[str, Shape]) -> bool:
    try:
        shape_of(expr, {**now, **{f"{PREVIOUS}{id}": shape for id, shape in before.items()}})
    except ProgramError:
        return False
    return True


def _writers(ids: Iterable[str], program: Program) -> frozenset[int]:
    """Return the operations after which something of `ids` has a new value, and all of them have one.

    What is only given is new at the start of a training step.
    """
    wanted = set(ids)
    if not wanted:
        raise ExpressionError("this condition reads nothing", "write one such as E < 0.01")
    ready, _ = _ready(wanted, program)
    found = {number for number, op in enumerate(program.ops) if op.target in wanted and number >= ready}
    return frozenset(found or {0})


def _ready(ids: Iterable[str], program: Program) -> tuple[int, str]:
    """Return the operation, from 0, after which all of `ids` have a value in a training step, and which is the last."""
    first = {op.target: number for number, op in reversed(list(enumerate(program.ops)))}
    awaited = [(first[id], id) for id in ids if id in first and id not in program.start]
    return max(awaited, default=(0, ""))
