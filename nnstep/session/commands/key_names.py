"""Keys as people read them; in the table they have the names that Textual gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ARROWS = {"right": "→", "left": "←", "up": "↑", "down": "↓", "shift+left": "shift+←", "shift+right": "shift+→"}
_SIGNS = {
    "question_mark": "?",
    "colon": ":",
    "exclamation_mark": "!",
    "apostrophe": "'",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "plus": "+",
    "underscore": "_",
    "minus": "-",
    "slash": "/",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}
_FUNCTION_KEY = re.compile(r"f\d+")
_SHOWN = {**_ARROWS, **_SIGNS}


def key_text(key: str) -> str:
    """Return a key as people read it."""
    return _SHOWN.get(key, key.upper() if _FUNCTION_KEY.fullmatch(key) else key)


def keys_text(keys: Iterable[str]) -> str:
    """Return several keys as people read them, with spaces between."""
    return " ".join(map(key_text, keys))
