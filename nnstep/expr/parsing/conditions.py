"""The text of a condition, or of an expression with indices, made a tree, or an error that says what is wrong.

What is new beside ``parse`` is taken out of the text first, by patterns; the rest goes through that module's gates.
Nothing is ever run. Knows no run and no network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

from nnstep.errors import ExpressionError, ProgramError
from nnstep.expr.array import Shape
from nnstep.expr.condition import PREVIOUS, Condition
from nnstep.expr.parsing.expressions import MAX_LENGTH, parse_expression
from nnstep.expr.tree import Expr, Name, Pick, Range, transform
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.shape import shape_of, shape_text

_MOST_DEEP = 20
_COMPARING = re.compile(r"<=|>=|==|!=|<|>")
_WORD = re.compile(r"\b(and|or|not)\b")
_PREVIOUS = re.compile(r"\bprevious\(\s*([A-Za-z_]\w*)\s*\)")
_PART = re.compile(r"\b([A-Za-z_]\w*)\s*\[([^\[\]]{0,60})\]")
_METHOD = re.compile(r"\.(max|min|sum|mean)\(\s*\)")
_OF_ONE = re.compile(r"(?<![\w.])(max|min)\(\s*(\w+|abs\(\s*\w+\s*\))\s*\)")
"""How NumPy would write the largest or the smallest element; here ``max`` is of two values."""
_SUBSCRIPT = re.compile(r"\s*+(-?\d{1,9})?\s*+(:)?\s*+(-?\d{1,9})?\s*+")
_FUNCTIONS = {"max": "largest", "min": "smallest", "sum": "sum", "mean": "mean"}


def parse_condition(text: str, shapes: Mapping[str, Shape]) -> Condition:
    """Return the condition that `text` states over quantities of these shapes.

    Raise ExpressionError where it can't be read, or compares what are no numbers.
    """
    _check_length(text)
    condition = _condition(text.strip(), shapes, 0)
    for side in condition.sides:
        shape = _shape(side, shapes, text)
        if any(size != 1 for size in shape):
            _fail(f"a side of it is {shape_text(shape)}, not a number", "write an element, as in W1[0,2], or .max()")
    return condition


def parse_view(text: str, shapes: Mapping[str, Shape]) -> Expr:
    """Return the expression that `text` states, of any shape; raise ExpressionError where it can't be read."""
    _check_length(text)
    expr = _operand(text.strip(), shapes)
    _shape(expr, shapes, text)
    return expr


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        _fail(f"too long: {len(text)} characters", f"at most {MAX_LENGTH}")


def _shape(expr: Expr, shapes: Mapping[str, Shape], text: str) -> Shape:
    try:
        return shape_of(expr, {**shapes, **{f"{PREVIOUS}{id}": shape for id, shape in shapes.items()}})
    except ProgramError as error:
        _fail(f"{text.strip()}: {error.message}", error.hint)


def _condition(text: str, shapes: Mapping[str, Shape], depth: int) -> Condition:
    if depth > _MOST_DEEP:
        _fail("too many conditions inside one another", f"at most {_MOST_DEEP}")
    for word in ("or", "and"):
        if len(texts := _split(text, word)) > 1:
            parts = [_condition(part.strip(), shapes, depth) for part in texts]
            sides = tuple(side for part in parts for side in part.sides)
            return Condition(f" {word} ".join(f"({part.source})" for part in parts), sides)
    if text.startswith(("not ", "not(")):
        part = _condition(text[3:].strip(), shapes, depth + 1)
        return Condition(f"not ({part.source})", part.sides)
    if _is_bracketed(text) and (_COMPARING.search(text) or _WORD.search(text)):
        return _condition(text[1:-1].strip(), shapes, depth + 1)
    found = [match for match in _COMPARING.finditer(text) if _depth(text, match.start()) == 0]
    if len(found) != 1:
        what = "no comparison" if not found else f"{len(found)} comparisons"
        hint = "write one such as E < 0.01" if not found else "join two with and: 0 < E and E < 1"
        hint = "two equals signs compare: E == 0.5" if not found and "=" in text else hint
        _fail(f"{what} in {text!r}", hint)
    left, right = text[: found[0].start()], text[found[0].end() :]
    for side, place in ((left, "before"), (right, "after")):
        if not side.strip():
            _fail(f"nothing stands {place} {found[0][0]} in {text!r}", "write a comparison such as E < 0.01")
    sides = _operand(left.strip(), shapes), _operand(right.strip(), shapes)
    return Condition(f"({source(sides[0])}) {found[0][0]} ({source(sides[1])})", sides)


