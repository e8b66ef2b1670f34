"""A page of HTML in one file, which asks no other computer for anything."""

from __future__ import annotations

from nnstep.outputs.document_text import html_text


def web_page(title: str, body: str, style: str, allowed: str) -> str:
    """Return a page around `body` and a style sheet, which are markup already.

    `allowed` is what a browser may use of the page, in the words of a content security policy; all else it may not.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {allowed}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{html_text(' '.join(title.split()))}</title>\n<style>{style}</style>\n"
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )
