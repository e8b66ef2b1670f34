"""Every limit on what a person's files may ask for: each is checked before memory is taken.

A refusal says what was asked for, the limit, and what to do. Sizes are those of files that people really have, with
room above them; a machine with 8 GB keeps within its memory at any of them.
"""

from __future__ import annotations

MB = 2**20

TEXT_BYTES = 4 * MB
"""Of a scenario or of an answer sheet: a million numbers, which take ten seconds to read. A sheet with every number of
a 784-100-10 network has about 3 MB; more numbers belong into files of arrays."""
TEXT_KEYS = 20_000
"""Keys and heads of tables in a TOML text: each part of each takes about a kilobyte when it is read."""
KEY_PARTS = 8
"""Parts of one dotted key. The longest that means anything has 5: ``step.2.W1.0.2``."""
LIST_DEPTH = 16
"""Lists and inline tables inside one another."""
COMMANDS_BYTES = 1_000_000
"""Of a file of commands, or of what comes from standard input."""
COMMAND_CHARACTERS = 2000
"""In one command."""

ARRAYS_BYTES = 1024 * MB
"""Of all arrays that one scenario, or one file of weights, makes nnstep read, as they are kept: bytes and whole
numbers in their own type, all others as float64. MNIST has 55 MB as bytes, and 440 MB as text."""
TABLE_BYTES = 256 * MB
"""Of a file of arrays as text."""
TABLE_COLUMNS = 1_000_000
"""Of one row of such a file."""
HEADER_BYTES = 64 * 1024
"""Of the head of an array in NumPy's format, which says its shape and type."""
DIRECTORY_BYTES = MB
"""Of an archive's list of members: about 15,000 of them."""

TRACE_ARRAYS_BYTES = 1024 * MB
"""Of a trace whose arrays are held as a whole, as those of a .npz file are."""

TRACE_HEADER_BYTES = 256 * MB
"""Of a trace's first line, which holds the scenario's text and the first row of each array that it reads."""
TRACE_UNPACKED_BYTES = 100 * 1024 * MB
"""Of a compressed trace that has to be unpacked as a whole. All epochs of an exercise have a few gigabytes."""

LAYERS = 200
"""After the input."""
NEURONS = 100_000
"""In a layer whose weights are drawn."""
NETWORK_NUMBERS = 20_000_000
"""Weights and biases of a network, 160 MB."""
STEP_NUMBERS = 150_000_000
"""Values of one training step, or of the samples that are examined after an epoch, 1.2 GB. All 60,000 samples of MNIST
in one batch fit, with 100 hidden neurons."""
GRAPH_LINES = 200
"""Of a graph of numbers."""

EPOCHS = 10_000_000
"""Of a run."""
STEPS = 100_000_000
"""Training steps of a run: epochs times batches."""
BATCH = 10_000_000
"""Samples in a batch."""
CLASSES = 100_000
"""Of targets that number classes, and columns that are targets."""
TRAINED_ON = 10**9
"""Samples that are set apart for training."""
SHEET_NUMBERS = 200_000
"""Places on a blank sheet."""


def bytes_text(count: int) -> str:
    """Return a number of bytes as people say it: ``3.2 GB``, ``16 MB``, ``512 bytes``."""
    for unit, size in (("GB", 1024 * MB), ("MB", MB), ("KB", 1024)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"
