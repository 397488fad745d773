"""The labelled sets of required checks against real checkouts: `python -m tests.benchmarks.required DIR...`.

A directory holds checkouts as OWNER+NAME. Nothing of them is run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from agentslint.repo import Repo
from tests.evidence.test_required_sets import ROWS, faults, required


def main(folders: list[str]) -> None:
    right = seen = 0
    for row in ROWS:
        places = [Path(folder, row["name"].replace("/", "+")) for folder in folders]
        root = next((place for place in places if (place / "AGENTS.md").is_file()), None)
        if root is None:
            print(f"{row['name']}: no checkout")
            continue
        text = (root / "AGENTS.md").read_text(encoding="utf-8")
        found = list(faults(row, required(row, text, Repo.at(str(root)))))
        seen, right = seen + 1, right + (not found)
        print(f"{row['name']}: {'; '.join(found) or 'right'}")
    print(f"{right} of {seen} right")


if __name__ == "__main__":
    main(sys.argv[1:])
