"""The pictures of a page are drawn by the commands that it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from website.consoles import instructions
from website.pictures import draw, picture_of

ROOT = Path(__file__).parents[2]
GALLERY = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_a_picture_is_drawn_from_the_files_of_its_page(tmp_path: Path) -> None:
    page = (
        'Save this as `one.toml`:\n\n```toml\ntitle = "One"\ninput = [1]\ntarget = [0]\nlearning_rate = 1\n'
        "[[layers]]\nweights = [[2]]\n```\n\n"
        "```console\n$ nnstep plot one.toml --kind network -o pictures/one.svg\n```\n"
    )
    assert draw(page, tmp_path) == [tmp_path / "one.svg"]
    assert (tmp_path / "one.svg").read_text().endswith("</svg>\n")


def test_a_command_that_draws_nothing_is_an_error_with_its_reason(tmp_path: Path) -> None:
    page = "```console\n$ nnstep plot no-such-exercise E -o pictures/one.svg\n```\n"
    with pytest.raises(ValueError, match=r"one.svg was not drawn:\nerror: (.|\n)*no-such-exercise"):
        draw(page, tmp_path)


def test_a_name_that_no_command_makes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no command makes sunset; there are app, "):
        draw(GALLERY, tmp_path, ["sunset"])


def test_the_gallery_shows_what_its_commands_make_and_has_the_pictures_of_the_readme() -> None:
    made = [command.rpartition("/")[2].removesuffix(".svg") for command in instructions(GALLERY).pictures]
    shown = [line.rpartition("/")[2].removesuffix(".svg)") for line in GALLERY.splitlines() if line.startswith("![")]
    assert made == shown
    assert {path.stem for path in (ROOT / ".pictures").glob("*.svg")} <= set(made)


def test_no_two_pages_of_a_folder_draw_a_picture_of_the_same_name() -> None:
    for folder in (ROOT / "docs", ROOT / "docs" / "tutorials"):
        pages = [page.read_text(encoding="utf-8") for page in folder.glob("*.md")]
        made = [picture_of(command) for page in pages for command in instructions(page).pictures]
        assert made
        assert len(set(made)) == len(made)
