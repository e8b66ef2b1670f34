"""The start screen: what can be opened, in groups; typing filters it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nnstep.session.commands.help_sections import explained
from nnstep.session.starting.details import details
from nnstep.session.starting.offers import NEW_SCENARIO, Offer, OfferGroup, filtered
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.option_lists import PickList
from nnstep.tui.widgets.plain_text import PlainText

_SHORT_BELOW = 18
"""Lines of a terminal in which nothing is said of the selected entry."""
_NAME_CELLS = 28
_HELP = (
    explained(
        "Open something",
        {
            "enter": "open the selected exercise, recording or file; a click does, too",
            "x": "open it in exercise mode: you type each value and have it checked",
            "ctrl+n": "fill in a form that makes a new scenario",
            "letters": "filter the list; type / first, if they begin with x or q. Several words must all be found",
        }.items(),
    ),
    explained(
        "The groups",
        {
            "by hand": "short exercises whose every number can be worked out on paper",
            "make your own": "a form that makes a new scenario",
            "training": "runs of many training steps",
            "graphs": "formulas between single numbers, in place of layers",
            "data": "samples from files",
            "go on": "opens the last run where it was left",
            "in FOLDER": "the scenarios and recordings there; one with problems shows them",
        }.items(),
    ),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen."""

    offer: Offer
    exercise: bool = False
    """Whether to begin with exercise mode."""


class Choice(Closing[None]):
    """Hands what is chosen to the app, and stays until that has opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "open"),
        Binding("x", "choose(True)", "exercise"),
        Binding("ctrl+n", "new", "new scenario"),
        Binding("slash", "filter", "filter", key_display="/"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("escape", "back", "back"),
        Binding("q", "app.quit", "quit"),
    ]

    def __init__(self, groups: list[OfferGroup], choose: Callable[[Chosen], None], *, is_first: bool) -> None:
        """Offer `groups`; `choose` opens what is chosen. Where the screen `is_first`, nothing lies below it."""
        super().__init__()
        self._groups = groups
        self._choose = choose
        self._is_first = is_first
        self._filter = ""
        self._filtering = False
        """Whether every letter goes to the filter, also those that are keys otherwise."""
        self._offers: dict[str, Offer] = {}
        self._marked: str | None = None
        self._details: dict[str, str] = {}
        self._head = PlainText("", id="filter")
        self._list = PickList()
        self._about = PlainText("", id="about")

    def compose(self) -> ComposeResult:
        """Yield the line of the filter, the list, what is said of the selected entry, and the footer."""
        yield self._head
        yield self._list
        yield self._about
        yield self.key_line()

    def on_mount(self) -> None:
        """Show everything."""
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what is said of the selected entry where there is little room."""
        super().on_resize(event)
        self.set_class(self.app.size.height < _SHORT_BELOW, "-short")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys that are letters go to the filter while something is typed there."""
        typing = self._filtering and (action in ("filter", "help", "app.quit") or parameters == (True,))
        return not typing

    def on_key(self, event: events.Key) -> None:
        """Type into the filter."""
        letter = event.character
        if event.key == "backspace" and self._filtering:
            self._set_filter(self._filter[:-1])
        elif letter is None or not letter.isprintable() or not (self._filtering or letter not in "xq?/ "):
            return
        else:
            self._set_filter(self._filter + letter)
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Filter by what was pasted."""
        self._set_filter(self._filter + "".join(filter(str.isprintable, event.text))[:80])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what was clicked, or what enter was pressed on."""
        self._choose(Chosen(self._offers[event.option.id or ""]))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the selected entry, also without colours, and say more of it."""
        id = event.option.id
        for other, mark in ((self._marked, " "), (id, "▶")):
            if other is not None and other in self._offers:
                self._list.replace_option_prompt(other, _row(self._offers[other], mark))
        self._marked = id
        self._describe()

    def action_choose(self, exercise: bool = False) -> None:  # noqa: FBT001, FBT002 - an action takes no names
        """Open the selected entry."""
        offer = self._selected
        if offer is not None:
            self._choose(Chosen(offer, exercise))

    def action_new(self) -> None:
        """Fill in a new scenario."""
        self._choose(Chosen(NEW_SCENARIO))

    def action_filter(self) -> None:
        """Let every letter go to the filter."""
        self._filtering = True
        self._set_filter("")
        self._filtering = True
        self.refresh_bindings()
        self._show_filter()

    def action_help(self) -> None:
        """Say what the keys and groups are."""
        self.app.push_screen(Help(_HELP))

    async def action_back(self) -> None:
        """Forget the filter; without one, go back to the run, or quit."""
        if self._filtering:
            self._set_filter("")
        elif self._is_first:
            await self.run_action("app.quit")
        else:
            self.dismiss()

    @property
    def _selected(self) -> Offer | None:
        at = self._list.highlighted
        return None if at is None else self._offers.get(self._list.get_option_at_index(at).id or "")

    def _set_filter(self, text: str) -> None:
        self._filter, self._filtering = text, bool(text)
        self.refresh_bindings()
        self._fill()

    def _fill(self) -> None:
        """List what matches the filter, and select the first of it."""
        groups = filtered(self._groups, self._filter)
        self._offers = {f"{group.heading}:{offer.word}": offer for group in groups for offer in group.offers}
        self._marked = None
        self._list.clear_options()
        self._list.add_options(_options(groups))
        self._list.highlighted = 1 if groups else None
        self._list.focus()
        self._show_filter()
        self._describe()

    def _show_filter(self) -> None:
        self._head.update(f"filter: {self._filter}▌" if self._filtering else "What to step through? Type to filter")

    def _describe(self) -> None:
        offer = self._selected
        if offer is None:
            self._about.update("nothing matches; escape forgets the filter" if self._filter else "")
            return
        if offer.opens == "run" and offer.word not in self._details:
            self._details[offer.word] = details(offer.word)
        size = ", ".join(filter(None, (offer.size, self._details.get(offer.word))))
        self._about.update("\n".join(filter(None, (offer.about or offer.name, size, offer.source))))


def _options(groups: list[OfferGroup]) -> Iterator[Option]:
    for group in groups:
        yield Option(Content.styled(group.heading.upper(), "dim"), disabled=True)
        for offer in group.offers:
            yield Option(_row(offer, " "), id=f"{group.heading}:{offer.word}")


def _row(offer: Offer, mark: str) -> Content:
    """Return the line of an offer: its name first, which stays where there is no room for the rest."""
    rest = f"  {offer.size}  {offer.about}" if offer.size else f"  {offer.about}"
    return Content.assemble(f"{mark} ", (offer.name.ljust(_NAME_CELLS), "bold"), rest)
