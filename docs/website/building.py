"""The whole site: laid out, built, and checked."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import build_main

from website.built_pages import problems_of
from website.staging import lay_out


def build(folder: Path) -> int:
    """Build the site into `folder`, in place of what is there; return the exit status: 1 with anything wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    with TemporaryDirectory() as temporary:
        source, doctrees = Path(temporary, "source"), Path(temporary, "doctrees")
        lay_out(source)
        options = ["--fail-on-warning", "--keep-going", "--quiet", "--builder", "html", "--doctree-dir", str(doctrees)]
        if build_main([*options, str(source), str(folder)]):
            return 1
    problems = problems_of(folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{folder / 'index.html'}: {sum(1 for _ in folder.rglob('*.html'))} pages")
    return 1 if problems else 0
