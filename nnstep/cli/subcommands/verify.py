"""``nnstep verify``: recompute every record of a trace with a second engine, and check its hashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json, say
from nnstep.cli.progress_line import ProgressLine, reading
from nnstep.cli.results.json_option import json_option
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.traces.kernel import Kernel
    from nnstep.traces.reading.trace_file import TraceFile
    from nnstep.traces.verification.finding import VerificationResult, VerifiedCounts, WrongRecord


def _result() -> Any:
    from nnstep.cli.results.trace_facts import VerificationFacts

    return VerificationFacts


@click.command("verify")
@click.argument("trace")
@json_option("every record that is wrong", _result)
def command(trace: str, *, as_json: bool) -> None:
    """Check that every record of TRACE follows from the ones before it, and that no bit was changed.

    Plain Python without NumPy computes each value again: exactly where an operation is rational, otherwise within a
    bound that every correct library keeps. Last bits that another kernel computes are counted, and are not wrong. Exit
    status 1 if anything is wrong.
    """
    from nnstep.session.opening import check_not_converted
    from nnstep.traces.compression import is_trace
    from nnstep.traces.header import kernel_for
    from nnstep.traces.reading.trace_file import TraceFile
    from nnstep.traces.replay.recorded_program import program_of
    from nnstep.traces.verification.verify import verify

    if not is_trace(trace):
        check_not_converted(trace)
    with reading(trace):
        opened = TraceFile(trace)
    with opened:
        with reading(trace):
            program = program_of(opened)
        with ProgressLine() as line:
            result = verify(opened, program, line.tell)
        if as_json:
            from nnstep.cli.results.trace_facts import verification_facts

            echo_json("verify", verification_facts(result, opened, kernel_for(program)))
        else:
            for text in (*program.scenario.warnings, *_lines(opened, result, kernel_for(program))):
                say(text)
    if not result.is_right:
        raise SystemExit(exit_status.CHECK_FAILED)


def _lines(trace: TraceFile, result: VerificationResult, here: Kernel) -> Iterator[str]:
    from nnstep.problems.message_text import counted

    counts = result.counts
    for wrong in result.wrong:
        yield from _wrong_lines(trace, wrong)
    numbers = counted(counts.values, "number")
    yield (
        f"{counted(counts.lines, 'record')}: {counted(counts.operations, 'operation')} with {numbers} recomputed, "
        f"hashes checked: {counts.hashes:,}"
    )
    if counts.other_bits:
        yield from _last_bits_lines(counts, trace.header.kernel, here)
    if counts.skipped:
        yield f"{counted(counts.skipped, 'operation')} can't be recomputed: what they read is not recorded"
    if trace.cut_off:
        yield f"the file ends within a record: {trace.cut_off:,} bytes are cut off"
    if result.is_right and trace.ending is None and counts.unhashed and not trace.is_first_format:
        yield f"the recording was broken off: no hash covers the end of it, {counted(counts.unhashed, 'record')}"
    yield _conclusion(result)


def _last_bits_lines(counts: VerifiedCounts, recorded: Kernel | None, here: Kernel) -> Iterator[str]:
    """Yield which numbers differ from what this machine computes, as they may, and why they can."""
    from nnstep.problems.message_text import counted

    numbers = f"{counted(counts.other_bits, 'number')} of {counts.values:,}"
    differ = f"{numbers} differ in the last bits from what is computed here"
    if recorded == here:
        yield f"{differ}, though the kernel is the same; correct libraries may be as far off"
        return
    yield f"{differ}, as another kernel may compute"
    named = visible(recorded.text) if recorded is not None else "a kernel that the trace does not name"
    yield f"    recorded with {named}"
    yield f"    here          {here.text}"


def _conclusion(result: VerificationResult) -> str:
    if not result.is_right:
        return "not right"
    if result.counts.operations:
        return "all right"
    return "nothing is wrong" if result.counts.hashes else "nothing could be checked"


def _wrong_lines(trace: TraceFile, wrong: WrongRecord) -> Iterator[str]:
    index = f"[{','.join(map(str, wrong.index))}]" if wrong.index else ""
    name = f" {wrong.place} {wrong.target}{index}".rstrip() + ":" if wrong.place else ""
    yield f"{trace.path}:{wrong.line}:{name} {wrong.what}"
    if wrong.recorded is not None and wrong.recomputed is not None and wrong.bound is not None:
        off = abs(wrong.recorded - wrong.recomputed)
        yield f"    recorded   {wrong.recorded!r}"
        yield f"    recomputed {wrong.recomputed!r}"
        yield f"    off by {off:.3g}; correct libraries are at most {wrong.bound:.3g} off"
