"""Which name somebody meant who wrote another one."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 60
"""Longer words are no misspelling of anything."""

_OTHER_WORDS = {
    "act": "activation",
    "alpha": "learning_rate",
    "b": "biases",
    "bce": "binary-cross-entropy",
    "bias": "biases",
    "ce": "cross-entropy",
    "cost": "error",
    "eta": "learning_rate",
    "expected": "target",
    "function": "activation",
    "identity": "linear",
    "iterations": "epochs",
    "logistic": "sigmoid",
    "loss": "error",
    "lr": "learning_rate",
    "mse": "mean-squared",
    "name": "title",
    "output": "target",
    "rate": "learning_rate",
    "w": "weights",
    "x": "input",
    "y": "target",
}
"""What other programs and books say, and what it is called here."""


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the one of `names` that `word` was probably meant to be, or an empty text."""
    if len(word) > _LONGEST:
        return ""
    by_form = {_form(name): name for name in reversed(list(names))}
    form = _form(word)
    other = _form(_OTHER_WORDS.get(form, form))
    if other in by_form:
        return by_form[other]
    from difflib import get_close_matches  # for what is wrong only

    close = get_close_matches(form, by_form, n=1)
    return by_form[close[0]] if close else ""


def meant(word: str, names: Iterable[str]) -> str:
    """Return the question ``did you mean ...?`` for the nearest of `names`, or an empty text."""
    name = nearest(word, names)
    return f"did you mean {name}?" if name else ""


def _form(word: str) -> str:
    return word.lower().replace("_", "-").replace(" ", "-")