def _split(text: str, word: str) -> list[str]:
    """Return the parts of a text between a word that stands outside of all brackets."""
    cuts = [m for m in re.finditer(rf"\b{word}\b", text) if _depth(text, m.start()) == 0]
    edges = [0, *(edge for match in cuts for edge in match.span()), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _depth(text: str, column: int) -> int:
    before = text[:column]
    return sum(before.count(opening) for opening in "([") - sum(before.count(closing) for closing in ")]")


def _is_bracketed(text: str) -> bool:
    """Return whether the first bracket of a text is closed by its last character."""
    inside = range(1, len(text) - 1)
    return text.startswith("(") and text.endswith(")") and all(_depth(text, column) > 0 for column in inside)


def _operand(text: str, shapes: Mapping[str, Shape]) -> Expr:
    """Return one side of a comparison: parts and earlier values become names, which are put back into the tree."""
    if match := _OF_ONE.search(text):
        _fail(f"{match[0]} is of one value", f"the {_FUNCTIONS[match[1]]} element is {match[2]}.{match[1]}()")
    stand_ins: dict[str, Expr] = {}
    earlier = {f"{PREVIOUS}{id}" for id in shapes}

    def previous(match: re.Match[str]) -> str:
        _check_known(match[1], shapes)
        return f"{PREVIOUS}{match[1]}"

    def part(match: re.Match[str]) -> str:
        name = f"_part{len(stand_ins)}_of_{match[1]}"
        _check_known(match[1].removeprefix(PREVIOUS), shapes)
        stand_ins[name] = Pick(Name(match[1]), _index(match[1], match[2], shapes))
        return name

    replaced = _PREVIOUS.sub(previous, text)
    if re.search(r"\bprevious\b", replaced):
        _fail("previous(...) takes the name of one quantity", "write an element as in previous(W1)[0,2]")
    plain = _without_methods(_PART.sub(part, replaced))
    expr = parse_expression(plain, {*shapes, *stand_ins, *(earlier if PREVIOUS in plain else ())})
    return transform(expr, lambda node: stand_ins.get(node.id, node) if isinstance(node, Name) else node)


def _check_known(id: str, known: Mapping[str, Shape]) -> None:
    if id not in known:
        _fail(f"nothing is called {id} here", f"known are {', '.join(sorted(known)[:12])}")


def _without_methods(text: str) -> str:
    """Return the text with ``(...).max()`` written as a function of what stands before it."""
    while match := _METHOD.search(text):
        start = _start_of_value(text, match.start())
        text = f"{text[:start]}{_FUNCTIONS[match[1]]}({text[start : match.start()]}){text[match.end() :]}"
        _check_length(text)
    return text


def _start_of_value(text: str, end: int) -> int:
    """Return where the value begins that ends before `end`: a name, or brackets with a function's name before."""
    at = end
    if at and text[at - 1] == ")":
        opened = 0
        while at:
            at -= 1
            opened += {")": 1, "(": -1}.get(text[at], 0)
            if opened == 0:
                break
    while at and (text[at - 1].isalnum() or text[at - 1] in "_."):
        at -= 1
    if at == end:
        _fail(f"nothing stands before {text[end : end + 6]}", "a quantity, as in delta2.max()")
    return at


def _index(name: str, text: str, shapes: Mapping[str, Shape]) -> tuple[int | Range, ...]:
    parts = []
    for piece in text.split(","):
        match = _SUBSCRIPT.fullmatch(piece)
        if match is None or not (match[1] or match[2]) or (match[3] and not match[2]):
            _fail(f"{name}[{text}] is no index", "write numbers and colons, as in W1[0,2] or W1[0,:]")
        start, stop = (None if bound is None else int(bound) for bound in (match[1], match[3]))
        parts.append(Range(start, stop) if match[2] else int(match[1]))
    shape = shapes.get(name.removeprefix(PREVIOUS), ())
    if len(parts) == 1 and len(shape) == 2 and 1 in shape and isinstance(parts[0], int):
        return (parts[0], 0) if shape[1] == 1 else (0, parts[0])
    return tuple(parts)


def _fail(found: str, hint: str) -> NoReturn:
    raise ExpressionError(found, hint, summary=found)
