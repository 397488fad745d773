"""Edits of a file to a unified difference, as `git apply` takes it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from agentslint.lint.fix.spans import Spot, edited

# what is done with which old lines, and which new ones come of them, as difflib has it
Step = tuple[str, int, int, int, int]


class _Known(SequenceMatcher[str]):
    """Two texts of which it is known what was edited: to look for it takes difflib the square."""

    def __init__(self, old: Sequence[str], new: Sequence[str], steps: list[Step]) -> None:
        super().__init__(None, "", "")
        self.a, self.b = old, new
        self._steps = steps

    def get_opcodes(self) -> list[Step]:  # type: ignore[override]
        return self._steps


def hunks(data: bytes, spots: Sequence[Spot], old_name: str, new_name: str) -> Iterator[str]:
    """The lines of the difference that some edits, sorted and apart, make in a file."""
    old, new, steps = _steps(data, spots)
    if any(step[0] != "equal" for step in steps):
        yield from (f"--- {old_name}", f"+++ {new_name}")
    for group in _Known(old, new, steps).get_grouped_opcodes():
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for kind, start, end, to, until in group:
            if kind != "insert":
                yield from _marked(" " if kind == "equal" else "-", old[start:end])
            if kind not in ("equal", "delete"):
                yield from _marked("+", new[to:until])


def _steps(data: bytes, spots: Sequence[Spot]) -> tuple[list[str], list[str], list[Step]]:
    """The old lines, the new ones, and what became of which."""
    old = _lines(data)
    starts = list(accumulate((len(_bytes(line)) for line in old), initial=0))
    new: list[str] = []
    steps: list[Step] = []
    done = 0  # old lines

    def same(until: int) -> None:
        if until > done:
            _add(steps, ("equal", done, until, len(new), len(new) + until - done))
            new.extend(old[done:until])

    for first, last, among in _blocks(starts, spots):
        same(first)
        base = starts[first]
        moved = [(start - base, end - base, text) for start, end, text in among]
        lines = _lines(edited(data[base : starts[last]], moved))
        for kind, a, b, c, d in SequenceMatcher(None, old[first:last], lines).get_opcodes():
            _add(steps, (kind, first + a, first + b, len(new) + c, len(new) + d))
        new += lines
        done = last
    same(len(old))
    return old, new, steps


def _blocks(starts: list[int], spots: Sequence[Spot]) -> Iterator[tuple[int, int, list[Spot]]]:
    """Edits that share a line, with the first line of them and the one behind the last."""
    found: tuple[int, int, list[Spot]] | None = None
    for spot in spots:
        first, last = (min(bisect_right(starts, at), len(starts) - 1) for at in spot[:2])
        first = max(first - 1, 0)
        if found and first < found[1]:
            found = (found[0], max(last, found[1]), [*found[2], spot])
        else:
            if found:
                yield found
            found = (first, last, [spot])
    if found:
        yield found


def _add(steps: list[Step], new: Step) -> None:
    """Neighbours that both change, or both do not, are one."""
    kind, a, b, c, d = new
    if steps and (steps[-1][0] == "equal") == (kind == "equal"):
        _, a, _, c, _ = steps.pop()
    if kind != "equal":
        kind = "insert" if a == b else "delete" if c == d else "replace"
    steps.append((kind, a, b, c, d))


def _range(start: int, end: int) -> str:
    """Lines as the head of a hunk counts them."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + bool(length)},{length}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(data: bytes) -> list[str]:
    """Lines with their ends, split at line feeds alone, as git does."""
    *whole, last = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _bytes(line: str) -> bytes:
    return line.encode("utf-8", "surrogateescape")
