"""Ask the real clients, and say where ours differs: see `python -m tests.clients --help`."""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import ours, random_trees
from .ask import ask
from .install import Installed, install
from .table import CLIENTS

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "conformance" / "agents.jsonl"


def main() -> int:
    asked = words()
    folder = Path(asked.clients or tempfile.mkdtemp(prefix="clients-"))
    try:
        return run(asked, folder)
    finally:
        if not asked.clients:
            shutil.rmtree(folder, ignore_errors=True)


def run(asked: argparse.Namespace, folder: Path) -> int:
    rows = [client for client in CLIENTS if not asked.agent or client.agent in asked.agent]
    differ = 0
    for client in rows:
        installed = install(client, folder, "" if asked.newest else client.pinned)
        if installed is None:
            print(f"{client.agent}: cannot be installed here", flush=True)
            continue
        same = total = 0
        for case in cases(asked, client.agent):
            made, told = compared(installed, case, asked.keep)
            total += 1
            same += not told
            if asked.out:
                with open(asked.out, "a") as out:
                    out.write(json.dumps(made, ensure_ascii=False) + "\n")
            if told:
                print("\n".join(told), flush=True)
        differ += total - same
        print(f"{client.agent} {installed.version}: {same} of {total} equal", flush=True)
    return 1 if differ else 0


def cases(asked: argparse.Namespace, agent: str) -> Iterator[dict[str, Any]]:
    """The recorded trees of a client, and as many random ones as were asked for."""
    if asked.recorded:
        for line in RECORDINGS.read_text().splitlines():
            case = json.loads(line)
            if case["agent"] == agent:
                yield case
    yield from itertools.islice(random_trees.trees(agent, asked.seed), asked.trees)


def compared(
    installed: Installed, case: dict[str, Any], keep: str
) -> tuple[dict[str, Any], list[str]]:
    """What the client sent, and how ours differs from it, as lines."""
    place = f"{keep}/{case['case']}" if keep else ""
    made = ask(installed, case, keep=place)
    if "error" in made:
        return made, [f"{case['case']}: asked nothing: {made['error']}"]
    with tempfile.TemporaryDirectory() as folder:
        told = ours.answer({**case, "read": None} if made.get("unread") else case, Path(folder))
    theirs = ours.recorded(made)
    if told == theirs:
        return made, []
    shown = {
        path: text if text is None or len(str(text)) < 70 else str(text)[:70]
        for path, text in case["files"].items()
    }
    return made, [
        f"{case['case']}: cwd {case['cwd']}, git {case['git']}, read {case['read']}",
        f"   sent {brief(theirs)}",
        f"   ours {brief(told)}",
        f"   files {shown}",
    ]


def brief(sent: list[ours.Sent]) -> str:
    """Files with what is unusual of each: `+` read later, `~` not whole."""
    return ", ".join(
        f"{'+' if phase == 'lazy' else ''}{path}{'' if whole else '~'}"
        for path, phase, whole in sent
    )


def words() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.clients", description=__doc__)
    parser.add_argument(
        "--newest", action="store_true", help="the newest release, not the pinned one"
    )
    parser.add_argument("--agent", action="append", default=[], metavar="ID")
    parser.add_argument("--trees", type=int, default=20, metavar="N", help="random trees of each")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--recorded", action="store_true", help="the recorded trees too")
    parser.add_argument(
        "--clients", metavar="FOLDER", help="where clients are, or will be, installed"
    )
    parser.add_argument("--keep", metavar="FOLDER", help="keep trees and what was sent there")
    parser.add_argument("--out", metavar="FILE", help="append the recordings to a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
