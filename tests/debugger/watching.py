"""An observer of a run for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame


@dataclass
class Watching:
    """Keeps what it is handed."""

    frames: list[Frame] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    every: int = 1

    @property
    def positions(self) -> list[int]:
        return [frame.position for frame in self.frames]

    def next_after(self, position: int) -> int:
        return position // self.every * self.every + self.every

    def write(self, frame: Frame) -> None:
        self.frames.append(frame)

    def edit(self, edit: Edit, frame: Frame) -> None:
        self.edits.append(edit)

    def remark(self, kind: str, frame: Frame, text: str, target: str = "") -> None:
        self.remarks.append((kind, text))
