"""Measure nnstep beside other programs, print every figure, and add them to the history.

A value is the median of rounds in fresh processes; after ± stands half of the distance between the least and the
greatest. Ratios are of processor time, where nothing else is said, and of one round, in which all were taken by turns:
nnstep over the other. `last` is the last value in the history on such a machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping

from tests.benchmarks.benchmark import Figure
from tests.benchmarks.history import add_run, last_values
from tests.benchmarks.rounds import Measured, measurements
from tests.benchmarks.suite import NAMES, benchmark_named

_NOISE = 0.02
"""So much, relatively, is no difference, whatever the spreads are: what was measured once has none."""
LEGEND = (
    "* not what was asked for    !! worse than the last value by more than both spreads and 2 %    - not measured here"
)


def main() -> None:
    """Read the command line, measure, print, and add a line to the history."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, metavar="NAME", help="measure this one; repeatable")
    parser.add_argument("--quick", action="store_true", help="do less work, for a rougher value")
    asked = parser.parse_args()
    names = [name for name in NAMES if name in (asked.only or NAMES)]
    last = last_values(quick=asked.quick)
    measured = measurements(names, lambda text: print(text, file=sys.stderr), quick=asked.quick)
    for name in names:
        before = {label: value for (benchmark, label), value in last.items() if benchmark == name}
        print("\n".join(table(name, benchmark_named(name).figures, measured[name], before)))
    print(f"\n{LEGEND}")
    add_run(measured, quick=asked.quick)


def table(
    title: str, figures: tuple[Figure, ...], measured: Mapping[str, Measured], last: Mapping[str, Measured]
) -> Iterator[str]:
    """Yield a line for each figure of a benchmark."""
    yield f"\n{title:<100}{'now':>8}{'':9}{'asked':>8}{'last':>9}"
    for figure in figures:
        now, before = measured.get(figure.label), last.get(figure.label)
        asked = f"{'≤' if figure.least is None else '≥'}{figure.asked:g}" if figure.asked is not None else ""
        value = f"{now.value:>8.3g} ±{now.spread:<7.2g}" if now else f"{'-':>8}{'':9}"
        then = f"{before.value:>9.3g}" if before else ""
        what = f"{figure.label} ({figure.unit})" if figure.unit else figure.label
        yield f"  {what:<98}{value}{asked:>8}{then:>9} {marks(figure, now, before)}".rstrip()


def marks(figure: Figure, now: Measured | None, before: Measured | None) -> str:
    """Return the signs that stand after a value."""
    if now is None:
        return ""
    missed = figure.asked is not None and figure.excess(now.value, figure.asked) > 0
    slower = before is not None and figure.excess(now.value, before.value) > max(
        now.spread + before.spread, _NOISE * before.value
    )
    return " ".join(sign for sign, holds in (("*", missed), ("!!", slower)) if holds)


if __name__ == "__main__":
    main()
