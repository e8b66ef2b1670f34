"""How runs are shown, as settings that are remembered: what differs from the default, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.expr.digits import Digits
from nnstep.program.program import Program
from nnstep.session.display import LEAST_DIGITS, MOST_DIGITS, Display
from nnstep.session.remembered.remembered import Remembered, SettingValue

_DEFAULT_DIGITS = Digits().significant


def settings_of(display: Display, program: Program) -> dict[str, SettingValue]:
    """Return what a person has chosen, by the name of the setting; what is as it would be anyway is left out."""
    found: dict[str, SettingValue] = {}
    if display.digits.significant != _DEFAULT_DIGITS:
        found["digits"] = display.digits.significant
    if display.writing is not program.writing:
        found["notation"] = display.writing.notation
    if display.log_axis:
        found["axis"] = "log"
    return found


def take_settings(display: Display, settings: Mapping[str, SettingValue]) -> None:
    """Show a run as it was chosen; a setting that means nothing here is passed over."""
    match settings.get("digits"):
        case int(digits) if LEAST_DIGITS <= digits <= MOST_DIGITS:
            display.set_digits(digits)
    match settings.get("notation"):
        case str(notation):
            display.write_in(notation)
    display.log_axis = settings.get("axis") == "log"


def with_changes(
    remembered: Remembered, before: Mapping[str, SettingValue], now: Mapping[str, SettingValue]
) -> Remembered:
    """Return what is remembered with the settings that differ between `before` and `now`; others stay as they are."""
    changed = {name: value for name, value in now.items() if before.get(name) != value}
    gone = [name for name in before if name not in now]
    return remembered.without_settings(gone).with_settings(changed)
