"""Names as numbers, and values that hold between two companies."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Codes:
    """Numbers for names in the order they come, from 1; 0 is the empty name. Only ever grows."""

    def __init__(self, numbers: Mapping[str, int] | None = None) -> None:
        """`numbers`: those given before, when it comes back from a file."""
        self._numbers = dict(numbers or {"": 0})
        self._giving = threading.Lock()  # two threads must not give one number to two names

    def __len__(self) -> int:
        return len(self._numbers)

    def __reduce__(self) -> "tuple[type[Codes], tuple[dict[str, int]]]":
        return Codes, (self._numbers,)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def number(self, name: str) -> int:
        known = self._numbers.get(name)
        if known is not None:
            return known
        with self._giving:
            return self._numbers.setdefault(name, len(self._numbers))


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs of companies by place, one way, as sorted keys `from · companies + to`, with a value each."""

    keys: Ints
    values: Array
    companies: int

    @classmethod
    def of(cls, pairs: Mapping[tuple[int, int], float], companies: int) -> "Ties":
        keys = np.array([one * companies + other for one, other in pairs], np.int64)
        order = np.argsort(keys, kind="stable")
        values = np.array(list(pairs.values()), np.float32)
        return cls(keys[order], values[order], companies)

    def at(self, a: Ints, b: Ints) -> Array:
        """The value from a to b, 0 where there is none."""
        if not self.keys.size:
            return np.zeros(np.broadcast_shapes(a.shape, b.shape), np.float32)
        wanted = a * self.companies + b
        place = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        found: Array = np.where(self.keys[place] == wanted, self.values[place], np.float32(0))
        return found

    def block(self, first: int, last: int) -> Array:
        """The values from companies first to last (exclusive) to all, (last - first) x companies."""
        grid = np.zeros((last - first, self.companies), np.float32)
        inside = slice(*np.searchsorted(self.keys, (first * self.companies, last * self.companies)))
        one, other = np.divmod(self.keys[inside], max(self.companies, 1))
        grid[one - first, other] = self.values[inside]
        return grid
