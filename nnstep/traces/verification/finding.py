"""What a verification finds wrong, and what it has looked at."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WrongRecord:
    """One record that is not what it should be."""

    line: int
    """From 1."""
    place: str
    """Epoch, training step and operation; empty where there is none."""
    what: str
    target: str = ""
    index: tuple[int, ...] | None = None
    recorded: float | None = None
    recomputed: float | None = None
    bound: float | None = None
    """How far a correct library's value lies from the recomputed one at most."""


@dataclass(slots=True)
class VerifiedCounts:
    """How much was looked at."""

    lines: int = 0
    """All records."""
    operations: int = 0
    """Operations that were recomputed."""
    skipped: int = 0
    """Operations that read what is not recorded, so that they can't be recomputed."""
    values: int = 0
    """Numbers that were recomputed."""
    other_bits: int = 0
    """Those of them that are within their bounds, but have other last bits than this machine computes."""
    hashes: int = 0
    """Hashes that were checked."""
    unhashed: int = 0
    """Lines after the last hash."""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """The result of a verification."""

    counts: VerifiedCounts
    wrong: list[WrongRecord] = field(default_factory=list)
    """In the order of the file, up to as many as were asked for."""

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong
