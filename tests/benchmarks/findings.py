"""What a change does to the findings on real repositories: each line that came or went.

    python -m tests.benchmarks.findings CHECKOUTS --before DIR [--after DIR] [--options "…"]

CHECKOUTS holds work trees. DIR is a checkout of agentslint; `--after` is this one unless given. Both
run `check --format json` in each tree without a cache; equal bytes are said to be equal, else each
finding that one of the two has alone is a line: `-` went, `+` came.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2]


def output(house: Path, tree: Path, options: list[str]) -> bytes:
    """What `check --format json` of one checkout of agentslint prints in a tree."""
    done = subprocess.run(
        [sys.executable, "-m", "agentslint", "check", "--format", "json", "--no-cache", *options],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(house), "PYTHONSAFEPATH": "1"},
        capture_output=True,
    )
    return done.stdout or done.stderr


def differences(before: bytes, after: bytes) -> Iterator[str]:
    """The findings that one of two outputs has alone."""
    old, new = rows(before), rows(after)
    yield from (f"- {row}" for row in old if row not in new)
    yield from (f"+ {row}" for row in new if row not in old)


def rows(text: bytes) -> dict[str, None]:
    """The findings of an output as lines, in their order."""
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError:
        return {text.decode("utf-8", "replace").strip(): None}
    return {
        f"{f['path']}:{f['line']}:{f['column']}: {f['severity']}[{f['rule']}] {f['message']}": None
        for f in found["findings"]
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--before", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=HERE)
    parser.add_argument("--options", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    trees = sorted(path for path in asked.checkouts.iterdir() if path.is_dir())
    options = asked.options.split()

    def both(tree: Path) -> tuple[bytes, bytes]:
        return output(asked.before, tree, options), output(asked.after, tree, options)

    equal = came = went = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for tree, (before, after) in zip(trees, pool.map(both, trees), strict=True):
            if before == after:
                equal += 1
                continue
            lines = list(differences(before, after))
            went += sum(line.startswith("-") for line in lines)
            came += sum(line.startswith("+") for line in lines)
            print(f"{tree.name}: {'' if lines else 'the same findings, other bytes'}")
            print("".join(f"  {line}\n" for line in lines), end="", flush=True)
    print(f"{equal} of {len(trees)} byte-equal; {went} findings went, {came} came")
    return 0 if equal == len(trees) else 1


if __name__ == "__main__":
    raise SystemExit(main())
