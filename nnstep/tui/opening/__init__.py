"""Opening runs in the app: one after the other, again when a file changes, and the editor for one with problems."""
