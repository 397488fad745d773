"""Loops over words that stand there, as the lines that they run. Pure text."""

from __future__ import annotations

from agentslint.core import lazy_re

_LOOP = lazy_re.compile(
    r"\s*for\s+([A-Za-z_]\w*)\s+in\s+([^;\n$`*?(){}]{1,400}?)\s*[;\n]\s*do\b\s*(.{1,2000}?)\s*[;\n]\s*done\s*",
    lazy_re.DOTALL,
)


def unrolled(line: str) -> tuple[str, ...]:
    """The lines that a loop over given words runs: of `for t in a b; do make $t; done` two.

    A line that is no such loop comes back alone. What a variable or a command would give is not known.
    """
    loop = _LOOP.fullmatch(line)
    if loop is None:
        return (line,)
    name, body = loop[1], loop[3]
    used = lazy_re.compile(rf"\$(?:{{{name}}}|{name}(?!\w))")
    return tuple(used.sub(value.strip("\"'"), body) for value in loop[2].split())
