r"""The numbers of a pasted value without what programs and LaTeX write around them.

``tensor([[1., 2.]], dtype=torch.float32)`` becomes ``([[1., 2.]])``, and a ``pmatrix`` becomes ``[1 \t 2; 3 \t 4]``.
"""

from __future__ import annotations

import re

from nnstep.grading.sheet.number_forms import GROUP_FOLLOWS

_KEYWORDS = "dtype|shape|device|grad_fn|requires_grad|layout|name|names|path|size|trainable|weak_type|sharding"
_KEYWORD_VALUE = r"(?:<[^<>]*>|'[^'\n]*'|\"[^\"\n]*\"|\([^()]*\)|\[[^\[\]]*\]|[\w.:/]+(?:\([^()]*\))?)"
_TYPES = (
    "array|ndarray|asarray|matrix|mat|devicearray|tensor|eagertensor|variable|parameter|constant|list|tuple|decimal"
    r"|float|double|single|half|int|b?float\d+|u?int\d+"
)
_PROGRAMS = (
    (re.compile(r"\bParameter containing:"), " "),
    (re.compile(rf"(?:,\s*)?\b(?:{_KEYWORDS})\s*=\s*{_KEYWORD_VALUE}"), " "),
    (re.compile(r"<\s*+[A-Za-z_][\w.]*:?\s*+(?:'[^'\n]*+')?[\s,]*+\b(?:numpy|value)\s*+=([^<>]*+)>"), r" \1 "),
    (re.compile(rf"(?<![\w.\\])(?:[A-Za-z_]\w*\.)*(?:{_TYPES})\s*\(", re.IGNORECASE), "("),
)
_SIZE, _FRACTION = r"\\(?:left|right|[bB]igg?[lrm]?)", r"\\[dtc]?frac"
_ENVIRONMENT = r"(?:[pbvBV]?matrix\*?|[pbvBV]?smallmatrix\*?|array|cases|aligned)"
_LATEX = (
    (re.compile(r"\\\\\s*(?:\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\])?"), ";"),
    (re.compile(rf"\\begin\s*\{{\s*{_ENVIRONMENT}\s*\}}(?:\s*\[[a-z]\])?(?:\s*\{{[clr|@!.\s]*\}})?"), "["),
    (re.compile(rf"\\end\s*\{{\s*{_ENVIRONMENT}\s*\}}"), "]"),
    (re.compile(rf"{_SIZE}\s*(?:\\[lr]vert|[.|])"), " "),
    (re.compile(rf"{_SIZE}(?![a-z])\s*(?:\\(?=[{{}}]))?"), " "),
    (re.compile(r"\\?[lr]brack(?![a-z])"), lambda match: "[" if "l" in match[0] else "]"),
    (re.compile(r"\{\s*([.,])\s*\}"), r"\1"),
    (re.compile(r"\\(?:hline|displaystyle|textstyle|quad|qquad|[;:! ()]|\[|\])(?![a-z])|~|\$"), " "),
    (re.compile(rf"(?<=\d)\\,{GROUP_FOLLOWS}"), "_"),
    (re.compile(r"\\,"), " "),
    (
        re.compile(rf"{_FRACTION}\s*\{{([^{{}}\\]*)\}}\s*\{{([^{{}}\\]*)\}}"),
        lambda match: f"{match[1].strip()}/{match[2].strip()}",
    ),
    (re.compile(rf"{_FRACTION}\s*(\d)\s*(\d)"), r"\1/\2"),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-z])"), "·"),
    (re.compile(r"\\[lcdv]?dots(?![a-z])"), "…"),
    (re.compile(r"\\([%&{}])"), r"\1"),
    (re.compile(r"&"), "\t"),
)
_NUMBERS = (
    (re.compile(r"\^\s*+[{(]\s*+([-+−–]?\s*+\d{1,3})\s*+[)}]"), r"^\1"),
    (re.compile(rf"(?<=\d)['’\u2009\u202f]{GROUP_FOLLOWS}"), "_"),
    (re.compile(r"(?<!\s)\s*([*·×⋅/^÷⁄∕])\s*"), r"\1"),
)
_SCALE = re.compile(r"\s*(1\.0+e[+-]?\d+)\s*\*\s*\n", re.IGNORECASE)


def plain_value(text: str) -> tuple[str, str]:
    """Return a text with nothing around its numbers but brackets, and MATLAB's common factor, ``*10^3``, or nothing."""
    plain, scale = text.strip().rstrip(";").strip(), ""
    if (match := _SCALE.match(plain)) is not None:
        plain, scale = plain[match.end() :], f"*10^{int(match[1].lower().partition('e')[2])}"
    marked = (*(_LATEX if _is_latex(plain) else ()), *(_PROGRAMS if _is_printed(plain) else ()), *_NUMBERS)
    for pattern, replacement in marked:
        plain = pattern.sub(replacement, plain)
    return plain.strip().rstrip(";,").strip(), scale


def _is_latex(text: str) -> bool:
    return "\\" in text or "$" in text or "&" in text or "{,}" in text


def _is_printed(text: str) -> bool:
    return "(" in text or "<" in text or ":" in text or "=" in text
