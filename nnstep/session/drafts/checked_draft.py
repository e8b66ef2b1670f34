"""What is wrong with a draft, field by field, as the reader of scenarios says it; and what the exercise has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from nnstep import limits
from nnstep.errors import NNStepError, ScenarioError
from nnstep.expr.array import Array
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted
from nnstep.problems.rules import Count
from nnstep.problems.toml_document import document_of
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.toml_text import exact_text, rows_text
from nnstep.scenario.write import MOST_INLINE, scenario_text
from nnstep.session.drafts import draft as ids
from nnstep.session.drafts.draft import Draft, biases_of, weights_of
from nnstep.session.drafts.draft_file import draft_path, path_problem
from nnstep.session.drafts.draft_text import DraftSizes, DraftText, draft_text, typed_values

MOST_WRITTEN = 2000
"""Of more weights, the file says how they are drawn, whatever is chosen."""
_STAND_INS = {ids.RATE: "0", ids.EPOCHS: "1", ids.BATCH: "1", ids.SEED: "0"}
"""What is read in the place of a value that is no TOML, so that the others can be checked."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckedDraft:
    """A draft, read."""

    text: str = ""
    """The file; empty where the layers are not known."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the id of the field."""
    remarks: Sequence[str] = ()
    """What to know of the exercise, in lines: how large it is, or why it can't be run; and warnings."""
    scenario: Scenario | None = None
    """What the file states, where it can be read."""
    is_ready: bool = False
    """Whether nothing is wrong, so that it can be saved and opened."""


def checked(draft: Draft, folder: Path) -> CheckedDraft:
    """Return what is wrong with a draft, and its text; its file goes to `folder`, unless its name says another."""
    problems = path_problem(draft, folder)
    sizes = _sizes(draft, problems)
    if ids.LAYERS in problems:
        return CheckedDraft(problems=problems)
    values = typed_values(draft)
    readable = _readable(draft, sizes, values, problems)
    written = draft_text(draft, sizes, readable)
    scenario = _read(draft, written, problems, folder)
    text = written.text if readable == values else draft_text(draft, sizes, values).text
    if scenario is None:
        return CheckedDraft(text, problems)
    _compare_sizes(scenario, draft, sizes, problems)
    try:
        program = compile_program(scenario)
    except NNStepError as error:
        return CheckedDraft(text, problems, [_joined(error.message, error.hint)], scenario)
    if draft[ids.WEIGHTS] == ids.TYPED or (draft[ids.WRITTEN] == ids.AS_NUMBERS and _is_small(scenario)):
        text = scenario_text(replace(scenario, seed=0))
    return CheckedDraft(text, problems, [size_text(program), *scenario.warnings], scenario, not problems)


def with_numbers_typed(draft: Draft, scenario: Scenario) -> Draft:
    """Return a draft whose weights are typed; those that were drawn stand in the fields to begin with."""
    draft = draft.with_value(ids.WEIGHTS, ids.TYPED)
    for at, layer in enumerate(scenario.layers if _is_small(scenario) else (), start=1):
        biases = "" if layer.biases is None else _words(layer.biases.ravel())
        draft = draft.with_value(weights_of(at), "; ".join(map(_words, layer.weights)))
        draft = draft.with_value(biases_of(at), biases)
    return draft


def _words(numbers: Array) -> str:
    return " ".join(exact_text(float(number)) for number in numbers)


def size_text(program: Program) -> str:
    """Return how much work an exercise is: operations, and the numbers that they give."""
    shapes = program.shapes_in(0)
    numbers = sum(int(np.prod(shapes[op.target], dtype=int)) for op in program.ops)
    steps = program.schedule.steps
    each = f", in each of {steps:,} training steps" if steps > 1 else ""
    return f"{counted(len(program.ops), 'operation')}, {numbers:,} numbers to work out{each}"


def _is_small(scenario: Scenario) -> bool:
    return sum(layer.weights.size for layer in scenario.layers) <= MOST_WRITTEN


