"""The value that a document gives a key, against what code and configuration assign it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.claims import keys
from agentslint.claims.keys import Keyed
from agentslint.core import lazy_re
from agentslint.facts import keys as code
from agentslint.facts import named_paths
from agentslint.facts.code_files import is_code, is_test
from agentslint.facts.constants import plain
from agentslint.facts.fact import Fact
from agentslint.facts.keys import Assigned
from agentslint.facts.memo import by_name, once
from agentslint.model import File, whole
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_SEVERAL = lazy_re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9][_-][A-Za-z0-9]")  # words in one name
_DATA = (".json", ".jsonc", ".toml", ".yaml", ".yml")  # files that say all that they set
_INHERITS = lazy_re.compile(r"\b(?:extends|include|inherits?|import|preset)s?\b")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    if vendored(file.path):
        return
    loose = []
    for one in keys.read(file):
        path = _owner(repo, one)
        if path:
            yield _of_file(repo, one, path)
        elif one.files or one.label or not _distinctive(one):
            yield undecided(one.claim, "it is not clear what sets it")
        else:
            loose.append(one)
    known = code.everywhere(repo, [one.claim.subject for one in loose]) if loose else {}
    for one in loose:
        yield _anywhere(one, known[one.claim.subject])


def _distinctive(one: Keyed) -> bool:
    """Whether a key means one thing wherever it stands, and is said to be set and not only to occur."""
    return (
        (one.default or one.claim.value[:1].isdigit())
        and bool(_SEVERAL.search(one.claim.subject))
        and not one.claim.hedge
    )


def _owner(repo: Repo, one: Keyed) -> str:
    """The one file that is said to set it."""
    found = {path for name in one.files if (path := _file(repo, one.claim.scope, name))}
    if len(found) == 1:
        return found.pop()
    if found or one.files or not one.label:
        return ""
    paths = [path for path in _stems(repo).get(one.label, ()) if not is_test(path)]
    return paths[0] if len(paths) == 1 else ""


def _file(repo: Repo, scope: str, name: str) -> str:
    if path := named_paths.file(repo, scope, name):
        return path
    near = [
        path
        for path in by_name(repo).get(posixpath.basename(name), ())
        if path.endswith(f"/{name}") and not vendored(path)
    ]
    under = [path for path in near if scope == "." or path.startswith(f"{scope}/")]
    return under[0] if len(under) == 1 else ""


@once
def _stems(repo: Repo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in repo.listing.ordered:
        if is_code(path):
            found.setdefault(posixpath.basename(path).partition(".")[0], []).append(path)
    return found


def _of_file(repo: Repo, one: Keyed, path: str) -> Verdict:
    claim = one.claim
    rows = code.in_file(repo, path, claim.subject)
    if rows:
        return _against(one, rows)
    data = path.endswith(_DATA)
    lacks = one.sole and data and not code.holds(repo, path, claim.subject)
    if lacks and not _INHERITS.search(repo.text(path) or ""):
        key = claim.subject
        return refuted(claim, Fact("key", key, f"has no {key}", whole(path)))
    return undecided(claim, "the file does not set it")


def _anywhere(one: Keyed, rows: tuple[Assigned, ...]) -> Verdict:
    rows = tuple(
        row for row in rows if row.value or not code.passed_on(_shown(row), row.fact.subject)
    )
    if len({plain(row.value) for row in rows}) > 1:
        return undecided(one.claim, "it has several values")
    return _against(one, rows)


def _shown(row: Assigned) -> str:
    return row.fact.value.partition(" = ")[2]


def _against(one: Keyed, rows: tuple[Assigned, ...]) -> Verdict:
    claim = one.claim
    stated = plain(claim.value)
    for row in rows:
        if stated in code.plain({row.value} - {""}) | code.plain(row.within):
            return verified(claim, row.fact)
    if not rows or not all(row.value for row in rows):
        return undecided(claim, "what sets it is no literal")
    return refuted(claim, rows[0].fact)
