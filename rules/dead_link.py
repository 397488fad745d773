"""A link whose file, or whose heading in a Markdown file, is not there."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from agentslint.chain.context import Context
from agentslint.claims.paths import Mention
from agentslint.claims.paths import read as read_mentions
from agentslint.core import globs, lazy_re
from agentslint.model import Edit, File, Finding, Fix
from agentslint.repo import Unreadable, parent, vendored
from agentslint.text import markdown
from agentslint.verdicts import paths
from agentslint.verdicts.missing_paths import prepare_file, take_prepared

MOST = 200  # dead anchors of a file for which another is looked for
MANY = 5  # missing files of a directory that are one cause
NEAR = 0.75  # how alike two anchors must be for the one to be named in the other's place
_NAMED = lazy_re.compile(r"\b(?:id|name)\s*=\s*[\"']([^\"'\s]+)[\"']|\{#([\w-]+)\}")

__all__ = ["check_repo", "prepare_file", "take_prepared"]


def check_repo(context: Context) -> Iterator[Finding]:
    allowed = context.options["allow"]
    links = [
        dead
        for dead in paths.dead(context.repo, context.files)
        if dead.mention.form in ("link", "image")
    ]
    emptied = _emptied(links)
    for dead in links:
        names = (dead.path, dead.mention.path)
        if not any(globs.fits(name, glob) for glob in allowed for name in names):
            folder = posixpath.dirname(dead.path) or "the root"
            many = emptied.get(folder, 0) if dead.cause.kind == "missing" else 0
            why = f"{folder} lacks {many} files that links name" if many else _why(dead, context)
            # an agent follows it from the root, where it runs: pages that render the file do not
            root = dead.cause.kind == "from-root" and dead.file.path.startswith(".github/")
            yield _backslashes(dead, context) or Finding(
                dead.mention.place,
                f"{dead.mention.path} does not exist: {why}",
                severity="info" if root else None,
                fix=paths.fixed(dead),
                cause=why if many else paths.shared(dead),
            )
    for file in context.files if context.options["anchors"] else ():
        if not vendored(file.path):
            yield from _anchors(file, context)


def _why(dead: paths.Dead, context: Context) -> str:
    """Why a link leads nowhere; of a file of which nothing is known, how far the way to it goes."""
    folder = parent(dead.path)
    if dead.cause.kind != "missing":
        return dead.cause.text
    if context.repo.exists(folder):
        return f"{'the root' if folder == '.' else folder} has nothing of that name"
    return f"there is no directory {folder}"


def _emptied(links: Iterable[paths.Dead]) -> dict[str, int]:
    """The directories that lack many files of which nobody knows more, with their number: moved, or left out."""
    lacking: dict[str, set[str]] = {}
    for dead in links:
        if dead.cause.kind == "missing":
            lacking.setdefault(posixpath.dirname(dead.path) or "the root", set()).add(dead.path)
    return {folder: len(names) for folder, names in lacking.items() if len(names) >= MANY}


def _backslashes(dead: paths.Dead, context: Context) -> Finding | None:
    """A link as Windows writes paths, whose file is there; None for another."""
    mention = dead.mention
    if "\\" not in mention.path:
        return None
    path = mention.path.replace("\\", "/")
    if not context.repo.exists(posixpath.normpath(posixpath.join(parent(dead.file.path), path))):
        return None
    target = mention.target.replace(mention.path, path, 1)
    fix = None
    if mention.path in mention.target and " " not in path:
        fix = Fix((Edit(mention.place, target),))
    said = f"{mention.path} is written with backslashes: write {path}, which is read everywhere"
    return Finding(mention.place, said, fix=fix, severity="warning")


def _anchors(file: File, context: Context) -> Iterator[Finding]:
    tried = 0
    for mention in read_mentions(file):
        target = _target(file, mention, context)
        if target is None:
            continue
        known = anchors(target)
        if _plain(mention.anchor) in _plainly(known):
            continue
        near = _nearest(mention.anchor, known) if (tried := tried + 1) <= MOST else []
        hint = f": the nearest is #{near[0]}" if near else ""
        yield Finding(
            mention.place,
            f"{target.path} has no heading #{mention.anchor}{hint}",
            severity="warning",
        )


def _nearest(anchor: str, known: Collection[str]) -> list[str]:
    """The heading that was meant; none where there are more than can be compared for each link."""
    import difflib

    if len(known) > 10 * MOST:
        return []
    return difflib.get_close_matches(anchor, sorted(known), 1, NEAR)


def _target(file: File, mention: Mention, context: Context) -> File | None:
    """The Markdown file in which a link names a heading, where it is there."""
    anchor = mention.anchor
    if not anchor or mention.form != "link" or not lazy_re.fullmatch(r"[^\s:=!/?]+", anchor):
        return None
    if not mention.path:
        return file
    if mention.path.startswith("/") or not mention.path.lower().endswith((".md", ".markdown")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), mention.path))
    try:
        known = not path.startswith("..") and context.repo.is_file(path)
        return context.repo.file(path) if known and not context.repo.leaves(path) else None
    except Unreadable:
        return None


@lru_cache(maxsize=8)
def anchors(file: File) -> frozenset[str]:
    """What a link may name in a Markdown file: its headings as GitHub spells them, and ids."""
    slugs = {str(p.info["slug"]) for p in markdown.read(file) if p.kind == "heading"}
    named = {one or two for one, two in _NAMED.findall(file.text)}
    # every page has a top
    return frozenset(slugs | named | {"top"})


@lru_cache(maxsize=8)
def _plainly(known: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plain, known))


def _plain(anchor: str) -> str:
    """An anchor without what hosts spell differently: case, punctuation, repeated dashes."""
    return lazy_re.sub(r"[\W_]+", "", anchor.removeprefix("user-content-").casefold())
