"""Texts made of every word, pattern and example that the rules know, doubled: what costs more than twice?

python -m tests.benchmarks.doubling --minutes 20 [--seed 1]

A unit is repeated to a size, with numbers that count up where it has room for them, as the one
instruction file of a repository, and all rules read it. One that takes more than its share of a
text four times as long is printed, doubled up to 400 KB.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import pkgutil
import random
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import agentslint
import rules
from agentslint.chain.agents import AGENTS
from agentslint.core import lazy_re
from agentslint.lint import check, registry
from agentslint.repo import Repo

parser: Any = importlib.import_module("re._parser")
HOME = Path(agentslint.__file__).resolve().parents[1]
SMALL, LARGE = 16 << 10, 64 << 10
SIZES = tuple(25_000 << power for power in range(5))  # 25 to 400 KB
SHARE = 6.5  # of four times as much: 4 is linear
WORST = 2.3  # of twice as much
QUICK = 0.25  # seconds within which nothing is measured well
# a file for what rules look up elsewhere
TREE = {
    ".git/HEAD": "", "Makefile": "test:\n\tpytest\n", "package.json": '{"scripts": {"test": "jest"}}\n',
    "pyproject.toml": "[project]\nname = 'shop'\n", "src/app.py": "PORT = 80\n", "README.md": "# Shop\n",
    "docker-compose.yml": "services: {web: {ports: ['80:80']}}\n", "docs/guide.md": "# Guide\n",
}  # fmt: skip


def leaves(value: object) -> Iterator[str]:
    """Every text of a table, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)


def words() -> list[str]:
    """The words of every vocabulary table."""
    found: dict[str, None] = {}
    for place in sorted((HOME / "agentslint").rglob("*.toml")):
        table = tomllib.loads(place.read_text(encoding="utf-8"))
        found |= dict.fromkeys(word.replace("*", "ing") for word in leaves(table) if len(word) < 80)
    return list(found)


def patterns() -> list[str]:
    """Every pattern that a module of ours keeps."""
    for package in (agentslint, rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in module.name:
                try:
                    importlib.import_module(module.name)
                except ImportError:
                    continue
    kept = [each for each in gc.get_objects() if isinstance(each, lazy_re._Late)]
    return sorted({each._text for each in kept if isinstance(each._text, str)})


def lines() -> list[str]:
    """The lines of the examples of every rule's page."""
    found: dict[str, None] = {}
    for place in sorted((HOME / "rules").glob("*.md")):
        found |= dict.fromkeys(place.read_text(encoding="utf-8").split("\n"))
    return [line for line in found if 3 < len(line) < 200]


def sample(pattern: str, pick: random.Random) -> str:
    """A text that a pattern matches or nearly does; `#` stands for a number in it."""
    try:
        tree = parser.parse(pattern, lazy_re.VERBOSE if "(?x" in pattern else 0)
    except re.error:
        return ""
    return "".join(_drawn(tree, pick, {}))[:400]


def _drawn(tree: Any, pick: random.Random, groups: dict[int, str]) -> Iterator[str]:
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            yield chr(value)
        elif name == "NOT_LITERAL":
            yield "x" if value != ord("x") else "y"
        elif name == "ANY":
            yield "x"
        elif name == "IN":
            yield _one_of(value, pick)
        elif name == "BRANCH":
            yield from _drawn(pick.choice(value[1]), pick, groups)
        elif name == "SUBPATTERN":
            text = "".join(_drawn(value[3], pick, groups))
            groups[value[0] or 0] = text
            yield text
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = value
            many = pick.randint(least, min(int(most), least + 3))
            told = ["".join(_drawn(inner, pick, groups)) for _ in range(many)]
            yield "".join(told) + ("#" if many > 1 and most > 9 and told[-1].isalnum() else "")
        elif name == "GROUPREF":
            yield groups.get(value, "")
        elif name == "ATOMIC_GROUP":
            yield from _drawn(value, pick, groups)


def _one_of(choices: Any, pick: random.Random) -> str:
    if str(choices[0][0]) == "NEGATE":
        return pick.choice("xk ")
    kind, value = pick.choice(choices)
    if str(kind) == "RANGE":
        return chr(pick.randint(*value))
    if str(kind) == "LITERAL":
        return chr(value)
    return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " "}.get(str(value), "w")


RUNS = "1aA_ \t-.,/[(<`*#é中"  # what a pattern may begin with and go on with
FORMS = (
    "{}",
    "{} ",
    "{}\n",
    "- {}\n",
    "`{}`, ",
    "{} x#.py, ",
    "Run `{}` a/b#. ",
    "{}# ",
    "| {} ",
    "\n## {}\n",
    "# {} # ",
)


def units(pick: random.Random) -> Iterator[str]:
    """Units for ever, of every source in turn."""
    sources = [words(), patterns(), lines()]
    while True:
        yield "".join(pick.choices(RUNS, k=pick.randint(1, 2)))
        word = pick.choice(sources[0])
        yield pick.choice(FORMS).format(word)
        yield pick.choice(FORMS).format(" ".join(pick.sample(sources[0], 3)))
        for _ in range(2):
            if drawn := sample(pick.choice(sources[1]), pick):
                yield pick.choice(FORMS).replace("{}", drawn)
        line = pick.choice(sources[2])
        yield re.sub(r"(?<=[a-z])(?=[`./])", "#", line, count=1) + pick.choice("\n ")


def repeated(unit: str, size: int) -> str:
    """A text of about `size` bytes."""
    many = max(1, size // (len(unit.encode()) + 3 * unit.count("#")))
    return "".join(unit.replace("#", str(number)) for number in range(many))


def seconds(unit: str, size: int) -> float:
    """Seconds of processor time of every rule over a repository with one such file."""
    text = f"<!-- {time.perf_counter_ns()} -->\n\n{repeated(unit, size)}"
    repo = Repo.of({**TREE, "AGENTS.md": text})
    start = time.process_time()
    check.run(repo, [AGENTS["codex"]], registry.builtin())
    return time.process_time() - start


def calls(unit: str, size: int) -> int:
    """The calls of functions in the same, equal on every machine."""
    repo = Repo.of(
        {**TREE, "AGENTS.md": f"<!-- {time.perf_counter_ns()} -->\n\n{repeated(unit, size)}"}
    )
    found = 0

    def note(_frame: object, event: str, _of: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        check.run(repo, [AGENTS["codex"]], registry.builtin())
    finally:
        sys.setprofile(before)
    return found


def main() -> None:
    """Look for units until the minutes are over; exit 1 where one was found."""
    given = argparse.ArgumentParser()
    given.add_argument("--minutes", type=float, default=20)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    end = time.monotonic() + asked.minutes * 60
    looked, bad, dear = 0, 0, [(0.0, "")]
    seconds("warm ", SMALL)
    for unit in units(random.Random(asked.seed)):
        if time.monotonic() > end:
            break
        looked += 1
        small, large = seconds(unit, SMALL), seconds(unit, LARGE)
        dear = sorted([*dear, (large, unit)], reverse=True)[:12]
        if large < QUICK or large < SHARE * small or large < SHARE * seconds(unit, SMALL):
            continue
        bad += 1
        took = [seconds(unit, size) for size in SIZES]
        print(f"{large / small:5.1f} ", *(f"{each:7.2f}" for each in took), repr(unit), flush=True)
    print(f"{looked} units, {bad} that cost more than their share; the dearest, seconds for 64 KB:")
    for took_, unit in dear:
        print(f"{took_:7.2f} {unit!r}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
