"""The app: screens, panes and widgets that show frames."""
