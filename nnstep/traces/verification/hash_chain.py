"""The running hash of a trace, checked line by line."""

from __future__ import annotations

import hashlib
import re

from nnstep.traces.writing.trace_lines import HASH_DIGITS

_HASHED = re.compile(rb'"hash":"([0-9a-f]*)"\}\n$')


class HashChain:
    """The hash of all bytes so far, held against what lines state."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._is_broken = False
        self.checked = 0
        """How many hashes were right."""
        self.unhashed = 0
        """Lines since the last right hash: nothing says that they are as they were written."""

    def add(self, line: bytes) -> str:
        """Add a line; return what is wrong with its hash, or nothing."""
        found = _HASHED.search(line)
        if found is None:
            self._hash.update(line)
            return "the line does not end as every line of a trace does"
        begins = found.start(1)
        self._hash.update(line[:begins])
        stated = found[1].decode()
        wrong = stated != "" and stated != self._hash.hexdigest()[:HASH_DIGITS]
        self._hash.update(line[begins:])
        if wrong and self._is_broken:
            return ""  # it follows from the first one
        if wrong:
            self._is_broken = True
            return "the hash is not that of the bytes before it: something up to here was changed"
        self.unhashed = 0 if stated else self.unhashed + 1
        self.checked += bool(stated)
        return ""
