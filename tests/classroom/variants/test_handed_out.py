"""Variants of an exercise: right, good, no two alike, and the same from the same seed."""

from __future__ import annotations

import re

import numpy as np
import orjson
import pytest

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.task import task_of
from nnstep.classroom.variants.drawn.keyed_stream import KeyedStream
from nnstep.classroom.variants.handed_out import HandedOut, HandingOut, check_ids, numbered_ids
from nnstep.classroom.variants.variant_facts import facts_of
from nnstep.classroom.variants.variant_key import key_text
from nnstep.classroom.variants.variant_plan import VariantPlan
from nnstep.classroom.variants.variant_search import VariantSearch, plan_for
from nnstep.errors import CommandError
from nnstep.scenario.load import parse
from tests.classroom.variants.confirmed import confirm_key, not_told, unnamed

EXERCISE = """
title = "Two layers"
input = [2, 3]
target = [4, 5]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = [[2, 3], [4, 2], [3, 5]]
biases = [4, 5, 2]
[[layers]]
activation = "linear"
weights = [[3, 2, 1], [1, 4, 2]]
biases = [2, 3]
[variants]
weights = "-6..6 nonzero"
biases = "2..9"
inputs = "2..9"
targets = "-9..9"
"""


@pytest.fixture(scope="module")
def plan() -> VariantPlan:
    scenario = parse(EXERCISE, "two-layers.toml")
    return plan_for(scenario, task_of(Examined(scenario).program))


def plain_facts(plan: VariantPlan) -> dict[str, object]:
    return orjson.loads(orjson.dumps(facts_of(plan)))


@pytest.fixture(scope="module")
def made(plan: VariantPlan) -> list[HandedOut]:
    return list(HandingOut.of(plan, "secret").every(numbered_ids(5)))


@pytest.mark.thorough
def test_every_key_is_what_one_gets_by_hand(plan: VariantPlan, made: list[HandedOut]) -> None:
    for variant in made:
        assert (
            confirm_key(key_text(variant, plan.task.asked)) == 3 + 3 + 2 + 2 + 1 + 2 + 3 + 6 + 2 + 6 + 3 + 6 + 2 + 6 + 3
        )


@pytest.mark.thorough
def test_the_digits_tell_every_mistake_from_right_work_and_from_each_other(
    plan: VariantPlan, made: list[HandedOut]
) -> None:
    facts = plain_facts(plan)
    for variant in made[:2]:
        assert not_told(variant.text, facts) == []


@pytest.mark.thorough
def test_the_grader_names_the_mistakes_that_are_promised_to_be_told(plan: VariantPlan, made: list[HandedOut]) -> None:
    count, missed = unnamed(made[0].text, plain_facts(plan), every=12)
    assert count > 15
    assert missed == []


@pytest.mark.thorough
def test_the_exercise_itself_does_not_tell_as_much(plan: VariantPlan) -> None:
    """The looking at variants finds what there is to find: numbers that were not chosen for it fail it."""
    text = re.sub(r"\[variants\].*", "", EXERCISE, flags=re.DOTALL).replace("input = [2, 3]", "input = [1, 1]")
    assert not_told(text, plain_facts(plan))


@pytest.mark.thorough
def test_no_two_are_alike_and_all_are_from_the_sets(made: list[HandedOut]) -> None:
    assert len({variant.text.replace(variant.id, "") for variant in made}) == len(made)
    for variant in made:
        for layer in variant.scenario.layers:
            assert set(layer.weights.ravel()) <= set(range(-6, 7)) - {0}
            assert set(layer.biases.ravel()) <= set(range(2, 10))
        assert variant.scenario.learning_rate == 0.1


@pytest.mark.thorough
def test_nobody_gets_the_numbers_of_the_exercise_itself(plan: VariantPlan) -> None:
    """Were they good ones, they would be the first that is found; so they count as taken."""
    own = plan.own_draw
    assert own is not None
    again = plan.scenario_of(own)
    assert all(np.array_equal(a.weights, b.weights) for a, b in zip(again.layers, plan.scenario.layers, strict=True))
    search = VariantSearch(plan, KeyedStream(b"key", "anna"))
    first = search.found(())
    again = VariantSearch(plan, KeyedStream(b"key", "anna")).found({first})
    assert again not in (None, first)
    assert own in HandingOut.of(plan, "secret")._taken


@pytest.mark.thorough
def test_nothing_is_dead_or_equal_and_the_work_is_about_the_same(plan: VariantPlan, made: list[HandedOut]) -> None:
    measures = [Examined(variant.scenario).measures for variant in made]
    assert all(each.finite and not each.idle and not each.alike for each in measures)
    assert all(each.longest <= plan.limits.longest for each in measures)
    products = [each.products for each in measures]
    assert max(products) <= 2 * min(products)


