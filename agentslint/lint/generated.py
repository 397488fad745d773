"""Files that a program writes: a fix of one is lost at the next run, and belongs into its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from agentslint.core import lazy_re
from agentslint.model import Finding, Note, line_place

FIRST = 10  # lines in which a generator says so
# what generators write, whatever the language: https://go.dev/s/generatedcode, @generated
SAYS = lazy_re.compile(
    r"\bDO NOT (?:EDIT|MODIFY)\b|@generated\b"
    r"|\b(?:auto(?:matically)?[- ]?generated|generated (?:by|from|using|with)) \S",
    lazy_re.IGNORECASE,
)
# it speaks of this file, in a comment or a quote or as a line of its own
SPEAKS = lazy_re.compile(
    r"^\s*(?:<!--|>|#|\[//\]|\*?\*?_?(?:this (?:file|document)|(?-i:DO NOT EDIT)|auto))", lazy_re.I
)


def not_mended(findings: Iterable[Finding], text: Callable[[str], str]) -> Iterator[Finding]:
    """The same findings; one in a generated file says so, and has no fix. `text` gives that of a path."""
    known: dict[str, Note | None] = {}
    for finding in findings:
        if finding.fix is None or not finding.fix.edits:
            yield finding
            continue
        paths = sorted({edit.place.path for edit in finding.fix.edits})
        for path in paths:
            if path not in known:
                known[path] = said(path, text(path))
        notes = tuple(note for path in paths if (note := known[path]) is not None)
        if notes:
            yield replace(finding, fix=None, related=(*finding.related, *notes))
        else:
            yield finding


def said(path: str, text: str) -> Note | None:
    """Where a file says that it is generated; None where it does not."""
    comment = False
    for number, line in enumerate(text.split("\n", FIRST)[:FIRST], 1):
        comment = (comment or "<!--" in line) and "-->" not in line.partition("<!--")[0]
        if SAYS.search(line) and (comment or SPEAKS.match(line)):
            place = line_place(path, number, line.rstrip("\r"))
            return Note(place, "this file is generated: correct what it is made from")
        comment = comment and "-->" not in line
    return None
