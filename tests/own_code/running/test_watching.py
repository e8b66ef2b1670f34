"""A program runs as Python would run it, and the values that its lines assign are seen."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np

from nnstep.own_code.running import watch_program
from nnstep.own_code.watched import Assignment, WatchedProgram


def watched(folder: Path, source: str) -> WatchedProgram:
    script = folder / "my_net.py"
    script.write_text(dedent(source))
    return watch_program(script, on_output=lambda _name, _data: None)


def at(program: WatchedProgram, place: str) -> list[Assignment]:
    return [found for found in program.assignments if found.place == place]


def test_names_attributes_and_elements_are_seen(tmp_path: Path) -> None:
    program = watched(
        tmp_path,
        """
        import numpy as np

        class Net:
            def __init__(self):
                self.W1 = np.array([[0.5, 0.25]])

        net = Net()
        grads = {}
        grads['dW1'] = 2 * net.W1
        net.W1 -= grads['dW1']
        """,
    )
    assert [found.place for found in program.assignments] == ["self.W1", "grads['dW1']", "net.W1"]
    first, gradient, changed = program.assignments
    assert (first.function, first.line, first.kind) == ("Net.__init__", 6, "assigned")
    assert gradient.reads == (0,)
    assert changed.kind == "changed"
    assert changed.reads == (0, 1)
    np.testing.assert_array_equal(changed.value, [[-0.5, -0.25]])


def test_a_parameter_and_a_returned_value_link_the_caller_with_the_function(tmp_path: Path) -> None:
    program = watched(
        tmp_path,
        """
        def double(v):
            return 2 * v
        x = 1.5
        y = double(x)
        """,
    )
    given, bound, returned, result = program.assignments
    assert [(found.place, found.kind) for found in (bound, returned)] == [("v", "bound"), ("double", "returned")]
    assert (bound.reads, returned.reads, result.reads) == ((given.index,), (bound.index,), (returned.index,))
