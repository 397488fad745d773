"""A history to which commits were added: whether it would still say what it said.

Old commits stay what they are. What was asked of all of them changes where a new one does
something that was asked for: deletes a file, touches a path.
"""

from __future__ import annotations

from agentslint.io.replay.spawn import Spawned

# A step spans n * n / PACE of n commits: up to 7,000 are read one by one, 50,000 in 500 steps.
PACE = 25_000_000


def stride(length: int) -> int:
    """How many commits of a main line of `length` are read in one step."""
    return max(1, length * length // PACE)


def grown(root: str, old: str, new: str) -> int | None:
    """How many commits of the main line came on top of `old`; None where `new` is no such line."""
    words = ("rev-list", "--first-parent", "--parents", f"{old}..{new}")
    rows = Spawned(root, None, words).output()[0].decode("ascii").splitlines()
    return len(rows) if rows and rows[-1].split()[1:2] == [old] else None


def deletes(root: str, old: str, new: str) -> Spawned:
    """A command that prints something where a commit of the main line since `old` deletes a file."""
    form = ("-m", "--no-renames", "--diff-filter=D", "--name-only", "--format=%H")
    return Spawned(root, None, ("log", "--first-parent", *form, f"{old}..{new}"))


def touches(root: str, old: str, new: str, paths: tuple[str, ...]) -> Spawned:
    """A command that prints something where any commit since `old` touches one of `paths`."""
    words = ("log", "--full-history", "--no-renames", "--format=%H", f"{old}..{new}", "--", *paths)
    return Spawned(root, None, words)


def silent(spawned: Spawned) -> bool:
    """Whether a command ended well and printed nothing."""
    answer, said = spawned.output()
    return not (spawned.code or answer or said)
