"""Text from a repository, made harmless: what a terminal would obey is written out instead."""

from __future__ import annotations

from agentslint.core import lazy_re

# C0 and C1 controls, line and paragraph separators, zero-width and bidirectional controls,
# tags, and the lone surrogates by which Python keeps bytes that are not UTF-8
UNSAFE = lazy_re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
# the same in JSON, whose own line ends are no part of a text
HIDDEN = lazy_re.compile(UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
# what opens a command wherever it stands in a log: `##[` of GitHub and Azure, `##vso[`, `##teamcity[`
ORDER = lazy_re.compile(r"##(?=\w*\[)")
# and what does so at the start of a line, whatever its colour
FIRST = lazy_re.compile(r"^(?=(?:[^\S\n]|\x1b\[[0-9;]*m)*::)", lazy_re.M)
# what formats something in Markdown
SPECIAL = lazy_re.compile(r"([\\`*_{}\[\]<>()|~!+\-&$^=:])")
# what GitHub turns into a mention or a reference, even when escaped
MENTION = lazy_re.compile(r"[@#](?=\w)")


def shown(text: str) -> str:
    """One line of `text` for people: no character of it moves a cursor or hides another."""
    safe = UNSAFE.sub(_written, text)
    return ORDER.sub(r"\\x23#", safe) if "##" in safe else safe


def quoted(json: str) -> str:
    """JSON with what a terminal or a runner would obey written as escapes: it says the same."""
    safe = HIDDEN.sub(_escaped, json)
    return ORDER.sub(r"\\u0023#", safe) if "##" in safe else safe


def logged(text: str) -> str:
    """Lines none of which a runner takes for a workflow command: `::` opens one at a line's start."""
    return FIRST.sub(" .", text) if "::" in text else text


def escaped(text: str) -> str:
    """Text of a repository that formats nothing, links nowhere and calls nobody."""
    safe = SPECIAL.sub(r"\\\1", shown(text))
    return MENTION.sub(lambda found: f"{found[0]}&#8203;", safe)


def code(text: str) -> str:
    """A code span in a table cell, whatever the text holds."""
    line = shown(text).replace("|", "\\|")
    runs = [len(run) for run in lazy_re.findall("`+", line)]
    ticks = "`" * (max(runs, default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{space}{line}{space}{ticks}"


def _escaped(match: lazy_re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _written(match: lazy_re.Match[str]) -> str:
    character = match[0]
    if character == "\t":
        return "    "
    known = {"\n": "\\n", "\r": "\\r"}.get(character)
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return known or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")
