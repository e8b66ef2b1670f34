"""A recorded run computed again from the scenario in its trace, with the changes that were recorded."""

from __future__ import annotations

import math

from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit, changed_program
from nnstep.engine.frame import RunStart
from nnstep.engine.run import Run
from nnstep.engine.series import RunFigures, Series
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_edits import recorded_edits
from nnstep.traces.replay.recorded_program import check_data
from nnstep.traces.replay.recorded_timeline import gradient_before_recording


def recomputed_run(trace: TraceFile, program: Program, budget: int) -> Run:
    """Return the live run that begins where the recording begins; raise DataError where the trace can't be read."""
    check_data(program)
    edits = recorded_edits(trace)
    first = trace.header.first_position
    for record in edits:
        if record.place.position < first:
            edit = Edit(record.place.position, record.target, record.value, record.value, record.text)
            program = changed_program(program, edit)
    run: Run = Timeline(program, budget=budget, beginning=_beginning(trace, program))
    for record in edits:
        position = record.place.position
        if position < first:
            continue
        old = run.seek(position).values[record.target]
        run = EditedTimeline(run, Edit(position, record.target, record.value, old, record.text), budget=budget)
    return run


def _beginning(trace: TraceFile, program: Program) -> RunStart | None:
    first = trace.header.first_position
    if not first:
        return None
    step, done = program.step_and_op(first)
    whole = done == len(program.ops)
    values = trace.start
    missing = [id for id in program.parameters if id not in values]
    if missing:
        raise trace.wrong(
            1, f"{', '.join(missing)} is not recorded, so nothing can be recomputed", "record everything from there on"
        )
    step, per_epoch, evaluation = step + whole, program.schedule.steps_per_epoch, program.evaluation
    unknown = [math.nan] * (step // per_epoch)
    accuracies = unknown if evaluation is not None else []
    test_errors = unknown if evaluation is not None and evaluation.which == "test" else []
    figures = RunFigures(Series(trace.earlier_errors), Series(accuracies), Series(test_errors))
    return RunStart(step, 0 if whole else done, values, figures, gradient_before_recording(trace.header, step))
