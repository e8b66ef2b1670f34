r"""Sheets in LaTeX: what stands on paper, that it compiles, and what is read from the braces of ``\answer``."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.form.asked_quantities import asked_quantities
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse

HOSTILE = r"100 % \input{/etc/passwd} $x$ #1 a_b ~ ^ & {open \end{document} \answer{E}{7} Ł ∂ 漢 😀"
TEX = shutil.which("pdflatex")


def document(program: Program, only: str | None = None, steps: int = 1) -> str:
    program, asked = asked_quantities(program, only, None)
    return BLANK_FORMATS["tex"].text(blank_form(program, steps, asked))


def hostile_program() -> Program:
    text = find("zheng-exercise-1").read_text(encoding="utf-8").partition("[answers]")[0]
    return compile_program(
        parse(f"title = '{HOSTILE}'{text[text.index(chr(10), text.index('title =')) :]}", "net.toml")
    )


def read(text: str, program: Program) -> dict[tuple[int, str], list[str]]:
    sheet = parse_sheet(text, "sheet.tex", program)
    return {place: [str(given.cells[at].typed) for at in sorted(given.cells)] for place, given in sheet.answers.items()}


def test_a_wide_matrix_is_parted_so_that_it_fits_the_page() -> None:
    text = document(compile_program(load(find("digits"))), only="W2")
    blocks = re.findall(r"\\begin\{array\}\{r(c+)\}", text)
    assert [len(columns) for columns in blocks] == [8, 8, 8, 8]
    assert len(set(re.findall(r"\\answer\{(W2\[\d+,\d+\])\}\{\}", text))) == 320


def test_what_stands_in_the_braces_is_read_with_tex_s_ways_to_write_numbers() -> None:
    program = compile_program(load(find("xor")))
    text = document(program, only="E,W1,b2", steps=2)
    for place, number in (
        ("E", "0{,}25"),
        ("W1[0,0]", r"\frac{1}{3}"),
        ("W1[1,1]", " $-0.5$ "),
        ("step.2.E", r"2.5 \cdot 10^{-3}"),
        ("step.2.b2[0]", "0.50"),
    ):
        text = text.replace(rf"\answer{{{place}}}{{}}", rf"\answer{{{place}}}{{{number}}}")
    found = read(text + "% \\answer{b2[0]}{9}\n", program)
    assert found == {
        (1, "E"): ["0.25"],
        (1, "W1"): ["1/3", "-0.5"],
        (1, "b2"): [],
        (2, "E"): ["0.0025"],
        (2, "W1"): [],
        (2, "b2"): ["0.50"],
    }


def test_what_a_scenario_says_of_itself_is_text_and_no_command() -> None:
    program = hostile_program()
    text = document(program)
    assert text.isascii()
    assert r"\input" not in text
    assert text.count(r"\end{document}") == 1
    assert read(text, program)[1, "E"] == []


@pytest.mark.skipif(TEX is None, reason="no TeX here")
@pytest.mark.parametrize("name", ["hostile", "digits", "bradbury-graph-many-paths"])
def test_it_compiles_with_nothing_over_the_margin(name: str, tmp_path: Path) -> None:
    program = hostile_program() if name == "hostile" else compile_program(load(find(name)))
    text = document(program, only="W2,a2" if name == "digits" else None)
    (tmp_path / "sheet.tex").write_text(text.replace("{E}{}", r"{E}{\frac{1}{3}}"), encoding="utf-8")
    arguments = ["-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    done = subprocess.run([str(TEX), *arguments], cwd=tmp_path, capture_output=True, timeout=120)
    log = (tmp_path / "sheet.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-2000:]
    assert (tmp_path / "sheet.pdf").stat().st_size > 10_000
    assert "Overfull" not in log
    assert "Missing character" not in log
