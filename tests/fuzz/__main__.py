"""Fuzz for some minutes: made-up inputs, real files mutated, coverage-guided inputs, then faults.

python -m tests.fuzz --minutes 10
python -m tests.fuzz --minutes 5 --only markdown --only session

Prints a row for each part and target. Exits with 1 where one fails, and names a file with its input;
with 2 where it cannot run. Real files are those below $AGENTSLINT_CORPUS; the coverage-guided part
takes `pip install -e '.[fuzz]'`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from ..command import HOME
from . import changes, failures, repositories, seeds, strategies
from .failures import Failing
from .readers import LONGEST, TARGETS, forget

PARTS = ("made-up", "mutated", "coverage", "faults")
SHARES = {"made-up": 0.3, "mutated": 0.2, "coverage": 0.5}
# the readers of most code get most of the time
WEIGHTS = {"markdown": 5, "check": 5, "manifests": 4, "session": 4, "agents": 3, "config": 2, "repositories": 4}  # fmt: skip
MUTATED = ("markdown", "check", "manifests", "handoff")
SUITES = ("tests/io/test_faults.py", "tests/io/test_interrupts.py", "tests/test_hostile.py")


@dataclass(frozen=True)
class Row:
    part: str
    target: str
    inputs: int
    seconds: float
    failures: tuple[Failing, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--only", action="append", choices=[*TARGETS, "repositories"])
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--failures", type=Path, help="where failing inputs are written")
    given_words = parser.parse_args()
    os.environ["AGENTSLINT_NO_CACHE"] = "1"
    kept = given_words.failures or Path(tempfile.mkdtemp(prefix="agentslint-failing-"))
    end = time.monotonic() + given_words.minutes * 60
    parts = tuple(given_words.part or PARTS)
    rows = []
    for row in run(parts, given_words.only, given_words.minutes * 60, end, kept):
        rows.append(row)
        print(shown(row), flush=True)
    broken = [failing for row in rows for failing in row.failures]
    print(f"{sum(row.inputs for row in rows):,} inputs, {len(broken)} failures")
    for failing in broken:
        print(f"{failing.file}: {failing.said}")
    if not rows:
        print("python -m tests.fuzz: nothing was run", file=sys.stderr)
    sys.exit(2 if not rows else bool(broken))


def run(
    parts: tuple[str, ...], only: list[str] | None, seconds: float, end: float, kept: Path
) -> Iterator[Row]:
    """The parts asked for, each with its share of the time."""
    names = [*TARGETS, "repositories"] if only is None else only
    whole = sum(SHARES.get(part, 0) for part in parts) or 1
    for part in parts:
        if part == "faults":
            yield from suites(end) if only is None else ()
            continue
        if part == "coverage" and importlib.util.find_spec("atheris") is None:
            print("coverage: left out: atheris is not installed: pip install -e '.[fuzz]'")
            continue
        mine = [name for name in names if name in RANGES[part]]
        weights = {name: WEIGHTS.get(name, 1) for name in mine}
        for name in mine:
            share = seconds * SHARES[part] / whole * weights[name] / sum(weights.values())
            yield RUNS[part](name, max(share, 1), kept)


def made_up(name: str, seconds: float, kept: Path) -> Row:
    """What hypothesis makes up, until the time is over."""
    start, inputs = time.monotonic(), 0
    found: dict[str, Failing] = {}

    def again(work: Callable[[object], Failing | None], strategy: object) -> None:
        @settings(
            max_examples=100,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)  # type: ignore[arg-type]
        def each(value: object) -> None:
            nonlocal inputs
            if time.monotonic() - start < seconds:
                inputs += 1
                failing = work(value)
                if failing is not None:
                    found.setdefault(failing.kind, failing)

        each()

    def bytes_in(value: object) -> Failing | None:
        assert isinstance(value, bytes)
        return tried(name, value, kept, found)

    while time.monotonic() - start < seconds:
        forget()
        if name == "repositories":
            laws = {**repositories.LAWS, changes.told_again: strategies.CHANGES}
            for law, strategy in laws.items():
                again(lambda value, law=law: repositories.tried(law, value, kept), strategy)  # type: ignore[misc]
        else:
            again(bytes_in, strategies.of(name))
    return Row("made-up", name, inputs, time.monotonic() - start, tuple(found.values()))


def mutated(name: str, seconds: float, kept: Path) -> Row:
    """Real files, changed at random, until the time is over."""
    start, inputs = time.monotonic(), 0
    pick = random.Random(name)
    pool = seeds.real(name) or seeds.own(name)
    found: dict[str, Failing] = {}
    while time.monotonic() - start < seconds:
        data = pick.choice(pool)
        data = seeds.mutated(data, pool, pick) if inputs >= len(pool) else pool[inputs]
        inputs += 1
        if inputs % 200 == 0:
            forget()
        if failing := tried(name, data[:LONGEST], kept, found):
            found.setdefault(failing.kind, failing)
    return Row("mutated", name, inputs, time.monotonic() - start, tuple(found.values()))


def guided(name: str, seconds: float, kept: Path) -> Row:
    """atheris, in a process of its own; what it finds is tried once more without it."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        first, broken = Path(folder, "seeds"), Path(folder, "failing")
        first.mkdir()
        broken.mkdir()
        for number, data in enumerate(seeds.of(name)):
            (first / str(number)).write_bytes(data[: 1 << 13])
        words = [sys.executable, "-m", "tests.fuzz.coverage", name, str(seconds), first, broken]
        done = subprocess.run(words, cwd=HOME, capture_output=True, text=True)
        told = re.findall(r'^\{"inputs": (\d+)\}$', done.stdout, re.MULTILINE)
        found = {}
        for path in sorted(broken.iterdir()):
            if "slow-unit" in path.name:
                continue
            data = path.read_bytes()
            failing = tried(name, data, kept, found)
            if failing is None and not path.name.startswith(f"{name}-timeout"):
                continue
            failing = failing or Failing(name, "hangs", "hang", failures.kept(name, data, kept))
            found.setdefault(failing.kind, failing)
    if not told and not found:
        tail = (done.stderr.strip().splitlines() or ["no word"])[-1]
        found["ended"] = Failing(name, f"atheris ended with {done.returncode}: {tail}", "ended")
    inputs = int(told[-1]) if told else 0
    return Row("coverage", name, inputs, time.monotonic() - start, tuple(found.values()))


