"""The navigation of the site: its sections, and which pages stand in each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation, in the order in which it is read."""

    title: str
    pages: tuple[str, ...]
    """Names of pages without their ending, or `Title <page>` where the navigation calls a page otherwise."""


SECTIONS = (
    Section(
        "Start here",
        (
            "For students <docs/tutorials/student>",
            "For lecturers <docs/tutorials/lecturer>",
            "For engineers <docs/tutorials/engineer>",
            "Guide <README>",
            "Gallery <docs/gallery>",
        ),
    ),
    Section(
        "Exercises",
        ("exercises", "Scenario files <scenarios/README>", "docs/importing", "scenarios/data/README"),
    ),
    Section(
        "Hand out, hand in",
        ("docs/solutions", "docs/sheets", "docs/class", "docs/variants", "docs/graders", "Mistakes <docs/mistakes>"),
    ),
    Section("Your own code", ("docs/own-code", "docs/checking", "docs/pytorch", "docs/python", "program-mistakes")),
    Section("Recordings", ("docs/traces", "docs/own-traces")),
    Section("Other front ends", ("docs/prompt", "docs/browser")),
    Section(
        "Reference",
        (
            "reference/commands",
            "reference/keys",
            "Python <reference/python>",
            "reference/formats",
            "docs/json",
            "docs/platforms",
            "docs/limits",
        ),
    ),
    Section(
        "Development",
        (
            "docs/upgrading",
            "CHANGELOG",
            "CONTRIBUTING",
            "SECURITY",
            "docs/releasing",
            "docs/architecture",
            "docs/extending/README",
            "docs/decisions/README",
        ),
    ),
)
"""All sections. Pages that stand in none follow in one of their own, so that a new page is never out of reach."""


def toctrees(pages: Collection[str]) -> str:
    """Return the navigation of the site with these pages, as the home page holds it.

    Raise ValueError where a section names a page that does not exist.
    """
    listed = {page_of(entry) for section in SECTIONS for entry in section.pages}
    if missing := sorted(listed.difference(pages)):
        raise ValueError(f"the navigation names pages that do not exist: {', '.join(missing)}")
    rest = tuple(sorted(set(pages).difference(listed)))
    sections = [*SECTIONS, Section("More", rest)] if rest else SECTIONS
    return "\n".join(_toctree(section.title, section.pages) for section in sections)


def page_of(entry: str) -> str:
    """Return the name of the page that an entry of a section leads to."""
    return entry.rpartition("<")[2].removesuffix(">")


def subpages(title: str, pages: Iterable[str]) -> str:
    """Return the navigation of a page that leads to others, such as the index of a folder."""
    return _toctree(title, pages)


def _toctree(title: str, pages: Iterable[str]) -> str:
    caption = [f":caption: {title}"] if title else []
    return "\n".join(["", "```{toctree}", ":hidden:", *caption, "", *pages, "```", ""])
