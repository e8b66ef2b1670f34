"""What a report of a bug needs, put together, and its lines as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

from nnstep.cli.diagnosis.installation import Installation, installation
from nnstep.cli.diagnosis.self_check import self_check
from nnstep.cli.diagnosis.state_health import StateHealth, state_health
from nnstep.cli.diagnosis.surroundings import Surroundings, surroundings


class Diagnosis(TypedDict):
    """What a report of a bug needs."""

    installation: Installation
    """What is installed."""
    surroundings: Surroundings
    """The terminal and the language settings."""
    state: StateHealth
    """The file of what nnstep remembers."""
    self_check: str
    """The text `passed` where one exercise gives the numbers that were worked by hand; else what differs."""


def diagnosis() -> Diagnosis:
    """Look at everything, and run the self-check."""
    return {
        "installation": installation(),
        "surroundings": surroundings(),
        "state": state_health(),
        "self_check": self_check(),
    }


def diagnosis_lines(found: Diagnosis) -> Iterator[str]:
    """Yield it as text, one subject a line."""
    installed, around, state = found["installation"], found["surroundings"], found["state"]
    yield f"nnstep: {installed['nnstep']}"
    yield f"Python: {installed['python']}"
    yield f"platform: {installed['platform']}"
    yield f"packages: {_pairs(installed['packages'])}"
    for extra, versions in installed["extras"].items():
        yield f"extra {extra}: {_pairs(versions)}"
    yield f"kernel: {installed['kernel'].text}"
    at_terminal = [name for name, is_terminal in around["terminals"].items() if is_terminal]
    yield f"terminal: {around['columns']}x{around['lines']}, at standard {', '.join(at_terminal) or 'nothing'}"
    yield f"colours: {around['colours']}"
    encodings = (around["output_encoding"], around["locale_encoding"], around["file_name_encoding"])
    yield "encodings: output {}, locale {}, file names {}".format(*encodings)
    yield f"variables: {_pairs(around['variables']) or 'none'}"
    yield f"state file: {_state(state)}"
    yield f"self-check: {found['self_check']}"


def _pairs(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs.items())


def _state(state: StateHealth) -> str:
    use = "" if state["is_used"] else ", turned off"
    presence = "" if state["exists"] else ", not there yet"
    return f"{state['path'] or 'none'}{presence}{use}: {state['problem'] or 'can be locked and written'}"
