"""The network pane: the network with its values, what the operation reads and writes, and the chosen element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from nnstep.drawing.network.diagram import EdgeKey, NodeKey
from nnstep.drawing.network.network_arrangement import most_columns, most_lines
from nnstep.drawing.network.network_drawing import NetworkDrawing, draw_network, number_widths
from nnstep.program.program import Program
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.network.pointing import PointedElement, QuantityElement, ResultElement, pointed_element
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import ElementPointed, View, last_write_asked
from nnstep.tui.widgets.network_view import NetworkView
from nnstep.tui.widgets.scroll_lines import BAR

if TYPE_CHECKING:  # what draws graphs is loaded only for one
    from nnstep.drawing.network.graph_drawing import GraphDrawing
    from nnstep.session.network.graph_scenes import GraphScenes


class NetworkPane(NetworkView, Pane):
    """Draws the network or the graph in the whole window; a click chooses what was clicked."""

    _scenes: NetworkScenes | GraphScenes | None = None
    _looking: Looking | None = None
    _drawing: NetworkDrawing | GraphDrawing | None = None
    _numbers: tuple[int, ...] = ()
    """The widest number of each column so far: the neurons stay where they are when numbers get shorter."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        width, height = self.window
        if width <= 0 or height <= 0:
            return
        scenes = self._scenes_for(view.frame.program)
        self._looking = Looking(view.frame, view.element, view.digits, view.writing)
        if isinstance(scenes, NetworkScenes):
            scene = scenes.scene(self._looking)
            wished = number_widths(scene)
            self._numbers = tuple(map(max, wished, self._numbers)) if self._numbers else wished
            self._drawing = draw_network(scene, width, height, self._numbers)
        else:
            from nnstep.drawing.network.graph_drawing import draw_graph

            self._drawing = draw_graph(scenes.scene(self._looking), width, height)
        self.set_lines(self._drawing.lines)

    def wanted_columns(self, view: View) -> int:
        """Return the columns that the network can fill."""
        return self._wanted(view)[0] + BAR

    def wanted_lines(self, view: View, columns: int) -> int:  # noqa: ARG002 - the same for any width
        """Return the lines that the network can fill."""
        return self._wanted(view)[1]

    def _wanted(self, view: View) -> tuple[int, int]:
        scenes = self._scenes_for(view.frame.program)
        if isinstance(scenes, NetworkScenes):
            return most_columns(scenes.sizes), most_lines(scenes.sizes)
        from nnstep.drawing.network.graph_drawing import most_size

        return most_size(*scenes.outline)

    def _scenes_for(self, program: Program) -> NetworkScenes | GraphScenes:
        if self._scenes is None or self._scenes.program is not program:
            self._scenes, self._numbers = _scenes_of(program), ()
        return self._scenes

    def on_click(self, event: events.Click) -> None:
        """Choose the element that was clicked, or go to what wrote it."""
        offset = event.get_content_offset(self)
        if offset is None or self._drawing is None or self._looking is None or self._scenes is None:
            return
        place = self._drawing.at(*(offset + self.scroll_offset))
        match _pointed(self._scenes, self._looking, place):
            case ResultElement(index):
                self.post_message(ElementPointed(index))
            case QuantityElement(id, index):
                self.post_message(last_write_asked(self._looking.frame, id, index))
            case None:
                pass


def _pointed(
    scenes: NetworkScenes | GraphScenes, looking: Looking, place: NodeKey | EdgeKey | None
) -> PointedElement | None:
    if place is None:
        return None
    return (
        pointed_element(scenes, looking, place) if isinstance(scenes, NetworkScenes) else scenes.pointed(looking, place)
    )


def _scenes_of(program: Program) -> NetworkScenes | GraphScenes:
    graph = program.scenario.graph
    if graph is None:
        return NetworkScenes(program)
    from nnstep.session.network.graph_scenes import GraphScenes

    return GraphScenes(program, graph)


NETWORK_PANE = PaneSpec("network", "network", "f5", NetworkPane, area="picture", order=4)
