"""How the bytes of a text were written, where that is not UTF-8."""

from __future__ import annotations

SAMPLE = 4096  # bytes that are looked at
MARKS = (
    # the longer first: one begins with the other
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def wide(data: bytes) -> str:
    """ "UTF-16" or "UTF-32" for a text that is one of these, by its mark or by its NULs; else ""."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    sample = data[:SAMPLE]
    zeros = [sample[at::4].count(0) for at in range(4)]
    quarter = len(sample) // 4
    if quarter < 2 or sum(zeros) * 3 < len(sample):
        return ""
    full = [count > 0.9 * quarter for count in zeros]
    if sum(full) == 3:
        return "UTF-32"
    return "UTF-16" if full[0] == full[2] != full[1] == full[3] else ""
