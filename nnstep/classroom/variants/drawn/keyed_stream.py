"""Random choices that follow from a secret and a person's id, the same everywhere and for ever.

The secret is a key: without it, nobody can tell from an id which numbers belong to it. Every choice is read off BLAKE2b
with that key (RFC 7693), of the id and a counter, and not off a generator whose numbers may change between versions.
"""

from __future__ import annotations

from hashlib import blake2b

_BYTES = 8
_PURPOSE = b"nnstep variants"


def secret_key(seed: str, exercise: str) -> bytes:
    """Return the key of a seed for one exercise, so that two exercises with the same seed have unrelated numbers."""
    return blake2b(exercise.encode(), key=blake2b(seed.encode()).digest(), person=_PURPOSE).digest()


class KeyedStream:
    """The choices of one id, one after the other."""

    def __init__(self, key: bytes, id: str) -> None:
        self._key = key
        self._id = id.encode()
        self._number = 0
        self._block = b""

    def below(self, count: int) -> int:
        """Return a number from 0 to before `count`.

        Of 2^64 numbers, so that none is likelier than another by more than `count` in 2^64.
        """
        if not self._block:
            counter = self._number.to_bytes(_BYTES, "big")
            self._block = blake2b(counter + self._id, key=self._key, person=_PURPOSE).digest()
            self._number += 1
        taken, self._block = self._block[:_BYTES], self._block[_BYTES:]
        return int.from_bytes(taken, "big") % count
