"""Verify a trace: a second engine, plain Python without NumPy, recomputes each record from those before it."""

from __future__ import annotations

from json import JSONDecoder
from math import isfinite

import numpy as np

from nnstep.errors import DataError
from nnstep.harmless_text import visible
from nnstep.program.program import Op, Program
from nnstep.progress import Tell, tell_nobody
from nnstep.traces.ending import ending_from
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.recomputing.float_model import MODELS
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from nnstep.traces.record import TraceRecord, in_run_precision
from nnstep.traces.verification.epoch_check import EpochCheck
from nnstep.traces.verification.finding import VerificationResult, VerifiedCounts, WrongRecord
from nnstep.traces.verification.hash_chain import HashChain
from nnstep.traces.verification.last_bits import LastBits

ROUNDINGS = 32
"""Of values that another library computed in another order of operations: how many units in the last place of the
largest number that an operation reads they may be off, beside what any order of nnstep's own operations gives."""
MOST_FOUND = 10
"""Wrong records that are told of: one that is wrong makes others wrong."""


def verify(trace: TraceFile, program: Program, tell: Tell = tell_nobody) -> VerificationResult:
    """Return what is wrong in a trace of `program`, up to `MOST_FOUND` records; `tell` is told how far it is."""
    verification = _Verification(program, trace)
    chain = HashChain()
    for number, (offset, data) in enumerate(trace.raw_lines(0), start=1):
        if len(verification.wrong) >= MOST_FOUND:
            break
        tell("verifying", offset / trace.size)
        problem = "" if trace.is_first_format else chain.add(data)
        if problem:
            verification.wrong.append(WrongRecord(number, "", problem))
        try:
            record = trace.record_at(offset, data, number)
        except DataError as error:
            verification.wrong.append(
                WrongRecord(number, "", error.message.removeprefix(visible(f"{trace.path}:{number}: ")))
            )
            break
        verification.look_at(number, record)
    else:
        if what := _what_follows(trace.rest()):
            verification.wrong.append(WrongRecord(verification.counts.lines + 1, "", what))
    counts = verification.counts
    counts.hashes, counts.unhashed = chain.checked, chain.unhashed
    return VerificationResult(counts, verification.wrong)


def _what_follows(rest: bytes) -> str:
    """Return what is wrong with a line without a newline: nothing where it is the beginning of a record, cut off."""
    text = rest.decode(errors="replace")
    try:
        _, end = JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return ""
    return f"the line goes on with {text[end : end + 20]!r} after the record, not with a newline" if text[end:] else ""


