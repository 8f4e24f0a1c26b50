"""A long list, a page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

A_PAGE = 100
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[_T]):
    """Page `number`, from 1, of a list of `total`: `items` are those that stand on it."""

    items: Sequence[_T]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // A_PAGE))

    @property
    def first(self) -> int:
        """How many items stand on the pages before."""
        return (self.number - 1) * A_PAGE


def leaf(items: Sequence[_T], number: int) -> Leaf[_T]:
    """Page `number` of `items`."""
    return Leaf(items[(number - 1) * A_PAGE : number * A_PAGE], len(items), number)
