"""Variants of a 3-4-2 exercise: how long they take, and whether each is what was promised.

Run by hand: ``python tests/benchmarks/variants.py [STUDENTS]``, by default for 1,000. Every key is confirmed by the
engine of plain loops in ``tests/grading/by_hand.py``; every mistake of every variant is worked through apart from the
check and written down; of some variants, the grader names each mistake; the whole is made once more from the same seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))

from nnstep.classroom.quality.task import task_of
from nnstep.classroom.variants.handed_out import HandedOut, HandingOut, numbered_ids
from nnstep.classroom.variants.variant_facts import facts_of
from nnstep.classroom.variants.variant_key import key_text
from nnstep.classroom.variants.variant_plan import VariantPlan
from nnstep.classroom.variants.variant_search import plan_for
from nnstep.session.opening import open_program
from tests.classroom.variants.confirmed import confirm_key, not_told, unnamed

EXERCISE = "zheng-exercise-1"
GRADED = 3
"""So many variants have all their mistakes graded."""


def made(count: int, seed: str = "benchmark") -> tuple[VariantPlan, list[HandedOut]]:
    """Make the variants of a class, from the plan on."""
    program = open_program(EXERCISE)
    plan = plan_for(program.scenario, task_of(program))
    return plan, list(HandingOut.of(plan, seed).every(numbered_ids(count)))


def main() -> None:
    """Print the times and what was found."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    begun, worked = perf_counter(), process_time()
    plan, variants = made(count)
    print(f"{count} variants: {process_time() - worked:.1f} s of processor time, {perf_counter() - begun:.1f} s")
    numbers = sum(confirm_key(key_text(variant, plan.task.asked)) for variant in variants)
    print(f"{numbers:,} numbers of {count} keys confirmed by hand")
    facts = orjson.loads(orjson.dumps(facts_of(plan)))
    problems = Counter(problem for variant in variants for problem in not_told(variant.text, facts))
    print(f"mistakes not told: {sum(problems.values())} {problems.most_common(5)}")
    graded, missed = 0, []
    for variant in variants[:GRADED]:
        asked, others = unnamed(variant.text, facts)
        graded, missed = graded + asked, missed + others
    print(f"the grader names {graded - len(missed)} of {graded} mistakes of {GRADED} variants {missed[:5]}")
    texts = [variant.text.replace(f"for {variant.id}", "") for variant in variants]
    print(f"alike: {count - len(set(texts))}")
    again = [variant.text for variant in made(count)[1]]
    print(f"the same bytes from the same seed: {again == [variant.text for variant in variants]}")


if __name__ == "__main__":
    main()
