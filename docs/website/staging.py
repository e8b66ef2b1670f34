"""The pages laid out for the generator in a folder of their own, in the places where their links expect each other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from posixpath import normpath

from website.generated_pages import generated_pages
from website.navigation import subpages, toctrees
from website.pictures import draw

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_PAGES = ("*.md", "scenarios/README.md", "scenarios/data/README.md", "docs/**/*.md")
"""Where the pages are that people write, below the repository."""
_INDEX = "README"
_LINK = re.compile(r"\]\((?!https?:|#)([^)]+)\)")
_OWN_LINK = re.compile(r"\]\(([\w-]+)\.md\)")


def lay_out(folder: Path) -> None:
    """Write all that the generator reads into `folder`, in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources = [path for page in _PAGES for path in ROOT.glob(page) if _HERE not in path.parents]
    texts = {path.relative_to(ROOT).with_suffix("").as_posix(): path.read_text(encoding="utf-8") for path in sources}
    texts |= generated_pages(folder)
    below = {page: index for page in texts if (index := _index_of(page, texts))}
    home = _moved_to_root((_HERE / "home.md").read_text(encoding="utf-8"))
    texts = {page: text + _contents(page, text, below) for page, text in texts.items()}
    texts["index"] = home + toctrees([page for page in texts if page not in below])
    for page, text in texts.items():
        _write(folder / f"{page}.md", text)
        draw(text, (folder / page).parent / "pictures")
        for name in _files_named(page, text):
            _copy(ROOT / name, folder / name)
    _copy(_HERE / "conf.py", folder / "conf.py")
    _copy(_HERE / "site.css", folder / "_static" / "site.css")


def _files_named(page: str, text: str) -> set[str]:
    """Return the files of the repository that a page links to or shows, other than pages."""
    links = {normpath(f"{page}/../{link.partition('#')[0]}") for link in _LINK.findall(text)}
    return {link for link in links if not link.endswith(".md") and (ROOT / link).is_file()}


def _moved_to_root(text: str) -> str:
    """Return a page of this folder with its links as they are at the root."""
    folder = _HERE.relative_to(ROOT).as_posix()
    return _LINK.sub(lambda match: f"]({normpath(f'{folder}/{match[1]}')})", text)


def _index_of(page: str, pages: dict[str, str]) -> str:
    """Return the page that leads to `page`, as `docs/extending/README` does to all of its folder; empty where none."""
    parent, _, name = page.rpartition("/")
    index = f"{parent}/{_INDEX}"
    return index if parent and name != _INDEX and index in pages else ""


def _contents(page: str, text: str, below: dict[str, str]) -> str:
    """Return the navigation below an index: its folder's pages, in the order in which it links to them."""
    own = {other.rpartition("/")[2] for other, index in below.items() if index == page}
    if not own:
        return ""
    linked = [name for name in dict.fromkeys(_OWN_LINK.findall(text)) if name in own]
    return subpages("", [*linked, *sorted(own.difference(linked))])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
