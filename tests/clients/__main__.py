"""Ask the real clients, and say what changed: the recorded trees and random ones, as a table.

Each client is installed into a temporary place. Exit 0: all as recorded, and as agentslint says;
1: something differs, and is told tree by tree; 2: a client that was asked for cannot be installed.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import ours, random_trees
from .ask import ask
from .checked import write
from .install import Installed, install
from .table import CLIENTS, Client

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "conformance"
FILES = ("agents.jsonl", "agents-random.jsonl")
ALONE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


@dataclass(frozen=True, slots=True)
class Result:
    """What one client did: trees asked, those it reads as recorded, those it reads as ours says."""

    agent: str
    version: str
    known: int = 0
    as_recorded: int = 0
    trees: int = 0
    equal: int = 0

    @property
    def fine(self) -> bool:
        return self.known == self.as_recorded and self.trees == self.equal


def main() -> int:
    asked = words()
    place = asked.clients or tempfile.mkdtemp(prefix="clients-")
    rows = [client for client in CLIENTS if not asked.agent or client.agent in asked.agent]
    try:
        found = [install(client, Path(place), version(client, asked)) for client in rows]
        if not alone() and can_be_alone():
            more = [] if asked.clients else ["--clients", place]
            again = [sys.executable, "-m", "tests.clients", *sys.argv[1:], *more]
            again += ["--seed", str(asked.seed)]
            env = {**os.environ, "CLIENTS_ALONE": "1"}
            return subprocess.run([*ALONE, *again], env=env).returncode
        return told(asked, [(c, i) for c, i in zip(rows, found, strict=True)])
    finally:
        if not asked.clients:
            shutil.rmtree(place, ignore_errors=True)


def version(client: Client, asked: argparse.Namespace) -> str:
    """What is installed: the newest is no version at all."""
    from agentslint.chain import agents

    return "" if asked.newest else agents.get(client.agent).version


def told(asked: argparse.Namespace, rows: list[tuple[Client, Installed | None]]) -> int:
    """Ask each client, print what differs and the table. The exit code."""
    results: list[Result] = []
    for client, installed in rows:
        if installed is None:
            results.append(Result(client.agent, "cannot be installed here"))
            continue
        results.append(run(asked, installed))
        print(line(results[-1]), flush=True)
    print("\n".join(["", f"seed {asked.seed}", HEAD, *map(line, results)]))
    if asked.write:
        today = datetime.date.today().isoformat()
        write({r.agent: (r.version, today) for r in results if r.fine and r.known + r.trees})
    if any(not result.fine for result in results):
        return 1
    return 2 if asked.agent and not all(installed for _, installed in rows) else 0


HEAD = f"{'client':<38} {'version':<12} {'as recorded':>14} {'as ours':>14}"


def line(result: Result) -> str:
    recorded = f"{result.as_recorded} of {result.known}"
    equal = f"{result.equal} of {result.trees}"
    return f"{result.agent:<38} {result.version:<12} {recorded:>14} {equal:>14}"


def run(asked: argparse.Namespace, installed: Installed) -> Result:
    known = as_recorded = trees = equal = 0
    for case in cases(asked, installed.client.agent):
        made, differs = compared(installed, case, asked.keep)
        changed = "loaded" in case and ours.recorded(case) != ours.recorded(made)
        known += "loaded" in case
        as_recorded += "loaded" in case and not changed
        trees += 1
        equal += not differs
        if asked.every or ((differs or changed) and asked.out):
            with open(asked.out or os.devnull, "a") as out:
                out.write(json.dumps(made, ensure_ascii=False) + "\n")
        if differs or changed:
            print("\n".join(differs or [f"{case['case']}: not as recorded"]), flush=True)
    return Result(installed.client.agent, installed.version, known, as_recorded, trees, equal)


def cases(asked: argparse.Namespace, agent: str) -> Iterator[dict[str, Any]]:
    """The recorded trees of a client, and as many random ones as were asked for."""
    for name in () if asked.random_only else FILES:
        for text in (RECORDINGS / name).read_text().splitlines():
            case = json.loads(text)
            if case["agent"] == agent:
                yield case
    yield from itertools.islice(random_trees.trees(agent, asked.seed), asked.trees)


def compared(
    installed: Installed, case: dict[str, Any], keep: str
) -> tuple[dict[str, Any], list[str]]:
    """What the client sent, and how ours differs from it, as lines."""
    made = ask(installed, case, keep=f"{keep}/{case['case']}" if keep else "")
    if "error" in made:
        return made, [f"{case['case']}: it asked its model nothing: {made['error']}"]
    with tempfile.TemporaryDirectory() as folder:
        said = ours.answer({**case, "read": None} if made.get("unread") else case, Path(folder))
    theirs = ours.recorded(made)
    if said == theirs:
        return made, []
    return made, [
        f"{case['case']}: cwd {case['cwd']}, git {case['git']}, read {case['read']}",
        f"   sent {brief(theirs)}",
        f"   ours {brief(said)}",
        f"   files {case['files']}",
    ]


def brief(sent: list[ours.Sent]) -> str:
    """Files with what is unusual of each: `+` read later, `~` not whole."""
    return ", ".join(
        f"{'+' if phase == 'lazy' else ''}{path}{'' if whole else '~'}"
        for path, phase, whole in sent
    )


def alone() -> bool:
    return "CLIENTS_ALONE" in os.environ


def can_be_alone() -> bool:
    """Whether a process can have a network of its own, in which nothing but loopback is there."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


def words() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.clients", description=__doc__)
    add = parser.add_argument
    add("--newest", action="store_true", help="the newest release, not the one of the row")
    add("--agent", action="append", default=[], metavar="ID", help="this client (repeatable)")
    add("--trees", type=int, default=20, metavar="N", help="random trees of each client")
    add("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    add("--random-only", action="store_true", help="leave the recorded trees out")
    add("--clients", metavar="FOLDER", help="where the clients are, or will be, installed")
    add("--keep", metavar="FOLDER", help="keep trees and what was sent there")
    add("--out", metavar="FILE", help="append recordings of what differs")
    add("--every", action="store_true", help="recordings of all trees, not of those that differ")
    add("--write", action="store_true", help="write versions and day into chain/checked.py")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
