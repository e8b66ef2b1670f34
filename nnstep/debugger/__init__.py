"""The debugger: moves through a run, breakpoints, the last write of an element, two runs compared."""
