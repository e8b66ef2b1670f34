"""The names that a person's code has just now, each with the quantity that it holds, and what is wrong first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.grading.reports.report_rows import RowStyle, StyledText
from nnstep.harmless_text import cells, visible
from nnstep.own_code.checking.styled_views import html_of, rich_of

NameState: TypeAlias = Literal["right", "wrong", "unknown"]
_MARKS: dict[NameState, tuple[str, RowStyle]] = {
    "right": ("✓", "right"),
    "wrong": ("✗", "off"),
    "unknown": (" ", "faint"),
}
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class CheckedName:
    """A name, or a place such as ``self.W1``, and what its value is."""

    name: str
    state: NameState
    quantity: str
    """The id of the quantity that it holds or should hold; empty where it is none."""
    said: str
    """What the value is, or what is wrong with it: the first line is short."""

    @property
    def is_right(self) -> bool:
        """Whether it holds a quantity."""
        return self.state == "right"


@dataclass(frozen=True, slots=True)
class CheckedNames(Sequence[CheckedName]):
    """All names that were looked at, the first wrong one first; true where none is wrong and one at least is right.

    ``assert check.locals()`` fails where a name holds something else than it says.
    """

    exercise: str
    names: tuple[CheckedName, ...]

    def __getitem__(self, at: int) -> CheckedName:  # type: ignore[override]
        return self.names[at]

    def __len__(self) -> int:
        return len(self.names)

    def __bool__(self) -> bool:
        return not self.wrong and any(name.is_right for name in self.names)

    @property
    def wrong(self) -> tuple[CheckedName, ...]:
        """The names that hold something else, in the order of the exercise."""
        return tuple(name for name in self.names if name.state == "wrong")

    def _lines(self) -> Iterator[list[StyledText]]:
        wrong = self.wrong
        if wrong:
            yield [(f"wrong first: {wrong[0].name}", "off"), (f", which should be {wrong[0].quantity}", "plain")]
        elif any(name.is_right for name in self.names):
            yield [("no name is wrong", "right")]
        else:
            yield [(f"no name holds a quantity of {visible(self.exercise)}", "doubt")]
        width = min(_WIDEST, max((cells(name.name) for name in self.names if name.state != "unknown"), default=0))
        for name in self.names:
            if name.state == "unknown":
                continue
            mark, style = _MARKS[name.state]
            first, *more = name.said.splitlines()
            more = more if name is self.names[0] else []
            padded = visible(name.name) + " " * max(0, width - cells(name.name))
            yield [(f"{mark} ", style), (f"{padded}  ", "plain"), (visible(first), "plain")]
            for line in filter(str.strip, more):
                yield [("    ", "plain"), (visible(line), "plain")]
        unknown = [visible(name.name) for name in self.names if name.state == "unknown"]
        if unknown:
            yield [(f"could not be aligned: {', '.join(unknown)}", "faint")]

    def __repr__(self) -> str:
        return "\n".join("".join(text for text, _ in line) for line in self._lines())

    def __rich__(self) -> str:
        return rich_of(self._lines())

    def _repr_html_(self) -> str:
        return html_of(self._lines())
