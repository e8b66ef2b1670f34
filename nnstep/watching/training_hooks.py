"""PyTorch's hooks through which a training loop is watched; none of them changes a number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from math import nan
from typing import Any, Protocol

from nnstep.watching.training_parts import CapturedStep, KeptArrays, TensorCopy, TrainingParts, copied


def do_nothing(*_: object, **__: object) -> None:
    """Do nothing: what a hook does in a copy of the model."""


def _nothing() -> Callable[..., None]:
    return do_nothing


class Hook:
    """One hook. A copy of the model, or one read from a file, has a hook that does nothing."""

    def __init__(self, call: Callable[..., None]) -> None:
        self._call = call

    def __call__(self, *arguments: Any, **named: Any) -> None:
        """Pass on what PyTorch says."""
        self._call(*arguments, **named)

    def __deepcopy__(self, _: object) -> Callable[..., None]:
        return do_nothing

    def __reduce__(self) -> Any:
        return _nothing, ()


class StepListener(Protocol):
    """Who is told of the training steps that are watched."""

    def began(self, captured: CapturedStep) -> None:
        """Look at a training step just before its update; the model is as it was in the forward pass."""

    def done(self, captured: CapturedStep) -> None:
        """Look at a whole training step."""

    def missed(self, step: int, reason: str) -> None:
        """Note a training step that could not be captured."""


class TrainingHooks:
    """Watches every `every`-th training step. Between them it counts steps and keeps their losses."""

    def __init__(self, parts: TrainingParts, every: int, listener: StepListener) -> None:
        """Register the hooks; `listener` is told of each training step that is watched."""
        self._parts, self._every, self._listener = parts, every, listener
        self._torch = import_module("torch")
        self.steps = 0
        """How many training steps are done."""
        self._losses: list[Any] = []
        self._known: list[float] = []
        self._losses_of_step = 0
        self._open: CapturedStep | None = None
        self._inner: list[Any] = []
        self._of_step: list[Any] = []
        self._handles = [
            parts.loss.register_forward_hook(Hook(self._after_loss), with_kwargs=True),
            parts.optimizer.register_step_post_hook(Hook(self._after_update)),
        ]
        self._begin_step()

    def remove(self) -> None:
        """Remove all hooks."""
        for handle in (*self._handles, *self._of_step, *self._inner):
            handle.remove()
        self._handles, self._of_step, self._inner = [], [], []

    def losses(self) -> list[float]:
        """Return the loss of each training step so far; NaN where there was none, or more than one."""
        self._known += map(float, self._losses)
        self._losses.clear()
        return self._known

    def forget(self) -> None:
        """Count from here: what was done so far is no part of the recording."""
        self.steps = 0
        self._losses.clear()
        self._known.clear()

    def _begin_step(self) -> None:
        """Register what is needed in a training step that is watched: each hook takes a few microseconds."""
        for handle in self._of_step:
            handle.remove()
        self._of_step = []
        if self._handles and self.steps % self._every == 0:
            model, optimizer = self._parts.model, self._parts.optimizer
            self._of_step = [
                model.register_forward_pre_hook(Hook(self._before_forward), with_kwargs=True),
                model.register_forward_hook(Hook(self._after_forward)),
                optimizer.register_step_pre_hook(Hook(self._before_update)),
            ]

    def _before_forward(self, _: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        if not self._torch.is_grad_enabled():
            return
        self._close_inner()
        given = next(iter((*arguments, *named.values())), None)
        self._open = CapturedStep(self.steps, None if given is None else copied(given))
        for number, linear in enumerate(self._parts.linears, start=1):
            self._inner.append(linear.register_forward_hook(Hook(partial(self._after_linear, number))))

    def _after_linear(self, number: int, _: Any, arguments: tuple[Any, ...], output: Any) -> None:
        captured = self._open
        if captured is None:
            return
        captured.inputs[number] = copied(arguments[0])
        captured.z[number] = copied(output)  # an activation in place writes over it

        def keep(gradient: Any) -> None:
            if not captured.z_gradients:
                captured.stale = self._parts.gradients()
            captured.z_gradients[number] = copied(gradient)

        if output.requires_grad:
            output.register_hook(keep)

    def _after_forward(self, _: Any, __: Any, output: Any) -> None:
        if self._open is not None and self._inner:
            self._open.output = copied(output)
        self._close_inner()

    def _close_inner(self) -> None:
        for handle in self._inner:
            handle.remove()
        self._inner = []

    def _after_loss(self, _: Any, arguments: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
        if not output.requires_grad:
            return
        self._losses_of_step += 1
        if self._losses_of_step == 1:
            # A number is quicker than a tensor, but elsewhere it would wait for the device.
            self._losses.append(output.item() if output.is_cpu else output.detach())
        else:
            self._losses[-1] = nan
        if self._open is not None:
            compared = [*arguments, *(named[key] for key in ("input", "target") if key in named)]
            self._open.target = _target(compared, self._open.output)
            self._open.loss = copied(output)

    def _before_update(self, optimizer: Any, *_: Any) -> None:
        captured = self._open
        if captured is None:
            return
        captured.gradients = self._parts.gradients()
        captured.groups = [
            {key: value for key, value in group.items() if key != "params"} for group in optimizer.param_groups
        ]
        captured.rates = self._parts.rates()
        captured.before = KeptArrays.of(self._parts)
        if captured.is_complete and self._losses_of_step == 1:
            self._listener.began(captured)

    def _after_update(self, *_: Any) -> None:
        captured, losses = self._open, self._losses_of_step
        self._open, self._losses_of_step = None, 0
        if not losses:
            self._losses.append(nan)
        self.steps += 1
        if captured is not None and captured.is_complete and losses == 1:
            captured.after = KeptArrays.of(self._parts)
            self._listener.done(captured)
        elif (self.steps - 1) % self._every == 0:
            self._listener.missed(self.steps - 1, _reason(losses))
        self._begin_step()


def _target(compared: list[Any], output: TensorCopy | None) -> TensorCopy | None:
    """Return the target of a loss; in the shape of the output, where the loop gave the output the target's shape."""
    if len(compared) < 2:
        return None
    target = copied(compared[1])
    squeezed = compared[0].shape == target.shape and output is not None and output.size == target.size
    return target.reshape(output.shape) if squeezed and output is not None else target


def _reason(losses: int) -> str:
    match losses:
        case 0:
            return "the loss was not called, or the update was given a closure"
        case 1:
            return "there was no forward and backward pass through the model"
        case _:
            return f"it has {losses} losses, so gradients were added up"
