"""How runs are shown, as settings that are remembered: what differs from the default, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from nnstep.drawing.matrix.matrix_look import MATRIX_LOOKS
from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.expr.parsing.digit_settings import parse_digits, typed_digits
from nnstep.program.program import Program
from nnstep.session.display import Display
from nnstep.session.remembered.remembered import Remembered, SettingValue

_DEFAULT_DIGITS = typed_digits(Digits())
_DEFAULT_LOOK = "automatic"


def settings_of(display: Display, program: Program) -> dict[str, SettingValue]:
    """Return what a person has chosen, by the name of the setting; what is as it would be anyway is left out."""
    found: dict[str, SettingValue] = {}
    if typed_digits(display.digits) != _DEFAULT_DIGITS:
        found["digits"] = typed_digits(display.digits)
    if display.matrix_look != _DEFAULT_LOOK:
        found["matrices"] = display.matrix_look
    if display.writing is not program.writing:
        found["notation"] = display.writing.notation
    if display.log_axis:
        found["axis"] = "log"
    return found


def take_settings(display: Display, settings: Mapping[str, SettingValue]) -> None:
    """Show a run as it was chosen; a setting that means nothing here is passed over."""
    match settings.get("digits"):
        case str(digits):
            with suppress(CommandError):
                display.set_digits(parse_digits(digits, display.digits))
    display.matrix_look = next((look for look in MATRIX_LOOKS if look == settings.get("matrices")), display.matrix_look)
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
