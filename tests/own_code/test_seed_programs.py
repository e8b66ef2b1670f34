"""What is found in the programs of Kapur's and Tashfeen's texts, completed where the texts lost characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.grading.context import GradingContext
from nnstep.own_code.program_findings import ProgramFindings, findings_of
from nnstep.own_code.running import watch_program
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load

FOLDER = Path(__file__).parent / "seed_programs"
DEAD = "self.out_act < 0] = 0"
"""How Kapur's `backward` looks for dead neurons; `forward` has the same line before."""


@pytest.fixture
def found(tmp_path: Path):
    """Run a program of the folder with some of its text replaced, and hold it against a scenario beside it."""

    def find(program: str, scenario: str, *changes: tuple[str, str], steps: int | None = None) -> ProgramFindings:
        text = (FOLDER / f"{program}.py").read_text(encoding="utf-8")
        for was, now in changes:
            assert was in text
            text = text.replace(was, now)
        script = tmp_path / f"{program}.py"
        script.write_text(text, encoding="utf-8")
        watched = watch_program(script, on_output=lambda _stream, _data: None, read_input=False)
        context = GradingContext(compile_program(load(FOLDER / f"{scenario}.toml")), by_hand=False)
        return findings_of(context, watched, steps=steps)

    return find


def source_line(findings: ProgramFindings) -> str:
    """Return the first line that goes wrong."""
    first = findings.faults[0].assignment
    return findings.watched.sources[first.file].splitlines()[first.line - 1].strip()


# Kapur


@pytest.mark.thorough
def test_kapur_as_printed_never_finds_a_dead_neuron(found) -> None:
    """Sums below 0 are capped before `self.out_act < 0` looks for them: the derivative of ReLU is 1 everywhere."""
    findings = found("kapur_relu_layers", "kapur-relu-layers")
    assert findings.right_steps < findings.steps
    assert findings.faults[0].cause.id == "derivative-missing"
    assert findings.faults[0].target == "delta1"
    assert findings.faults[0].step == 1


DEAD_FOUND = (f"[:, {DEAD}", "[:, self.out_act <= 0] = 0")


@pytest.mark.thorough
def test_kapur_with_dead_neurons_found_destroys_the_weights(found) -> None:
    """`output_wrt_inputs = self.W` is no copy: what is assigned into it, is assigned into the weights."""
    findings = found("kapur_relu_layers", "kapur-relu-layers", DEAD_FOUND)
    assert findings.faults[0].cause.id == "aliased"
    assert "output_wrt_inputs and layers[0].W are the same array" in findings.faults[0].cause.diagnosis
    assert source_line(findings) == "output_wrt_inputs[:, self.out_act <= 0] = 0"


def test_kapur_put_right_is_right(found) -> None:
    copied = ("output_wrt_inputs = self.W\n", "output_wrt_inputs = self.W.copy()\n")
    findings = found("kapur_relu_layers", "kapur-relu-layers", DEAD_FOUND, copied)
    assert findings.is_right
    assert findings.right_steps == findings.steps == 4


@pytest.mark.xfail(reason="the right weights of a dead neuron stay what they were: they are found there")
@pytest.mark.parametrize("changes", [(), (DEAD_FOUND,)], ids=["as printed", "dead neurons found"])
def test_kapur_s_mistakes_show_in_one_sample_too(found, changes: tuple[tuple[str, str], ...]) -> None:
    one = ("for x, a in samples:", "for x, a in samples[:1]:")
    assert found("kapur_relu_layers", "kapur-one-sample", one, *changes).right_steps == 0


# Tashfeen


@pytest.mark.thorough
def test_tashfeen_is_right_where_the_exercise_takes_the_numbers_in_order(found) -> None:
    findings = found("tashfeen_network", "tashfeen-in-order")
    assert findings.is_right
    assert findings.right_steps == findings.steps == 8


@pytest.mark.thorough
def test_tashfeen_s_shuffle_does_not_shuffle(found) -> None:
    findings = found("tashfeen_network", "tashfeen-shuffled", steps=3)
    assert findings.right_steps == 0
    assert findings.faults[0].cause.id == "sample-order"
    assert "the samples come in another order, as they are stored" in findings.faults[0].cause.diagnosis


def of_numbers(count: int) -> tuple[str, str]:
    return "Network(X[:8], y[:8],", f"Network(X[:{count}], y[:{count}],"


@pytest.mark.thorough
def test_tashfeen_s_last_batch_takes_the_numbers_left_over_and_divides_by_another_count(found) -> None:
    """Of five numbers in batches of two the last batch has three; their sum is divided by two."""
    findings = found("tashfeen_network", "tashfeen-five", of_numbers(5), steps=2)
    assert findings.right_steps == 1
    assert findings.faults[0].cause.id == "left-over-samples"
    assert "divided by 2, and not by 3" in findings.faults[0].cause.diagnosis


@pytest.mark.thorough
def test_tashfeen_may_divide_the_larger_last_batch_by_its_own_count(found) -> None:
    counted = (
        "        g_sum, error_sum = self.backpropagation(*next(mini_batch))\n",
        "        mini_batch = list(mini_batch)\n"
        "        count, mini_batch = len(mini_batch), iter(mini_batch)\n"
        "        g_sum, error_sum = self.backpropagation(*next(mini_batch))\n",
    )
    divided = ("g_sum / self.bt_size, error_sum / self.bt_size", "g_sum / count, error_sum / count")
    findings = found("tashfeen_network", "tashfeen-five", of_numbers(5), counted, divided, steps=2)
    assert findings.faults[0].cause.id == "left-over-samples"
    assert "divided" not in findings.faults[0].cause.diagnosis


@pytest.mark.thorough
def test_a_program_that_leaves_out_the_numbers_left_over(found) -> None:
    cut = ("[(i + 1) * self.bt_size:]", "[(i + 1) * self.bt_size:(i + 2) * self.bt_size]")
    findings = found("tashfeen_network", "tashfeen-five", of_numbers(5), cut, steps=4)
    assert findings.right_steps == 2
    assert findings.faults[0].cause.diagnosis == "the samples left over at the epoch's end are left out"


@pytest.mark.thorough
def test_tashfeen_s_single_batch_loses_the_first_numbers(found) -> None:
    """Of three numbers in batches of two the only batch begins after the first two."""
    findings = found("tashfeen_network", "tashfeen-three", of_numbers(3), steps=2)
    assert findings.right_steps == 0
    assert findings.faults[0].cause.id == "left-over-samples"
    assert "those before are left out; its sum is divided by 2" in findings.faults[0].cause.diagnosis
