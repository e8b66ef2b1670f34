"""The documents themselves: a page that asks nobody for anything, code that TeX compiles, a notebook that runs."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from nnstep.errors import ExportError, OutputError
from nnstep.exports.exporting import export_to, write_export
from nnstep.exports.solutions.solution import Solution
from nnstep.exports.solutions.solution_request import SolutionRequest, plan_of
from nnstep.exports.solutions.working import solution_of
from nnstep.expr.mathematics.latex import latex_symbol
from nnstep.expr.mathematics.tex_text import plain_ascii, tex_text
from nnstep.harmless_text import visible
from nnstep.program.compile import compile_program
from nnstep.session.opening import open_program
from tests.conftest import build_scenario
from tests.exercises import SMALL
from tests.exports.solutions.read_back import EQUATION, html_root, notebook_markdown
from tests.exports.solutions.test_numbers import solved, written

HOSTILE = (
    "</title></style><script>alert(1)</script> \\input{/etc/passwd} $\\end{document}$ [a](javascript:x) "
    "![b](http://h/x) `c` *d* _e_ # f % & ~ ^ | {g} <h> @import 'i' ½ Ωж中 é ﬁ \x1b[31m \u202e k https://host.invalid/"
)
needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="TeX is not installed")


@pytest.fixture(scope="module")
def hostile() -> Solution:
    """Return the solution of a scenario whose texts and symbols try to be something else."""
    scenario = build_scenario((2, 3, 1), ("sigmoid", "linear"), epochs=2)
    texts = {
        "path": str(SMALL["xor"]),
        "title": HOSTILE,
        "source": f"1. {HOSTILE}",
        "notes": f"- {HOSTILE}\n\n# {HOSTILE}",
    }
    symbols = {"W": "W<script>$&%#\\input~^|ж中", "z": "]]></math>`", "b": "é½"}
    program = compile_program(replace(scenario, **texts, symbols=symbols))  # type: ignore[arg-type]
    return solution_of(program, plan_of(SolutionRequest(expand=("z1[0]",)), program))


def test_the_page_is_one_file_without_script_that_asks_nobody_for_anything(hostile: Solution) -> None:
    for solution in (hostile, solved("xor"), solved("bradbury-graph-many-paths")):
        root = html_root(written(solution, "html"))
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "link", "iframe", "object", "base", "a", "form"}
        for element in root.iter():
            assert not any(name.startswith("on") for name in element.attrib)
            for name in ("src", "href", "srcset", "data", "action"):
                assert element.get(name, "data:image/png;base64,").startswith("data:image/png;base64,")
        style = "".join(element.text or "" for element in root.iter("style"))
        assert "url(" not in style
        assert "@import" not in style
        policy = root.find(".//meta[@http-equiv='Content-Security-Policy']")
        assert policy is not None
        assert policy.get("content", "").startswith("default-src 'none'")


def test_hostile_texts_of_a_page_are_shown_as_they_are(hostile: Solution) -> None:
    root = html_root(written(hostile, "html"))
    assert root.findtext(".//h1") == root.findtext(".//title") == visible(" ".join(HOSTILE.split()))
    paragraphs = "".join(element.text or "" for element in root.findall(".//div[@class='about']/p"))
    assert "<script>alert(1)</script> \\input{/etc/passwd}" in paragraphs


@pytest.mark.parametrize("target", ["markdown", "notebook"])
def test_hostile_texts_of_markdown_are_shown_as_they_are(hostile: Solution, target: str) -> None:
    text = written(hostile, target)
    text = notebook_markdown(text) if target == "notebook" else text
    page = MarkdownIt("commonmark").enable("table").render(re.sub(r"^\$\$\n.*?\n\$\$$", "", text, flags=re.M | re.S))
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading is not None
    assert unescape(heading[1]) == visible(" ".join(HOSTILE.split()))
    assert set(re.findall(r"<(\w+)", page)) <= {"h1", "h2", "h3", "h4", "p", "em", "strong", "img"}
    assert re.findall(r'src="([^"]*)"', page) == (
        ["solution-network.svg", "solution-error.svg"]
        if target == "markdown"
        else ["attachment:network.svg", "attachment:error.svg"]
    )


@pytest.mark.parametrize("target", ["markdown", "notebook"])
def test_formulas_hold_nothing_that_a_browser_would_read_as_an_element(hostile: Solution, target: str) -> None:
    text = written(hostile, target)
    shown = notebook_markdown(text) if target == "notebook" else text
    formulas = EQUATION["markdown"].findall(shown)
    assert len(formulas) > 20
    for formula in formulas:
        assert not set(formula) & set("<>`")
        assert "$" not in formula.replace(r"\$", "")


def test_latex_is_plain_and_runs_no_command_of_a_strangers(hostile: Solution) -> None:
    code = written(hostile, "latex")
    assert code.isascii()
    assert not re.search(r"\\(input|include|write|openin|openout|read)\b", code)
    assert code.count(r"\end{document}") == 1


def random_symbols(document: str) -> str:
    """Return a document with formulas and texts of random signs in the place of its own content."""
    signs = "xWδσabE12₁₂ₖ²³ᵀ⁽⁾′∂/^√_{}\\$%&#~<>|()[]'\"`½Σ·⊙ŷẋéж中 -−+=:.,;!?@*∞⌊⌋←₋⁻e"
    draw = random.Random(1)
    symbols = ["".join(draw.choices(signs, k=draw.randint(1, 8))) for _ in range(800)]
    lines = [rf"\nnstepfit{{{latex_symbol(symbol)}}} {tex_text(symbol)}" for symbol in symbols]
    before = document[: document.index(r"\section*")]
    return plain_ascii(before + "\n\n".join(lines) + "\n" + r"\end{document}")


@needs_tex
def test_tex_compiles_what_is_hostile_and_what_is_in_another_document(hostile: Solution, tmp_path: Path) -> None:
    (tmp_path / "hostile.tex").write_text(written(hostile, "latex"))
    program = open_program("digits")
    part = export_to(tmp_path / "part.tex", solution=SolutionRequest(phases="forward"), fragment=True)
    write_export(program, part)
    packages = r"\usepackage{amsmath,graphicx,tikz}"
    whole = rf"\documentclass{{article}}{packages}\begin{{document}}\input{{part}}\input{{part}}\end{{document}}"
    (tmp_path / "whole.tex").write_text(whole)
    (tmp_path / "symbols.tex").write_text(random_symbols(written(hostile, "latex")))
    for name in ("hostile", "whole", "symbols"):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-2000:]


def test_what_a_format_does_not_have_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.md files have no fragment"):
        export_to(tmp_path / "a.md", fragment=True)
    with pytest.raises(ExportError, match="a script shows no worked solution"):
        export_to(tmp_path / "a.py", solution=SolutionRequest(phases="forward"))
    with pytest.raises(ExportError, match="no place for 2 files"):
        write_export(open_program("zheng-exercise-1"), export_to(Path("/dev/stdout"), "markdown"))


def test_a_sheet_and_its_solution_are_two_files_with_the_pictures_beside_them(tmp_path: Path) -> None:
    paths = write_export(open_program("xor"), export_to(tmp_path / "a.md", solution=SolutionRequest(is_sheet=True)))
    names = ["a.md", "a-network.svg", "a-solution.md", "a-solution-network.svg", "a-solution-error.svg"]
    assert [path.name for path in paths] == names
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    sheet, key = (tmp_path / name for name in ("a.md", "a-solution.md"))
    assert "0.0318916" not in sheet.read_text()
    assert "0.0318916" in key.read_text()


@pytest.mark.sweep
@pytest.mark.parametrize("ending", [".html", ".md", ".tex", ".ipynb"])
def test_the_solution_of_large_arrays_is_small_and_the_same_bytes_each_time(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    write_export(open_program("digits"), export_to(path))
    once = path.read_bytes()
    write_export(open_program("digits"), export_to(path), overwrite=True)
    assert path.read_bytes() == once
    assert len(once) < 400_000


def test_a_fragment_of_a_page_styles_nothing_but_itself(tmp_path: Path) -> None:
    path = tmp_path / "part.html"
    write_export(open_program("xor"), export_to(path, fragment=True))
    text = path.read_text()
    assert not re.search(r"<(html|head|body|!DOCTYPE)\b", text)
    root = ET.fromstring(f"<div>{text}</div>")
    style = re.sub(r"@media[^{]*\{", "", root.findtext("style") or "")
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", style) for part in rule.split(",")]
    assert len(selectors) > 30
    assert all(part.startswith(".solution") for part in selectors)


def test_a_target_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(ExportError) as caught:
        export_to(Path("a.html"), "hmtl")
    assert caught.value.message == "there is no export to 'hmtl'"
    assert caught.value.hint == "did you mean html?"


def test_what_can_be_no_path_is_said() -> None:
    with pytest.raises(OutputError):
        export_to(Path("a\0b"))