@pytest.mark.thorough
def test_the_file_of_a_student_states_the_exercise_and_no_answers(made: list[HandedOut]) -> None:
    for variant in made:
        assert "answers" not in variant.text
        assert "variants" not in variant.text
        again = parse(variant.text, "again.toml")
        assert np.array_equal(again.layers[0].weights, variant.scenario.layers[0].weights)
        assert again.title == "Two layers"


@pytest.mark.thorough
def test_the_same_seed_gives_the_same_bytes_whoever_else_is_in_the_class(
    plan: VariantPlan, made: list[HandedOut]
) -> None:
    assert [each.text for each in HandingOut.of(plan, "secret").every(["002"])] == [made[1].text]
    spelled = next(HandingOut.of(plan, "secret").every([" 002 "]))
    assert spelled.scenario.samples.inputs.tolist() == made[1].scenario.samples.inputs.tolist()


@pytest.mark.thorough
def test_another_seed_or_another_title_gives_other_numbers(plan: VariantPlan, made: list[HandedOut]) -> None:
    other = next(HandingOut.of(plan, "Secret").every(["001"]))
    assert other.text != made[0].text


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([], "there are no students"),
        (["a", "A "], "is there twice"),
        (["a", " "], "an empty id"),
        (["x"] * 20001, "at most"),
    ],
)
def test_ids_must_be_of_different_people(ids: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        check_ids(ids)


def narrow(lines: str, **settings: object) -> CommandError:
    scenario = parse(re.sub(r"\[variants\].*", f"[variants]\n{lines}", EXERCISE, flags=re.DOTALL), "narrow.toml")
    with pytest.raises(CommandError) as error:
        list(
            HandingOut.of(plan_for(scenario, task_of(Examined(scenario).program, **settings)), "7").every(
                numbered_ids(3)
            )
        )
    return error.value


FIXED = 'weights = "fixed"\nbiases = "fixed"\ninputs = "fixed"\n'


@pytest.mark.thorough
def test_sets_with_too_few_exercises_say_how_many_they_hold() -> None:
    error = narrow(f'{FIXED}targets = "fixed"\nlearning_rate = "0.1, 0.2"')
    assert error.message == "the sets hold 2 exercises, too few for 3 students"


def test_nothing_to_draw_is_said() -> None:
    error = narrow(f'{FIXED}targets = "fixed"')
    assert (error.message, "weights = " in error.hint) == ("no number of this exercise is drawn", True)


def test_a_graph_without_parameters_is_told_to_draw_its_inputs() -> None:
    scenario = parse('title = "g"\n[graph]\ngiven = { x = 1 }\nlines = ["a = 3*x", "y = 2*a"]\n', "g.toml")
    with pytest.raises(CommandError) as error:
        plan_for(scenario, task_of(Examined(scenario).program))
    assert "inputs = " in error.value.hint


@pytest.mark.thorough
def test_no_reason_rejects_more_draws_than_there_were(plan: VariantPlan) -> None:
    handing_out = HandingOut.of(plan, "secret")
    list(handing_out.every(numbered_ids(5)))
    counts = handing_out.rejections.by_reason
    assert 0 < max(counts.values()) <= handing_out.rejections.measured


@pytest.mark.parametrize("seed", ["", "  "])
def test_an_empty_seed_is_no_secret(plan: VariantPlan, seed: str) -> None:
    with pytest.raises(CommandError, match="the seed is empty"):
        HandingOut.of(plan, seed)


@pytest.mark.thorough
def test_sets_without_good_numbers_say_what_was_rejected_why_and_what_to_do() -> None:
    error = narrow(f'{FIXED}targets = "9..200"\nlongest = 1')
    assert re.search(
        r"no good numbers found in [\d,]+ draws; rejected were\n +[\d,]+ times: a result has more",
        error.message,
    )
    assert error.hint == "raise `longest` in [variants], or choose sets with fewer decimals"


@pytest.mark.thorough
def test_a_mistake_that_is_named_and_can_t_be_told_is_refused() -> None:
    lines = f'{FIXED}targets = "9..200"'
    assert narrow(lines, mistakes=["derivative-missing"]).message.startswith("derivative-missing can't be told")
    assert narrow(lines, mistakes=["softmax-*"]).message.endswith("can't be made in this exercise")
    error = narrow(lines, mistakes=["bias-mising"])
    assert "there is no mistake" in error.message
    assert "bias-missing" in error.hint
