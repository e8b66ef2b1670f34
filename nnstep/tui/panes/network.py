"""The network pane: the network with its values, what the operation reads and writes, and the chosen element."""

from __future__ import annotations

from textual import events

from nnstep.drawing.network.network_drawing import NetworkDrawing, draw_network, number_widths
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.network.pointing import QuantityElement, ResultElement, pointed_element
from nnstep.tui.panes.pane import Pane, PanePlace, PaneSpec
from nnstep.tui.view import ElementPointed, QuantityPointed, View
from nnstep.tui.widgets.network_view import NetworkView


class NetworkPane(NetworkView, Pane):
    """Draws the network in the whole window; a click chooses a neuron or an edge."""

    _scenes: NetworkScenes | None = None
    _looking: Looking | None = None
    _drawing: NetworkDrawing | None = None
    _numbers: tuple[int, ...] = ()
    """The widest number of each column so far: the neurons stay where they are when numbers get shorter."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        width, height = self.window
        if width <= 0 or height <= 0:
            return
        if self._scenes is None or self._scenes.program is not view.frame.program:
            self._scenes, self._numbers = NetworkScenes(view.frame.program), ()
        self._looking = Looking(view.frame, view.element, view.digits, view.writing)
        scene = self._scenes.scene(self._looking)
        wished = number_widths(scene)
        self._numbers = tuple(map(max, wished, self._numbers)) if self._numbers else wished
        self._drawing = draw_network(scene, width, height, self._numbers)
        self.set_lines(self._drawing.lines)

    def on_click(self, event: events.Click) -> None:
        """Choose the element of the neuron or the edge that was clicked, or go to what wrote it."""
        offset = event.get_content_offset(self)
        if offset is None or self._drawing is None or self._looking is None or self._scenes is None:
            return
        pointed = self._drawing.at(*(offset + self.scroll_offset))
        if pointed is None:
            return
        match pointed_element(self._scenes, self._looking, pointed):
            case ResultElement(index):
                self.post_message(ElementPointed(index))
            case QuantityElement(id, index):
                self.post_message(QuantityPointed(id, index))


NETWORK_PANE = PaneSpec(
    *("network", "network", NetworkPane),
    order=5,
    wide=None,
    narrow=PanePlace(1, "4fr", takes_turns=True),
    short=PanePlace(1, takes_turns=True),
    is_needed=lambda view: view.frame.program.scenario.graph is None,
)
