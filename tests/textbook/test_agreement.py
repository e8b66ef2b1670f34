"""The engine computes what textbooks' formulas give, to within what rounding may do. A benchmark has 10,000."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from nnstep.errors import NNStepError
from tests.textbook.agreement import Compared, compared_graph, compared_net
from tests.textbook.drawn_graph import drawn_graph
from tests.textbook.drawn_net import DrawnNet, drawn_net

LOOKING_AHEAD = "an update that is output-first has no meaning where the gradient is taken at the look-ahead point"


def numbers_of(net: DrawnNet) -> list[Compared]:
    """Return every number of a network's run; none of the one combination without a meaning, which is refused."""
    looks_ahead = net.training.settings.get("gradient_at") == "look-ahead"
    if looks_ahead and net.conventions["update"] == "output-first":
        with pytest.raises(NNStepError, match=LOOKING_AHEAD):
            next(compared_net(net))
        return []
    return list(compared_net(net))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(60))
def test_a_random_network_is_trained_as_textbooks_have_it(seed: int) -> None:
    assert [each for each in numbers_of(drawn_net(seed)) if not each.units <= 1] == []


@pytest.mark.parametrize("seed", range(40))
def test_a_random_graph_is_trained_as_a_tape_of_its_operations_has_it(seed: int) -> None:
    assert [each for each in compared_graph(drawn_graph(seed)) if not each.units <= 1] == []


@pytest.mark.thorough
def test_hardly_a_number_is_without_a_bound_and_a_relative_change_by_1e_11_is_outside() -> None:
    every = [each for seed in range(40) for each in numbers_of(drawn_net(seed)) if "float64" in drawn_net(seed).text]
    assert sum(each.bound == inf for each in every) < 0.05 * len(every)
    changed = [replace(each, engine=each.engine * (1 + 1e-11)) for each in every if each.engine and each.bound < inf]
    assert sum(each.units > 1 for each in changed) > 0.9 * len(changed)
