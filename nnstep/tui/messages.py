"""What panes tell the screen: what a person clicked. No other messages go upwards."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class ElementPointed(Message):
    """A person clicked an element of the present operation's result."""

    index: tuple[int, ...]


@dataclass
class PositionPointed(Message):
    """A person clicked a position of the run."""

    position: int
