"""Textual controls that any pane may use."""
