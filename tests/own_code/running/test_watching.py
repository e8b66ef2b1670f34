"""The values that a program's own lines assign are seen, each at its place, with what it came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from nnstep.own_code.watched import Arrival, Assigned, WatchedProgram

Watch = Callable[..., WatchedProgram]


def at(program: WatchedProgram, place: str) -> list[Assigned]:
    return [found for found in program.assignments if found.place == place]


def only(program: WatchedProgram, place: str) -> Assigned:
    (found,) = at(program, place)
    return found


def last(program: WatchedProgram, place: str) -> Assigned:
    return at(program, place)[-1]


def test_names_attributes_and_elements_are_seen(watch: Watch) -> None:
    program = watch(
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
    assert (first.function, first.line, first.kind) == ("Net.__init__", 6, Arrival.ASSIGNED)
    assert first.type_name == "numpy.ndarray"
    assert first.dtype == "float64"
    assert gradient.reads == (0,)
    assert changed.kind == Arrival.CHANGED
    assert changed.reads == (0, 1)
    np.testing.assert_array_equal(changed.value, [[-0.5, -0.25]])
    assert not changed.value.flags.writeable


def test_each_way_of_assigning_a_name_is_seen(watch: Watch) -> None:
    program = watch(
        """
        a, (b, *c) = 1.5, (2.5, 3.5, 4.5)
        if (n := a + b) > 0:
            m = n
        for w in [0.25, 0.75]:
            pass
        h = [w * 2 for w in (1.0, 2.0)]
        x: float = 0.125
        x += 1
        import contextlib
        with contextlib.nullcontext(5.5) as opened:
            pass
        match [6.5]:
            case [taken]:
                pass
        total = 0
        for i in range(3): total += 0.5
        """,
    )
    values = {place: [found.value.tolist() for found in at(program, place)] for place in
              ("a", "b", "c", "n", "m", "w", "h", "x", "opened", "taken", "total")}  # fmt: skip
    assert values == {
        "a": [1.5], "b": [2.5], "c": [[3.5, 4.5]], "n": [4.0], "m": [4.0], "w": [0.25, 0.75], "h": [[2.0, 4.0]],
        "x": [0.125, 1.125], "opened": [5.5], "taken": [6.5], "total": [0.0, 0.5, 1.0, 1.5],
    }  # fmt: skip
    assert not at(program, "i"), "a counter is no value of a network"


def test_a_statement_of_several_lines_is_one(watch: Watch) -> None:
    program = watch(
        """
        a = 0.5
        z = (a
             + 1.0
             + a)
        y = z
        """,
    )
    assert [(found.line, found.place) for found in program.assignments] == [(2, "a"), (3, "z"), (6, "y")]


def test_elements_of_lists_are_seen_as_changes_of_the_list(watch: Watch) -> None:
    program = watch(
        """
        W = [[0.5, 0.25], [0.125, 1.0]]
        for i in range(2):
            for j in range(2):
                W[i][j] -= 0.5 * (i + j)
        """,
    )
    first, *changes = at(program, "W")
    assert first.value.tolist() == [[0.5, 0.25], [0.125, 1.0]]
    assert [found.changed_elements for found in changes] == [((0, 0),), ((0, 1),), ((1, 0),), ((1, 1),)]
    assert changes[0].value.tolist() == first.value.tolist(), "it was written, though with the same number"
    assert changes[-1].value.tolist() == [[0.5, -0.25], [-0.375, 0.0]]
    assert [found.reads for found in changes] == [(0,), (1,), (2,), (3,)]


def test_lists_and_dictionaries_of_arrays_have_a_place_for_each(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        weights = [np.ones((2, 3)), np.ones(2)]
        ragged = [[0.5, 0.25], [0.125]]
        params = dict(W1=weights[0], b1=np.zeros(1))
        for key in params:
            params[key] = params[key] + 1
        weights[-1][0] = 7
        weights.append(np.zeros(2))
        """,
    )
    assert [found.place for found in program.assignments] == [
        "weights[0]", "weights[1]", "ragged[0]", "ragged[1]", "params['W1']", "params['b1']",
        "params['W1']", "params['b1']", "weights[1]", "weights[2]",
    ]  # fmt: skip
    assert at(program, "params['b1']")[1].reads == (5,)
    assert at(program, "params['W1']")[0].aliases == (0,)
    assert last(program, "weights[1]").changed_elements == ((0,),)


