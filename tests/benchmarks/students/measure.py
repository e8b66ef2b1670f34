"""Measure the check against simulated students: ``python -m tests.benchmarks.students.measure --count 200 --jobs 2``.

Every sheet has a key such as ``1/one/whole/17``; ``--only KEY`` makes and prints it again.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from multiprocessing import Pool
from statistics import median

from tests.benchmarks.students.cases import PARTS, groups
from tests.benchmarks.students.outcome import GOOD, Outcome, outcome
from tests.benchmarks.students.true_ids import TRUE_IDS

ONE = (
    "leads",
    "leads, as an equal",
    "leads, ambiguous",
    "ambiguous",
    "ambiguous without",
    "another that fits",
    "another",
    "none",
    "crash",
)
SLIP = ("not named", "named", "crash")
TWO = ("both", "one of two", "neither", "crash")
CHANCE = ("not named", "ambiguous", "mistake", "crash")


def table(title: str, columns: Sequence[str], rows: Iterable[tuple[str, list[Outcome]]]) -> None:
    """Print the share of each label in percent, row by row."""
    print(f"\n## {title}\n\n| | sheets | " + " | ".join(columns) + " |\n|---|" + "---|" * (len(columns) + 1))
    for name, found in rows:
        count = Counter(each.label for each in found)
        shares = (f"{100 * count[column] / len(found):.1f}" if found else "" for column in columns)
        print(f"| {name} | {len(found)} | " + " | ".join(shares) + " |")


def right_numbers(found: list[Outcome]) -> None:
    """Print how many right numbers are called a mistake or wrong, habit by habit."""
    print("\n## Right sheets: numbers called a mistake or wrong\n")
    print("| habit | sheets | numbers | bad numbers | bad sheets | of these with halves |\n|---|---|---|---|---|---|")
    for habit in groups("right"):
        rows = [each for each in found if each.group == habit]
        bad = [each for each in rows if each.label != "right"]
        numbers, wrong = sum(each.numbers for each in rows), sum(each.bad for each in rows)
        print(f"| {habit} | {len(rows)} | {numbers} | {wrong} | {len(bad)} | {sum(each.ties for each in bad)} |")


def by_mistake(found: list[Outcome]) -> None:
    """Print the labels for each mistake of a student."""
    print("\n## One mistake, no rival, whole and every other: by mistake (worst first)\n")
    print("| mistake | sheets | right | labels |\n|---|---|---|---|")
    rows = []
    for id in TRUE_IDS:
        count = Counter(each.label for each in found if each.made == (id,))
        if total := sum(count.values()):
            good = sum(count[label] for label in GOOD)
            labels = ", ".join(f"{label} {number}" for label, number in count.most_common())
            rows.append((good / total, f"| {id}{'' if TRUE_IDS[id] else ' (no id)'} | {total} | {good} | {labels} |"))
    print("\n".join(row for _, row in sorted(rows)))


def times(found: list[Outcome]) -> None:
    """Print the processor time of a sheet."""
    print("\n## Processor time of a sheet, seconds\n\n| | median | worst | worst key |\n|---|---|---|---|")
    for part in PARTS:
        rows = [each for each in found if each.part == part]
        if rows:
            worst = max(rows, key=lambda each: each.seconds)
            print(f"| {part} | {median(each.seconds for each in rows):.3f} | {worst.seconds:.3f} | {worst.key} |")
    if found:
        print(f"\nCompiling, preparing and reading: median {median(each.preparing for each in found):.3f}.")


def report(found: list[Outcome], show: int) -> None:
    """Print all tables, and the first failures of each kind."""
    parts = {part: [each for each in found if each.part == part] for part in PARTS}
    right_numbers(parts["right"])
    known = [each for each in parts["one"] if each.made != ("arithmetic-slip",)]
    extents = groups("one")
    alone = [each for each in known if not each.rivals]
    beside = [each for each in known if each.rivals]
    named = [each for each in alone if TRUE_IDS[each.made[0]]]
    kinds = (("no rival", alone), ("a rival fits", beside), ("no rival, it has an id", named))
    rows = [(name, kind, extent) for name, kind in kinds for extent in extents]
    table("One mistake", ONE, [(f"{e}, {name}", [each for each in kind if each.group == e]) for name, kind, e in rows])
    slips = [each for each in parts["one"] if each.made == ("arithmetic-slip",)]
    table("One slip of no kind", SLIP, [(e, [each for each in slips if each.group == e]) for e in extents])
    both = [each for each in parts["two"] if all(map(TRUE_IDS.get, each.made))]
    table("Two mistakes, whole sheet", TWO, [("all", parts["two"]), ("both have an id", both)])
    if parts["two"]:
        print(f"\nOthers are named as well: {sum(each.foreign for each in parts['two'])} of {len(parts['two'])}.")
    random_numbers = [(g, [each for each in parts["chance"] if each.group == g]) for g in groups("chance")]
    table("Chance: a right sheet with one number replaced, by significant digits", CHANCE, random_numbers)
    by_mistake([each for each in parts["one"] if not each.rivals and each.group in ("whole", "every other")])
    times(found)
    failures(found, show)


def failures(found: list[Outcome], show: int) -> None:
    """Print the first failures of each kind: in one line, `show` of them in full."""
    print("\n## First failures (the whole of one: --only KEY)")
    kinds: dict[str, list[Outcome]] = {}
    for each in found:
        if each.label not in GOOD and not (each.part == "one" and each.rivals and each.label != "another"):
            row = each.part if each.part in ("right", "chance") else f"{each.part}, {each.group}"
            kinds.setdefault(f"{row}: {each.label}", []).append(each)
    for kind, rows in sorted(kinds.items()):
        print(f"\n### {kind} ({len(rows)})\n")
        for each in rows[: max(3, show)]:
            print(f"- {each.brief}")
        for each in rows[:show]:
            print(f"\n{each.full}\n")


def main() -> None:
    """Read the command line, judge all sheets, print the tables."""
    parser = argparse.ArgumentParser(description="Measure the check against simulated students.")
    parser.add_argument("--count", type=int, default=60, help="sheets in each row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--show", type=int, default=0, help="print so many failures of each kind in full")
    parser.add_argument("--part", choices=PARTS, action="append", help="measure this part only; repeatable")
    parser.add_argument("--only", metavar="KEY", help="make and print the sheet of one key")
    options = parser.parse_args()
    if options.only:
        print(outcome(options.only).full)
        return
    keys = [
        f"{options.seed}/{part}/{group}/{number}"
        for part in (options.part or PARTS)
        for group in groups(part)
        for number in range(options.count)
    ]
    with Pool(options.jobs) as pool:
        found = []
        for each in pool.imap(outcome, keys, chunksize=4):
            found.append(each)
            if sys.stderr.isatty():
                print(f"\r{len(found)} of {len(keys)}", end="", file=sys.stderr)
        report(found, options.show)


if __name__ == "__main__":
    main()
