"""The one way from a value to the JSON that a person or another program reads."""

from __future__ import annotations

from typing import Any

from nnstep.harmless_text import visible_json


def json_text(value: Any) -> str:
    """Return a value as indented JSON, a line's end after it, in which no character steers a terminal or hides."""
    import orjson

    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONEncodeError:  # as of a path that is no UTF-8 text
        import json
        from dataclasses import asdict

        text = json.dumps(value, indent=2, default=asdict)
    return f"{visible_json(text)}\n"