def test_attributes_are_seen_through_lists_of_objects(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        class Layer:
            __slots__ = ("W",)
            def __init__(self, W):
                self.W = W
        class Net:
            def __init__(self):
                self.layers = [Layer(np.ones(2)), Layer(np.ones(3))]
        net = Net()
        net.layers[1].W[0] = 0.5
        for layer in net.layers:
            layer.W *= 2
        """,
    )
    assert only(program, "net.layers[1].W").value.tolist() == [0.5, 1, 1]
    assert [found.value.tolist() for found in at(program, "layer.W")] == [[2, 2], [1, 2, 2]]


def test_a_property_is_not_run(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    watch(
        """
        class Net:
            @property
            def W(self):
                print("ran")
                return 0.5
        net = Net()
        x = 1.5
        if False:
            y = net.W
        print(net, file=open("/dev/null", "w"))
        """,
        output=output,
    )
    assert output == {}


def test_a_parameter_and_a_returned_value_link_the_caller_with_the_function(watch: Watch) -> None:
    program = watch(
        """
        def double(v):
            return 2 * v
        x = 1.5
        y = double(x)
        """,
    )
    given, bound, returned, result = program.assignments
    assert [(found.place, found.kind) for found in (bound, returned)] == [
        ("v", Arrival.BOUND),
        ("double", Arrival.RETURNED),
    ]
    assert (bound.reads, returned.reads, result.reads) == ((given.index,), (bound.index,), (returned.index,))
    assert (given.call, bound.call, returned.call) == (0, 1, 1)


def test_each_returned_value_is_read_by_the_name_that_takes_it(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        def backward(d):
            dW = np.outer(d, d)
            db = d.sum()
            return dW, db
        dW, db = backward(np.ones(2))
        """,
    )
    first, second = only(program, "backward[0]"), only(program, "backward[1]")
    assert last(program, "dW").reads == (first.index,)
    assert last(program, "db").reads == (second.index,)
    assert first.reads == (at(program, "dW")[0].index,)


def test_a_lambda_has_the_name_that_it_was_given(watch: Watch) -> None:
    program = watch("sigma = lambda z: z / 2\na = sigma(0.5)\n")
    assert [(found.place, found.function) for found in program.assignments] == [
        ("z", "<lambda>"), ("sigma", "<lambda>"), ("a", "<module>"),
    ]  # fmt: skip


def test_a_generator_goes_on_as_the_same_call(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        def batches():
            for i in range(2):
                v = np.full(2, i + 0.5)
                yield v
        for x in batches():
            y = x * 2
        """,
    )
    assert [found.call for found in at(program, "v")] == [1, 1]
    assert [found.reads for found in at(program, "x")] == [(found.index,) for found in at(program, "v")]
    assert not at(program, "batches"), "a value that is yielded is not returned"


IN_PLACE = [
    "np.negative(W, out=W)",
    "np.negative(W, W)",
    "W *= -1",
    "W[:] = -W",
    "np.copyto(W, -W)",
    "W.fill(-1)",
    "negate(W)",
    "row = W[:]; row *= -1",
    "for w in W: w *= -1",
    "holder['W'][:] = -W",
    "(W if True else None)[:] = -1",
]


def test_a_line_that_awaits_assigns_when_it_goes_on(watch: Watch) -> None:
    program = watch(
        """
        def inner():
            yield 0.5
            return 7.5
        def outer():
            r = yield from inner()
            yield r
        for z in outer():
            pass
        """,
    )
    assert [found.value.tolist() for found in at(program, "r")] == [7.5]
    assert at(program, "r")[0].reads == (only(program, "inner").index,)
    assert [found.value.tolist() for found in at(program, "z")] == [0.5, 7.5]


def test_a_change_in_place_is_seen(watch: Watch) -> None:
    blocks = "".join(f"W = np.ones((2, 1)); holder = {{'W': W}}\n{line}\nend = W + 0\n" for line in IN_PLACE)
    program = watch(f"import numpy as np\ndef negate(v):\n    v *= -1\n{blocks}")
    ends = at(program, "end")
    assert len(ends) == len(IN_PLACE)
    begin = 0
    for line, end in zip(IN_PLACE, ends, strict=True):
        changes = [found for found in program.assignments[begin : end.index] if found.kind == Arrival.CHANGED]
        begin = end.index
        assert changes, line
        assert set(changes[-1].value.ravel().tolist()) == {-1}, line
        assert end.value.tolist() == [[-1], [-1]], line
        assert program.assignments[max(end.reads)].value.tolist() == [[-1], [-1]], line


def test_an_alias_is_told_with_the_change_that_went_through_it(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        class Layer:
            pass
        layer = Layer()
        layer.W = np.ones((2, 2))
        output_wrt_inputs = layer.W
        output_wrt_inputs[0, 0] = 0.0
        copied = layer.W.copy()
        copied[0, 0] = 5.0
        """,
    )
    weights, second = only(program, "layer.W"), at(program, "output_wrt_inputs")
    assert second[0].aliases == (weights.index,)
    assert second[1].kind == Arrival.CHANGED
    assert second[1].aliases == (weights.index,)
    assert at(program, "copied")[0].reads == (second[1].index,)
    assert at(program, "copied")[1].aliases == ()


