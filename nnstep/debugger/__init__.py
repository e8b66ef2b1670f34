"""The debugger: moves, levels, breakpoints, edits, the last write of an element."""
