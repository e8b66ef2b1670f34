"""The settings of what is chosen in a draft: those that an activation, an error function or an optimizer declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nnstep.activations import ACTIVATIONS
from nnstep.activations.activation import Activation
from nnstep.expr.setting import Declared
from nnstep.losses import LOSSES
from nnstep.losses.loss import Loss
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import Optimizer
from nnstep.session.drafts import draft as ids
from nnstep.session.drafts.draft import Draft, activation_of


@dataclass(frozen=True, slots=True)
class DraftSetting:
    """One setting of what is chosen in a field."""

    owner: str
    """The field in which that is chosen."""
    chosen: str
    declared: Declared

    @property
    def field(self) -> str:
        """The id of its own field; what is typed for one choice is not taken for another."""
        return f"{self.owner}.{self.chosen}.{self.declared.id}"

    @property
    def default(self) -> str:
        """What stands in its field to begin with."""
        return str(self.declared.default) if isinstance(self.declared.default, str) else self.declared.shown_default


def settings_in(draft: Draft, owner: str) -> list[DraftSetting]:
    """Return the settings of what is chosen in a field."""
    row: Loss | Optimizer | Activation | None
    match owner:
        case ids.ERROR:
            row = LOSSES.get(draft[owner])
        case ids.OPTIMIZER:
            row = OPTIMIZERS.get(draft[owner])
        case _:
            row = ACTIVATIONS.get(draft[owner])
    return [] if row is None else [DraftSetting(owner, draft[owner], one) for one in row.declared]


def activation_owner(draft: Draft, layer: int) -> str:
    """Return the field in which the activation of a layer, counted from 1, is chosen."""
    return activation_of(layer) if draft[ids.ACTIVATION] == ids.PER_LAYER else ids.ACTIVATION


def every_setting(draft: Draft) -> Iterator[DraftSetting]:
    """Yield the settings of all that is chosen, each once."""
    layers = range(1, draft.layer_count + 1)
    for owner in dict.fromkeys((ids.ERROR, ids.OPTIMIZER, *(activation_owner(draft, layer) for layer in layers))):
        yield from settings_in(draft, owner)
