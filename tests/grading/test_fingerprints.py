"""What each mistake does to one well-known exercise, as collected beforehand: the check names it by the digits.

The numbers were worked out apart from this program. Columns: delta2[0], delta1[0], W2[0,0], W2[0,1], W1[0,0], W1[1,1].
Who rounds early writes no zeros behind what is rounded.
"""

from __future__ import annotations

import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

PLACES = ('"delta2[0]"', '"delta1[0]"', "W2.0.0", "W2.0.1", "W1.0.0", "W1.1.1")
FINGERPRINTS = {
    "updated-weights": "0.138498562 0.007294458 0.358916480 0.408666186 0.149817639 0.299576370",
    "derivative-missing-output": "0.741365070 0.045367009 0.180085176 0.228745386 0.148865825 0.297422730",
    "derivative-missing-hidden": "0.138498562 0.036350306 0.358916480 0.408666186 0.149091242 0.297931484",
    "derivative-at-activation": "0.161460669 0.009428509 0.352105115 0.401813325 0.149764287 0.299463487",
    "derivative-of-pre-activation": "-0.086830190 -0.001134849 0.425756873 0.475913792 0.150028371 0.300073685",
    "factor-two": "0.276997123 0.017542709 0.317832959 0.367332372 0.149561432 0.299004575",
    "factor-two ": "0.069249281 0.004385677 0.379458240 0.429333093 0.149890358 0.299751144",
    "difference-reversed": "-0.138498562 -0.008771355 0.441083520 0.491333814 0.150219284 0.300497713",
    "rate-twice": "0.138498562 0.008771355 0.379458240 0.429333093 0.149890358 0.299751144",
    "rate-forgotten": "0.138498562 0.008771355 0.317832959 0.367332372 0.149561432 0.299004575",
    "not-transposed-backward": "0.138498562 0.009231011 0.358916480 0.408666186 0.149769225 0.299418976",
    "transposed-forward": "0.138491211 0.008764108 0.358835154 0.408710043 0.149780897 0.299501994",
    "transposed-forward ": "0.137431682 0.008481139 0.359232954 0.408984588 0.149787972 0.299518332",
    "gradient-transposed": "0.138498562 0.008771355 0.358916480 0.461301270 0.149780716 0.299502287",
    "one-path": "0.138498562 0.013367920 0.358916480 0.408666186 0.149665802 0.299250196",
    "other-activation": "0.138498562 0.008771355 0.396537536 0.443075072 0.149780716 0.299502287",
    "other-activation ": "0.138498562 0.008771355 0.358916480 0.408666186 0.147398109 0.297029230",
    "bias-missing": "0.142356862 0.003765113 0.363921464 0.413654627 0.149905872 0.299775187",
    "rounded-early": "0.14 0.01 0.35906875 0.408375 0.14975 0.2995",
    "rounded-early ": "0.139 0.009 0.358915104 0.408637972 0.149775 0.2995",
}


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(compile_program(load(find("sigmoid-2-2-2"))))


@pytest.mark.sweep
@pytest.mark.parametrize("name", FINGERPRINTS)
def test_each_is_named_by_its_digits(grader: Grader, name: str) -> None:
    numbers = FINGERPRINTS[name].split()
    text = "\n".join(f"{place} = {number}" for place, number in zip(PLACES, numbers, strict=True))
    result = grader.grade(parse_sheet(text, "sheet.toml", grader.program))
    first = result.first_mistake
    assert first is not None
    assert name.strip() in {mistake.id for explanation in first.explanations for mistake in explanation.mistakes}


def test_the_right_numbers_are_right(grader: Grader) -> None:
    numbers = ["0.138498562", "0.008771355", "0.358916480", "0.408666186", "0.149780716", "0.299502287"]
    text = "\n".join(f"{place} = {number}" for place, number in zip(PLACES, numbers, strict=True))
    assert grader.grade(parse_sheet(text, "sheet.toml", grader.program)).is_right
