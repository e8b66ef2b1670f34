"""The app: screens, panes and widgets over frames. Does no arithmetic of its own and reads no files."""
