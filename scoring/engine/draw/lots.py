"""Lots from a seed: a counter stream of HMAC-SHA256 (RFC 2104), unbiased integers, and a shuffle.

Block n (n = 0, 1, …) is HMAC-SHA256(key = seed, message = n as 8 bytes, big-endian). One lot takes one block,
read as a big-endian integer of 256 bits.
"""

import hmac
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
SPACE = 2**256


class Lots:
    """The stream of one seed of 32 bytes. Raises ValueError for a seed of another length."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise ValueError("a seed has 32 bytes")
        self.seed = seed
        self.taken = 0

    def below(self, bound: int) -> int:
        """An integer from 0 to bound - 1; a block at or above the greatest multiple of bound is thrown away,
        so each is equally likely. Raises ValueError for a bound below 1."""
        if bound < 1:
            raise ValueError("a lot is drawn from one or more")
        limit = SPACE - SPACE % bound
        while True:
            block = hmac.digest(self.seed, self.taken.to_bytes(8, "big"), "sha256")
            self.taken += 1
            if (value := int.from_bytes(block, "big")) < limit:
                return value % bound

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Fisher and Yates: for i from the last place down to 1, swap with place below(i + 1)."""
        found = list(items)
        for last in range(len(found) - 1, 0, -1):
            other = self.below(last + 1)
            found[last], found[other] = found[other], found[last]
        return found
