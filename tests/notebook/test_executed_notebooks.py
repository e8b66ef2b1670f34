"""Real notebooks, run by a real kernel: what they show is harmless, and nothing in them fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.notebook.page_check import formula, page, picture

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

PAGE = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
HOSTILE = "</title><script>alert(1)</script>$x$\\end{aligned}'\"<img src=//x onerror=y>"


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what a kernel writes away from a person's own files."""
    folder = tmp_path_factory.mktemp("jupyter")
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(folder / name.lower()))


def executed(notebook: Any, folder: Path) -> list[Any]:
    """Run a notebook; return the outputs of its cells, none of which is an error."""
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    found = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    failing = sum("raises-exception" in cell.metadata.get("tags", ()) for cell in notebook.cells)
    assert [output.output_type for output in found].count("error") == failing
    assert not [output for output in found if output.get("name") == "stderr"]
    return found


def shown(outputs: list[Any], kind: str) -> Iterator[str]:
    return (output.data[kind] for output in outputs if kind in output.get("data", {}))


@pytest.mark.thorough
def test_the_notebook_of_the_documentation_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(PAGE, as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs")]
    outputs = executed(notebook, tmp_path)

    pictures = list(map(picture, shown(outputs, "image/svg+xml")))
    assert len(pictures) == 4
    assert ["".join(root.itertext()) for root in pictures if "486" in "".join(root.itertext())]
    pages = [page(html) for html in shown(outputs, "text/html")]
    assert {"img", "math", "table"} <= set().union(*(read.tags for read in pages))
    assert sum("δ₁ is 486, 679, 397 and 397." in text for read in pages for text in read.alternatives) == 1
    assert any("Is it output less target here" in read.text for read in pages)
    assert any("carried forward" in read.text for read in pages)
    (latex,) = map(formula, shown(outputs, "text/latex"))
    assert r"\begin{bmatrix} 486 \\ 679 \\ 397 \\ 397 \end{bmatrix}" in latex
    plain = list(shown(outputs, "text/plain"))
    assert any("δ₁ is 486, 679, 397 and 397" in text for text in plain)
    assert "('operation.svg', True)" in plain
    assert any("all 4 numbers are right" in text for text in plain)


@pytest.mark.thorough
def test_what_a_file_holds_is_harmless_wherever_it_is_shown(tmp_path: Path) -> None:
    """Whatever stands in a title, a symbol or a name of a file, each of its exits escapes."""
    code = nbformat.v4.new_code_cell
    text = f"""title = {_toml(HOSTILE)}
notes = {_toml(HOSTILE)}
input = [1]
target = [1]
learning_rate = 0.5
[symbols]
z = "<b>$</b><script>"
[[layers]]
weights = [[2]]
activation = "sigmoid"
"""
    name = "a <b> & 'c'.toml"
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "<i>.toml").write_text("z1 = 5\nE = 9\n", encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[
            code(f"import nnstep\nname = {name!r}"),
            *(code(f"nnstep.show(name, at=1, what={what!r})") for what in ("all", "screen")),
            code("next(nnstep.run(name))"),
            code("nnstep.check(name, '<i>.toml')"),
            code("check = nnstep.Checker(name)\ncheck"),
            code("nnstep.show('<b>nosuch')", metadata={"tags": ["raises-exception"]}),
        ]
    )
    outputs = executed(notebook, tmp_path)
    pictures = list(map(picture, shown(outputs, "image/svg+xml")))
    pages = [page(html) for html in shown(outputs, "text/html")]
    assert (len(pictures), len(pages)) == (2, 5)
    assert any("</title><script>alert(1)</script>" in "".join(root.itertext()) for root in pictures)
    (latex,) = map(formula, shown(outputs, "text/latex"))
    assert r"<{}b > \$" in latex
    error = outputs[-1]
    assert error.ename == "CommandError"
    assert [line.partition(":")[0] for line in error.traceback] == ["CommandError", "hint"]


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
