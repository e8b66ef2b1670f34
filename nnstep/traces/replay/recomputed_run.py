"""A recorded run computed again from the scenario in its trace, with the changes that were recorded."""

from __future__ import annotations

from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit
from nnstep.engine.frame import RunStart
from nnstep.engine.run import Run
from nnstep.engine.series import RunFigures, Series
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_edits import recorded_edits
from nnstep.traces.replay.recorded_program import check_data


def recomputed_run(trace: TraceFile, program: Program, budget: int) -> Run:
    """Return the live run that begins where the recording begins; raise DataError where the trace can't be read."""
    check_data(program)
    run: Run = Timeline(program, budget=budget, beginning=_beginning(trace, program))
    for record in recorded_edits(trace):
        position = record.place.position
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
    return RunStart(step + whole, 0 if whole else done, values, RunFigures(Series(trace.earlier_errors)))
