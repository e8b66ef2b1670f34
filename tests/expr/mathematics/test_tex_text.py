"""Texts of strangers in LaTeX: escaped, and of signs that every TeX can read."""

from __future__ import annotations

import pytest

from nnstep.expr.mathematics.tex_text import plain_ascii, tex_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"50% & $x_1$ \input{a} #~^",
            r"50\% \& \$x\_1\$ \textbackslash{}input\{a\} \#\textasciitilde{}\textasciicircum{}",
        ),
        ("é Ł ß „", r"\'{e} \L{} \ss{} \nnstepsign{201E}"),
        ("α₁ ≥ ½", r"\ensuremath{\alpha }\ensuremath{{}_{1}} \ensuremath{\ge } \ensuremath{\tfrac{1}{2}}"),
        ("a\n\nb\x1b", r"a b\textbackslash{}x1b"),
    ],
)
def test_texts_are_escaped_and_plain(text: str, expected: str) -> None:
    assert tex_text(text) == expected


def test_code_becomes_plain_ascii_with_its_commands_left() -> None:
    assert plain_ascii(r"\text{ж} \alpha é") == r"\text{\nnstepsign{436}} \alpha \'{e}"
