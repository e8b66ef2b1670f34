"""The check of the built site finds dead links, missing anchors, and what is asked from other hosts."""

from __future__ import annotations

from pathlib import Path

import pytest
from website.built_pages import problems_of


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="other.html#there">o</a> <a href="#here">h</a> <p id="here">', ""),
        ('<a href="https://example.org/">a link that is clicked</a> <a href="mailto:a@b.c">m</a>', ""),
        ('<img src="a%20b.svg"> <img src="data:image/png;base64,AAAA">', ""),
        ('<a href="missing.html">m</a>', "leads nowhere: missing.html"),
        ('<a href="other.html#gone">g</a>', "no such anchor: other.html#gone"),
        ('<a href="#gone">g</a>', "no such anchor: #gone"),
        ('<img src="missing.svg">', "leads nowhere: missing.svg"),
        ('<script src="https://cdn.example.org/a.js"></script>', "asks https://cdn.example.org/a.js"),
        ('<link rel="stylesheet" href="//fonts.example.org/css">', "asks //fonts.example.org/css"),
        ('<img srcset="https://a.example.org/1.png 2x">', "asks https://a.example.org/1.png 2x"),
        ("<style>@import 'https://a.example.org/a.css';</style>", "asks @import 'https://a.example.org/a.css"),
        ('<p style="background: url(https://a.example.org/b.png)">', "asks url(https://a.example.org/b.png"),
        ('<a href="../outside.html">o</a>', "leads out of the site: ../outside.html"),
    ],
)
def test_each_problem_of_a_page_is_named(body: str, problem: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("")
    (site / "a b.svg").write_text("<svg/>")
    (site / "other.html").write_text('<h1 id="there">Other</h1>')
    (site / "index.html").write_text(body)
    assert problems_of(site) == ([f"index.html: {problem}"] if problem else [])


def test_styles_and_scripts_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face { src: url('https://fonts.example.org/a.woff2') } a { b: url(c.png) }")
    assert problems_of(tmp_path) == ["a.css: asks url('https://fonts.example.org/a.woff2"]
