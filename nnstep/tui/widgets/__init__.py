"""Widgets that any pane may use: each is given what it shows and knows no pane, no frame and no scenario."""
