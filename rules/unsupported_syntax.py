"""Syntax of other agents that this one passes on as plain text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint import late as re
from agentslint import markdown
from agentslint.context import Context
from agentslint.model import Chain, Finding, Piece, Place
from agentslint.repo import Repo, Unreadable, join, parent

# a line or list item that is an import and nothing else; in running text an existing file
ALONE = re.compile(r"^\s*(?:[-*+]\s+)?(@(?!@)(?:~/|\.{0,2}/)?[\w.][\w./-]*\.\w+)\s*$")
INLINE = re.compile(r"(?<![\w`@/.])@((?:~/|\.{1,2}/)?[\w.][\w./-]*\.\w+)")
SCOPES = re.compile(r"^\s*(globs|paths|applyTo|alwaysApply)\s*:", re.MULTILINE)


def check_chain(chain: Chain, context: Context) -> Iterator[Finding]:
    """Files are judged in the chain of their own directory, so that each is judged once."""
    for link in chain.links:
        if link.file is None or link.level == "user" or parent(link.path) != chain.directory:
            continue
        code = [p.place for p in markdown.read(link.file) if p.kind in ("fence", "code", "comment")]
        for piece in markdown.read(link.file):
            if piece.kind == "front-matter":
                yield _front_matter(piece, chain)
        for number, line in enumerate(link.file.text.split("\n"), 1):
            for place, target in _imports(link.path, number, line, context.repo):
                if not any(_holds(other, place) for other in code):
                    yield Finding(place, _import(target, link.path, chain, context.repo))


def _imports(path: str, number: int, line: str, repo: Repo) -> Iterator[tuple[Place, str]]:
    alone = ALONE.match(line)
    if alone:
        start, end = alone.span(1)
        yield Place(path, number, start + 1, number, end + 1), alone[1][1:]
        return
    for match in INLINE.finditer(line):
        names_a_file = "/" in match[1] or match[1].endswith(".md")
        if names_a_file and repo.is_file(_target(path, match[1].rstrip("."))):
            yield Place(path, number, match.start() + 1, number, match.end() + 1), match[1]


def _import(target: str, path: str, chain: Chain, repo: Repo) -> str:
    found = _target(path, target)
    try:
        size = f"the {repo.size(found):,} bytes of {found} are not read"
        if repo.kind(found) != "file":
            size = "and there is no such file"
    except Unreadable:
        size = "and there is no such file"
    return f"{chain.agent.title} sends @{target} as plain text and imports nothing: {size}"


def _target(path: str, target: str) -> str:
    if target.startswith("~"):
        return target
    return posixpath.normpath(join(parent(path), target))


def _front_matter(piece: Piece, chain: Chain) -> Finding:
    scoped = SCOPES.search(piece.text)
    what = f"{scoped[1]} in it scopes nothing" if scoped else "it has no effect"
    return Finding(
        piece.place,
        f"{chain.agent.title} sends this front matter as plain text: {what}",
        severity=None if scoped else "info",
    )


def _holds(outer: Place, inner: Place) -> bool:
    start = (outer.line, outer.column) <= (inner.line, inner.column)
    return start and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
