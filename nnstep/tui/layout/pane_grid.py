"""The panes on the screen: which of them are shown, in which arrangement, and which one has the focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.strip import Strip
from textual.widget import Widget

from nnstep.errors import CommandError, NNStepError
from nnstep.problems.message_text import listed
from nnstep.session.commands.replies import PaneRequest
from nnstep.session.remembered.remembered import SettingValue
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.fault_net import NettedWidget
from nnstep.tui.layout.arrangements import ALONE, HALF, LAYOUTS, Arrangement, arrangement_for
from nnstep.tui.layout.frame_placement import FramePlacement, ShownPane
from nnstep.tui.layout.pane_choice import ZOOMS, NamedLayouts, PaneChoice, Zoom, choice_from_settings
from nnstep.tui.layout.splits import PaneArea, areas, regions
from nnstep.tui.panes.pane import PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines


class PaneFrame(NettedWidget, Container):
    """The frame of one pane, with its title."""


class PaneGrid(NettedWidget, Container):
    """Each pane in a titled frame."""

    def __init__(self, specs: Sequence[PaneSpec]) -> None:
        super().__init__()
        self._specs = sorted(specs, key=lambda spec: spec.order)
        self._by_id = {spec.id: spec for spec in self._specs}
        self._panes = {spec.id: spec.make(id=spec.id) for spec in self._specs}
        for pane in self._panes.values():
            if isinstance(pane, ScrollLines):
                pane.repainted_with = self
        self._frames = {id: PaneFrame(pane, id=f"{id}-frame", classes="pane") for id, pane in self._panes.items()}
        self._choice = PaneChoice()
        self._layouts = NamedLayouts()
        self._given_up: set[str] = set()
        """The panes of which something could not be computed or read: they show what they have."""
        self._view: View | None = None
        self._size = Size(0, 0)
        self._titles: dict[str, str] = {}
        self._placed: dict[Widget, Region] = {}
        self._placement = FramePlacement(self.placed_in)
        self._found: tuple[tuple[object, ...], dict[Widget, Region]] = (), {}
        """The regions asked for last, and what they depend on: asking the panes for their sizes takes long."""

    @property
    def settings(self) -> dict[str, SettingValue]:
        """What a person has chosen, by the name of the setting: panes shown or hidden, whose turn it is, layouts."""
        return {**self._choice.settings, **self._layouts.settings}

    def take_settings(self, settings: Mapping[str, SettingValue]) -> None:
        """Take the arrangement that was chosen earlier; a pane that is not known is passed over."""
        self._choice = choice_from_settings(settings, self._panes)
        self._layouts.take_settings(settings, self._panes)

    @property
    def layout_names(self) -> tuple[str, ...]:
        """The layouts that can be chosen."""
        return self._layouts.names

    @property
    def presents(self) -> bool:
        """Whether the layout is for a projector."""
        return self._choice.layout == "presenter"

    @property
    def layout(self) -> Layout:
        """What places the frames; no style sheet can."""
        return self._placement

    def compose(self) -> ComposeResult:
        """Yield every pane in its frame."""
        yield from self._frames.values()

    def painted_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - the framework's signature
        """Paint nothing: the frames cover all of it."""
        return []

    def paint(self, view: View) -> None:
        """Show `view` in every pane that is shown."""
        self.arrange_for(view)
        for id, pane in self._panes.items():
            if self._frames[id].display:
                pane.show_view(view)
            else:
                pane.keep_view(view)

    def arrange_for(self, view: View) -> None:
        """Arrange the panes that `view` needs for the terminal's size; what stays as it is costs no new layout."""
        self._view = view
        turns = self._turns(view)
        chosen = {area: self._first(ids) for area, ids in turns.items() if ids}
        for area, id in chosen.items():
            title = self._title(id, turns[area])
            if self._titles.get(id) != title:  # a frame is painted anew where it is given the same title again
                self._titles[id] = self._frames[id].border_title = title
        for id, frame in self._frames.items():
            if frame.display != (id in chosen.values()):
                frame.display = id in chosen.values()
        if self._regions(view, chosen, self._size) != self._placed:
            # A widget's new layout makes the framework forget the arrangement of those around it, not its own.
            next(iter(self._frames.values())).refresh(repaint=False, layout=True)

    def _title(self, pane: str, turns: Sequence[str]) -> str:
        """Return the title of a pane, with the keys of those that take turns with it."""
        heading = self._by_id[pane].heading
        others = [self._by_id[id].key.upper() for id in turns if id != pane]
        return f"{heading} · {' '.join(others)}" if others else heading

    def placed_in(self, size: Size) -> dict[Widget, Region]:
        """Return the regions of the frames that are shown, in a grid of this size."""
        self._size = size
        view = self._view
        self._placed = self._regions(view, self._chosen(view), size) if view is not None else {}
        return self._placed

    def _regions(self, view: View, chosen: Mapping[PaneArea, str], size: Size) -> dict[Widget, Region]:
        arrangement = self._arrangement
        key = arrangement, tuple(chosen.values()), size, view.lasting
        if self._found[0] != key:
            contents = {area: ShownPane(self._panes[id], view) for area, id in chosen.items()}
            found = regions(arrangement.root, size.region, contents)
            self._found = key, {self._frames[chosen[area]]: region for area, region in found.items()}
        return self._found[1]

    @property
    def _arrangement(self) -> Arrangement:
        match self._choice.zoom:
            case "normal":
                return arrangement_for(*self.app.size, LAYOUTS[self._choice.layout])
            case "half":
                return arrangement_for(*self.app.size, HALF)
            case "full":
                return ALONE
            case _:
                assert_never(self._choice.zoom)

    def _chosen(self, view: View) -> dict[PaneArea, str]:
        """Return the pane that is shown in each area, in reading order; areas without one are left out."""
        turns = self._turns(view)
        return {area: self._first(ids) for area, ids in turns.items() if ids}

    def _turns(self, view: View) -> dict[PaneArea, list[str]]:
        """Return the panes that take turns in each area of the present arrangement."""
        wanted = [spec for spec in self._specs if self._choice.asked.get(spec.id, spec.is_needed(view))]
        return {
            area: [spec.id for name in area.names for spec in wanted if spec.area == name]
            for area in areas(self._arrangement.root)
        }

    def _first(self, ids: Sequence[str]) -> str:
        return next((id for id in self._choice.brought_up if id in ids), ids[0])

    @property
    def has_work(self) -> bool:
        """Whether a pane that is shown has more to compute."""
        return any(pane.has_work for id, pane in self._panes.items() if self._may_work(id))

    def work_on(self, seconds: float) -> None:
        """Let the panes that are shown go on with that, for about `seconds` each; say once what one can't read."""
        for id, pane in self._panes.items():
            if self._may_work(id):
                try:
                    pane.work_on(seconds)
                except NNStepError as error:
                    self._given_up.add(id)
                    self.screen.notify(problem_text(error), severity="error")

    def _may_work(self, pane: str) -> bool:
        return self.is_shown(pane) and pane not in self._given_up

    def is_shown(self, pane: str) -> bool:
        """Return whether a pane is on the screen."""
        return pane in self._frames and self._frames[pane].display

    @property
    def focused_pane(self) -> str | None:
        """The pane that has the focus, or in which a widget has it."""
        focused = self.screen.focused
        around = focused.ancestors_with_self if focused is not None else ()
        return next((id for id, pane in self._panes.items() if pane in around), None)

    @property
    def is_zoomed(self) -> bool:
        """Whether the focused pane has more room than in the usual arrangement."""
        return self._choice.zoom != "normal"

    def perform(self, request: PaneRequest) -> str:
        """Do what is asked for; return what there is to say, if anything. Raise CommandError for an unknown name."""
        view, pane = self._view, request.pane or self.focused_pane or ""
        if view is None:
            return ""
        if request.pane not in self._panes and (request.pane or request.act == "show"):
            raise CommandError(f"no pane is called {request.pane!r}", f"there are {listed(list(self._panes))}")
        match request.act:
            case "show":
                return self._show(request.pane, view)
            case "hide":
                return self._hide(pane, view)
            case "turn":
                return self._next_turn(view)
            case "focus":
                return self._move_focus(request.steps, view)
            case "zoom":
                return self._zoom_to("normal" if self.is_zoomed else "full", view)
            case "zoom by":
                place = ZOOMS.index(self._choice.zoom) + request.steps
                return self._zoom_to(ZOOMS[max(0, min(len(ZOOMS) - 1, place))], view)
            case "layout":
                return self._take_layout(request.layout, view)
            case "save layout":
                return self._layouts.save(request.layout, self._choice)
            case _:
                assert_never(request.act)

    def end_zoom(self) -> None:
        """Show all panes again."""
        self.perform(PaneRequest("zoom by", steps=-len(ZOOMS)))

    def _take_layout(self, name: str, view: View) -> str:
        """Arrange the panes as a layout says; the focus stays where it can."""
        choice = self._layouts.choice(name, self._choice)
        if choice is None:
            raise CommandError(f"no layout is called {name!r}", f"there are {listed(self.layout_names)}")
        self._choice = choice
        shown = list(self._chosen(view).values())
        wished = (self.focused_pane or "", *choice.brought_up)
        self._bring_up(next((id for id in wished if id in shown), shown[0]), view)
        return ""

    def _show(self, pane: str, view: View) -> str:
        """Show a pane, even one that is hidden or not needed, and give it the focus."""
        self._choice.asked.pop(pane, None)
        if not self._by_id[pane].is_needed(view):
            self._choice.asked[pane] = True
        self._bring_up(pane, view)
        return ""

    def _hide(self, pane: str, view: View) -> str:
        """Hide a pane, unless it is the only one."""
        if not pane:
            return "no pane has the focus; tab gives it to one"
        if all(id == pane for ids in self._turns(view).values() for id in ids):
            return "this is the only pane; function keys show others"
        self._choice.asked[pane] = False
        self._focus_shown(view)
        return ""

    def _next_turn(self, view: View) -> str:
        """Show the next of the panes that take turns with the focused one, or else of the most that do."""
        turns = [ids for ids in self._turns(view).values() if len(ids) > 1]
        ids = next((ids for ids in turns if self.focused_pane in ids), max(turns, key=len, default=[]))
        if not ids:
            return "no panes share a place here; all are shown"
        pane = ids[(ids.index(self._first(ids)) + 1) % len(ids)]
        self._bring_up(pane, view, focused=self.focused_pane in ids)
        return ""

    def _move_focus(self, by: int, view: View) -> str:
        """Give the focus to the next pane on the screen; to one that takes turns, where a single pane is shown."""
        shown = list(self._chosen(view).values())
        ids = shown if len(shown) > 1 else [id for ids in self._turns(view).values() for id in ids]
        focused = self.focused_pane
        self._bring_up(ids[(ids.index(focused) + by) % len(ids)] if focused in ids else ids[0], view)
        return "" if len(ids) > 1 else "this is the only pane; function keys show others"

    def _zoom_to(self, zoom: Zoom, view: View) -> str:
        if zoom == self._choice.zoom:
            return f"the pane has {'its usual place' if zoom == 'normal' else 'the whole screen'} already"
        self._choice.zoom = zoom
        focused = self.focused_pane
        if focused is not None:
            self._bring_up(focused, view)
        else:
            self._focus_shown(view)
        return ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002 - the framework's signature
        """Keep the pane that has the focus on the screen when there is less room."""
        if self.focused_pane is not None:
            self._choice.put_first(self.focused_pane)

    def _bring_up(self, pane: str, view: View, *, focused: bool = True) -> None:
        self._choice.put_first(pane)
        self.paint(view)
        if focused:
            self._panes[pane].focus()

    def _focus_shown(self, view: View) -> None:
        """Arrange the panes, and give the focus to the first one shown if it was lost."""
        self.paint(view)
        focused = self.focused_pane
        if focused is None or not self.is_shown(focused):
            self._panes[next(iter(self._chosen(view).values()))].focus()
