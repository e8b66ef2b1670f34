"""What a line of a trace states under a key, looked up without reading the line."""

from __future__ import annotations

KIND, TARGET = b'"kind":"', b'"target":"'


def stated_text(data: bytes, key: bytes) -> bytes | None:
    """Return the text under a key, KIND or TARGET; None where only reading the line as JSON can tell.

    A quotation mark in a text is written with a backslash before it, so that no text can look like a key.
    """
    at = data.find(key)
    if at < 0:
        return None
    begins = at + len(key)
    text = data[begins : data.find(b'"', begins)]
    return None if b"\\" in text else text
