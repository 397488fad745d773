"""What documents cost of their budget (`agentslint.text.steps`): of a corpus, and of the dearest texts.

python -m tests.benchmarks.budget [DIRECTORY]

Prints how many instruction files lie below a directory (`$AGENTSLINT_CORPUS`, else our own) and the
steps of the longest; then, of each text of `tests.benchmarks.linearity` at 64 KB and 1 MB, how much
is judged, and the seconds of processor time that takes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from agentslint.text import steps

from .linearity import HOSTILE, repeated, whole

NAMES = ("AGENTS.md", "AGENTS.override.md", "CLAUDE.md", "GEMINI.md", "SKILL.md")
HOME = Path(__file__).resolve().parents[2]
SIZES = (1 << 16, 1 << 20)


def documents(root: Path) -> list[tuple[int, int, str]]:
    """The steps, bytes and place of every instruction file below a directory, the longest first."""
    found = []
    for place in sorted(root.rglob("*.md")) + sorted(root.rglob("*.mdc")):
        named = place.name in NAMES or place.name == "copilot-instructions.md"
        if (named or place.suffix == ".mdc") and place.is_file():
            data = place.read_bytes()
            found.append((steps.of(data), len(data), str(place.relative_to(root))))
    return sorted(found, reverse=True)


def main() -> None:
    root = Path(sys.argv[1] if sys.argv[1:] else os.environ.get("AGENTSLINT_CORPUS") or HOME)
    found = documents(root)
    print(f"{len(found)} documents, of {steps.STEPS:,} steps each may have; the longest:")
    for cost, size, place in found[:3]:
        print(f"{cost:>8,} steps  {size:>9,} bytes  {place}")
    print("\n| | judged of 64 K | seconds | judged of 1 M | seconds |\n|---|--:|--:|--:|--:|")
    whole("warm\n")
    for name, unit in HOSTILE.items():
        cells = []
        for size in SIZES:
            text = repeated(unit, size)
            cells += [f"{steps.judged(text.encode()):,}", f"{whole(text):.2f}"]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
