"""Full disks, killed runs, closed pipes, missing rights: a right exit code, and no half file."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import faults
from .command import git, repository
from .faults import Job, Row

GOOD = "Run `make test` before every commit.\n"
MAKE = {"Makefile": "test:\n\tpytest\n"}
DEAD = "See `src/old.py`.\n" + "Words to make it longer than a few bytes.\n" * 20


def moved(root: Path) -> Path:
    """A repository whose files have findings that `--fix` mends: edited, renamed and deleted."""
    files = {
        "src/old.py": "x = 1\n",
        "AGENTS.md": DEAD,
        "web/AGENTS.override.md": "# Web\n\n- Keep handlers short.\n",
        **MAKE,
    }
    repository(root, files)
    git(root, "mv", "src/old.py", "src/new.py")
    git(root, "commit", "-q", "-m", "moved")
    return root


def edited(root: Path) -> Path:
    moved(root)
    (root / "new.txt").write_text("new\n")
    return root


def with_output(root: Path) -> Path:
    moved(root)
    (root.parent / "out.json").write_text("old\n" * 100)
    return root


def with_baseline(root: Path) -> Path:
    moved(root)
    told = {"schema": "agentslint.baseline/1", "findings": [{"fingerprint": "gone"}] * 30}
    (root / "agentslint-baseline.json").write_text(json.dumps(told))
    (root / "agentslint.toml").write_text('baseline = "agentslint-baseline.json"\n')
    return root


def with_ledger(root: Path) -> Path:
    edited(root)
    (root / ".agentslint").mkdir()
    (root / ".agentslint" / "ledger.jsonl").write_text("")
    return root


FEW = "--select dead-path --select misnamed-override"
# every command that writes, by what it writes
WRITES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "fix": (moved, f"check --fix --no-cache {FEW}"),
    "baseline": (moved, f"check --write-baseline --no-cache {FEW}"),
    "baseline again": (with_baseline, f"check --write-baseline --no-cache {FEW}"),
    "output": (with_output, f"check --format json --output ../out.json --no-cache {FEW}"),
    "receipt": (with_output, "receipt --base HEAD~1 --format json --output ../out.json"),
    "ledger": (edited, "ledger add --base HEAD~1 --verified make=0"),
    "ledger again": (with_ledger, "ledger add --base HEAD~1 --verified make=0"),
    "init": (moved, "init"),
    "survey": (with_output, f"survey . --jobs 1 --quiet --output ../out.json {FEW}"),
    "cache": (moved, f"check {FEW}"),
}
# what is kept of earlier runs, where any content is passed over that is not whole
KEPT = "cache/"


def plain(root: Path) -> Path:
    """Files for the pieces of `faults`."""
    root.mkdir()
    for name in ("out", "old"):
        (root / name).write_text("old\n" * 300)
    return root


def rows(make: Callable[[Path], Path], line: str, mode: str, tmp_path: Path) -> None:
    """Every run of a command or piece with one call spoilt: nothing may be wrong with any."""
    tree = tmp_path / "tree"
    tree.mkdir()
    make(tree / "r")
    off = "1" if "--no-cache" in line else ""
    env = {"XDG_CACHE_HOME": str(tmp_path / "run" / "cache"), "AGENTSLINT_NO_CACHE": off}
    found = faults.run(Job(tuple(line.split()), str(tmp_path), str(tree), mode, env))
    assert len(found) > 1, found
    told = problems(found, faults.state(tree), mode)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("mode", faults.MODES)
@pytest.mark.parametrize("name", faults.PIECES)
def test_each_call_of_each_way_to_write(name: str, mode: str, tmp_path: Path) -> None:
    rows(plain, name, mode, tmp_path)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, "full") for name in WRITES),
        *((n, "kill within") for n in ("fix", "ledger", "cache")),
    ],
)
def test_each_command_that_writes(name: str, mode: str, tmp_path: Path) -> None:
    rows(*WRITES[name], mode, tmp_path)


def problems(rows: list[Row], before: dict[str, str], mode: str) -> list[str]:
    """What is wrong with some runs, a line each."""
    first = rows[0]
    found = [] if first.status in (0, 1) else [f"undisturbed: {first.status} {first.err}"]
    for row in rows[1:]:
        told = [*ended(row, mode), *held(row, first, before), *settled(row, first)]
        found += [f"{row.number} ({row.call}), {row.status}: {each}" for each in told]
    return found


def ended(row: Row, mode: str) -> Iterator[str]:
    """A lie in the exit code, or a reason that is no line."""
    killed = mode.startswith("kill")
    wanted = (-signal.SIGKILL,) if killed else (0, 1, 130 if mode == "interrupt" else 2)
    if row.status not in wanted or "Traceback" in row.err:
        yield row.err
    told = [each for each in row.err.splitlines() if ": note: " not in each]
    if row.status == 2 and len(told) != 1:
        yield f"said {told}"


def held(row: Row, first: Row, before: dict[str, str]) -> Iterator[str]:
    """Half a file, a file that is lost, or work that is neither done nor said to be left."""
    for path, text in row.files.items():
        if not passing(path) and not path.startswith(KEPT):
            known = [each[path] for each in (before, first.files) if path in each]
            if not any(same(path, text, each) for each in known) and not torn(path, text):
                yield f"{path} is half there: {text[:80]!r}"
    if lost := [path for path in before if path not in row.files and path in first.files]:
        yield f"{lost} lost"
    if row.status in (0, 1):
        for path, text in first.files.items():
            if not path.startswith(KEPT) and not same(path, row.files.get(path, ""), text):
                yield f"{path} is not written, and that is not said"


def settled(row: Row, first: Row) -> Iterator[str]:
    """What the same command, undisturbed, does not put right."""
    if not row.after:
        return
    done = row.call in ("rename", "unlink") and row.status == -signal.SIGKILL
    if row.again not in (first.status, 0, 2 if done else 0):
        yield f"afterwards exit code {row.again}"
    names = [
        {path for path in each if not path.startswith(KEPT) or "." in path}
        for each in (row.after, first.after)
    ]
    if names[0] != names[1]:
        yield f"left behind or missing: {sorted(names[0] ^ names[1])}"
    for path in names[0] & names[1]:
        if not same(path, row.after[path], first.after[path]):
            yield f"afterwards {path} is another: {row.after[path][:80]!r}"


def passing(path: str) -> bool:
    """Whether a file is one that is written beside another."""
    return os.path.basename(path).startswith(".agentslint-") or path.endswith((".part", ".new"))


def torn(path: str, text: str) -> bool:
    """Whether a file of lines holds whole ones, and half a line that nobody reads."""
    lines = text[: text.rfind("\n") + 1].splitlines()
    return path.endswith(".jsonl") and all(json.loads(line) for line in lines)


def same(path: str, text: str, other: str) -> bool:
    if path.endswith(".jsonl"):
        # who was killed before it was told may add its line again
        return torn(path, text) and text.count("\n") >= other.count("\n")
    return text == other
