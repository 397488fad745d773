"""What a file claims to govern, held against what the repository has."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from itertools import islice

from agentslint.claims.scope import ScopeClaim
from agentslint.core import globs, lazy_re
from agentslint.facts import memo
from agentslint.model import File
from agentslint.repo import Repo, parent, test_files
from agentslint.repo.listing import Listing
from agentslint.text import instruction_files

_GLOB = lazy_re.compile(r"[*?\[{]")
_MOST = 1000  # files that one glob is said to match
_GLOBS = 1024  # of one repository that are remembered
_FOUND: memo.Table[str, tuple[str, ...]] = memo.Table(_GLOBS)


def outside(repo: Repo, file: File, home: str, claim: ScopeClaim) -> str:
    """A file that a claim speaks of and that lies outside `home`, where its file is read, or "".

    A claim that reads as a path of the directory itself, or that holds it, is no claim on others.
    """
    if home == ".":
        return ""
    here = parent(file.path)
    if claim.kind == "title":
        named = claim.text.strip("/")
        named = parent(named) if instruction_files.named(named) else named
        return _elsewhere(repo, here, named)
    if claim.kind != "path":
        return next(
            (
                path
                for path in repo.listing.ordered
                if not path.startswith(f"{here}/")
                and (claim.kind == "all" or test_files.among_tests(path))
                and "/." not in f"/{path}"
            ),
            "",
        )
    text = claim.text.lstrip("/")  # of the repository's root, not of the disk's
    if _matches(repo, posixpath.join(here, text)) or _holds(text, here):
        return ""
    # tests/billing may be for `src/billing/`: a directory that is called like the one it goes with
    if posixpath.basename(_fixed(posixpath.normpath(text))) in here.split("/"):
        return ""
    found = _matches(repo, text)
    return found[0] if found and not any(p.startswith(f"{here}/") for p in found) else ""


def _elsewhere(repo: Repo, here: str, named: str) -> str:
    """A file of a directory that is neither above, below nor beside what a title may mean by its name."""
    ends = here == named or here.endswith(f"/{named}") or here.startswith(f"{named}/")
    if ends or named not in repo.listing.directories or repo.listing.below(f"{here}/{named}"):
        return ""
    if here.rsplit("/", 1)[-1] == named.rsplit("/", 1)[-1]:
        return ""
    found = repo.listing.below(named)
    return found[0] if found and not any(path.startswith(f"{here}/") for path in found) else ""


def nowhere(repo: Repo, file: File, claim: ScopeClaim) -> bool:
    """Whether a claimed path or glob matches no file, from the root or from the file's directory."""
    if claim.kind != "path" or _routed(repo, claim.text):
        return False
    here = parent(file.path)
    if not (claim.marked or _written_as_path(repo, here, claim.text)):
        return False
    # `Dockerfile*` names files wherever they are
    if "/" not in claim.text and _matches(repo, f"**/{claim.text}"):
        return False
    for path in {claim.text, posixpath.join(here, claim.text)}:
        fixed = _fixed(posixpath.normpath(path))
        if path.startswith("..") or _matches(repo, path):
            return False
        # an ignored or untracked place may be filled by a build
        if not _GLOB.search(path) and (repo.exists(path) or repo.ignored([path])):
            return False
        if fixed and fixed != "." and repo.ignored([fixed, f"{fixed}/x"]):
            return False
    # `shop/api/` in api/AGENTS.md: the repository's own name stands before the path
    top, _, below = claim.text.partition("/")
    if below.strip("/*") and not repo.exists(top) and _matches(repo, below):
        return False
    last = claim.text.strip("/*").rsplit("/", 1)[-1]
    return not any(
        last and folder.rsplit("/", 1)[-1] == last and _near(here, folder)
        for folder in repo.listing.directories
    )


def _written_as_path(repo: Repo, here: str, text: str) -> bool:
    """Whether plain text is a path by its looks, or begins with a directory that exists: no "read/write"."""
    top, _, last = text.strip("/").rpartition("/")
    known = (top.partition("/")[0] or last, posixpath.join(here, top.partition("/")[0] or last))
    return (
        text.startswith("/")
        or text.endswith("/")
        or "." in last
        or any(posixpath.normpath(path) in repo.listing.directories for path in known)
    )


def _routed(repo: Repo, text: str) -> bool:
    """`/review` may be a command of the agent's, `/api/*` a route of the server's."""
    return text.startswith("/") and (
        text.count("/") == 1 or not repo.exists(text.strip("/").partition("/")[0])
    )


def _near(here: str, folder: str) -> bool:
    """A claim may leave out the directories above: `api/**` in services/AGENTS.md."""
    return here == "." or folder.startswith(f"{here}/")


def _holds(glob: str, directory: str) -> bool:
    fixed = _fixed(posixpath.normpath(glob))
    return fixed in ("", ".") or directory == fixed or directory.startswith(f"{fixed}/")


def _fixed(glob: str) -> str:
    """The part of a glob before its first wildcard, whole directories only."""
    parts = []
    for part in glob.split("/"):
        if _GLOB.search(part):
            break
        parts.append(part)
    return "/".join(parts)


def matching(repo: Repo, glob: str) -> tuple[str, ...]:
    """The files that a path or glob of an instruction speaks of, at most a thousand."""
    return tuple(_matches(repo, glob))


def _matches(repo: Repo, glob: str) -> Sequence[str]:
    path = posixpath.normpath(glob).lstrip("/")
    return _FOUND.get(repo, glob, lambda: _found(repo.listing, path))


def _found(listing: Listing, glob: str) -> tuple[str, ...]:
    if not _GLOB.search(glob):
        if listing.has(glob):
            return (glob,)
        return tuple(listing.below(glob)[:_MOST]) if glob != "." else ()
    spec = globs.spec([f"/{glob}"])
    under = listing.below(_fixed(glob) or ".")
    return tuple(islice((path for path in under if spec.match_file(path)), _MOST))
