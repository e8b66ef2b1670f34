"""A PyTorch training loop that is watched: recorded to a trace, and compared with nnstep's own engine at the start."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from math import nan
from pathlib import Path
from typing import Any

from nnstep.errors import CommandError, NNStepError
from nnstep.harmless_text import visible
from nnstep.outputs.asked import check_outputs
from nnstep.traces.writing.trace_writer import trace_output
from nnstep.watching.engine_agreement import agreement_lines
from nnstep.watching.likely_causes import ADDED_UP
from nnstep.watching.observed_values import ObservedTraining
from nnstep.watching.recorded_scenario import WatchedNet, watched_net
from nnstep.watching.training_hooks import TrainingHooks
from nnstep.watching.training_parts import CapturedStep, TrainingParts, library_name
from nnstep.watching.training_recorder import TrainingRecorder

_ENDED = "the training was over"
_BROKEN_OFF = "the training was broken off"


class TrainingWatch(AbstractContextManager["TrainingWatch"]):
    """Watches a training loop until it is closed, or Python ends. What the training computes is not changed."""

    def __init__(
        self, model: Any, loss: Any, optimizer: Any, path: str | Path, every: int = 100, *, overwrite: bool = False
    ) -> None:
        """Begin to watch; raise as `nnstep.watch` does."""
        if type(every) is not int or every < 1:
            raise CommandError(f"every is {every!r}", "it is 1 for every training step, 100 for each hundredth")
        self.path = Path(path)
        self._every, self._overwrite = every, overwrite
        check_outputs(trace_output(self.path), overwrite=overwrite)
        self._parts = TrainingParts.of(model, loss, optimizer)
        self._net: WatchedNet | None = None
        self._observed: ObservedTraining | None = None
        self._recorder: TrainingRecorder | None = None
        self._told: set[str] = set()
        self._totals: dict[int, float] = {}
        """The errors of the training steps that are recorded, by step: with the penalty, which losses are without."""
        self._hooks: TrainingHooks | None = TrainingHooks(self._parts, every, self)
        atexit.register(self._end_with_python)

    @property
    def steps(self) -> int:
        """How many training steps were counted so far."""
        return self._hooks.steps if self._hooks is not None else 0

    def began(self, captured: CapturedStep) -> None:
        """Read the net before its first update that is watched."""
        if self._net is None:
            self._guarded(self._read, captured)

    def done(self, captured: CapturedStep) -> None:
        """Record a training step."""
        if self._net is not None:
            self._guarded(self._record, captured)

    def missed(self, step: int, reason: str) -> None:
        """Say once for each reason that a training step is not recorded."""
        self._tell_once(reason, f"training step {step + 1} is not recorded: {reason}")
        if self._recorder is None and self._hooks is not None:
            self._hooks.forget()
        elif self._every == 1:
            self._stop("a training step could not be recorded")

    def close(self, reason: str = _ENDED) -> None:
        """End the recording and remove all hooks; raise OutputError where the file is incomplete."""
        hooks, self._hooks = self._hooks, None
        atexit.unregister(self._end_with_python)
        if hooks is None:
            return
        hooks.remove()
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            _say(["no training step was seen, so nothing is recorded: were the model and the loss called?"])
            return
        recorder.close(hooks.steps, self._errors(hooks), reason, is_whole=reason == _ENDED)
        where = f"not to the end: {recorder.kept_beside}" if recorder.kept_beside else f"to {visible(str(self.path))}"
        _say([f"{recorder.operations} operations recorded {where}"])

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self.close(_ENDED if error is None else _BROKEN_OFF)

    def _end_with_python(self) -> None:
        is_error = getattr(sys, "last_value", None) is not None  # the interpreter keeps what nobody caught
        self._stopped(_BROKEN_OFF if is_error else _ENDED)

    def _stopped(self, reason: str) -> None:
        """Close without raising: where the file is incomplete, say so."""
        try:
            self.close(reason)
        except NNStepError as error:
            _say([error.message])

    def _guarded(self, act: Any, captured: CapturedStep) -> None:
        """Do something with a training step; where that fails, stop watching, and let the training go on."""
        try:
            act(captured)
        except NNStepError as error:
            self._stop(error.message, error.hint)
        except Exception as error:  # whatever happens here, it is not the training's fault
            self._stop(f"{type(error).__name__}: {error}")

    def _stop(self, message: str, hint: str = "") -> None:
        _say([f"no longer watching: {message}", *([hint] if hint else [])])
        self._stopped("watching ended early")

    def _read(self, captured: CapturedStep) -> None:
        self._net = net = watched_net(self._parts, captured, self.path)
        self._observed = ObservedTraining(net.program, net.net, net.training, type(self._parts.optimizer).__name__)
        self._recorder = TrainingRecorder(
            self.path, net.program, self._every, computed_by=library_name(), overwrite=self._overwrite
        )

    def _record(self, captured: CapturedStep) -> None:
        net, observed, recorder, hooks = self._net, self._observed, self._recorder, self._hooks
        if net is None or observed is None or recorder is None or hooks is None or captured.before is None:
            return
        batch = observed.batch(captured)
        if any(value.shape != net.program.shapes[id] for id, value in batch.items()):
            self.missed(captured.step, "its batch has another size than the first one")
            return
        if observed.has_rates_apart(captured):
            self.missed(captured.step, "parameters that had one learning rate have several now")
            return
        constants = observed.constants(captured)
        before = {**constants, **observed.kept(captured.before, float(constants.get("lr", 0.0)))}
        results = observed.results(captured.step, captured, {**before, **batch})
        if objective := net.program.objective:
            targets = [op.target for op in net.program.ops]
            self._totals[captured.step] = float(results[targets.index(objective)])
        recorder.write(captured.step, before, batch, results, self._errors(hooks))
        stale = observed.stale(captured)
        if captured.step == 0:
            values = {op.target: result for op, result in zip(net.program.ops, results, strict=True)}
            _say(agreement_lines(net.program, {**batch, **values}, stale))
        elif any(value.any() for value in stale.values()):
            self._tell_once(ADDED_UP, f"in training step {captured.step + 1} {ADDED_UP}")

    def _tell_once(self, what: str, line: str) -> None:
        if what not in self._told:
            self._told.add(what)
            _say([line])

    def _errors(self, hooks: TrainingHooks) -> list[float]:
        """Return the error of each training step so far; NaN where a penalty is a part of it that was not seen."""
        losses = hooks.losses()
        if self._net is None or not self._net.program.scenario.l2:
            return list(losses)
        return [self._totals.get(step, nan) for step in range(len(losses))]


def _say(lines: Iterable[str]) -> None:
    """Say lines on standard error, what is not harmless in them made visible."""
    for line in lines:
        print(f"nnstep: {visible(line)}", file=sys.stderr)
