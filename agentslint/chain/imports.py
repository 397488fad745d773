"""`@path` in a text: what an agent takes for an import, and the files that come with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from agentslint.chain import import_masks
from agentslint.chain.walk import marked
from agentslint.model import CONTRIBUTING, Agent, Chain, Imports, Link
from agentslint.repo import Repo, Unreadable, parent

# `@` at a word's start and everything up to white space, as Gemini CLI and Qwen Code read it
WORDS = re.compile(r"(?<![^ \t\n\r])@([./A-Za-z][^ \t\n\r]*)")
# brackets and quotes may stand around it, as Copilot CLI reads it
QUOTED = re.compile(r"(?<![^\s(\"'])@([\w./~][^\s]*)")
# a part of the rendered text may begin with it, as Claude Code reads it
RENDERED = re.compile(r"(?<![^\s*_~\[|])@((?:\\ |[^\s\\])+)")

OUTSIDE = "{importer} imports it, but it lies outside {where}, where {agent} starts: {agent} asks its user first"


def expand(
    repo: Repo, agent: Agent, links: list[Link], directory: str, sent: Iterable[Link] = ()
) -> list[Link]:
    """The same links, each followed by the files that it imports, as deep as the agent goes.

    What a rule imports does not wait with it. Where nothing is sent twice, neither is what was
    `sent` before, nor a file in its own place that another has imported.
    """
    rule = agent.imports
    if rule is None:
        return links
    seen = {repo.real(link.path) for link in sent if link.fate in CONTRIBUTING}
    found: list[Link] = []
    for link in links:
        met = link.fate in (*CONTRIBUTING, "waiting")
        real = repo.real(link.path)
        if met and not rule.again and real in seen:
            found.append(replace(link, fate="shadowed", bytes=0, why="another file imports it"))
            continue
        found.append(link)
        if met:
            seen.add(real)
        if met and link.file is not None and not _plain(rule, link):
            within = _boundary(repo, rule, link, directory)
            mine = {real} if rule.again else seen
            found += _below(repo, rule, replace(link, phase=_phase(link)), within, 1, mine)
    imported = {link.path for link in found if link.fate == "imported"}
    left = [x for x in found if not (x.fate == "shadowed" and x.path in imported)]
    return _asked_for(repo, agent, rule, left, directory) if rule.within == "here" else left


def _phase(link: Link) -> Literal["start", "lazy"]:
    return "start" if link.fate == "waiting" else link.phase


def _plain(rule: Imports, link: Link) -> bool:
    """Whether an `@path` in a file of this name is plain text."""
    return link.path.casefold().endswith(rule.apart) if rule.apart else False


def unasked(agent: Agent, importer: str, directory: str) -> str:
    """Why a file is not sent that another imports from outside the directory where the agent starts."""
    where = "the root" if directory == "." else directory
    return OUTSIDE.format(importer=importer, where=where, agent=agent.title)


def _asked_for(
    repo: Repo, agent: Agent, rule: Imports, links: list[Link], directory: str
) -> list[Link]:
    """The same links; a shadowed one says who imports it from too far above to be followed unasked."""
    named = {
        resolved(repo, link.path, target): link.path
        for link in links
        if link.fate in CONTRIBUTING and link.file is not None
        for _, target in targets(link.file.text, rule.grammar)
    }
    return [
        replace(x, importer=named[x.path], why=unasked(agent, named[x.path], directory))
        if x.fate == "shadowed" and x.path in named
        else x
        for x in links
    ]


def unfollowed(repo: Repo, chain: Chain) -> Iterator[tuple[str, str]]:
    """Files that are there and that an agent asks its user about: each with the file that imports it."""
    rule = chain.agent.imports
    if rule is None or rule.within != "here":
        return
    told = {link.path for link in chain.links}
    for link in chain.links:
        if link.fate not in CONTRIBUTING or link.file is None or _plain(rule, link):
            continue
        for _, target in targets(link.file.text, rule.grammar):
            path = resolved(repo, link.path, target)
            away = path.startswith(("~", "/", "..")) or path in told
            if not away and repo.is_file(path) and not _inside(repo, rule, path, chain.directory):
                told.add(path)
                yield path, link.path


def targets(text: str, grammar: str = "words") -> Sequence[tuple[int, str]]:
    """What a text imports: where each `@` stands, from 0, and the path behind it."""
    # few texts have one, and each is read again in every chain that it is in
    return _targets(text, grammar) if "@" in text else ()


@lru_cache(maxsize=256)
def _targets(text: str, grammar: str) -> tuple[tuple[int, str], ...]:
    pattern, code, cleaned = GRAMMARS[grammar]
    found = [(match.start(1) - 1, match[1]) for match in pattern.finditer(text)]
    hidden = import_masks.within(code(text) if found else ())
    return tuple(
        (start, path) for start, one in found if not hidden(start) and (path := cleaned(one))
    )


def _below(
    repo: Repo, rule: Imports, link: Link, within: str, depth: int, seen: set[str]
) -> Iterator[Link]:
    if depth > rule.hops or link.file is None:
        return
    for _, target in targets(link.file.text, rule.grammar):
        path = resolved(repo, link.path, target)
        if not _inside(repo, rule, path, within):
            continue
        try:
            if repo.kind(path) != "file":
                continue
            file = repo.file(path)
        except Unreadable:
            continue
        real = repo.real(path)
        if real in seen:
            continue
        seen.add(real)
        made = Link(
            path,
            "imported",
            file.size,
            file.size,
            f"imported by {link.path}",
            file,
            link.level,
            link.directory,
            link.phase,
            link.path,
        )
        yield made
        yield from _below(repo, rule, made, within, depth + 1, seen)


def resolved(repo: Repo, path: str, target: str) -> str:
    """Where an import in the file at `path` leads, in the repository's way of writing paths."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if not found.startswith("/"):
        return found
    inside = repo.root.rstrip("/") + "/"
    return found.removeprefix(inside)


def _boundary(repo: Repo, rule: Imports, link: Link, directory: str) -> str:
    """The directory outside of which nothing is imported."""
    if rule.within == "here":
        return directory
    here = parent(link.path)
    return marked(repo, here, (".git",)) or here if not link.path.startswith("/") else here


def _inside(repo: Repo, rule: Imports, path: str, folder: str) -> bool:
    placed = repo.real if rule.real else repo.absolute
    return placed(path).startswith(placed(folder).rstrip("/") + "/")


def _as_written(path: str) -> str:
    return path


def _unquoted(path: str) -> str:
    return path.rstrip(".,;:!?)\"'")


def _rendered(path: str) -> str:
    """Without the fragment, and without the Markdown that closes around it."""
    path = re.split(r"\]|\*+$|_+$|~+$|\|", path, maxsplit=1)[0].replace("\\ ", " ")
    path = path.partition("#")[0]
    return path if re.match(r"[\w.~/-]", path) else ""


Grammar = tuple[re.Pattern[str], Callable[[str], Iterable[import_masks.Span]], Callable[[str], str]]
GRAMMARS: dict[str, Grammar] = {
    "words": (WORDS, import_masks.inline, _as_written),
    "words-outside-code": (WORDS, import_masks.code, _as_written),
    "quoted-words": (QUOTED, import_masks.fences_and_inline, _unquoted),
    "rendered-words": (RENDERED, import_masks.code_and_comments, _rendered),
}
