"""Syntax of other agents that this one passes on as plain text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.core.phrases import AgentMessage
from agentslint.model import Chain, Finding, Link, Piece, Place, Severity
from agentslint.repo import Repo, Unreadable, join, parent
from agentslint.text import markdown

# a line or list item that is an import and nothing else; in running text an existing file
ALONE = lazy_re.compile(r"^\s*(?:[-*+]\s+)?(@(?!@)(?:~/|\.{0,2}/)?[\w.][\w./-]*\.\w+)\s*$")
INLINE = lazy_re.compile(r"(?<![\w`@/.])@((?:~/|\.{1,2}/)?[\w.][\w./-]*\.\w+)")
# an empty one, or one that is for everything, scopes nothing anyhow
SCOPES = lazy_re.compile(
    r"^\s*(?:(globs|paths|applyTo)\s*:(?=[ \t]*\S|\s*\n\s*-)|(alwaysApply)\s*:\s*false)",
    lazy_re.MULTILINE,
)

SPOKEN: Severity = "info"
LEFT_OUT = "{agents} {does} not import @{target} here: {what}"
PLAIN = "{agents} {does} not support @imports{what}"


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    """Files are judged in the chain of their own directory, so that each is judged once."""
    read = {link.path for link in chain.sources}
    for link in chain.links:
        if link.file is None or not _own(link, chain, context):
            continue
        code = [p.place for p in markdown.read(link.file) if p.kind in ("fence", "code", "comment")]
        for piece in markdown.read(link.file):
            if piece.kind == "front-matter" and not _rules_folder(link):
                yield from _front_matter(piece, chain)
        lines = link.file.text.split("\n") if "@" in link.file.text else ()
        for number, line in enumerate(lines, 1):
            # in a sentence the path is named all the same, and an agent may open it
            weight = None if ALONE.match(line) else SPOKEN
            for place, target in _imports(link.path, number, line, context.repo):
                # what is read anyway is not missed
                if _target(link.path, target) in read:
                    continue
                if not any(_holds(other, place) for other in code):
                    for found in _import(place, target, link.path, chain, context.repo):
                        yield replace(found, severity=weight)


def _own(link: Link, chain: Chain, context: Context) -> bool:
    """Whether a file is this directory's own; one that the agent takes another for is not sent."""
    if link.level == "user" or link.fate == "imported" or link.directory != chain.directory:
        return False
    hidden = link.fate == "shadowed" and not link.path.rpartition("/")[2].startswith("AGENTS.")
    return not hidden


def _rules_folder(link: Link) -> bool:
    """Files of a folder of rules: their front matter is their agent's own affair."""
    return parent(link.path) != link.directory


def _imports(path: str, number: int, line: str, repo: Repo) -> Iterator[tuple[Place, str]]:
    if "@" not in line:
        return
    alone = ALONE.match(line)
    if alone:
        start, end = alone.span(1)
        yield Place(path, number, start + 1, number, end + 1), alone[1][1:]
        return
    for match in INLINE.finditer(line):
        names_a_file = "/" in match[1] or match[1].endswith(".md")
        if names_a_file and repo.is_file(_target(path, match[1].rstrip("."))):
            yield Place(path, number, match.start() + 1, number, match.end() + 1), match[1]


def _import(place: Place, target: str, path: str, chain: Chain, repo: Repo) -> Iterator[Finding]:
    found = _target(path, target)
    title = chain.agent.title
    size = _size(repo, found)
    if chain.agent.imports is not None:
        if size is not None:
            what = f"the {size:,} bytes of {found} are not read in {chain.directory}"
            yield Finding(
                place,
                AgentMessage(LEFT_OUT, title, target=target, what=what),
                cause=f"imports of {path}",
            )
        return
    what = f", and {target} does not exist"
    if size is not None:
        what = f": the {size:,} bytes of {found} are not read"
    message = AgentMessage(PLAIN, title, target=target, what=what)
    yield Finding(place, message, cause=f"imports of {path}")


def _size(repo: Repo, path: str) -> int | None:
    try:
        return repo.size(path) if repo.kind(path) == "file" else None
    except Unreadable:
        return None


def _target(path: str, target: str) -> str:
    if target.startswith("~"):
        return target
    return posixpath.normpath(join(parent(path), target))


def _front_matter(piece: Piece, chain: Chain) -> Iterator[Finding]:
    scoped = SCOPES.search(piece.text)
    what = f"{scoped[1] or scoped[2]} in it scopes nothing" if scoped else "it has no effect"
    if "front-matter" not in chain.agent.strips:
        yield Finding(
            piece.place,
            AgentMessage(
                "{agents} {sends} this front matter as plain text: {what}",
                chain.agent.title,
                what=what,
            ),
            severity=None if scoped else "info",
        )
    elif scoped:
        dropped = "{agents} {drops} this front matter: {what}"
        yield Finding(piece.place, AgentMessage(dropped, chain.agent.title, what=what))


def _holds(outer: Place, inner: Place) -> bool:
    start = (outer.line, outer.column) <= (inner.line, inner.column)
    return start and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
