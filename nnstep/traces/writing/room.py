"""Whether the disk has room for a recording: its size is estimated from its first training steps."""

from __future__ import annotations

import shutil
from dataclasses import replace
from math import prod
from pathlib import Path
from time import perf_counter

from nnstep.engine.timeline import Timeline
from nnstep.file_endings import ending_in
from nnstep.harmless_text import visible
from nnstep.limits import bytes_text
from nnstep.outputs.special import is_special
from nnstep.program.program import Program
from nnstep.traces.compression import COMPRESSIONS
from nnstep.traces.selection import Selection, WantedPositions
from nnstep.traces.writing.trace_lines import TraceLines

_MEASURED_SECONDS = 0.2
"""Of the run; at least one training step is measured."""
_NUMBER_BYTES, _LINE_BYTES = 27, 1000
"""More than a number takes as text, and everything else of the line that it stands in."""
_USUAL_BYTES, _COMPRESSED_BYTES = 20, 9
"""What a number takes, about."""
_MOST_MEASURED = 1_000_000
"""Numbers of a training step; the size of one with more is estimated from their count, so that it takes no time."""


def lack_of_room(path: Path, program: Program, selection: Selection) -> str:
    """Return in a clause that a recording of the whole run has no room on its disk; empty where it has, or may have.

    Some training steps are run and made into lines for that, unless it is plain that there is room.
    """
    free = free_bytes(path)
    if free is None or selection.epochs_only:
        return ""
    if _positions(program, selection) / len(program.ops) * _most_bytes(program) <= free:
        return ""
    size = _recording_bytes(program, selection, ending_in(str(path), COMPRESSIONS))
    if size <= free:
        return ""
    return f"the recording is going to have about {bytes_text(round(size))}, and its disk has {bytes_text(free)} left"


def free_bytes(path: Path) -> int | None:
    """Return how many bytes can be written to a file; None where nobody can say, as of a device."""
    try:
        if is_special(path):
            return None
        return shutil.disk_usage(path.absolute().parent).free  # an old file stays until the new one is complete
    except (OSError, ValueError):
        return None


def _most_bytes(program: Program) -> int:
    """Return more bytes than the lines of a training step have."""
    return _numbers(program) * _NUMBER_BYTES + len(program.shapes) * _LINE_BYTES


def _numbers(program: Program) -> int:
    return sum(prod(shape) for shape in program.shapes.values())


def _positions(program: Program, selection: Selection) -> int:
    """Return how many operations the recording goes over."""
    last = program.last_position if selection.last is None else min(selection.last, program.last_position)
    return max(0, last - selection.first)


def _recording_bytes(program: Program, selection: Selection, ending: str) -> float:
    """Return how many bytes a recording is going to have in the file, about."""
    positions = _positions(program, selection)
    compress = COMPRESSIONS[ending].compress
    if _numbers(program) > _MOST_MEASURED:
        number_bytes = _USUAL_BYTES if compress is None else _COMPRESSED_BYTES
        ops = [program.ops[number].target for number in selection.ops(program)]
        numbers = sum(prod(program.shapes[id]) for id in ops)
        return numbers * number_bytes * positions / len(program.ops) / selection.every
    lines, measured, at_end = _first_lines(program, replace(selection, first=0, last=None))
    size = len(lines if compress is None else compress(lines))
    share = positions / measured
    return size * (min(1.0, share) if at_end else share)


def _first_lines(program: Program, selection: Selection) -> tuple[bytes, int, bool]:
    """Return the lines of the first training steps, of how many operations they are, and whether the run ends there."""
    begun, length = perf_counter(), len(program.ops)
    run, wanted = Timeline(program), WantedPositions(selection, program)
    frame = run.seek(0)
    lines = TraceLines(frame, selection)
    lines.take()  # the header and the values at the beginning, which stand there once
    while not frame.at_end and (following := wanted.after(frame.position)) <= program.last_position:
        frame = run.seek(following)
        if frame.position == following:
            lines.operation(frame)
        if frame.done == length and perf_counter() - begun > _MEASURED_SECONDS:
            break
    stretch = length * selection.every
    measured = min(-(-frame.position // stretch) * stretch, program.last_position)
    return lines.take(), measured, frame.at_end


def room_remark(path: Path, program: Program, selection: Selection) -> str:
    """Return what to say at the beginning of a recording that has no room for the whole run; empty where it has."""
    lack = lack_of_room(path, program, selection)
    return f"{visible(path.name)}: to the end of the run, {lack}" if lack else ""
