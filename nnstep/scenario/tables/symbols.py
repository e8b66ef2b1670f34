"""Checks of the table [symbols]: templates that stand in for a notation's own symbols, and that no two look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nnstep.expr.notation import HOLES, KINDS, Notation, parts
from nnstep.harmless_text import cells, visible_character
from nnstep.notations import NOTATIONS
from nnstep.optimizers import OPTIMIZERS
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.did_you_mean import nearest
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, listed, quoted
from nnstep.problems.rules import ReadInContext
from nnstep.schedules import RATES

LONGEST = 20
"""Characters of a template."""
SYMBOLS = DeclaredTable(
    "in the table [symbols]",
    'write [symbols], and below it lines such as: E = "L"',
    {kind: Key(ReadInContext("a template", {"type": "string", "maxLength": LONGEST})) for kind in KINDS},
)
_HOLE = re.compile(r"\{([^{}]*)\}")
_WITHOUT_LAYER = {"y": "the target", "E": "the error", "lr": "the learning rate"}
WORDS = {
    "input": "x",
    "target": "y",
    "weights": "W",
    "biases": "b",
    "activation": "a",
    "error": "E",
    "loss": "E",
    "cost": "E",
    "learning_rate": "lr",
    "alpha": "lr",
    "eta": "lr",
}
"""What people call a kind of quantity that has a shorter name here."""


def check_symbols(
    subject: Subject, value: object, notation: str | None, ids: Iterable[str], others: tuple[DeclaredTable, ...]
) -> None:
    """Check the table of symbols for the network whose quantities have these `ids`; without any, each for itself."""
    if not isinstance(value, dict):
        subject.note(f"must be a table, but it is {description(value)}", SYMBOLS.example)
        return
    base = None if notation is None else NOTATIONS[notation]
    sound = {}
    for key, template in value.items():
        if key not in KINDS:
            subject.key(key).note("is not a known key", _meant(key, template, others), at_key=True)
        elif isinstance(template, str) and _is_sound(subject.key(key), key, template, base):
            sound[key] = template
        elif not isinstance(template, str):
            hint = f'put it in quotes: {key} = "..."'
            subject.key(key).note(f"must be a string, but it is {description(template)}", hint)
    if base is not None and len(sound) == len(value):
        _check_alike(subject, sound, base, ids)


def _meant(key: str, value: object, others: tuple[DeclaredTable, ...]) -> str:
    kind = WORDS.get(key.lower()) if isinstance(value, str) else ""
    if not kind and re.fullmatch(rf"({'|'.join(KINDS)})\d+", key):
        kind = parts(key)[0]
        return f'a symbol is for all layers, as in {kind} = "{kind}{{sub}}"'
    return f"did you mean {kind}?" if kind else SYMBOLS.unknown_key(key, others)[0]


def _is_sound(subject: Subject, kind: str, template: str, base: Notation | None) -> bool:
    """Check one template; note the first thing wrong with it."""
    before = len(subject.found)
    if not template.strip():
        subject.note("is empty", f"write a symbol, or leave {kind} out for the notation's own")
    elif len(template) > LONGEST:
        subject.note(f"is {counted(len(template), 'character')} long, but a symbol can have at most {LONGEST}")
    else:
        _check_characters(subject, template)
        _check_holes(subject, kind, template, base)
    return len(subject.found) == before


def _check_characters(subject: Subject, template: str) -> None:
    hidden = next((character for character in template if not character.isprintable()), None)
    wide = next((character for character in template if cells(character) > 1), None)
    if hidden is not None:
        shown = visible_character(hidden)
        subject.note(f"has the character {shown}, which can't be seen", "leave it out")
    elif wide is not None:
        subject.note(f"has the wide character {wide}", "formulas line up with characters one column wide only")


def _check_holes(subject: Subject, kind: str, template: str, base: Notation | None) -> None:
    if any(brace in _HOLE.sub("", template) for brace in "{}"):
        subject.note("has a brace without its partner", "braces are for the layer's number, as in {sub}")
        return
    for hole in _HOLE.findall(template):
        if hole not in HOLES:
            near = nearest(hole, HOLES)
            hint = f"did you mean {{{near}}}?" if near else f"known are {listed(f'{{{name}}}' for name in HOLES)}"
            subject.note(f"has the unknown {quoted('{' + hole + '}')}", hint)
        elif kind in _WITHOUT_LAYER:
            subject.note(f"has {{{hole}}}, but {_WITHOUT_LAYER[kind]} has no layer", f"leave {{{hole}}} out")
        elif hole == "letter" and base is not None and not base.letters:
            lettered = listed((id for id, notation in NOTATIONS.items() if notation.letters), "or")
            subject.note(
                f"has {{letter}}, but {base.id} has no letters for layers", f'write {{sub}}, or notation = "{lettered}"'
            )


def _check_alike(subject: Subject, symbols: Mapping[str, str], base: Notation, ids: Iterable[str]) -> None:
    """Note where one of `symbols` makes two quantities of the network look the same."""
    every = list(ids)
    layers = max((parts(id)[1] for id in every if _is_of_network(id)), default=0)
    if not layers:
        return
    symbol = base.writing([1] * (layers + 1), symbols).symbols
    seen: dict[str, str] = {}
    noted: set[str] = set()
    for id in every:
        look = unicodedata.normalize("NFC", symbol(id)).strip()
        other = seen.setdefault(look, id)
        kinds = [kind for kind in map(_kind, (id, other)) if kind in symbols]
        if other == id or not kinds or kinds[0] in noted:
            continue
        numbered = f"put the layer's number into it: {symbols[kinds[0]]}{{sub}}"
        hint = numbered if _kind(id) == _kind(other) else "write one of them otherwise"
        subject.key(kinds[0]).note(f"makes {other} and {id} look the same: {quoted(symbol(id))}", hint)
        noted.add(kinds[0])


def _is_of_network(id: str) -> bool:
    return _kind(id) in KINDS


def _kind(id: str) -> str:
    """Return the kind of a quantity; of one of the training's own, the id itself."""
    match = re.fullmatch(rf"({'|'.join(KINDS)})\d*", id)
    return match[1] if match else id


def training_ids(training: Mapping[str, Any], parameters: Iterable[str]) -> Iterator[str]:
    """Yield the ids of the constants and states that a table [training] brings along."""
    optimizer, rate = OPTIMIZERS[training["optimizer"]], RATES[training["schedule"]]
    yield from (id for id in ("l2", "l1") if training[id])
    yield from (*rate.settings, *(["lr0"] if rate.value is not None else []))
    yield from optimizer.settings
    yield from (own.of(id) for id in parameters for own in optimizer.state)
