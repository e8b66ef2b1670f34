"""The catalogue of mistakes as a page of the documentation, with an example of each.

Regenerate it with ``python -m nnstep.grading.reports.catalogue > docs/mistakes.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import Mistake
from nnstep.grading.reports.example_exercises import ExampleSource, example_sources
from nnstep.grading.reports.mistake_examples import ExampleExercise, MistakeExample
from nnstep.program.addresses import address

_DIGITS = 6
"""Significant digits of a number, unless right and mistaken are the same to that many."""
_MOST_DIGITS = 17

FoundExample: TypeAlias = tuple[ExampleSource, MistakeExample]
"""An example, and the exercise that it is in."""


def examples() -> Iterator[tuple[Mistake, FoundExample | None]]:
    """Yield every mistake with the first example of it."""
    exercises = [(source, ExampleExercise(source.program)) for source in example_sources()]
    for mistake in MISTAKES:
        every = ((source, found) for source, exercise in exercises for found in exercise.examples(mistake))
        yield mistake, next(every, None)


def catalogue(found: Iterable[tuple[Mistake, FoundExample | None]]) -> str:
    """Return the page, in Markdown: id, diagnosis, question, source and an example of every mistake."""
    lines = [
        "# Mistakes that `nnstep check` recognizes",
        "",
        f"This page is generated. There are {len(MISTAKES)}. Each example is a number of a bundled exercise: as it is",
        "right, and as it comes out with this one mistake, all else done right. Where one operation is computed",
        "differently, its NumPy line stands beside the number.",
    ]
    for mistake, example in found:
        lines += ["", f"## `{mistake.id}`", "", f"You get these digits if {mistake.diagnosis}.", ""]
        lines.append(f"*Question:* {mistake.question}")
        lines += ["", f"*Source:* {mistake.source}."] if mistake.source else []
        lines += ["", *_shown(*example)] if example is not None else []
    return "\n".join(lines) + "\n"


def _shown(source: ExampleSource, example: MistakeExample) -> Iterator[str]:
    place = address(example.id, example.index, source.program)
    step = f" in training step {example.step}" if example.step > 1 else ""
    right, mistaken = _apart(example.right, example.mistaken)
    mistaken = example.written or mistaken
    yield f"*Example:* `{place}` of {source.name}{step}:"
    yield ""
    yield "```text"
    width = max(len(right), len(mistaken))
    yield f"right     {right:<{width}}  {example.own_line}".rstrip()
    yield f"mistaken  {mistaken:<{width}}  {example.line}".rstrip()
    yield "```"


def _apart(one: float, other: float) -> tuple[str, str]:
    """Return two numbers with as many digits as it takes to tell them apart."""
    for digits in range(_DIGITS, _MOST_DIGITS + 1):
        texts = f"{one + 0.0:.{digits}g}", f"{other + 0.0:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


if __name__ == "__main__":
    print(catalogue(examples()), end="")
