"""One missing path: whether the text takes it for granted, and what shows that it is dead."""

from __future__ import annotations

import posixpath
from itertools import takewhile

from agentslint.claims.paths import Mention, hedged, inventories
from agentslint.facts import names
from agentslint.facts.path_index import Standing
from agentslint.repo import Repo, directories
from agentslint.repo.history import Gone
from agentslint.text import placeholders, wording
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.neighbours import (
    among,
    beside,
    drawn_at_home,
    drawn_in,
    gap,
    listed,
    located,
    of_directory,
    siblings_drawn,
)
from agentslint.verdicts.paths.renames import (
    COMMON,
    bare_once,
    elsewhere,
    lost,
    misspelt,
    other_ending,
)
from agentslint.verdicts.paths.twins import twin
from agentslint.verdicts.paths.verdict import Dead

# "the backend's `docs/api.yaml`"
_OWNER = r"\bthe («owners»)['’]s\s+`?$"
# How a text sends its reader to a file that it takes for granted.
_POINTS = r"(?:(?:«to»|«stated» «where»)(?:\.|:)?|«label»\W*:|«look»\s(?:[\w-]+ ){1,5}«inside»)\W*$"
DISTINCT = 3  # directories of a path that make it one of a kind, whatever its last name
SECTION = 200  # lines above a mention in which its section may name a directory
MANY_DRAWN = 5  # entries that stand, for a diagram to be of this repository whatever its title
KEPT = 3  # tracked files of a directory that is source, whatever its name
NEAR = 80  # characters before a mention that may send the reader to it
# "read `a.md`, `b.md` and `c.md`" sends to each of them
_AND = r"(?:`[^`\s]+`(?:,| «and»| «or»| &|, «and»|, «or») )+`?$"
_EDIT = r"«edits»\W*$"
_INSTEAD = r"\W*«instead»"


