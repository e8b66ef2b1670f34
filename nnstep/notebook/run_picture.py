"""What `nnstep.show` returns: an object that a notebook shows as a picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from nnstep.drawing.svg.picture_theme import AUTO_CLASS, AUTO_STYLE, DARK, PictureTheme
from nnstep.harmless_text import visible

_IN_DARK = ("[data-jp-theme-light=false]", "body.vscode-dark", "html[theme=dark]")
_IN_LIGHT = ("[data-jp-theme-light=true]", "body.vscode-light", "html[theme=light]")
"""How the pages of notebooks say whether they are dark: JupyterLab, Visual Studio Code, Colab."""


@dataclass(frozen=True, slots=True, eq=False)
class RunPicture:
    """A picture of a run at one position. A notebook shows it; `svg` is its text, and `save` writes it to a file."""

    svg: str
    """The picture as the text of an SVG file."""
    description: str
    """What is read out instead of the picture."""
    theme: PictureTheme = "light"
    inputs: tuple[str, ...] = field(default=(), repr=False)
    """The files that the run was read from: none of them is written over."""

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the picture to a file, and return its path: ``.svg``, or ``.png`` with the extra png.

        Raise `nnstep.errors.FileTakenError` where the file exists, unless `overwrite` is asked for, OutputError where
        it can't be written.
        """
        from nnstep.drawing.svg.pixels.bitmap import check_png, png_of
        from nnstep.outputs.asked import Output, check_outputs, ending_of
        from nnstep.outputs.whole import write_file

        path, endings = Path(path), {".svg": "a picture of lines", ".png": "a picture of pixels"}
        check_outputs(Output(path, endings), inputs=self.inputs, overwrite=overwrite)
        data = self.svg.encode()
        if ending_of(path, endings) == ".png":
            check_png()
            data = png_of(self.svg)
        write_file(path, lambda file: file.write(data), overwrite=overwrite)
        return path

    def __repr__(self) -> str:
        return f"<picture: {visible(self.description)}>"

    def _repr_svg_(self) -> str:
        return self.svg[self.svg.index("<svg") :].strip()

    def _repr_html_(self) -> str:
        """Return the picture as an image of a page, as dark as the page of the notebook where that is asked for.

        An image is shown from a notebook that is not trusted, too, and has a text that is read out.
        """
        light = self._repr_svg_().replace(f"<style>{AUTO_STYLE}</style>", "")  # else it would be turned around twice
        data = b64encode(light.encode()).decode()
        style = f"<style>{_PAGE_STYLE}</style>" if self.theme == "auto" else ""
        kind = f' class="{AUTO_CLASS}"' if self.theme == "auto" else ""
        about = escape(visible(self.description))
        return f'{style}<img alt="{about}"{kind} style="max-width: 100%" src="data:image/svg+xml;base64,{data}"/>'

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - what a notebook hands in
        exclude: object = None,  # noqa: ARG002
    ) -> Mapping[str, str]:
        makers: dict[str, Callable[[], str]] = {
            "image/svg+xml": self._repr_svg_,
            "text/html": self._repr_html_,
            "text/plain": self.__repr__,
        }
        return {kind: make() for kind, make in makers.items()}


def _on(pages: Sequence[str]) -> str:
    return ", ".join(f"{page} .{AUTO_CLASS}" for page in pages)


_PAGE_STYLE = f"{AUTO_STYLE} {_on(_IN_DARK)} {{ {DARK} }} {_on(_IN_LIGHT)} {{ filter: none }}"
"""Rules for the page around an image, which knows only what the system prefers."""
