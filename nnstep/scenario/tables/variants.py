"""The table [variants]: which other numbers of an exercise may be handed out, and when they are good ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.problems.rules import Count, Flag, Names, Real
from nnstep.scenario.sources.number_sets import NumberSet, NumberSetRule

_SET = NumberSetRule()
_EXAMPLE = 'write [variants], and below it lines such as: weights = "-3..3 step 1"'
SET_KINDS = ("weights", "biases", "inputs", "targets", "learning_rate")

VARIANTS = DeclaredTable(
    "in the table [variants]",
    _EXAMPLE,
    {
        "weights": Key(_SET, help="of all layers; of a graph, its parameters", shown_default="around those given"),
        "biases": Key(_SET, help="of all layers", shown_default="around those given"),
        "inputs": Key(_SET, help="of all samples; of a graph, what is given", shown_default="around those given"),
        "targets": Key(_SET, help="of all samples", shown_default="around those given; `fixed` where all are 0 or 1"),
        "learning_rate": Key(_SET, help="one for the exercise", shown_default="`fixed`"),
        "digits": Key(Count(15, 2), help="significant digits asked of each number", shown_default="4"),
        "decimals": Key(Count(15, 0), help="decimals asked of each number, in place of `digits`"),
        "longest": Key(
            Count(15),
            help="the most digits of a result that comes to an end",
            shown_default="as many as in the exercise",
        ),
        "idle": Key(Flag(), help="whether neurons may be dead or saturated", shown_default="as few as the sets allow"),
        "work": Key(Real(least=0), 0.3, "how far the amount of work may be off, as a part of the exercise's"),
        "steps": Key(Count(100), 1, "training steps that are asked"),
        "mistakes": Key(
            Names('such as mistakes = ["bias-*", "factor-two"]'),
            [],
            "those that must be told from right work and from one another, by id; `*` stands for any letters",
            shown_default="all in operations and their order that apply",
        ),
    },
)


@dataclass(frozen=True, slots=True)
class VariantRules:
    """What a file says of variants."""

    sets: Mapping[str, NumberSet] = field(default_factory=dict)
    """By kind of quantity, as in ``weights``, or by the id of one."""
    digits: int | None = None
    decimals: int | None = None
    longest: int | None = None
    idle: bool | None = None
    work: float = 0.3
    steps: int = 1
    mistakes: tuple[str, ...] = ()

    def set_for(self, id: str, kind: str) -> NumberSet | None:
        """Return the set of a quantity: its own, or that of its kind; None where none is stated."""
        return self.sets.get(id, self.sets.get(kind))


def variants_schema() -> dict[str, Any]:
    """Return the JSON Schema of the table: beside its keys, any quantity may have a set of its own."""
    return {**VARIANTS.schema(), "additionalProperties": _SET.schema()}


def read_variants(
    subject: Subject, value: object, quantities: Collection[str], others: tuple[DeclaredTable, ...]
) -> VariantRules:
    """Return what the table says; `quantities` are the ids of those that may have a set of their own."""
    if not isinstance(value, dict):
        subject.note(f"must be a table, but it is {description(value)}", _EXAMPLE)
        return VariantRules()
    own = {id: value[id] for id in value if id in quantities}
    table = {key: entry for key, entry in value.items() if key not in own}
    VARIANTS.check_keys(subject, table, others=others)
    taken = VARIANTS.read_values(subject, table, others)
    if "digits" in table and "decimals" in table:
        subject.key("decimals").note("can't be given beside digits", "leave one of the two out")
    found = {id: _SET.read(subject.key(id), entry) for id, entry in own.items()}
    found |= {kind: taken.pop(kind) for kind in SET_KINDS}
    sets = {id: numbers for id, numbers in found.items() if numbers is not None}
    idle = taken["idle"] if "idle" in table else None
    return VariantRules(
        sets, **{**taken, "idle": idle, "work": float(taken["work"]), "mistakes": tuple(taken["mistakes"])}
    )
