"""How much of one document is judged: so many steps, counted from its text alone, so equal on every machine.

A name is looked up in the tree, in history and among manifests: it costs as much as a page of prose.
"""

from __future__ import annotations

from functools import lru_cache

from agentslint.core import lazy_re

# Twice those of the longest public document that is known (`tests.benchmarks.budget`).
STEPS = 120_000
BYTES = 16  # that are one step
NAME = 12  # steps of two names with a sign between them: `a/b`, `a.b`
MARK = {b"`": 6, b"\n": 6, b"\r": 6, b"\r\n": 6}  # half a span of code, a line
ALWAYS = 32_768  # bytes that are judged whatever they hold: those that most agents are sent

COUNTED = lazy_re.now(rb"`|[\w\x80-\xff][./:@-]+[\w\x80-\xff]|\r?\n|\r")


def of(data: bytes) -> int:
    """What a whole document costs."""
    marks = sum(MARK.get(met[0], NAME) for met in COUNTED.finditer(data))
    return marks + len(data) // BYTES


def judged(data: bytes) -> int:
    """How many bytes of a document are judged: all of it, or what ends with a whole line."""
    if len(data) <= ALWAYS:
        return len(data)
    return _judged(data)


@lru_cache(maxsize=64)
def _judged(data: bytes) -> int:
    steps = at = 0
    for met in COUNTED.finditer(data):
        steps += MARK.get(met[0], NAME)
        at = met.end()
        if steps + at // BYTES > STEPS:
            break
    else:
        at = min(len(data), (STEPS - steps) * BYTES)
    if at >= len(data) or at <= ALWAYS:
        return min(len(data), ALWAYS) if at <= ALWAYS else len(data)
    line = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1
    # a line without an end is cut where it is
    return max(line, ALWAYS) if line > at // 2 else at
