"""Writing traces: the lines of a recording, and the file that they go to while the run goes on."""
