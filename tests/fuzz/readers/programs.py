"""A person's own source, which is evaluated by hand and never run; notebooks; and maps of places to quantities."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnstep.own_code.mending.line_evaluation import Unknown, evaluate
from nnstep.own_code.mending.own_expressions import expressions_of, statements_by_line
from nnstep.own_code.mending.source_run import SourceRun
from nnstep.own_code.place_map import read_map
from nnstep.own_code.running.notebook import read_notebook
from tests.fuzz.fuzzed_reader import FuzzedReader, Seeds, contents, found, joined, of_text, texts
from tests.fuzz.readers.languages import program
from tests.own_code.mending.test_line_evaluation import COMPUTED, NAMES, REFUSED
from tests.own_code.mending.test_source_run import SCRIPT

WORDS = (
    *(
        "np.zeros(",
        "np.repeat(",
        "np.tile(",
        "np.einsum(",
        "np.diag(",
        "np.arange(",
        "np.eye(",
        "np.outer(",
        "np.add(",
        "x",
    ),
    *(
        "W",
        "n",
        "rows",
        "10**9",
        "9**64",
        "99999999999",
        "(1000, 1000)",
        "'ij,jk->ik'",
        "'i,j,k,l'",
        "round(",
        "int(",
        "list(",
    ),
    *(
        "x.repeat(",
        "x.reshape(",
        "x.astype(",
        ".T",
        "[:, None]",
        "[None]",
        "[0]",
        "for i in range(9): ",
        "if n: ",
        "def f(a): ",
    ),
    *(
        "return ",
        "lambda a: ",
        "f(",
        "x.append(x)",
        "while n: ",
        "\n",
        "\n    ",
        "=",
        "+=",
        "*=",
        "**",
        "@",
        "(",
        ")",
        ",",
        "-",
    ),
    *(
        "__import__('os')",
        ".__class__",
        "open(",
        "eval(",
        "exec(",
        "getattr(",
        "f'{n}'",
        "*x",
        "**x",
        "0x",
        "1e400",
        "1j",
        "~",
    ),
    *(
        "[x, x]",
        "[[x]]",
        "(n,)",
        "np.matrix",
        "axis=",
        "keepdims=",
        "dtype=",
        "np.float64",
        "ndmin=",
        "'O'",
        "True",
        "None",
    ),
)


def _lookup(node: ast.expr) -> object:
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    raise Unknown


def _evaluated(text: str) -> object:
    """Evaluate all expressions of a person's source on recorded values."""
    for statements in statements_by_line(text).values():
        for statement in statements:
            for own in expressions_of(statement):
                try:
                    evaluate(own.node, _lookup)
                except Unknown:
                    continue
    return None


def _worked_through(text: str) -> object:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    run = SourceRun(2000)
    try:
        run.work_through(tree)
    except Unknown:
        return None
    assert all(isinstance(one.value, np.ndarray) for one in run.values)
    return None


def _programs() -> Sequence[bytes]:
    return [path.read_bytes() for path in found("tests/own_code/programs/*.py") if path.stat().st_size < 4000]


def _notebooks() -> Sequence[bytes]:
    cells = [
        {"cell_type": "markdown", "source": ["# net"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import numpy as np\n", "!ls\n", "x = np.ones(2)"]},
        {
            "cell_type": "code",
            "source": "%%time\ny = x * 2\nx?",
            "outputs": [],
            "execution_count": None,
            "metadata": {},
        },
    ]
    metadata = {"language_info": {"name": "python"}, "kernelspec": {"language": "python"}}
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1"]}]}], "nbformat": 3}
    new = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return [json.dumps(each).encode() for each in (new, old)]


def _map(path: Path) -> object:
    return read_map([], [path], program())


def _map_words(text: str) -> object:
    return read_map(text.splitlines(), [], program())


def _corpus(kind: str, ending: str) -> Seeds:
    return contents(f"tests/hostile/{kind}/*{ending}")


EVALUATED = FuzzedReader(
    "own-expressions", "own_source", ".py", of_text(_evaluated),
    joined(texts(*COMPUTED, *REFUSED), _corpus("own_source", ".py")), WORDS, names_file=False,
)  # fmt: skip
WORKED_THROUGH = FuzzedReader(
    "own-source", "own_source", ".py", of_text(_worked_through),
    joined(texts(SCRIPT), _programs, _corpus("own_source", ".py")), WORDS, names_file=False,
)  # fmt: skip
NOTEBOOK = FuzzedReader(
    "notebook", "notebooks", ".ipynb", read_notebook, joined(_notebooks, _corpus("notebooks", ".ipynb")),
    ('"cells"', '"code"', '"source"', "[", "]", "{", "}", "null", "%%bash\\n", "%time x", "!", "?", "\\u2028",
    '"', "\\ud800"),
)  # fmt: skip
MAP_FILE = FuzzedReader(
    "map-file", "maps", ".map.toml", _map,
    joined(
        texts('[places]\nd_h = "delta1"\n"self.W[0]" = { quantity = "W1", form = "transposed" }\n'),
        _corpus("maps", ".map.toml"),
    ),
    ("[places]", "delta1", "W1", "quantity", "form", "{", "}", "[", "]", '"', "\\u0000", "=", "\n", "1"),
)  # fmt: skip
MAP = FuzzedReader(
    "map", "maps", ".maps", of_text(_map_words), texts("d_h=delta1", "self.W[0] = W1"),
    ("=", "delta1", "W1", "\n", "[0]"), names_file=False,
)  # fmt: skip
