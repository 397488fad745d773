"""What a reader of an instruction file can ask: a hover with the chain and the reasons, links."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from lsprotocol import types

from agentslint.core import lazy_re
from agentslint.core.escape import shown
from agentslint.model import Chain, Finding, Rule
from agentslint.repo import Unreadable, join, parent
from agentslint.report.explain import markdown as explained
from agentslint.server.desk import Desk
from agentslint.text import markdown

WHY = lazy_re.compile(r"^## Why this is bad\n+(.*?)(?=^## |\Z)", lazy_re.MULTILINE | lazy_re.DOTALL)
SCHEME = lazy_re.compile(r"[a-zA-Z][\w+.-]*:|//|#")


def hover(
    desk: Desk, path: str, position: types.Position, chains: Iterable[Chain]
) -> types.Hover | None:
    """What was found at a position, with the rule's reason, and the chains of the directory."""
    parts = []
    if desk.judged is not None:
        at = [finding for finding in desk.findings(path) if _covers(desk, finding, position)]
        parts += [reason(finding, desk.judged.rules[finding.rule]) for finding in at]
    parts += ["\n".join(explained(chain, [], proof=False)) for chain in chains if of(chain, path)]
    if not parts:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts)))


def of(chain: Chain, path: str) -> bool:
    """Whether a file is one that a chain met."""
    return any(link.path == path for link in chain.links)


def reason(finding: Finding, rule: Rule) -> str:
    """Why a finding matters: the rule's sentence, and its page's section on it."""
    why = WHY.search(rule.page)
    told = f"**{rule.id}** ({finding.severity}): {rule.summary}"
    return f"{told}\n\n{why[1].strip()}" if why else told


def links(desk: Desk, path: str) -> Iterator[types.DocumentLink]:
    """The paths of the repository that a file names, in links and in code."""
    try:
        file = desk.repo.file(path)
    except Unreadable:
        return
    document = desk.document(path)
    for piece in markdown.read(file):
        named = piece.info.get("target", "") if piece.kind == "link" else piece.text
        if piece.kind not in ("link", "code") or not isinstance(named, str):
            continue
        if (found := _standing(desk, path, named.strip())) is not None:
            yield types.DocumentLink(
                document.range(piece.place), target=desk.uri(found), tooltip=shown(found)
            )


def _standing(desk: Desk, path: str, named: str) -> str | None:
    """The file of the repository that a name stands for, from the document's directory or the root."""
    if not named or SCHEME.match(named) or "\n" in named or len(named) > 1000:
        return None
    plain = unquote(named.partition("#")[0]).strip()
    bases = (".",) if plain.startswith("/") else (parent(path), ".")
    for base in bases:
        found = posixpath.normpath(join(base, plain.lstrip("/")))
        if not found.startswith("..") and found != "." and desk.repo.is_file(found):
            return found
    return None


def _covers(desk: Desk, finding: Finding, position: types.Position) -> bool:
    found = desk.document(finding.place.path).range(finding.place)
    if found.start == found.end:
        return position.line == found.start.line
    start = (found.start.line, found.start.character)
    end = (found.end.line, found.end.character)
    return start <= (position.line, position.character) < end
