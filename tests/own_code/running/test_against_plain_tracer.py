"""No value that a line gives a name is lost or wrong: held against a tracer that compares all names after each line."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from nnstep.own_code.running import watch_program

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE.parent / "programs").glob("[0-9]*.py"))[3::8]

NEURON_BY_NEURON = """
    import math
    W = [[0.15, 0.2], [0.25, 0.3]]
    V = [0.4, 0.45]
    def sigmoid(z):
        return 1 / (1 + math.exp(-z))
    def forward(x):
        h = []
        for i in range(2):
            total = 0.0
            for j in range(2):
                total += W[i][j] * x[j]
            h.append(sigmoid(total))
        return h, sum(v * a for v, a in zip(V, h))
    for step in range(2):
        for x, t in [([0.05, 0.1], 0.01), ([0.5, -0.1], 0.99)]:
            h, y = forward(x)
            d = y - t
            for i in range(2):
                slope = h[i] * (1 - h[i])
                dh = d * V[i] * slope
                V[i] -= 0.5 * d * h[i]
                for j in range(2):
                    W[i][j] -= 0.5 * dh * x[j]
    """
GOING_ON = """
    import asyncio
    async def step(w):
        await asyncio.sleep(0)
        g = w * 2
        return g
    async def main():
        w = 0.5
        g = await step(w)
        w -= 0.25 * g
        return w
    w = asyncio.run(main())
    def echo():
        x = yield 1.5
        while True:
            y = x * 2
            x = yield y
    e = echo()
    next(e)
    a = e.send(2.5)
    def inner():
        yield 0.5
        return 7.5
    def outer():
        r = yield from inner()
        s = r + 1
        return s
    def run():
        o = outer()
        for z in o:
            pass
        try:
            z = next(o)
        except StopIteration:
            z = 9.5
        return z
    end = run()
    for i in range(2): end += i
    """
LAYERS = """
    import numpy as np
    class Dense:
        def __init__(self, inputs, outputs):
            self.W = np.arange(inputs * outputs).reshape(outputs, inputs) / 10
            self.b = np.zeros((outputs, 1))
        def forward(self, x):
            self.x = x
            z = self.W @ x
            z += self.b
            return z
        def backward(self, d, lr):
            gradient = d @ self.x.T
            back = self.W.T @ d
            self.W -= lr * gradient
            self.b -= lr * d.sum(axis=1, keepdims=True)
            return back
    net = [Dense(2, 3), Dense(3, 1)]
    X = np.array([[0.5, -1.0], [0.25, 2.0]])
    for step in range(3):
        a = X
        for layer in net:
            z = layer.forward(a)
            a = np.tanh(z)
        error = a - 1
        loss = float((error ** 2).mean())
        for layer in reversed(net):
            error = layer.backward(error * (1 - a ** 2) if layer is net[-1] else error, 0.1)
    """


def reference(script: Path, kept: Path) -> list[tuple[int, str, object]]:
    call = [sys.executable, HERE / "plain_tracer.py", kept, script]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    found: list[tuple[int, str, object]] = pickle.loads(kept.read_bytes())
    return found


def hold_against_reference(script: Path, kept: Path) -> None:
    program = watch_program(script, on_output=lambda _stream, _data: None, read_input=False)
    assert program.end.stopped_watching == ""
    own = [found for found in program.assignments if found.file == script]
    at_lines = {(found.line, repr(found.value.tolist())) for found in own}
    by_callee = {repr(found.value.tolist()) for found in own}
    apart = {found.place.partition("[")[0] for found in own if "[" in found.place}
    seen = reference(script, kept)
    assert seen
    for line, name, value in seen:
        counter = isinstance(value, float) and value == int(value)
        if not counter and name not in apart:
            assert (line, repr(value)) in at_lines or repr(value) in by_callee, (line, name, value)


@pytest.mark.parametrize("source", [NEURON_BY_NEURON, LAYERS, GOING_ON], ids=["neurons", "layers", "going on"])
def test_every_value_of_a_name_is_seen(tmp_path: Path, source: str) -> None:
    script = tmp_path / "my_net.py"
    script.write_text(dedent(source))
    hold_against_reference(script, tmp_path / "seen")


@pytest.mark.sweep
@pytest.mark.parametrize("script", PROGRAMS, ids=lambda path: path.stem)
def test_every_value_of_a_name_is_seen_in_whole_programs(tmp_path: Path, script: Path) -> None:
    hold_against_reference(script, tmp_path / "seen")


def other_pythons() -> list[str]:
    """Return Pythons of other versions, on the path or installed beside this one: they have other sources of events."""
    beside = Path(sys.base_prefix).parent
    found: dict[str, str] = {}
    for version in ("3.10", "3.11", "3.12", "3.13", "3.14"):
        name = f"python{version}"
        for path in [shutil.which(name), *map(str, beside.glob(f"*/bin/{name}"))]:
            if path is not None and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
                found[version] = path
    return [path for version, path in found.items() if sys.version_info[:2] != tuple(map(int, version.split(".")))]


@pytest.mark.parametrize("interpreter", other_pythons(), ids=lambda path: Path(path).name)
def test_each_version_of_python_sees_the_same(tmp_path: Path, interpreter: str) -> None:
    script = tmp_path / "my_net.py"
    script.write_text(dedent(NEURON_BY_NEURON) + dedent(GOING_ON) + "1 / 0\n")
    programs = [
        watch_program(script, on_output=lambda _stream, _data: None, interpreter=python)
        for python in (sys.executable, interpreter)
    ]
    first, second = [
        [(found.line, found.place, found.function, found.call, found.kind, found.reads, found.aliases)
         for found in program.assignments]
        for program in programs
    ]  # fmt: skip
    assert second == first
    assert [found.value.tolist() for found in programs[1].assignments] == [
        found.value.tolist() for found in programs[0].assignments
    ]
    assert programs[1].end.status == 1
    assert programs[1].end.exception_line == programs[0].end.exception_line
