"""The choices that follow from a secret and an id: the same for ever, and no key in them."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from nnstep.classroom.variants.drawn.keyed_stream import KeyedStream, secret_key


def test_the_choices_are_read_off_keyed_blake2b() -> None:
    """By the definition of the docs, worked out once more: what students got must never change."""
    key = blake2b(b"Title", key=blake2b(b"geheim").digest(), person=b"nnstep variants").digest()
    assert secret_key("geheim", "Title") == key
    stream = KeyedStream(key, "anna")
    blocks = [blake2b(n.to_bytes(8, "big") + b"anna", key=key, person=b"nnstep variants").digest() for n in (0, 1)]
    wanted = [int.from_bytes(block[at : at + 8], "big") % 1000 for block in blocks for at in range(0, 64, 8)]
    assert [stream.below(1000) for _ in range(16)] == wanted


def test_a_seed_an_exercise_and_an_id_each_change_everything() -> None:
    def first(seed: str, title: str, id: str) -> tuple[int, ...]:
        stream = KeyedStream(secret_key(seed, title), id)
        return tuple(stream.below(2**32) for _ in range(4))

    every = [
        first(*each) for each in (("7", "a", "x"), ("8", "a", "x"), ("7", "b", "x"), ("7", "a", "y"), ("", "a", "x"))
    ]
    assert len({number for numbers in every for number in numbers}) == 20


def test_a_seed_may_be_of_any_length_and_script() -> None:
    assert secret_key("é" * 500, "a") != secret_key("é" * 501, "a")


def test_every_number_is_as_likely_as_another() -> None:
    stream = KeyedStream(secret_key("7", "a"), "x")
    counts = Counter(stream.below(7) for _ in range(7000))
    assert set(counts) == set(range(7))
    assert all(850 < count < 1150 for count in counts.values())
