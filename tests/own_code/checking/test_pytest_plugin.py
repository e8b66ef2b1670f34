"""The mark ``nnstep`` on a test: its lines in place of a traceback."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]

NET = """
import numpy as np
import pytest

W1 = np.array([[2.0, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]])
b1 = np.array([4.0, 1, 1, 2])
W2 = np.array([[3.0, 1, 1, 1], [1, 4, 2, 2]])
b2 = np.array([2.0, 3])
x, t = np.array([2.0, 1, 3]), np.array([4.0, 5])

def forward():
    h = W1 @ x + b1
    return h, W2 @ h + b2
"""
TESTS = """
@pytest.mark.nnstep("zheng-exercise-1")
def test_right():
    h, o = forward()
    d1 = W2.T @ (o - t)

@pytest.mark.nnstep("zheng-exercise-1")
def test_wrong():
    h, o = forward()
    d1 = W2.T @ (o - t) * h

@pytest.mark.nnstep("zheng-exercise-1")
def test_wrong_that_asserts():
    h, o = forward()
    d1 = W2.T @ (o - t) * h
    assert d1[0] == 486

@pytest.mark.nnstep("zheng-exercise-1", steps=1)
def test_of_too_few_steps():
    forward()

@pytest.mark.nnstep("zheng-exercisee-1")
def test_of_no_scenario():
    forward()

@pytest.mark.nnstep("zheng-exercise-1", step=1)
def test_of_no_option():
    forward()

def test_without_the_mark():
    assert 1 == 2
"""
PLUG_IN = "nnstep.own_code.checking.pytest_plugin"
LIGHT = {"nnstep", "nnstep.version", "nnstep.own_code", "nnstep.own_code.checking", PLUG_IN}
"""All modules that the plug-in loads for tests without the mark."""
PLUGGED = any(one.name == "nnstep" for one in entry_points(group="pytest11"))
"""Whether the package was installed since it has the plug-in."""


@pytest.fixture
def results(pytester: pytest.Pytester):
    def run_tests(*arguments: str, tests: str = TESTS, plugged: bool = True) -> pytest.RunResult:
        pytester.makepyfile(test_net=NET + tests)
        pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
        plugin = () if PLUGGED or not plugged else ("-p", PLUG_IN)
        run = pytester.runpytest_subprocess if "-n" in arguments else pytester.runpytest_inprocess
        return run("-p", "no:cacheprovider", *plugin, *arguments)

    return run_tests


def failure(result: pytest.RunResult, name: str) -> str:
    """Return what is shown of one test that failed."""
    parts = result.stdout.str().split("short test summary")[0].split("____ ")
    return next(part for part in parts if part.startswith(f"{name} "))


@pytest.mark.thorough
def test_a_failure_shows_the_lines_and_no_traceback(results) -> None:
    result = results("--strict-markers", "-p", "no:xdist")
    result.assert_outcomes(passed=1, failed=6)

    wrong = failure(result, "test_wrong")
    assert "d1 is not delta1: something simpler stands in place of the derivative" in wrong
    assert "✗ not delta1" in wrong
    assert "should be  [486  679  397  397]" in wrong
    assert "Traceback" not in wrong
    assert "nnstep/" not in wrong.replace("nnstep: ", "")
    assert "test_right" not in result.stdout.str()

    asserts = failure(result, "test_wrong_that_asserts")
    assert "✗ not delta1" in asserts
    assert "The test itself says: assert " in asserts

    assert "1 training steps are asked for" in failure(result, "test_of_too_few_steps")
    assert 'no scenario called "zheng-exercisee-1"' in failure(result, "test_of_no_scenario")
    assert "takes the name or the file of one scenario" in failure(result, "test_of_no_option")
    assert "assert 1 == 2" in failure(result, "test_without_the_mark")
    result.stdout.fnmatch_lines(["FAILED test_net.py::test_wrong - line *: d1 is not delta1*"])


@pytest.mark.thorough
def test_tests_of_classes_and_coroutines_are_watched_too(results) -> None:
    tests = """
import unittest

class TestNet(unittest.TestCase):
    @pytest.mark.nnstep("zheng-exercise-1")
    def test_of_unittest(self):
        h, o = forward()
        d1 = W2.T @ (o - t) * h

@pytest.mark.nnstep("zheng-exercise-1")
class TestAll:
    def test_in_a_class(self):
        h, o = forward()
        d1 = W2.T @ (o - t) * h

    def test_skipped(self):
        pytest.skip("not yet")

    @pytest.mark.asyncio
    async def test_coroutine(self):
        h, o = forward()
        d1 = W2.T @ (o - t) * h
"""
    result = results("-p", "no:xdist", tests=tests)
    result.assert_outcomes(failed=3, skipped=1)
    for name in ("TestNet.test_of_unittest", "TestAll.test_in_a_class", "TestAll.test_coroutine"):
        assert "✗ not delta1" in failure(result, name)


@pytest.mark.thorough
def test_workers_show_the_same(results) -> None:
    result = results("-n", "1", "-k", "right or wrong")
    result.assert_outcomes(passed=1, failed=2)
    assert "✗ not delta1" in failure(result, "test_wrong")
    assert "Traceback" not in failure(result, "test_wrong")


def test_without_the_plug_in_the_tests_run_as_they_are(results) -> None:
    result = results(
        "-p", "no:nnstep", "-p", "no:xdist", "-W", "ignore:Unknown pytest.mark", "-k", "right or wrong", plugged=False
    )
    result.assert_outcomes(passed=2, failed=1)


@pytest.mark.thorough
def test_modules_of_the_project_are_watched_and_libraries_are_not(results, pytester: pytest.Pytester) -> None:
    pytester.mkpydir("mynet").joinpath("layers.py").write_text(
        "def delta(W, d, h):\n    back = W.T @ d * h\n    return back\n"
    )
    tests = """
from mynet.layers import delta

@pytest.mark.nnstep("zheng-exercise-1")
@pytest.mark.parametrize("scale", [1.0])
def test_layers(scale):
    h, o = forward()
    d1 = delta(W2, scale * (o - t), h)
"""
    shown = failure(results("-p", "no:xdist", tests=tests), "test_layers[[]1.0]".replace("[[]", "["))
    assert "layers.py" in shown
    assert "✗ not delta1" in next(line for line in shown.splitlines() if "back = W.T" in line)


def test_the_plug_in_loads_neither_numpy_nor_the_engine() -> None:
    script = (
        f"import sys, {PLUG_IN}\n"
        "print(*(name for name in sys.modules if name.partition('.')[0] in ('nnstep', 'numpy', 'rich')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == LIGHT
