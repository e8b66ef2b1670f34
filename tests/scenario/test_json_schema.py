"""The JSON Schema of a scenario file, held against the loader."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nnstep.errors import ScenarioError
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.json_schema import key_table, scenario_schema
from nnstep.scenario.load import parse
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE

FOLDER = Path(__file__).parents[2] / "scenarios"
VALIDATOR = Draft202012Validator(scenario_schema())
LAYER = "\n[[layers]]\nweights = [[1]]\n"
GRAPH = "title = 'T'\n[graph]\ngiven = {x = 1}\nlines = ['y = 2*x']\n"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(scenario_schema())


def test_the_shipped_schema_is_that_of_the_declarations() -> None:
    assert json.loads((FOLDER / "scenario.schema.json").read_text(encoding="utf-8")) == scenario_schema()


@pytest.mark.parametrize("name", list(bundled_paths()))
def test_every_bundled_scenario_passes(name: str) -> None:
    document = tomllib.loads(bundled_paths()[name].read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


OWN_RATE = MINIMAL_EXAMPLE.replace("learning_rate = 0.1\n", "") + "\n[training]\nlearning_rates = [0.1]\n"


@pytest.mark.parametrize("text", [MINIMAL_EXAMPLE, GRAPH, OWN_RATE])
def test_what_is_right_passes(text: str) -> None:
    parse(text, "a.toml")
    assert VALIDATOR.is_valid(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        MINIMAL_EXAMPLE.replace("title", "titel"),
        MINIMAL_EXAMPLE.replace("target = [1]", ""),
        MINIMAL_EXAMPLE.replace("input = [1, 2]", ""),
        MINIMAL_EXAMPLE.replace("learning_rate = 0.1", ""),
        MINIMAL_EXAMPLE.partition("[[layers]]")[0],
        MINIMAL_EXAMPLE.replace("0.1", "'a'"),
        MINIMAL_EXAMPLE.replace('"One neuron"', '""'),
        MINIMAL_EXAMPLE.replace('"One neuron"', "3"),
        MINIMAL_EXAMPLE.replace("[1, 2]", "[]"),
        MINIMAL_EXAMPLE.replace("[1, 2]", "['a']"),
        *(
            f"{MINIMAL_EXAMPLE}\n{more}\n"
            for more in (
                "activation = 'sigmoyd'",
                "weight = 1",
                "neurons = 0",
                "biases = {}",
                "[training]\nepochs = 0",
                "[training]\nepochs = 10000001",
                "[training]\nepochs = 'a'",
                "[training]\nepoch = 1",
                "[training]\nshuffle = 1",
                "[training]\nseed = -1",
                "[training]\nl2 = -1",
                "[training]\noptimizer = 'adm'",
                "[training]\noptimizer = 'momentum'\nmu = 1",
                "[training]\nschedule = 'step'\nevery = 0",
                "[training.stop]\nerror_below = 0",
                "[training.stop]\nerror = 1",
                "[conventions]\nbackward = 'steps'",
                "[conventions]\nupdates = 'simultaneous'",
                "[symbols]\nQ = 'q'",
                "[symbols]\nE = 3",
                "[[breakpoints]]\nonce = 1\nat = 'E'",
                "[[breakpoints]]\nafter = 0\nat = 'E'",
                "[[breakpoints]]\nwhen = 'E'",
                "[data]\nscale = 0",
                "[data]\nsplit = 'random'",
                "[data]\nfiles = 'a.csv'",
            )
        ),
        GRAPH.replace("lines", "line"),
        GRAPH.replace("x = 1", "x = 'a'"),
        GRAPH.replace("['y = 2*x']", "[]"),
        f"input = [1]\n{GRAPH}",
    ],
)
def test_what_is_wrong_in_a_key_a_type_or_a_bound_is_rejected(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse(text, "a.toml")
    assert not VALIDATOR.is_valid(tomllib.loads(text))


def test_the_line_that_names_the_schema_to_editors_is_a_comment() -> None:
    assert parse(f"#:schema scenario.schema.json\n{MINIMAL_EXAMPLE}", "a.toml").title == "One neuron"


def test_the_table_of_keys_is_that_of_the_declarations() -> None:
    assert key_table() in (FOLDER / "README.md").read_text(encoding="utf-8")
