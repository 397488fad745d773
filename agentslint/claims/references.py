"""What a document sends its reader to by another name than a path: the root's instructions, a skill."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims.claim import Claim
from agentslint.claims.sentences import stating_sentences
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import markdown

_FILE = lazy_re.compile(r"(?P<mark>`?)(?P<name>(?:AGENTS|CLAUDE|GEMINI)\.md)(?P=mark)")
_SKILL = lazy_re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`[\s*_]+$")


def read(file: File) -> Iterator[Claim]:
    """ "See the root `AGENTS.md`", "use the `issue-writer` skill"."""
    own = parent(file.path)
    for piece, marks in stating_sentences(file):
        hedge = "condition" if "unless" in marks else ""
        for start, end in marks.get("root", ()):
            found = _FILE.match(piece.text, end + 1)
            if found and own != "." and piece.text[end : end + 1] in " /":
                place = markdown.within(piece, start, found.end())
                text = piece.text[start : found.end()]
                yield Claim("reference", place, text, found["name"], "root-file", "", ".", hedge)
        for start, end in marks.get("skill", ()):
            found = _SKILL.search(piece.text, max(0, start - 80), start)
            if found:
                place = markdown.within(piece, found.start(), end)
                text = piece.text[found.start() : end]
                yield Claim("reference", place, text, found[1], "skill", "", own, hedge)