def judge(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """Why a missing path is dead, or None where nothing shows that it is."""
    mention = one.mention
    if mention.form in ("link", "image"):
        found = _link(standing, one, gone)
        return None if found is None or ignored(standing.repo, one) else found
    if placeholders.in_path(mention.path):
        return None
    once = _once_here(standing, one, gone)
    named = standing.ending(one.tail) or standing.modules(one.tail)
    if named and not (once or _drawn_here(one, gone) or _own(one) or _catalogued(standing, one)):
        return None
    back = hedged.hedge(mention)
    # what stood exactly there is no made-up example
    if back == "example" and (once or _only_once(standing, one)):
        back = ""
    # "store.ts  # saves drafts": what the code in it does
    if back == "made" and siblings_drawn(standing, one) and not hedged.product(mention):
        back = ""
    if back == "planned" or (back == "made" and not hedged.making(mention)):
        # it was kept in git, and was moved as it was: nothing makes it in the old place
        # git's rules are asked first: they cost nothing beside all that a long history deleted
        moved = None if ignored(standing.repo, one) else lost(standing, one, gone)
        return moved if moved and moved.safe else None
    if back or _of_another(standing, mention):
        return None
    pointed = _pointed(mention)
    was = lost(standing, one, gone)
    # what a run writes was once committed, and what a program looks for need not be here
    if was and not was.to and not pointed and (_made(standing, one) or _looked_for(one)):
        return None
    if was:
        known = bool(was.to) and pointed
        return was if known or not ignored(standing.repo, one) else None
    if _set_aside(one) or _built(standing, one):
        return None
    if _before_pattern(mention):
        return None
    found = (
        (_own(one) and of_directory(standing, one))
        or elsewhere(standing, one)
        or misspelt(standing, one)
        or other_ending(standing, one)
        or listed(standing, one)
        or drawn_in(standing, one)
        or beside(standing, one)
        or among(standing, one)
        or located(standing, one)
        or drawn_at_home(standing, one)
        or twin(standing, one)
        or (pointed and _nowhere(standing, one))
        or gap(standing, one)
        or None
    )
    return None if found is None or ignored(standing.repo, one) else found


def _set_aside(one: Missing) -> bool:
    """Whether what introduces a list, a table or a diagram says that its entries need not be there."""
    if not one.mention.group:
        return False
    kind = hedged.introduced(one.mention)
    entries, stand = one.drawn
    # "Examples of a good structure", and the structure is that of this repository
    return bool(kind) and not (kind == "example" and stand >= MANY_DRAWN and stand * 2 >= entries)


def _once_here(standing: Standing, one: Missing, gone: dict[str, Gone]) -> bool:
    """Whether history had a path of several parts exactly where the text's own directory or the root has it.

    Of a name that many directories have (`src/index.ts`, `tests/unit/`) another one may be meant, and
    so may the one below a directory that the section names.
    """
    mention = one.mention
    if mention.form not in ("code", "text") or "/" not in one.tail.strip("/"):
        return False
    alike = standing.ending(one.tail)
    if len(alike) > 1 or any(_named_above(one, path) for path in alike):
        return False
    stem = posixpath.basename(one.tail.rstrip("/")).partition(".")[0].lower()
    common = stem in COMMON and one.tail.count("/") < DISTINCT
    if common or not (mention.is_file or mention.is_directory):
        return False
    own = posixpath.dirname(one.file.path) or "."
    return any(path in gone and base in (own, ".") for path, base in one.candidates)


def _named_above(one: Missing, path: str) -> bool:
    """Whether the section, up to a mention, names the directory that a path lies in as the text has it."""
    folder = path.removesuffix(one.tail.rstrip("/")).rstrip("/")
    lines = one.file.text.split("\n")[: one.mention.place.line]
    section = takewhile(lambda line: not line.startswith("#"), reversed(lines[-SECTION:]))
    return bool(folder) and any(folder in line for line in section)


def _only_once(standing: Standing, one: Missing) -> bool:
    """Whether history had one file of a bare name, and nothing has it now."""
    return bare_once(standing, one) != ""


def _own(one: Missing) -> bool:
    """Whether it is an entry of the list of its own directory's files."""
    own = posixpath.dirname(one.file.path)
    return bool(own) and inventories.of_directory(one.mention)


def _catalogued(standing: Standing, one: Missing) -> bool:
    """Whether nearly all directories listed with it stand in one place that the list names."""
    base, count = one.standing
    listed = one.mention.leading and one.mention.is_directory and one.mention.form == "code"
    if not listed or len(standing.ending(one.tail)) > 1:
        return False
    return base not in ("", ".") and count >= 3 and count * 4 >= one.entries * 3


def _drawn_here(one: Missing, gone: dict[str, Gone]) -> bool:
    """Whether a diagram, most of whose entries stand, draws a path in the very place it was in."""
    base, count = one.standing
    drawn = one.mention.form == "tree" and count >= 2 and count * 2 >= one.entries
    return drawn and posixpath.normpath(posixpath.join(base, one.mention.path)) in gone


def _link(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """A link names its file exactly, so that its absence is evidence enough."""
    path = one.mention.path
    if not ("/" in path or "." in path) or placeholders.in_path(path) or directories.built(path):
        return None
    # a site may be served from a directory of the repository
    if path.startswith("/") and standing.ending(one.tail):
        return None
    candidate, base = one.candidates[0]
    was = lost(standing, one, gone)
    if was:
        return was
    return elsewhere(standing, one) or Dead(
        one.file, one.mention, candidate, Cause("missing"), base, certain=True
    )


def _before_pattern(mention: Mention) -> bool:
    """Whether it is all that is known of a pattern: where its files are kept, none need be there yet."""
    return mention.form == "code" and mention.is_directory and mention.after[:1] not in ("", "`")


def _of_another(standing: Standing, mention: Mention) -> bool:
    """Whether it is "the backend's `docs/api.yaml`" and the backend is no part of the repository."""
    owner = wording.pattern("sends", _OWNER).search(mention.before[-NEAR:])
    return owner is not None and not standing.speaks_of(owner[1].lower())


def _made(standing: Standing, one: Missing) -> bool:
    """Whether a path is an entry of what a run leaves behind."""
    listed = one.mention.leading and bool(one.mention.group)
    return listed and (_built(standing, one) or hedged.introduced(one.mention) == "made")


def _built(standing: Standing, one: Missing) -> bool:
    """Whether a path leads into what a build fills; `adapter/out/` is source where git keeps it so."""
    if not directories.built(one.mention.path):
        return False
    for path, _ in one.candidates:
        folder = posixpath.dirname(path)
        kept = folder in standing.directories and not directories.built(posixpath.basename(path))
        if kept and len(standing.repo.listing.below(folder)) >= KEPT:
            return False
    return True


def _looked_for(one: Missing) -> bool:
    """Whether the document names the same path in the home directory: any project may have it."""
    return f"~/{one.tail}" in one.file.text


def _pointed(mention: Mention) -> bool:
    before = wording.pattern("join", _AND).sub("", mention.before[-4 * NEAR :])[-NEAR:]
    if wording.pattern("sends", _POINTS).search(before):
        return True
    edits, instead = wording.pattern("sends", _EDIT), wording.pattern("sends", _INSTEAD)
    return bool(edits.search(before) and instead.match(mention.after))


def _nowhere(standing: Standing, one: Missing) -> Dead | None:
    """The text points at a file, and nothing of that name is anywhere."""
    mention = one.mention
    if not mention.is_file or standing.named.get(posixpath.basename(one.tail)):
        return None
    # what a tool keeps in a hidden directory often is each user's own
    if mention.path.startswith("."):
        return None
    # what the code itself names is made, or looked for, where it runs
    if names.spoken(standing.repo, [posixpath.basename(one.tail)]):
        return None
    path, base = one.candidates[0]
    return Dead(one.file, mention, path, Cause("nowhere"), base)


def ignored(repo: Repo, one: Missing) -> bool:
    """Whether git ignores one of the candidates, as a file or as a directory."""
    return bool(repo.ignored([*one.paths, *(f"{path}/" for path in one.paths)]))
