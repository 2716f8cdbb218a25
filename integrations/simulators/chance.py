"""Chance that can be repeated: the same seed, key and attempt always fall the same way."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(seed: int, *what: object) -> float:
    """Return a number in [0, 1) that depends on nothing but the seed and what it is for."""
    text = "\x1f".join(str(part) for part in (seed, *what))
    digest = hashlib.blake2b(text.encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") / (1 << 56)


def between(low: float, high: float, seed: int, *what: object) -> float:
    """Return a number from low to high."""
    return low + (high - low) * chance(seed, *what)


def pick(options: Sequence[T], seed: int, *what: object) -> T:
    """Return one of the options."""
    return options[int(chance(seed, *what) * len(options))]