def _joined(message: str, hint: str) -> str:
    return "\n".join(filter(None, (message, hint)))


def _sizes(draft: Draft, problems: dict[str, str]) -> DraftSizes:
    """Return the sizes; note what is wrong with them. Where that is the layers, none of them means anything."""
    texts = draft.size_texts
    subject = Subject([]).key(ids.LAYERS)
    layers = [Count(limits.NEURONS).read(subject.entry(at), _whole(text)) for at, text in enumerate(texts)]
    if len(texts) < 2:
        subject.note(f"has {counted(len(texts), 'size')}, but a network has an input and a layer", "write 2-3-1")
    elif len(texts) > limits.LAYERS.most:
        subject.note(f"has {limits.LAYERS.refusal(len(texts), 'sizes')}", "write fewer")
    samples, top = 1, Subject([])
    if not draft[ids.INPUT].strip():
        samples = Count(MOST_INLINE).read(top.key(ids.SAMPLES), _whole(draft[ids.SAMPLES])) or 1
    for finding in (*subject.found, *top.found):
        problems.setdefault(finding.key, _joined(finding.message, finding.hint))
    seed = _whole(draft[ids.SEED])
    return DraftSizes(tuple(size or 1 for size in layers), samples, seed if isinstance(seed, int) else 0)


def _whole(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else text


def _readable(draft: Draft, sizes: DraftSizes, values: Mapping[str, str], problems: dict[str, str]) -> dict[str, str]:
    """Return the values with others in the place of those that are no TOML, which is noted."""
    wrong = set()
    for id, text in values.items():
        try:
            document_of(f"{id} = {text}", draft[ids.FILE])
        except ScenarioError as error:
            _note(id, error, problems)
            wrong.add(id)
    stand_ins = {**_STAND_INS, **_zeros(draft, sizes)} if wrong else {}
    return {id: stand_ins.get(id, "") if id in wrong else text for id, text in values.items()}


def _read(draft: Draft, written: DraftText, problems: dict[str, str], folder: Path) -> Scenario | None:
    """Return the scenario of a text; note what is wrong with it, and return None where that is too much."""
    path = Path(draft[ids.FILE]) if ids.FILE in problems else draft_path(draft, folder)
    try:
        return parse(written.text, str(path), folder)
    except ScenarioError as error:
        for problem in error.problems:
            problems.setdefault(written.owner(problem.line), _joined(problem.message, problem.hint))
        if not error.problems:
            problems.setdefault(ids.FILE, _joined(error.message, error.hint))
    return None


def _note(id: str, error: ScenarioError, problems: dict[str, str]) -> None:
    first = error.problems[0]
    problems.setdefault(id, _joined(first.message, first.hint))


def _zeros(draft: Draft, sizes: DraftSizes) -> dict[str, str]:
    """Return weights in the place of typed ones that are no TOML."""
    if draft[ids.WEIGHTS] != ids.TYPED:
        return {}
    pairs = zip(sizes.layers, sizes.layers[1:], strict=False)
    return {weights_of(at): rows_text(np.zeros((after, before))) for at, (before, after) in enumerate(pairs, start=1)}


def _compare_sizes(scenario: Scenario, draft: Draft, sizes: DraftSizes, problems: dict[str, str]) -> None:
    """Note where what is typed has other sizes than the layers: a file states them only once."""
    stated = "-".join(map(str, sizes.layers))
    given = scenario.samples.input_size
    if given != sizes.layers[0]:
        wanted = f"has {counted(given, 'number')} a sample, but layers is {stated}"
        problems.setdefault(ids.INPUT, f"input {wanted}\nchange one of the two")
    if draft[ids.WEIGHTS] == ids.TYPED:
        for at, (layer, neurons) in enumerate(zip(scenario.layers, sizes.layers[1:], strict=True), start=1):
            if layer.neurons != neurons:
                wanted = f"has {counted(layer.neurons, 'row')}, but layers is {stated}: layer {at} has {neurons}"
                problems.setdefault(weights_of(at), f"{weights_of(at)} {wanted}\nwrite one row a neuron")
