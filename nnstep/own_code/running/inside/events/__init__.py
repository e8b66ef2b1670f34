"""Where the events of a running program come from."""
