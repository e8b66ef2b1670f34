"""What a graph's program calls all that its text has no name for: derivatives, an optimizer's own, and constants.

The text's own names come first. Where it has taken a name already, or Python has, ours gets an underscore: a graph with
a number ``t`` counts its training steps as ``t_``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from keyword import iskeyword

from nnstep.expr.primitives import PRIMITIVES
from nnstep.optimizers import OPTIMIZER_SETTINGS, OPTIMIZERS
from nnstep.optimizers.optimizer import UpdateIds
from nnstep.optimizers.penalty import L1, L2
from nnstep.schedules import SCHEDULE_SETTINGS

RESERVED = frozenset({"np", *(name for name, row in PRIMITIVES.items() if row.named)})
"""What NumPy lines call by a name of its own, so that no number may have it."""
_COUNTED = ("t", "epochs", "B", "lr", "lr0")


class GraphIds(UpdateIds):
    """The ids of one graph's program."""

    def __init__(self, own: Iterable[str], reads: Iterable[tuple[str, str]], parameters: Iterable[str]) -> None:
        """Take the text's `own` names, each line's target with each number that it reads, and what is trained."""
        super().__init__()
        taken = {*own}
        for key, usual in self._all(tuple(reads), tuple(parameters)):
            if key in self.others:
                continue
            self.others[key] = free_name(usual, taken)
            taken.add(self.others[key])

    @staticmethod
    def _all(reads: tuple[tuple[str, str], ...], parameters: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield what every id is of, and what it is usually called."""
        rates = [f"{rate}{name}" for name in parameters for rate in ("lr", "lr0")]
        for id in (*_COUNTED, L1.id, L2.id, *OPTIMIZER_SETTINGS, *SCHEDULE_SETTINGS, *rates):
            yield ("training", id), id
        for target, name in reads:
            yield ("derivative", name), f"d{name}"
            yield ("local", target, name), f"d{target}_d{name}"
            yield ("path", name, target), f"d{name}_through_{target}"
        for name in parameters:
            for own in (own for optimizer in OPTIMIZERS.values() for own in optimizer.accumulators):
                yield ("state", own.id, name), own.of(name)

    def derivative(self, name: str) -> str:
        """Return the id of the derivative of the result by `name`: ``dx``, as ``dW1`` is that of the error by W1."""
        return self.gradient(name)

    def local_derivative(self, target: str, name: str) -> str:
        """Return the id of the derivative of one line's target by a number that it reads: ``dy_dx``."""
        return self.others["local", target, name]

    def path_derivative(self, name: str, through: str) -> str:
        """Return the id of the part of the derivative by `name` that comes through one line: ``dx_through_a1``."""
        return self.others["path", name, through]

    @property
    def training(self) -> dict[str, str]:
        """By id, what each constant and count of the training is usually called."""
        return {id: key[1] for key, id in self.others.items() if key[0] == "training"}


def free_name(usual: str, own: Collection[str]) -> str:
    """Return a name that is not among the text's `own`: the usual one, where it can be had."""
    while usual in own or usual in RESERVED or iskeyword(usual):
        usual += "_"
    return usual
