"""Patterns that take quadratic time: `python -m tests.fuzz.patterns` gives each of the package long, monotonous texts.

A line of a sheet may hold a hundred thousand spaces, so `\\s*` before something that is missing must not be tried from
each of them again. A pattern is tried the way its module calls it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nnstep

LENGTH = 20_000
MOST_SECONDS = 0.5
"""Of processor time; what is linear takes a few milliseconds."""
_UNITS = (
    *" \t\n\u2028aAé_01.,:;[({<>\"'-+=/\\#%$&*|~`^@",
    *(" \n", "0.", "a ", "a.", "a_", "1 ", "1,", "1e", "a=", "- ", "1/", "(a", "[1", '"a', "<a", "</", "<!--", "<td>"),
    "\\frac",
)
_BEFORE = ("", "a", "1", "a=", "[", '"', "<", "\\", " ", "z1", "(", "^(", "<a", "a:")
_BEHIND = ("", "!", "\x00")
_WHOLE = ("match", "fullmatch")
_SEARCHING = ("search", "finditer", "findall", "sub", "split")
KNOWN = {
    "nnstep.grading.sheet.number_forms._POWER": "runs of blanks are one blank before it is used",
    "nnstep.problems.toml_positions._SCALAR": "is matched at one place, where a value begins",
    "nnstep.problems.numbers._NUMBER_TEXT": "is given 40 characters at most",
}
"""Those that are never given such texts, and why."""


@dataclass(frozen=True, slots=True)
class FoundPattern:
    """A pattern of a module, and the methods of it that the module calls."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    def calls(self) -> Iterator[Callable[[Any], object]]:
        """Yield what is done with a text."""
        yield from (getattr(self.pattern, method) for method in _WHOLE if method in self.methods)
        if self.methods.difference(_WHOLE):
            yield lambda text: sum(1 for _ in self.pattern.finditer(text))


class _TooLongError(Exception):
    pass


def patterns() -> Iterator[FoundPattern]:
    """Yield the patterns that stand in the modules of the package, also in their tables."""
    seen: set[tuple[Any, int]] = set()
    for module in pkgutil.walk_packages(nnstep.__path__, "nnstep."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        source = Path(str(loaded.__file__)).read_text(encoding="utf-8")
        for name, value in vars(loaded).items():
            methods = _methods(name, source)
            for pattern in _in(value):
                if (key := (pattern.pattern, pattern.flags)) not in seen:
                    seen.add(key)
                    yield FoundPattern(f"{module.name}.{name}", pattern, methods)


def _methods(name: str, source: str) -> frozenset[str]:
    called = frozenset(re.findall(rf"\b{re.escape(name)}\.({'|'.join((*_WHOLE, *_SEARCHING))})\b", source))
    return called or frozenset(_SEARCHING[:1])  # of a table, whose entries are called otherwise


def _in(value: object) -> Iterator[re.Pattern[Any]]:
    match value:
        case re.Pattern():
            yield value
        case dict():
            yield from _in(tuple(value.values()))
        case tuple() | list():
            for each in value:
                yield from _in(each)


def slowest(found: FoundPattern) -> tuple[float, str]:
    """Return the longest time that a text takes, and which text that is; end where it is too long."""
    worst = (0.0, "")
    for unit in _UNITS:
        for before in _BEFORE:
            for behind in _BEHIND:
                text: Any = before + unit * (LENGTH // len(unit)) + behind
                text = text.encode() if isinstance(found.pattern.pattern, bytes) else text
                for call in found.calls():
                    worst = max(worst, (_seconds(call, text), f"{before!r}, {unit!r} over and over, {behind!r}"))
                    if worst[0] > MOST_SECONDS:
                        return worst
    return worst


def _seconds(call: Callable[[Any], object], text: Any) -> float:
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * MOST_SECONDS)
    begun = time.process_time()
    try:
        call(text)
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


def main() -> int:
    """Print the patterns that take too long, and return 1 where there are any but the known ones."""

    def ring(*_: object) -> None:
        raise _TooLongError

    signal.signal(signal.SIGVTALRM, ring)
    count, wrong = 0, 0
    for found in patterns():
        count += 1
        seconds, text = slowest(found)
        if seconds > MOST_SECONDS:
            wrong += found.name not in KNOWN
            print(f"{found.name}: {seconds:.1f} s with {text} {KNOWN.get(found.name, '')}", flush=True)
    print(f"{count} patterns, {wrong} too slow")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
