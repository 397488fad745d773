"""What was made of documents lately, kept while it takes little memory: few large ones, or many small ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Generic, TypeVar

T = TypeVar("T")

FEW = 128  # documents that are kept whatever their size
BYTES = 1 << 19  # of all documents that are kept, where they are more than that
EACH = 32  # bytes that a document counts besides its own


class Lately(Generic[T]):
    """A function of `(path, data, …)` that remembers what it gave.

    Every rule goes through the documents in turn. Where they are more than are remembered, each of them
    is forgotten before the next rule asks for it: thousands of small imports were read by every rule anew.
    """

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self._known: OrderedDict[tuple[Any, ...], T] = OrderedDict()
        self._size = 0
        update_wrapper(self, make)

    def __call__(self, path: str, data: bytes, *more: Any) -> T:
        key = (path, data, *more)
        try:
            value = self._known[key]
            self._known.move_to_end(key)
            return value
        except KeyError:
            value = self._known[key] = self._make(*key)
        self._size += len(data) + EACH
        while len(self._known) > FEW and self._size > BYTES:
            (_, old, *_), _ = self._known.popitem(last=False)
            self._size -= len(old) + EACH
        return value

    def cache_clear(self) -> None:
        """Forget all."""
        self._known.clear()
        self._size = 0
