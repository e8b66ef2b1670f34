"""What is said of the quality of one exercise, and what would help."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.task import task_of
from nnstep.classroom.variants.quality_found import Quality, quality_of
from nnstep.classroom.variants.quality_text import quality_lines
from nnstep.cli.subcommands.quality import command
from nnstep.scenario.load import parse

TEXT = """
title = "Ones and twos"
input = [1, 2]
target = [4]
learning_rate = 0.1
[[layers]]
activation = "sigmoid"
weights = [[0.2, 0.2], [0.4, -0.3]]
biases = [0.1, 0.1]
[[layers]]
activation = "linear"
weights = [[0.5, -0.4]]
biases = [0.3]
[variants]
inputs = "1..9"
mistakes = ["weights-exchanged", "bias-of-another", "rate-twice", "bias-times-input", "derivative-missing-output"]
"""


def quality_in(text: str, **asked: int) -> Quality:
    scenario = parse(text, "ones.toml")
    return quality_of(scenario, task_of(Examined(scenario).program, **asked))


@pytest.fixture(scope="module")
def quality() -> Quality:
    return quality_in(TEXT)


@pytest.mark.thorough
def test_equal_biases_hide_that_one_was_taken_for_the_other(quality: Quality) -> None:
    assert "bias-of-another" in {way.id for way in quality.curable.right}
    assert "b1[0] and b1[1]" in quality.measures.alike


@pytest.mark.thorough
def test_an_input_of_one_hides_that_a_bias_was_multiplied_by_it(quality: Quality) -> None:
    assert any(way.id == "bias-times-input" for way in quality.found.right)


@pytest.mark.thorough
def test_a_linear_output_never_tells_a_missing_derivative(quality: Quality) -> None:
    beyond = quality.found.without(quality.curable)
    assert "derivative-missing-output" in {way.id for way in beyond.right}


@pytest.mark.thorough
def test_the_numbers_that_would_help_do_help(quality: Quality) -> None:
    best = quality.changes[0]
    assert best.left < quality.curable.count
    assert best.place in ("b1[0]", "b1[1]", "W1[0,0]", "W1[0,1]", "x[0]")
    lists = {
        "b1[0]": ("biases = [0.1, 0.1]", "biases = [{}, 0.1]"),
        "b1[1]": ("biases = [0.1, 0.1]", "biases = [0.1, {}]"),
    }
    lists |= {
        "W1[0,0]": ("[0.2, 0.2]", "[{}, 0.2]"),
        "W1[0,1]": ("[0.2, 0.2]", "[0.2, {}]"),
        "x[0]": ("[1, 2]", "[{}, 2]"),
    }
    old, new = lists[best.place]
    changed = quality_in(TEXT.replace(old, new.format(best.new)))
    assert changed.found.without(quality.found.without(quality.curable)).count == best.left


@pytest.mark.thorough
def test_more_digits_tell_more_where_the_step_is_small() -> None:
    text = TEXT.replace("learning_rate = 0.1", "learning_rate = 0.0001").replace(
        '["weights-exchanged", ', '["rate-*", '
    )
    few, many = quality_in(text, digits=3), quality_in(text, digits=9)
    assert "rate-twice" in {way.id for way in few.found.right}
    assert "rate-twice" not in {way.id for way in many.found.right}
    assert few.digits_needed is not None
    assert dict(few.by_digits)[few.digits_needed] < few.found.count
    assert any(f"digits = {few.digits_needed} would help" in line for line in quality_lines(few, "ones"))


def test_very_many_equal_results_are_shortened(quality: Quality) -> None:
    alike = tuple(f"a1[0] and a1[1] of sample {number}" for number in range(100))
    many = replace(quality, measures=replace(quality.measures, alike=alike))
    shortened = next(line for line in quality_lines(many, "ones") if line.startswith("Equal"))
    assert shortened.endswith("of sample 11; and 88 more (--all lists them)")
    assert any(line.endswith("of sample 99") for line in quality_lines(many, "ones", every=True))


def test_an_exercise_of_which_nothing_can_be_drawn_has_nothing_curable() -> None:
    fixed = 'weights = "fixed"\nbiases = "fixed"\ninputs = "fixed"\ntargets = "fixed"'
    quality = quality_in(TEXT.replace('inputs = "1..9"', fixed))
    assert quality.curable.count == 0
    assert quality.found.count


@pytest.mark.thorough
def test_the_command_exits_with_1_where_other_numbers_would_tell_more(tmp_path: Path) -> None:
    file = tmp_path / "ones.toml"
    file.write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(command, [str(file), "--json"])
    assert result.exit_code == 1
    facts = json.loads(result.stdout)["result"]
    assert {"id": "bias-of-another", "detail": "", "place": ""}.keys() == facts["curable"]["as_right"][0].keys()
    assert facts["changes"]
    told = CliRunner().invoke(command, [str(file), "--mistakes", "rate-twice", "--all"])
    assert told.exit_code == 0
    assert "These numbers tell everything" in told.stdout


def test_a_mistake_that_is_not_known_is_named_with_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "ones.toml"
    file.write_text(TEXT, encoding="utf-8")
    error = CliRunner().invoke(command, [str(file), "--mistakes", "bias-mising"]).exception
    assert "there is no mistake 'bias-mising'" in str(error)
