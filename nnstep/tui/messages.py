"""What panes tell the screen: the one thing a person pointed at. The only messages that go upwards."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class ElementPointed(Message):
    """A person pointed at an element of the present operation's result."""

    index: tuple[int, ...]


@dataclass
class PositionPointed(Message):
    """A person pointed at a position of the run."""

    position: int
