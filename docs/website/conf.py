"""Settings of Sphinx for the documentation site; `.ci/site` lays out the pages and calls it."""

from typing import Any

from nnstep.version import __version__

project = "nnstep"
author = "The nnstep authors"
version = release = __version__
html_title = f"nnstep {version}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "sphinx_copybutton"]

root_doc = "index"
source_suffix = {".md": "markdown"}
nitpicky = True
# Types that the site has no entry for: those of other libraries, and nnstep's own that are not public.
nitpick_ignore_regex = [("py:.*", ".*")]
# A sheet is read by a tolerant reader, and is no strict TOML.
suppress_warnings = ["misc.highlighting_failure"]
default_role = "code"

myst_heading_anchors = 4

autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "tango"
pygments_dark_style = "github-dark"


def setup(app: Any) -> None:
    """Have Sphinx take the help of subcommands for the plain text that it is."""
    for part in ("description", "options", "epilog"):
        app.connect(f"sphinx-click-process-{part}", _with_plain_stars)


def _with_plain_stars(_app: Any, _context: Any, lines: list[str]) -> None:
    lines[:] = [line.replace("*", r"\*") for line in lines]
