"""What a scenario gives in place of computing it: the values, and the operations that are left without need.

An operation is left out where its quantity is given, or where all that needed its result has been left out. The error
is needed by its first derivative, that of the output layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from nnstep.errors import CommandError, ProgramError
from nnstep.expr.array import Array, Shape, frozen
from nnstep.expr.walks.shape import shape_text
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed
from nnstep.program.program import Op, Program
from nnstep.scenario.load import located_problems
from nnstep.scenario.model import Scenario


def without_given(scenario: Scenario, ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """Return the operations that are still needed where `scenario` gives some of their results."""
    if not scenario.given:
        return ops
    reads = _reads(scenario, ops)
    readers = Counter(id for read in reads for id in read)
    kept: list[Op] = []
    needed: set[str] = set()
    for op, read in zip(reversed(ops), reversed(reads), strict=True):
        is_result = op.phase == "update" or op.target in scenario.quantities or not readers[op.target]
        if op.target not in scenario.given and (is_result or op.target in needed):
            kept.append(op)
            needed |= read
    return tuple(reversed(kept))


def _reads(scenario: Scenario, ops: Iterable[Op]) -> list[set[str]]:
    """Return what each operation needs: what it reads and, of the first derivative of the error, the error itself."""
    last = len(scenario.layers)
    found = []
    for op in ops:
        read = set(op.reads)
        starts = op.target in (f"da{last}", f"delta{last}") and f"da{last}" not in read
        found.append(read | {"E"} if starts else read)
    return found


def given_values(
    scenario: Scenario, ops: Iterable[Op], shapes: Mapping[str, Shape], steps_per_epoch: int
) -> dict[str, Array]:
    """Return what `scenario` gives in the shapes that its quantities have, `ops` being all operations.

    Raise ScenarioError with each id that is none and each value of another shape, with their places in the file;
    ProgramError where an epoch has several training steps, which can't all have the same values.
    """
    if scenario.given and steps_per_epoch > 1:
        message = f"[given] is for one training step an epoch, but there are {steps_per_epoch}"
        hint = f"give one sample, or write batch_size = {len(scenario.samples)} in [training]"
        raise ProgramError(message, hint)
    can = [op.target for op in ops if op.phase in ("forward", "backward", "gradient") and not op.parameter]
    top, values = Subject([]), {}
    for id, written in scenario.given.items():
        place = top.key("given").key(id)
        if id not in can:
            place.note("is not a quantity that can be given", meant(id, can) or f"known are {listed(can)}", at_key=True)
        elif not _fits(written.shape, shapes[id]):
            size = shape_text(written.shape) if written.shape else "one number"
            place.note(f"is {size}, but {id} is {shape_text(shapes[id])}")
        else:
            values[id] = frozen(written.reshape(shapes[id]))
    if top.found:
        raise located_problems(scenario.path, top.found)
    return values


def check_error_needs(scenario: Scenario, ops: Iterable[Op], fed: Container[str]) -> None:
    """Raise where the operations that are left read a target that is missing, or have no error where a rule needs it.

    The first is a ScenarioError, the other a ProgramError.
    """
    readers = [op.target for op in ops if "y" in op.reads]
    if scenario.given and "y" not in fed and readers:
        top = Subject([])
        top.key("target").note("is missing", f"{listed(readers)} {'reads' if len(readers) == 1 else 'read'} it")
        raise located_problems(scenario.path, top.found)
    if scenario.stop.error_below is not None and scenario.given and all(op.target != "E" for op in ops):
        message = "training.stop.error_below has no error to look at, since what is given leaves no need of it"
        raise ProgramError(message, "leave it out")


def check_all_computed(program: Program, what: str) -> None:
    """Raise CommandError where derivatives of the error do not give the gradients, since something is given."""
    given = program.scenario.given
    if given:
        is_are = "is" if len(given) == 1 else "are"
        raise CommandError(f"{what}: {listed(given)} {is_are} given, not computed from the weights and the error")


def _fits(written: Shape, shape: Shape) -> bool:
    """Return whether numbers of one shape can stand for another: a line of them may stand or lie, as a number may."""
    match written:
        case ():
            return set(shape) <= {1}
        case (count,):
            return shape in ((count, 1), (1, count)) or (shape == () and count == 1)
        case _:
            return written == shape