def test_a_view_or_a_row_that_is_changed_changes_the_whole(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        W = np.ones((2, 2))
        first = W[0]
        first += 1
        V = [[0.5, 0.25], [0.125, 1.0]]
        row = V[1]
        row[0] = 7.0
        """,
    )
    assert last(program, "W").value.tolist() == [[2, 2], [1, 1]]
    assert last(program, "W").line == 5
    assert last(program, "V").value.tolist() == [[0.5, 0.25], [7.0, 1.0]]
    assert last(program, "V").changed_elements == ((1, 0),)


def test_a_line_that_raised_assigned_nothing(watch: Watch) -> None:
    program = watch(
        """
        z = 0.5
        try:
            z = 1 / 0
        except ZeroDivisionError:
            e = 1.5
        """,
    )
    assert [found.place for found in program.assignments] == ["z", "e"]


TYPES = [
    ("np.float32([1.5, 2])", "numpy.ndarray", "float32", [1.5, 2]),
    ("np.float32(1.5)", "numpy.float32", "float32", 1.5),
    ("np.arange(2)", "numpy.ndarray", "int64", [0, 1]),
    ("np.array([True, False])", "numpy.ndarray", "bool", [1, 0]),
    ("np.matrix([[1.0, 2.0]])", "numpy.matrix", "float64", [[1, 2]]),
    ("np.ones(2, '>f4')", "numpy.ndarray", "float32", [1, 1]),
    ("np.ones((2, 2)).T[:, :1]", "numpy.ndarray", "float64", [[1], [1]]),
    ("np.ma.masked_less([1.5, -1.0], 0)", "numpy.ma.MaskedArray", "float64", [1.5, float("nan")]),
    ("np.float16(0.5)", "numpy.float16", "float16", 0.5),
    ("[np.float64(1.5), 2]", "list", "float64", [1.5, 2]),
    ("(0.5, 0.25)", "tuple", "float64", [0.5, 0.25]),
    ("True", "bool", "bool", 1),
    ("3", "int", "int64", 3),
]


def test_numbers_of_each_type_are_copied(watch: Watch) -> None:
    program = watch("import numpy as np\n" + "".join(f"x = {expression}\n" for expression, *_ in TYPES))
    for (expression, type_name, dtype, value), found in zip(TYPES, program.assignments, strict=True):
        assert (found.type_name, found.dtype) == (type_name, dtype), expression
        assert found.value.dtype == np.float64
        np.testing.assert_array_equal(found.value, value, err_msg=expression)


def test_what_is_not_numeric_is_left_out(watch: Watch) -> None:
    program = watch(
        """
        import numpy as np
        a = "text"; b = None; c = 1j
        d = np.array(["x"]); e = []; f = {}; g = 10 ** 400; h = {1, 2}; k = np.ones(2) * 1j
        def function(): pass
        loop = []
        loop.append(loop)
        """,
    )
    assert program.assignments == ()
    assert program.end.stopped_watching == ""


def test_a_module_beside_the_script_is_watched_and_a_library_is_not(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "dense.py").write_text("def scale(w, by=2.0):\n    w *= by\n    return w\n")
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "other.py").write_text("def hide(w):\n    secret = w + 0.5\n    return secret\n")
    program = watch(
        """
        import sys
        import numpy as np
        sys.path.append(sys.path[0] + "/site-packages")
        from layers.dense import scale
        from other import hide
        W = np.ones(2)
        scale(W)
        y = hide(W)
        """,
    )
    assert {path.name for path in program.sources} == {"my_net.py", "dense.py"}
    changed = next(found for found in program.assignments if found.kind == Arrival.CHANGED)
    assert (changed.file.name, changed.line) == ("dense.py", 2)
    assert not at(program, "secret")
    assert only(program, "y").reads == (changed.index,)


def test_the_lines_that_ran_are_listed_once_in_their_order(watch: Watch) -> None:
    program = watch("for i in range(3):\n    x = 0.5\nif x > 1:\n    y = 2.5\nz = 1\n")
    assert [line for _, line in program.lines_run] == [1, 2, 3, 5]
    assert program.sources[program.script].startswith("for i")