def suites(end: float) -> Iterator[Row]:
    """The suites of faults and of hostile repositories, again and again while there is time."""
    names = [name for name in SUITES if (HOME / name).exists()]
    while names:
        start = time.monotonic()
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *names]
        done = subprocess.run(words, cwd=HOME, capture_output=True, text=True)
        last = (done.stdout.strip().splitlines() or ["no word"])[-1]
        passed = re.search(r"(\d+) passed", last)
        took = time.monotonic() - start
        inputs = int(passed[1]) if passed else done.stdout.count(".")
        bad = () if done.returncode == 0 else (Failing("faults", last, "faults"),)
        yield Row("faults", "suites", inputs, took, bad)
        if bad or time.monotonic() + took > end:
            return


def tried(name: str, data: bytes, kept: Path, found: dict[str, Failing]) -> Failing | None:
    """What an input breaks that is not known to be broken; a small one that does so is kept."""
    failing = failures.tried(name, data)
    if failing is None or failing.kind in found:
        return None
    small = failures.smaller(failing, data)
    return Failing(name, failing.said, failing.kind, failures.kept(name, small, kept))


def shown(row: Row) -> str:
    return (
        f"{row.part:9} {row.target:13} {row.inputs:10,} inputs {row.seconds:7.0f} s "
        f"{len(row.failures):3} failures"
    )


RUNS: dict[str, Callable[[str, float, Path], Row]] = {
    "made-up": made_up,
    "mutated": mutated,
    "coverage": guided,
}
RANGES = {
    "made-up": (*TARGETS, "repositories"),
    "mutated": MUTATED,
    "coverage": tuple(TARGETS),
}


if __name__ == "__main__":
    main()
