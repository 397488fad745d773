"""One missing path: whether the text takes it for granted, and what shows that it is dead."""

from __future__ import annotations

import posixpath

from agentslint.claims.paths import Mention, hedged
from agentslint.core import lazy_re
from agentslint.facts.path_index import Standing
from agentslint.repo import Repo
from agentslint.repo.history import Gone
from agentslint.text import placeholders
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.neighbours import among, beside, listed
from agentslint.verdicts.paths.renames import elsewhere, lost, misspelt
from agentslint.verdicts.paths.verdict import Dead

_OWNER = lazy_re.compile(
    r"\bthe (back-?end|front-?end|server|client|mobile app)['’]s\s+`?$", lazy_re.IGNORECASE
)
# How a text sends its reader to a file that it takes for granted.
_POINTS = lazy_re.compile(
    r"(?:\b(?:see|consult|refer to|follow|read|(?:defined|configured|documented|described|specified"
    r"|declared|lives?|located|listed|explained) (?:in|at|by)|according to|source of truth(?: is|:)?"
    r"|siehe|voir|véase|consulte|см\.|xem)|(?:location|file|source|path)\W*:"
    r"|\bsee (?:the |also )?(?:[\w-]+ ){1,4}in)\W*$",
    lazy_re.IGNORECASE,
)
NEAR = 80  # characters before a mention that may send the reader to it
# "read `a.md`, `b.md` and `c.md`" sends to each of them
_AND = lazy_re.compile(r"(?:`[^`\s]+`(?:,| and| or| &|, and|, or) )+`?$")
_EDIT = lazy_re.compile(r"\b(?:edit|update|change)\W*$", lazy_re.IGNORECASE)


def judge(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """Why a missing path is dead, or None where nothing shows that it is."""
    mention = one.mention
    if mention.form in ("link", "image"):
        found = _link(standing, one, gone)
        return None if found is None or ignored(standing.repo, one) else found
    if placeholders.in_path(mention.path):
        return None
    if (standing.ending(one.tail) or standing.modules(one.tail)) and not _drawn_here(one, gone):
        return None
    back = hedged.hedge(mention)
    if back == "planned" or (back == "made" and not hedged.making(mention)):
        # it was kept in git, and was moved as it was: nothing makes it in the old place
        moved = lost(standing, one, gone)
        safe = moved and moved.safe and not ignored(standing.repo, one)
        return moved if safe else None
    if back or _of_another(standing, mention):
        return None
    pointed = _pointed(mention)
    was = lost(standing, one, gone)
    # what a run writes was once committed, and what a program looks for need not be here
    if was and not was.to and not pointed and (_made(mention) or _looked_for(one)):
        return None
    if was:
        return was if pointed or not ignored(standing.repo, one) else None
    if (mention.group and hedged.introduced(mention)) or hedged.output(mention.path):
        return None
    found = (
        elsewhere(standing, one)
        or misspelt(standing, one)
        or listed(standing, one)
        or beside(standing, one)
        or among(standing, one)
        or (pointed and _nowhere(standing, one))
        or None
    )
    return None if found is None or ignored(standing.repo, one) else found


def _drawn_here(one: Missing, gone: dict[str, Gone]) -> bool:
    """Whether a diagram, most of whose entries stand, draws a path in the very place it was in."""
    base, count = one.standing
    drawn = one.mention.form == "tree" and count >= 2 and count * 2 >= one.entries
    return drawn and posixpath.normpath(posixpath.join(base, one.mention.path)) in gone


def _link(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """A link names its file exactly, so that its absence is evidence enough."""
    path = one.mention.path
    if not ("/" in path or "." in path) or placeholders.in_path(path) or hedged.output(path):
        return None
    candidate, base = one.candidates[0]
    was = lost(standing, one, gone)
    if was:
        return was
    return elsewhere(standing, one) or Dead(
        one.file, one.mention, candidate, Cause("missing"), base, certain=True
    )


def _of_another(standing: Standing, mention: Mention) -> bool:
    """Whether it is "the backend's `docs/api.yaml`" and the backend is no part of the repository."""
    owner = _OWNER.search(mention.before[-NEAR:])
    return owner is not None and not standing.speaks_of(owner[1].lower())


def _made(mention: Mention) -> bool:
    """Whether a path is an entry of what a run leaves behind."""
    listed = mention.leading and bool(mention.group)
    return listed and (hedged.output(mention.path) or hedged.introduced(mention) == "made")


def _looked_for(one: Missing) -> bool:
    """Whether the document names the same path in the home directory: any project may have it."""
    return f"~/{one.tail}" in one.file.text


def _pointed(mention: Mention) -> bool:
    before = _AND.sub("", mention.before[-4 * NEAR :])[-NEAR:]
    if _POINTS.search(before):
        return True
    return bool(_EDIT.search(before) and lazy_re.match(r"\W*instead\b", mention.after))


def _nowhere(standing: Standing, one: Missing) -> Dead | None:
    """The text points at a file, and nothing of that name is anywhere."""
    mention = one.mention
    if not mention.is_file or standing.named.get(posixpath.basename(one.tail)):
        return None
    # what a tool keeps in a hidden directory often is each user's own
    if mention.path.startswith("."):
        return None
    path, base = one.candidates[0]
    return Dead(one.file, mention, path, Cause("nowhere"), base)


def ignored(repo: Repo, one: Missing) -> bool:
    """Whether git ignores one of the candidates, as a file or as a directory."""
    return bool(repo.ignored([*one.paths, *(f"{path}/" for path in one.paths)]))
