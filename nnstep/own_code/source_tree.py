"""A person's source as a tree, or as one of nothing: a program that Python can't read is not looked into."""

from __future__ import annotations

import ast
import warnings


def source_tree(text: str) -> ast.Module:
    """Return the tree of a source; an empty one where Python can't read it, as where it is nested too deep."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python says it when the program runs
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the parser's own stack is full
        return ast.Module([], [])
