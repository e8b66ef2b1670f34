"""What a person adds to a net from a file, since the file can't know it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.activations import ACTIVATIONS
from nnstep.errors import NetImportError
from nnstep.expr.array import RunPrecision
from nnstep.importers.found_net import FoundOptimizer, Orientation
from nnstep.optimizers import OPTIMIZERS
from nnstep.problems.did_you_mean import meant

LEARNING_RATE = 0.01


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import; what is None or empty was not said."""

    activations: tuple[str, ...] = ()
    loss: str = ""
    optimizer: str = ""
    learning_rate: float | None = None
    orientation: Orientation | None = None
    precision: RunPrecision | None = None
    epochs: int = 1
    batch_size: int | None = None

    def check(self) -> None:
        """Raise NetImportError for an activation or an optimizer that nnstep does not have."""
        for what, name, known in (
            *(("activation", name, tuple(ACTIVATIONS)) for name in self.activations),
            *((("optimizer", self.optimizer, tuple(OPTIMIZERS)),) if self.optimizer else ()),
        ):
            if name not in known:
                hint = meant(name, known) or f"it has {', '.join(known)}"
                raise NetImportError(f"nnstep does not have the {what} {name}", hint)

    def plain_optimizer(self, why: str) -> FoundOptimizer:
        """Return the optimizer of these options, with what was assumed of it; `why` says what left it open."""
        assumed = []
        if not self.optimizer:
            assumed.append(f"gradient descent, since {why} (--optimizer chooses another one)")
        rate = self.learning_rate
        if rate is None:
            rate = LEARNING_RATE
            assumed.append(f"a learning rate of {rate:g}, since {why} (--learning-rate chooses another one)")
        return FoundOptimizer(self.optimizer or "gradient-descent", rate, assumed=tuple(assumed))
