"""A sheet to print, in LaTeX: a box for every number, matrices parted so that they fit the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from nnstep.expr.mathematics.latex import latex
from nnstep.expr.mathematics.tex_text import SIGN_COMMAND, plain_ascii, tex_text
from nnstep.grading.sheet.form.field_formula import field_formula
from nnstep.grading.sheet.form.sheet_form import FormCell, FormField, SheetForm

_PREAMBLE = r"""% Compile this file to print the sheet. Or write each number into the empty braces behind its place:
% \answer{z1[0]}{0.5} or \answer{z1[0]}{\frac{1}{3}}, and hand in the file: nnstep check reads it.
\documentclass[a4paper,11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\usepackage[margin=20mm]{geometry}
\usepackage{amsmath}
\usepackage{graphicx}
\setlength{\parindent}{0pt}
\setlength{\arraycolsep}{1pt}
\setlength{\fboxsep}{0pt}
\newsavebox{\formulabox}
\newlength{\answerwidth}
\newcommand{\answer}[2]{\fbox{\makebox[\answerwidth]{\rule[-3mm]{0pt}{9mm}$#2$}}}
\newcommand{\place}[1]{\text{\footnotesize\ttfamily #1}\ }
\newcommand{\formula}[1]{\sbox{\formulabox}{$\displaystyle #1$}%
  \ifdim\wd\formulabox>\linewidth\resizebox{\linewidth}{!}{\usebox{\formulabox}}\else\usebox{\formulabox}\fi}
"""
_BEGIN = r"""\begin{document}
\raggedright\lineskip=12pt\lineskiplimit=12pt
"""
_WIDTHS = ((3, 24), (6, 20), (8, 17))
"""Up to how many columns an answer has how many millimetres."""
_MOST_ROWS = 20
_MOST_COLUMNS = 8


def printed_sheet(form: SheetForm) -> str:
    """Return a sheet as a whole document."""
    lines = [rf"\section*{{{tex_text(form.program.title)}}}"]
    lines.append(r"Name: \rule{70mm}{0.4pt}\hfill Date: \rule{35mm}{0.4pt}\par\medskip")
    lines.append(r"{\small Write each number with as many digits as you have: they say what is compared.\par}\medskip")
    several = len({field.step for field in form.fields}) > 1
    for step, fields in form.steps:
        if several:
            lines.append(rf"\subsection*{{Training step {step}}}")
        for field in fields:
            lines += _field(form, field)
        lines.append(r"\par")
    return f"{_PREAMBLE}{SIGN_COMMAND}{_BEGIN}{plain_ascii(chr(10).join(lines))}\n\\end{{document}}\n"


def _field(form: SheetForm, field: FormField) -> Iterator[str]:
    formula = rf"\formula{{{latex(field_formula(field, form.program))}}}"
    if not field.rows:
        size = r"$\times$".join(map(str, field.shape))
        example = tex_text(f"\\answer{{{field.name}[0,0]}}{{...}}")
        yield from _block(formula, [rf"{{\small {size} numbers: add some, as \texttt{{{example}}}}}"])
        return
    for rows in _parts(len(field.rows), _MOST_ROWS):
        for columns in _parts(len(field.rows[0]), _MOST_COLUMNS):
            yield from _block(formula, _array(field, rows, columns))
            formula = ""


def _parts(count: int, most: int) -> list[range]:
    """Return `count` numbers in about equal parts of at most `most`."""
    parts = -(-count // most)
    return [range(*ends) for ends in pairwise(count * part // parts for part in range(parts + 1))]


def _block(formula: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield what stays together on the page, beside what else fits into its line."""
    yield r"\begin{tabular}[t]{@{}l@{}}"
    if formula:
        yield rf"{formula} \\[2mm]"
    yield from lines
    yield r"\end{tabular}\hspace{8mm}\penalty0"


def _array(field: FormField, rows: range, columns: range) -> Iterator[str]:
    width = next(size for most, size in _WIDTHS if len(columns) <= most)
    yield rf"\setlength{{\answerwidth}}{{{width}mm}}$\begin{{array}}{{r{'c' * len(columns)}}}"
    if field.is_grid:
        yield "".join(f"& {_place(str(column))}" for column in columns) + r"\\"
    for row in rows:
        cells = "& ".join(_answer(field.rows[row][column]) for column in columns)
        yield rf"{_row_label(field, row)}& {cells}\\"
    yield r"\end{array}$"


def _answer(cell: FormCell) -> str:
    return rf"\answer{{{cell.name}}}{{{cell.text}}} "


def _place(label: str) -> str:
    return rf"\place{{{tex_text(label)}}} "


def _row_label(field: FormField, row: int) -> str:
    if not field.is_whole:
        return _place(field.rows[row][0].name)
    return _place(str(row)) if len(field.rows) > 1 else ""
