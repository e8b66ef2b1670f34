"""Every number of a worked solution, read back from each format, is the run's at its digits: of every exercise."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

import nnstep
from nnstep.engine.timeline import Timeline
from nnstep.exports.formats import EXPORT_FORMATS
from nnstep.exports.formats.format import SolutionFormat
from nnstep.exports.solutions.solution import Solution
from nnstep.exports.solutions.solution_request import SolutionRequest, plan_of
from nnstep.exports.solutions.working import solution_of
from nnstep.expr.mathematics.latex import latex
from nnstep.session.opening import open_program
from tests.exercises import READY, SMALL
from tests.exports.solutions.read_back import (
    EQUATION,
    assert_same,
    html_digits,
    html_results,
    html_root,
    is_same,
    latex_digits,
    latex_results,
    notebook_markdown,
    notebook_results,
    tables_in,
    worked_out,
)

READERS = {
    "html": html_results,
    "markdown": latex_results("markdown"),
    "latex": latex_results("tex"),
    "notebook": notebook_results,
}


def written(solution: Solution, target: str) -> str:
    kind = EXPORT_FORMATS[target]
    assert isinstance(kind, SolutionFormat)
    return kind.text(solution, Path(f"solution{kind.endings[0]}"))


def solved(name: str, **wishes: object) -> Solution:
    program = open_program(name)
    return solution_of(program, plan_of(SolutionRequest(**wishes), program))  # type: ignore[arg-type]


def test_every_format_of_solutions_is_read_back() -> None:
    assert set(READERS) == {row.target for row in EXPORT_FORMATS.values() if isinstance(row, SolutionFormat)}


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(READY))
def test_what_is_given_and_every_result_are_the_runs(name: str) -> None:
    solution = solved(name)
    program = solution.program
    run = list(islice(nnstep.run(program.scenario), len(program.ops)))
    start = {**program.start, **program.schedule.feeds(0)}
    for target, read in READERS.items():
        given, results = read(written(solution, target))
        assert len(given) == len(start)
        assert len(results) == len(run)
        for cells, value in zip(given, start.values(), strict=True):
            assert_same(cells, value)
        for cells, operation in zip(results, run, strict=True):
            assert_same(cells, operation.value)


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(READY))
def test_every_format_has_the_same_numbers_in_the_same_order(name: str) -> None:
    """Those put in and those of single elements too, and not one more."""
    program = open_program(name)
    expand = tuple(_last_element(op.target, program.shapes[op.target]) for op in program.ops)
    solution = solved(name, expand=expand, most=5)
    page = html_digits(written(solution, "html"))
    markdown = written(solution, "markdown")
    notebook = notebook_markdown(written(solution, "notebook"))
    texts = {
        "markdown": "".join(EQUATION["markdown"].findall(markdown)),
        "notebook": "".join(EQUATION["markdown"].findall(notebook)),
        "latex": "".join(EQUATION["tex"].findall(written(solution, "latex"))),
    }
    for target, code in texts.items():
        assert latex_digits(code) == page, target


@pytest.mark.parametrize(("digits", "significant"), [("3", 3), ("12", 12)])
def test_the_digits_are_those_that_were_asked_for(digits: str, significant: int) -> None:
    solution = solved("zheng-exercise-4", digits=digits)
    for target, read in READERS.items():
        _, results = read(written(solution, target))
        for cells, operation in zip(results, nnstep.run("zheng-exercise-4"), strict=False):
            assert_same(cells, operation.value, significant=significant)


def test_later_training_steps_are_the_runs() -> None:
    solution = solved("xor", steps="2,7-8")
    program = solution.program
    run = list(islice(nnstep.run("xor"), 8 * len(program.ops)))
    shown = [operation for operation in run if operation.epoch in (2, 7, 8)]
    for target, read in READERS.items():
        _, results = read(written(solution, target))
        for cells, operation in zip(results, shown, strict=True):
            assert_same(cells, operation.value), target


def _last_element(id: str, shape: tuple[int, ...]) -> str:
    return f"{id}[{','.join(str(size - 1) for size in shape)}]" if shape else id


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(READY))
def test_the_matrices_put_in_are_what_the_operation_read(name: str) -> None:
    solution = solved(name, most=5)
    program = solution.program
    timeline = Timeline(program)
    articles = html_root(written(solution, "html")).findall(".//article/div[@class='main']")
    for number, article in enumerate(articles, start=1):
        read = timeline.seek(number).inputs
        sides = article.findall(".//div[@class='side']/math")
        for table in (cells for side in sides[1:-1] for cells in tables_in(side)):
            assert any(is_same(table, value) for value in read.values()), (number, table)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_an_element_worked_out_by_hand_from_the_numbers_shown_is_the_runs(name: str) -> None:
    """The arithmetic on the page, done by Python: sums, products, quotients and powers."""
    program = open_program(name)
    expand = tuple(_last_element(op.target, program.shapes[op.target]) for op in program.ops)
    solution = solved(name, expand=expand, digits="17", most=100)
    close = {"float64": 1e-12, "float32": 1e-6}[program.precision]
    done = 0
    for operation, computed in zip(solution.operations(), nnstep.run(program.scenario), strict=False):
        *_, numbers, value = operation.elements[0].sides
        found = worked_out(latex(numbers))
        if found is not None:
            last = computed.value[tuple(size - 1 for size in computed.value.shape)]
            assert found == pytest.approx(float(last), rel=close, abs=1e-300)
            assert float(latex(value).replace(r" \cdot 10^{", "e").rstrip("}")) == pytest.approx(float(last), rel=close)
            done += 1
    assert done >= len(program.ops) // 3
