"""What a person chose of the panes: which are shown, whose turn it is, the zoom; and such choices kept by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from nnstep.session.remembered.remembered import SettingValue
from nnstep.tui.layout.arrangements import LAYOUTS, BaseLayout

Zoom: TypeAlias = Literal["normal", "half", "full"]
ZOOMS: tuple[Zoom, ...] = ("normal", "half", "full")
_SAVED = "layout "
"""Begins the name of the setting that holds a saved layout."""
_BEFORE = "layout before"
"""The name of the setting that holds the layout before the presenter's; no saved one is called so."""
_MOST_SAVED = 12


@dataclass(slots=True)
class PaneChoice:
    """The panes as a person arranged them."""

    layout: BaseLayout = "automatic"
    asked: dict[str, bool] = field(default_factory=dict)
    """Whether a pane is to be shown, where a person said so."""
    brought_up: list[str] = field(default_factory=list)
    """Panes that a person asked for, the latest first: where panes take turns, it is their turn."""
    zoom: Zoom = "normal"

    def put_first(self, pane: str) -> None:
        """Make it the turn of `pane`."""
        self.brought_up = [pane, *(id for id in self.brought_up if id != pane)]

    def copy(self) -> PaneChoice:
        """Return the same choice, to be changed by itself."""
        return replace(self, asked=self.asked.copy(), brought_up=self.brought_up.copy())

    @property
    def settings(self) -> dict[str, SettingValue]:
        """The choice by the names of settings; what is as it would be anyway is left out."""
        found: dict[str, SettingValue] = {
            "shown panes": [id for id, shown in self.asked.items() if shown],
            "hidden panes": [id for id, shown in self.asked.items() if not shown],
            "latest panes": self.brought_up.copy(),
            "zoom": "" if self.zoom == "normal" else self.zoom,
            "layout": "" if self.layout == "automatic" else self.layout,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def words(self) -> list[str]:
        """The choice in one setting: each of its settings with one of its values."""
        return [
            f"{name}: {word}"
            for name, value in self.settings.items()
            for word in (value if isinstance(value, list) else [str(value)])
        ]


def choice_from_settings(settings: Mapping[str, SettingValue], panes: Collection[str]) -> PaneChoice:
    """Return what was chosen earlier; a pane that is not among `panes` is passed over."""
    named = {name: value for name, value in settings.items() if isinstance(value, list)}
    asked = {
        id: shown
        for name, shown in (("shown panes", True), ("hidden panes", False))
        for id in named.get(name, ())
        if id in panes
    }
    if not any(asked.get(id, True) for id in panes):
        asked.clear()
    return PaneChoice(
        next((known for known in LAYOUTS if known == settings.get("layout")), "automatic"),
        asked,
        [id for id in named.get("latest panes", ()) if id in panes],
        next((known for known in ZOOMS if known == settings.get("zoom")), "normal"),
    )


def _choice_from_words(words: list[str], panes: Collection[str]) -> PaneChoice:
    settings: dict[str, SettingValue] = {}
    for word in words:
        name, _, value = word.partition(": ")
        if name in ("layout", "zoom"):
            settings[name] = value
        else:
            known = settings.get(name)
            settings[name] = [*(known if isinstance(known, list) else ()), value]
    return choice_from_settings(settings, panes)


class NamedLayouts:
    """The layouts that are there from the start, and those that a person saved."""

    def __init__(self) -> None:
        self._saved: dict[str, PaneChoice] = {}
        self._before = PaneChoice()
        """What was shown before the presenter layout."""

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*LAYOUTS, *self._saved)

    def save(self, name: str, choice: PaneChoice) -> str:
        """Keep `choice` by a name; return what there is to say: that it is kept, or why that is not possible."""
        if any(name == known for known in LAYOUTS) or name == "before":
            return f"{name} can't be changed; save the layout by another name"
        if name not in self._saved and len(self._saved) == _MOST_SAVED:
            return f"{_MOST_SAVED} layouts are saved, and no more can be; save over one: {', '.join(self._saved)}"
        self._saved[name] = choice.copy()
        return f"the layout is saved; layout {name} shows it again"

    def choice(self, name: str, present: PaneChoice) -> PaneChoice | None:
        """Return the layout of a name, as it was saved; for none, the presenter's, or the one before that.

        None where there is no such layout.
        """
        if not name and present.layout == "presenter":
            return self._before.copy()
        if present.layout != "presenter":
            self._before = present.copy()
        if name in self._saved:
            return self._saved[name].copy()
        base = next((known for known in LAYOUTS if known == (name or "presenter")), None)
        return PaneChoice(base) if base is not None else None

    @property
    def settings(self) -> dict[str, SettingValue]:
        """All of them by the names of settings."""
        found: dict[str, SettingValue] = {_SAVED + name: choice.words or ["-"] for name, choice in self._saved.items()}
        return found | ({_BEFORE: self._before.words} if self._before.words else {})

    def take_settings(self, settings: Mapping[str, SettingValue], panes: Collection[str]) -> None:
        """Take those that were saved earlier."""
        for name, value in settings.items():
            if name == _BEFORE and isinstance(value, list):
                self._before = _choice_from_words(value, panes)
            elif name.startswith(_SAVED) and isinstance(value, list):
                self.save(name.removeprefix(_SAVED), _choice_from_words(value, panes))
