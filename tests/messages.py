"""Every message that the rules' pages show, once: `python -m tests.messages [RULE]...` prints them to be read.

Messages that differ in names and numbers alone are one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from .command import HOME

SAID = re.compile(r"^(?:\S.*?:\d+:\d+: \w+\[([\w-]+)\]|  \S+:\d+:\d+:) (.+)$")
# what one example has otherwise than the next: paths, code, capitals, quotations and numbers
NAMES = re.compile(r"\"[^\"]*\"|`[^`]*`|\S*[\d/_.:@*{}()<>=$-]\S*|\b[A-Z]\w*")


def messages() -> Iterator[tuple[str, str]]:
    """A rule and one of its messages, for each that no earlier one is like."""
    for path in sorted((HOME / "rules").glob("*.md")):
        rule, inside = path.stem.replace("_", "-"), False
        for line in path.read_text(encoding="utf-8").splitlines():
            inside = line == "~~~output" or (inside and not line.startswith("~~~"))
            if inside and (found := SAID.match(line)) and found[1] in (None, rule):
                yield rule, found[2]


def once() -> Iterator[tuple[str, str]]:
    seen = set()
    for rule, text in messages():
        shape = rule, NAMES.sub("X", text)
        if shape not in seen:
            seen.add(shape)
            yield rule, text


if __name__ == "__main__":
    for rule, text in once():
        if not sys.argv[1:] or rule in sys.argv[1:]:
            print(f"{rule}: {text}")
