"""The routes that code serves, and served once: a path in quotes, as routers are given it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from agentslint.facts import code_files, names
from agentslint.repo import Repo, directories, past, vendored
from agentslint.repo.commits import Commit
from agentslint.repo.contents import Contents

FILES = 6000  # files of code that are looked through


def held(repo: Repo, routes: Collection[str]) -> frozenset[str]:
    """Those of some routes whose last part any file of code has behind a stroke; all in a large repository."""
    wanted = {route: f"/{route.rpartition('/')[2]}".encode() for route in routes}
    contents = Contents(repo)
    files = [
        path for path in repo.listing.ordered if code_files.is_code(path) and not vendored(path)
    ]
    if len(files) > FILES or repo.checkout.sparse or not files:
        return frozenset(routes)
    found: set[str] = set()
    for path in files:
        data = contents.read(path, names.LARGEST)
        hits = {route for route, end in wanted.items() if route not in found and end in data}
        if hits:
            contents.rely([path])
            found |= hits
        if len(found) == len(wanted):
            break
    if len(found) < len(wanted):
        contents.rely_on_index()
        contents.rely(files)
    return frozenset(found)


def lost(
    repo: Repo, routes: Collection[str], documents: Collection[str]
) -> Iterator[tuple[str, str, Commit | None]]:
    """The routes that code had once, with the file and the commit that took them away."""
    left = set(routes)
    for old in past.texts(repo, documents, code_files.table()["code"], lambda path: "rout" in path):
        if vendored(old.path) or directories.test(old.path):
            continue
        for route in sorted(left):
            if any(f"{quote}{route}{quote}".encode() in old.data for quote in "\"'`"):
                left.discard(route)
                yield route, old.path, old.commit
        if not left:
            return
