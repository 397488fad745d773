"""Text from a repository, made harmless: what a terminal would obey is written out instead."""

from __future__ import annotations

from agentslint import late as re

# C0 and C1 controls, line and paragraph separators, zero-width and bidirectional controls,
# tags, and the lone surrogates by which Python keeps bytes that are not UTF-8
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def shown(text: str) -> str:
    """One line of `text` for people: no character of it moves a cursor or hides another."""
    return UNSAFE.sub(_written, text)


def _written(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\t":
        return "    "
    known = {"\n": "\\n", "\r": "\\r"}.get(character)
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return known or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")
