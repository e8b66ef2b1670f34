"""Widgets with many component styles, of which a screen shows few: each is resolved when it is first painted."""

from __future__ import annotations

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget


class LateStyles(Widget):
    """A widget whose component styles are resolved when they are first asked for. Stands first among the bases.

    Subclasses write rules for them, but leave COMPONENT_CLASSES empty. The framework resolves all that it names, in
    each widget, shown or not, whenever a class or a pseudo class changes above it.
    """

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Return the styles of components; KeyError where no rule is for one of these names."""
        for name in names:
            if name not in self._component_styles:
                component = _Component(name, self)
                self.app.stylesheet.apply(component)
                if component.styles.base.get_rules():
                    self._component_styles[name] = component.styles
        return super().get_component_styles(*names)

    def notify_style_update(self) -> None:
        """Forget the styles, and paint what has been painted in them anew."""
        super().notify_style_update()
        if self._component_styles:
            self._component_styles.clear()
            self.refresh()


class _Component(DOMNode):
    """What the rules of a component apply to."""

    def __init__(self, name: str, owner: Widget) -> None:
        super().__init__(classes=name)
        self._attach(owner)