class _Verification:
    """The state of a verification: the values as they are recorded."""

    def __init__(self, program: Program, trace: TraceFile) -> None:
        self.wrong: list[WrongRecord] = []
        self.counts = VerifiedCounts()
        self._program = program
        self._header = trace.header
        self._is_first_format = trace.is_first_format
        self._is_whole = trace.header.selection.is_whole
        self._length = len(program.ops)
        self._epochs = EpochCheck(program)
        self._values: dict[str, Numbers] = {id: Numbers.of(value) for id, value in trace.start.items()}
        self._last_bits = LastBits(program, trace.start)
        self._changed: dict[str, Numbers] = {}
        self._position = trace.header.first_position
        self._step = program.step_and_op(self._position)[0]
        self._errors: dict[int, float] = dict(enumerate(trace.earlier_errors.ravel().tolist()))
        self._accuracies: list[float] = []

    def look_at(self, number: int, record: TraceRecord) -> None:
        """Look at the next record, in line `number`."""
        record = in_run_precision(record, self._program.precision)
        self.counts.lines += 1
        if record.n != number - 1 and not self._is_first_format:
            self._say(number, record, f"the line has the number {record.n}, and {number - 1} was expected")
        match record.kind:
            case "header" if number == 1:
                pass
            case "header":
                self._say(number, record, "there is a second header")
            case "start" if record.target:
                self._take(record)
            case "batch":
                self._look_at_batch(number, record)
            case "op":
                self._look_at_operation(number, record)
            case "epoch":
                self._look_at_epoch(number, record)
            case "edit":
                if record.place.position >= self._header.first_position:  # else the values at the beginning have it
                    self._take(record)
                if record.target not in self._program.parameters:
                    self._changed[record.target] = Numbers.of(record.value)
            case "end":
                self._look_at_end(number, record)
            case "start" | "move" | "answer" | "note":
                pass

    def _take(self, record: TraceRecord) -> None:
        self._values[record.target] = Numbers.of(record.value)
        self._last_bits.give(record.target, record.value)

    def _step_of(self, record: TraceRecord) -> int:
        return (record.place.epoch - 1) * self._program.schedule.steps_per_epoch + record.place.step - 1

    def _look_at_batch(self, number: int, record: TraceRecord) -> None:
        """Hold what a training step is given against the scenario's own data."""
        step, value = self._step_of(record), Numbers.of(record.value)
        self._enter(step)
        self._values[record.target] = value
        self._last_bits.give_batch(record.target, record.value, step)
        if self._program.scenario.missing_files:
            return
        given = self._program.schedule.feeds(step)
        if record.target in self._changed or record.target not in given:
            known = self._changed.get(record.target)
            if record.target not in given and (known is None or list(known.values) != list(value.values)):
                self._say(number, record, f"{record.target} was not changed to this value before")
            return
        own = given[record.target]
        if own.shape != value.shape or not np.array_equal(own, record.value, equal_nan=True):
            self._say(number, record, f"the scenario's data gives another {record.target} here")

    def _look_at_operation(self, number: int, record: TraceRecord) -> None:
        step, op_number = self._step_of(record), record.place.op - 1
        if not 0 <= op_number < self._length or self._program.ops[op_number].target != record.target:
            self._say(number, record, f"the program has no operation {record.place.op} that computes {record.target}")
            return
        if record.place.position != step * self._length + op_number + 1:
            self._say(number, record, f"the position {record.place.position} is not that of this operation")
            return
        if self._is_whole and record.place.position != self._position + 1:
            self._say(number, record, f"it follows position {self._position}: operations are missing")
        self._enter(step)
        self._forget_between(record.place.position)
        if self._is_first_format and op_number == 0:
            for id, value in self._program.schedule.feeds(step).items():
                self._values[id] = Numbers.of(value)
                self._last_bits.give(id, value)
        if record.value.shape != self._program.shapes_in(step)[record.target]:
            self._say(number, record, f"{record.target} has the shape {record.value.shape}")
            return
        if self._recompute(number, record, op_number):
            self.counts.other_bits += self._last_bits.differing(op_number, record.value)
        else:
            self._last_bits.give(record.target, record.value)
        self._values[record.target] = Numbers.of(record.value)
        if record.target == self._program.objective:
            self._errors[step] = float(record.value)

    def _enter(self, step: int) -> None:
        """Forget what the training step before was given, where a line is of a new one."""
        if step != self._step:
            self._step = step
            for id in self._program.schedule.feeds(step):
                self._values.pop(id, None)

    def _forget_between(self, position: int) -> None:
        """Forget the values of operations that were not recorded since the last record."""
        missing = range(self._position, min(position - 1, self._position + self._length))
        for skipped in missing:
            self._values.pop(target := self._program.ops[skipped % self._length].target, None)
            self._last_bits.forget(target)
        self._position = position

    def _recompute(self, number: int, record: TraceRecord, op_number: int) -> bool:
        """Hold an operation against its value recomputed; return whether NumPy has to have computed it as it is."""
        op = self._program.ops[op_number]
        try:
            again = recomputed(op.expression, self._values, self._program.precision)
        except KeyError:
            self.counts.skipped += 1
            return False
        self.counts.operations += 1
        self.counts.values += record.value.size
        numbers = record.value.ravel().tolist()
        place = again.first_outside(numbers, self._slack(op))
        if place is None:
            return not self._header.computed_by
        index = tuple(int(part) for part in np.unravel_index(place, record.value.shape)) if record.value.ndim else ()
        self._say(
            number,
            record,
            "the value does not follow from the ones before",
            index=index,
            recorded=numbers[place],
            again=again.values[place],
            bound=again.bounds[place],
        )
        return False

    def _slack(self, op: Op) -> float:
        """Return how far a value may be off beside its bound: not at all where nnstep computed it."""
        if not self._header.computed_by:
            return 0.0
        read = (abs(number) for id in op.reads for number in self._values[id].values)
        largest = max((number for number in read if isfinite(number)), default=0.0)
        return ROUNDINGS * MODELS[self._program.precision].unit * largest

    def _look_at_epoch(self, number: int, record: TraceRecord) -> None:
        per_epoch = self._program.schedule.steps_per_epoch
        last = self._step_of(record)
        steps = range(last - per_epoch + 1, last + 1)
        errors = [self._errors[step] for step in steps] if all(step in self._errors for step in steps) else []
        self._forget_between(record.place.position + 1)
        self._position = record.place.position
        for name, stated in zip(record.text.split(" "), record.value.ravel().tolist(), strict=False):
            # Other samples than the scenario's, as changed by hand, are not those that the figures would be of.
            is_open = bool({"x", "y"} & self._changed.keys()) and name in ("accuracy", "test_error")
            wrong = None if is_open else self._epochs.wrong(name, stated, self._values, errors)
            if wrong is not None:
                self._say(
                    *(number, record, f"{name} does not follow from the values before"),
                    recorded=stated,
                    again=wrong[0],
                    bound=wrong[1],
                )
            if name == "accuracy":
                self._accuracies.append(stated)

    def _look_at_end(self, number: int, record: TraceRecord) -> None:
        for step, stated in enumerate(record.value.ravel().tolist()):
            known = self._errors.get(step, stated)
            if known != stated and not (known != known and stated != stated):
                self._say(number, record, f"the error of training step {step + 1} is another one than was recorded")
                return
        try:
            accuracies = list(ending_from(record.text).accuracies)
        except ValueError:
            self._say(number, record, "the text of the end is not what it should be")
            return
        if self._is_whole and accuracies[-len(self._accuracies) :] != self._accuracies and self._accuracies:
            self._say(number, record, "the accuracies are others than were recorded")

    def _say(
        self,
        number: int,
        record: TraceRecord,
        what: str,
        *,
        index: tuple[int, ...] | None = None,
        recorded: float | None = None,
        again: float | None = None,
        bound: float | None = None,
    ) -> None:
        place = record.place
        where = f"{place.epoch}.{place.step}.{place.op}"
        self.wrong.append(WrongRecord(number, where, what, record.target, index, recorded, again, bound))
