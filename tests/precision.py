"""How often findings were right when somebody read them: the record, and the line on each rule's page.

`python -m tests.precision` writes the lines that `docs/precision.toml` gives.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "docs" / "precision.toml"
STARTS = "Precision: "
UNREAD = f"{STARTS}nobody has judged its findings yet."


def record() -> dict[str, dict[str, Any]]:
    """By rule, what readers said of its findings."""
    return tomllib.loads(RECORD.read_text(encoding="utf-8"))


def line(row: dict[str, Any] | None) -> str:
    """The line for a page: of a row of the record, or of none."""
    if row is None:
        return UNREAD
    judged = row["right"] + row["weak"] + row["wrong"]
    more = row["mended"]
    found = "finding was" if more == 1 else "findings were"
    gone = f"wrong or not worth a line, and {'is' if more == 1 else 'are'} not said any more."
    if not judged:
        return f"{STARTS}not known; {more} {found} {gone}"
    rate = f"{STARTS}{row['right'] / judged:.2f} of {judged} judged."
    return f"{rate} {more} more {found} {gone}" if more else rate


def page(name: str) -> Path:
    """The page of a rule."""
    return ROOT / "rules" / f"{name.replace('-', '_')}.md"


def written(text: str, wanted: str) -> str:
    """A page with the line below its declaration."""
    head, fence, rest = text.partition("\n```toml\n")
    declared, close, rest = rest.partition("\n```\n")
    lines = rest.lstrip("\n").split("\n", 1)
    below = lines[1].lstrip("\n") if lines[0].startswith(STARTS) else rest.lstrip("\n")
    return f"{head}{fence}{declared}{close}\n{wanted}\n\n{below}"


def main() -> None:
    rows = record()
    for path in sorted((ROOT / "rules").glob("*.md")):
        name = path.stem.replace("_", "-")
        text = path.read_text(encoding="utf-8")
        path.write_text(written(text, line(rows.get(name))), encoding="utf-8")


if __name__ == "__main__":
    main()
