"""What the error pane draws: errors per training step or per epoch, or accuracies, and another run's beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from nnstep.debugger.debugger import Debugger
from nnstep.engine.run import Run
from nnstep.errors import CommandError
from nnstep.expr.array import Array, frozen
from nnstep.program.program import Program
from nnstep.session.curves.epoch_means import EpochMeans

if TYPE_CHECKING:
    from nnstep.session.curves.compared_run import ComparedRun

CurveKind: TypeAlias = Literal["step", "epoch", "accuracy"]
THIS, ORIGINAL = "this run", "original"


@dataclass(frozen=True, slots=True, eq=False)
class NamedCurve:
    """One curve, with its name in the legend."""

    name: str
    values: Array
    """Shape (n,): one value a training step, or one an epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingCurves:
    """One or two curves on the same axes."""

    kind: CurveKind
    what: str
    """What is drawn, in short: ``mean per epoch``."""
    own: NamedCurve
    beside: NamedCurve | None
    steps: int
    """The training steps that one value stands for."""
    current: int | None
    """The value of the present position; None before the first."""

    def step_of(self, index: int) -> int:
        """Return the last training step, from 0, that value `index` stands for."""
        return (index + 1) * self.steps - 1


@dataclass
class CurveChoice:
    """Which curve a person looks at, and what is compared with it."""

    kind: CurveKind = "step"
    compared: ComparedRun | None = None
    """What to draw beside the run; else, where the run was changed, the original."""
    own_means: EpochMeans = field(default_factory=EpochMeans)
    other_means: EpochMeans = field(default_factory=EpochMeans)

    def take_next(self, program: Program) -> None:
        """Take the next curve that `program` has."""
        kinds = curve_kinds(program)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]

    def choose(self, word: str, program: Program) -> None:
        """Take the curve named; raise CommandError where `program` does not have it."""
        kinds = curve_kinds(program)
        found = [kind for kind in kinds if kind == word]
        if not found:
            raise CommandError(f"no curve {word!r} here", f"write curve {' or curve '.join(kinds)}")
        self.kind = found[0]


def curve_kinds(program: Program) -> tuple[CurveKind, ...]:
    """Return the curves that a program has."""
    per_epoch, evaluation = program.schedule.steps_per_epoch, program.evaluation
    by_epoch = per_epoch > 1 or (evaluation is not None and evaluation.which == "test")
    return ("step", *(("epoch",) if by_epoch else ()), *(("accuracy",) if evaluation is not None else ()))


def described(kind: CurveKind, program: Program) -> str:
    """Return what a curve shows."""
    match kind:
        case "step":
            return "error per training step"
        case "epoch":
            return "mean error per epoch"
        case "accuracy":
            which = program.evaluation.which if program.evaluation is not None else ""
            return f"{which} accuracy per epoch, in %"
        case _:
            assert_never(kind)


def training_curves(choice: CurveChoice, debugger: Debugger) -> TrainingCurves:
    """Return the chosen curves at the debugger's position, as far as the runs are known."""
    frame, run, kind = debugger.frame, debugger.run, choice.kind
    program = frame.program
    per_epoch = program.schedule.steps_per_epoch
    errors = frame.known_errors if program.objective else frozen([])
    steps, done = 1 if kind == "step" else per_epoch, frame.errors.size
    own, other = _values(kind, run, errors, choice.own_means), _other_run(choice, debugger)
    beside = None
    if other is not None and program.objective:
        name, run_beside = other
        beside = NamedCurve(name, _values(kind, run_beside, run_beside.errors(), choice.other_means))
    elif kind == "epoch" and run.test_errors(1).size:
        beside = NamedCurve("test", run.test_errors(own.size))
    current = (done - 1) // steps if done and program.objective else None
    name = "training" if beside is not None and other is None else THIS
    return TrainingCurves(kind, _short(kind, program), NamedCurve(name, own), beside, steps, current)


def _short(kind: CurveKind, program: Program) -> str:
    match kind:
        case "step":
            return "per step"
        case "epoch":
            return "mean per epoch"
        case "accuracy":
            return f"{program.evaluation.which} accuracy" if program.evaluation is not None else "accuracy"
        case _:
            assert_never(kind)


def _other_run(choice: CurveChoice, debugger: Debugger) -> tuple[str, Run] | None:
    if choice.compared is not None:
        return choice.compared.name, choice.compared.run
    return (ORIGINAL, debugger.original) if debugger.edits else None


def _values(kind: CurveKind, run: Run, errors: Array, means: EpochMeans) -> Array:
    match kind:
        case "step":
            return errors
        case "epoch":
            return means.of(run, errors)
        case "accuracy":
            return 100 * run.accuracies(errors.size // run.program.schedule.steps_per_epoch)
        case _:
            assert_never(kind)
