"""Characters that a person does not see and a model reads."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Place, Severity

# kind -> (its characters, how bad it is)
KINDS: dict[str, tuple[str, Severity]] = {
    "tag character": ("\U000e0000-\U000e007f", "error"),
    "bidirectional control": ("\u202a-\u202e\u2066-\u2069", "error"),
    "variation selector": ("\U000e0100-\U000e01ef", "error"),
    "zero-width character": (
        "\u200b-\u200d\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0",
        "warning",
    ),
    "control character": ("\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f", "warning"),
}
ANY = lazy_re.compile(f"[{''.join(characters for characters, _ in KINDS.values())}]")
RUNS = lazy_re.compile("|".join(f"([{characters}]+)" for characters, _ in KINDS.values()))
JOINERS = "\u200c\u200d"
NAMES = {
    "\u200b": "zero width space",
    "\u200c": "zero width non-joiner",
    "\u200d": "zero width joiner",
    "\u2060": "word joiner",
    "\ufeff": "byte order mark",
    "\x1b": "escape",
    "\x00": "nul",
}
SPELT = 200  # characters of a hidden text that are spelt out
BLACK_FLAG = "\U0001f3f4"  # a flag of a region is this, tags, and a cancel tag


def check_file(file: File, context: Context) -> Iterator[Finding]:
    text = file.text
    if not ANY.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for match in RUNS.finditer(line):
            if _fine(line, match, number):
                continue
            kind = list(KINDS)[(match.lastindex or 1) - 1]
            place = Place(file.path, number, match.start() + 1, number, match.end() + 1)
            yield Finding(place, _message(kind, match[0]), severity=KINDS[kind][1])


def _fine(line: str, match: lazy_re.Match[str], number: int) -> bool:
    """Emoji, scripts that need joiners, and a byte order mark at the very start."""
    before, run, after = line[: match.start()], match[0], line[match.end() :]
    if number == 1 and not before and run == "\ufeff":
        return True
    if run in JOINERS:
        # they shape letters and emoji; between ASCII they only hide
        return not (before[-1:].isascii() and after[:1].isascii())
    return before.endswith(BLACK_FLAG) and run.endswith("\U000e007f")


def _message(kind: str, run: str) -> str:
    count = f"{len(run)} {kind}s" if len(run) > 1 else f"a {kind}"
    names = dict.fromkeys(NAMES.get(c, f"U+{ord(c):04X}") for c in run[:4])
    said = "".join(chr(ord(c) - 0xE0000) for c in run[:SPELT] if 0xE0020 <= ord(c) <= 0xE007E)
    detail = f" that spell {said!r}" if said else f" ({', '.join(names)})"
    return f"{count}{detail}: nobody sees it, the agent reads it"
