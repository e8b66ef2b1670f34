"""The help as data: the commands by group, the present operation, and the words used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nnstep.explain.explanation import operation_formula
from nnstep.session.commands.command import GROUPS, Command
from nnstep.session.commands.key_names import keys_text
from nnstep.session.practice.operation_words import GLOSSARY, operation_form, operation_words
from nnstep.session.session import Session

_TITLES = {
    "move": "Move through the run",
    "look": "Look at values and change the display",
    "break": "Stop where something happens",
    "change": "Change a value",
    "exercise": "Exercises and answer sheets",
    "file": "Files, help and leaving",
}
_READING = (
    "In the program, ▶ points at the next operation; ✓ marks operations that are done, · those that are not.",
    "A value that is not computed yet in this training step shows as ·.",
    "The operation pane works out the selected element of the result; the elements that it reads are marked.",
    "Type a number before a key to repeat it: 3n. Click an element, an operation or a word of the footer to use it.",
    "tab moves between the panes; ctrl+arrows, page up and page down scroll the focused one.",
    "Indices start at 0, as in NumPy: W1[0,2] is the third weight in the first row.",
)
_MOST_NAMES = 22
"""Characters of a command's names beside its keys."""


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One thing that is explained: in columns, its heads come before the text."""

    heads: tuple[str, ...]
    """Of a command: its keys, and its name after the colon."""
    text: str

    def has(self, words: Iterable[str]) -> bool:
        """Return whether all of these words occur in it, in capitals or not."""
        whole = " ".join((*self.heads, self.text)).lower()
        return all(word.lower() in whole for word in words)


@dataclass(frozen=True, slots=True)
class HelpSection:
    """Some entries under a title."""

    title: str
    entries: tuple[HelpEntry, ...]


def explained(title: str, meanings: Iterable[tuple[str, str]]) -> HelpSection:
    """Return the meaning of each key, mark or name under a title."""
    return HelpSection(title, tuple(HelpEntry((name,), text) for name, text in meanings))


def help_sections(session: Session, commands: Iterable[Command], pane: str = "") -> list[HelpSection]:
    """Return the whole help, beginning with what belongs to the focused pane, where one is given by its id."""
    commands = list(commands)
    own = [row for row in commands if pane in row.panes]
    parts = [HelpSection(f"In the pane {pane}", tuple(map(_entry, own)))] if own else []
    parts += _operation_sections(session)
    for group in GROUPS:
        rows = [row for row in commands if row.group == group]
        parts.append(HelpSection(_TITLES[group], tuple(map(_entry, rows))))
    parts.append(HelpSection("The words used", tuple(HelpEntry((word,), text) for word, text in GLOSSARY)))
    parts.append(HelpSection("How to read the screen", _plain(_READING)))
    program = session.debugger.program
    parts.append(HelpSection(program.title, _plain((*program.about, session.display.writing.about))))
    return parts


def matching(sections: Iterable[HelpSection], text: str) -> list[HelpSection]:
    """Return the entries in which all words of `text` occur, under their titles."""
    words = text.split()
    found = [
        HelpSection(section.title, tuple(entry for entry in section.entries if entry.has(words)))
        for section in sections
    ]
    return [section for section in found if section.entries]


def command_help(command: Command) -> list[str]:
    """Return all that there is to say of one command."""
    lines = [command.form, command.help]
    if command.keys:
        lines.append(f"keys: {keys_text(command.keys)}")
    if command.aliases:
        lines.append(f"also: {', '.join(command.aliases)}")
    return lines


def _entry(command: Command) -> HelpEntry:
    short = min((alias for alias in command.aliases if " " not in alias), key=len, default=command.name)
    names = f":{command.name} {short}" if len(short) < len(command.name) else f":{command.name}"
    shown = names if len(names) <= _MOST_NAMES else f":{command.name}"
    return HelpEntry((keys_text(command.keys), shown), command.help)


def _operation_sections(session: Session) -> list[HelpSection]:
    """Return what the present operation is, or, at the start of the run, the next one."""
    frame = session.debugger.frame
    op = frame.op or frame.next_op
    if op is None:
        return []
    which = "This operation" if frame.op is not None else "The next operation"
    said = f"{operation_words(op, frame.program)} {operation_form(op, frame.program)}".rstrip()
    formula = operation_formula(op, frame.program, session.display.writing)
    return [HelpSection(f"{which}: {op.role}", _plain((formula, said)))]


def _plain(texts: Iterable[str]) -> tuple[HelpEntry, ...]:
    return tuple(HelpEntry((), text) for text in texts)
