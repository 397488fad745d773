"""What counts as a blank text."""

from __future__ import annotations

# Unicode White_Space, which is what Codex calls blank. Python's `str.strip` takes U+001C to
# U+001F as well.
BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(point) for point in range(0x2000, 0x200B)
)


def blank(value: str) -> bool:
    """Whether a text is nothing but Unicode white space."""
    return not value.strip(BLANK)
