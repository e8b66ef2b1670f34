"""What ``nnstep check`` prints of graded sheets, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnstep.cli import exit_status
from nnstep.cli.output import echo_json_rows, say, say_styled, width_to_fill
from nnstep.errors import Lines, SheetError

if TYPE_CHECKING:
    from nnstep.classroom.many.sheet_report import SheetReport

_MOST_FAILURES = 100
"""How many sheets that can't be read are listed."""


def print_reports(reports: Sequence[SheetReport], *, as_json: bool, of_many: bool) -> None:
    """Print what is shown of each sheet, and `of_many` the most frequent mistakes."""
    if as_json:
        from nnstep.classroom.many.sheet_report import unpacked

        echo_json_rows("check", (unpacked(report.shown) for report in reports))
        return
    from nnstep.grading.reports.report_rows import laid_out

    for report in reports:
        say_styled(laid_out(report.shown, width_to_fill()))
    if of_many:
        _print_frequent([report.mistakes for report in reports])


def status_after(reports: Sequence[SheetReport], failures: Sequence[str], faults: int) -> int:
    """Return the exit status; raise SheetError where sheets are not graded, if not by nnstep's own faults."""
    if faults:
        say("\n\n".join(_first(failures)), aside=True)
        return exit_status.FAULT
    if failures:
        others = f"the other {len(reports)} {'is' if len(reports) == 1 else 'are'} graded"
        these = "this one is not" if len(failures) == 1 else "these are not"
        raise SheetError(Lines("\n\n".join(_first(failures))), f"{others}; {these}" if reports else "")
    return exit_status.of_check(passed=all(report.is_right for report in reports))


def _first(failures: Sequence[str]) -> list[str]:
    """Return the messages for the first sheets that can't be read, and the number of the others."""
    more = len(failures) - _MOST_FAILURES
    return [*failures[:_MOST_FAILURES], *([f"{more:,} more can't be read"] if more > 0 else [])]


def _print_frequent(mistakes: list[tuple[str, ...]]) -> None:
    from nnstep.grading.mistakes import meaning_of
    from nnstep.grading.result import frequent_mistakes

    frequent = frequent_mistakes(mistakes)
    if not frequent:
        return
    say("\nThe most frequent mistakes:")
    for ids, count in frequent[:10]:
        say(f"  {count:>4} {'sheet ' if count == 1 else 'sheets'}  {ids}: {meaning_of(ids)}")
