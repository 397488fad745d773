"""Where a missing path was, or stands by now: history, another place, another spelling."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from agentslint.facts.path_index import Standing
from agentslint.repo import directories, join, vendored
from agentslint.repo.history import Gone
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.cause import Cause, Kind
from agentslint.verdicts.paths.neighbours import hidden, hidden_parts, placed
from agentslint.verdicts.paths.verdict import Dead

COMMON = frozenset(
    "index main init __init__ readme config settings types utils helpers constants test tests mod lib "
    "license changelog package setup app server client schema page layout route routes agents claude "
    "skill makefile dockerfile base common core data".split()
)


# endings of what a reader or a run may write, and of what one word names in many projects
PAGES = frozenset({".md", ".mdx", ".txt", ".log", ".lock", ".csv", ".html", ".pdf", ".png", ".svg"})
SETTINGS = frozenset({".json", ".yaml", ".yml", ".toml", ".xml", ".ini", ".cfg", ".sh"})
# endings of one language or format: what is called so with one of them is often meant by another
ALIKE = (
    frozenset({".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"}),
    frozenset({".jsx", ".tsx"}),
    frozenset({".yml", ".yaml"}),
    frozenset({".json", ".jsonc", ".json5"}),
)
FEW = 3  # files of one name that history had: of more, none is meant
DEEPEST = 8  # first parts of a path that may be left out
MANY = 1000  # files of one name among which none stands out


def lost(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """It was there: history says until when, and where it went."""
    tail = one.tail.rstrip("/")
    for path, base in _told_by_history(one):
        if path in gone and gone[path].commit is None and not gone[path].to:
            # not committed yet, so that its new place may have to be guessed
            return elsewhere(standing, one) or went(one, gone[path], path, base)
        if path in gone and (one.mention.form != "tree" or placed(standing, one, path)):
            return went(one, gone[path], path, base)
    if one.mention.form in ("link", "image", "tree"):
        return None
    if (path := bare_once(standing, one)) and not one.mention.leading:
        for last in standing.repo.history.gone([path], standing.files).values():
            return went(one, last, path, "")
    own = posixpath.dirname(one.file.path)
    if "/" in tail or one.mention.leading:
        history = standing.repo.history
        earlier = history.ending(tail)
        if "/" not in tail:
            earlier = [path for path in earlier if path.startswith(own + "/")]
        told = history.gone(earlier[:1], standing.files)
        for path, last in told.items():
            return went(one, last, path, "")
    return None


def bare_once(standing: Standing, one: Missing) -> str:
    """The file of a bare name that history had below the text's directory, where none has it now.

    Pages and settings that many projects have are left out: theirs, or anybody's, may be meant.
    """
    mention, name = one.mention, one.tail
    stem, suffix = posixpath.splitext(name)
    if mention.form != "code" or "/" in mention.path or not mention.is_file:
        return ""
    if (
        stem.lower() in COMMON
        or standing.named.get(name)
        or suffix in PAGES
        or name.startswith(".")
    ):
        return ""
    if suffix in SETTINGS and not ("_" in stem or "-" in stem):
        return ""
    own = posixpath.dirname(one.file.path)
    earlier = [path for path in standing.repo.history.ending(name) if not directories.built(path)]
    inside = own == "" or all(path.startswith(own + "/") for path in earlier)
    return earlier[0] if 0 < len(set(earlier)) <= FEW and inside else ""


def _told_by_history(one: Missing) -> list[tuple[str, str]]:
    """The candidates of which history is asked: a bare directory's are not all that is named close by."""
    bare = one.mention.is_directory and "/" not in one.mention.path.rstrip("/")
    if not bare or one.mention.form == "tree":
        return list(one.candidates)
    own = posixpath.dirname(one.file.path) or "."
    return [(path, base) for path, base in one.candidates if base == own]


def went(one: Missing, last: Gone, path: str, base: str) -> Dead:
    """What became of a path, as history has it."""
    kind: Kind = "moved" if last.to else "deleted"
    if last.to and posixpath.dirname(last.to) == posixpath.dirname(path):
        kind = "renamed"
    of = path if path != posixpath.normpath(one.mention.path) else ""
    cause = Cause(kind, of, last.to, last.commit)
    safe = bool(last.to and base) and last.exact
    return Dead(one.file, one.mention, path, cause, base, last.to, safe, certain=True)


def elsewhere(standing: Standing, one: Missing) -> Dead | None:
    """Exactly one file of its name stands elsewhere, or in its place under another letter case."""
    tail, mention = one.tail.rstrip("/"), one.mention
    for path, base in one.candidates:
        cased = standing.folded.get(path.casefold(), [])
        if len(cased) == 1 and mention.form != "tree":
            cause = Cause("other-case", to=cased[0])
            # a bare name of a directory above may mean a file that was to stand here
            safe = "/" in mention.path or base == (posixpath.dirname(one.file.path) or ".")
            return Dead(one.file, mention, path, cause, base, cased[0], safe, certain=True)
    if (
        not mention.is_file
        or mention.form == "tree"
        or ("/" not in mention.path and mention.form == "code")
    ):
        return None
    path, base = one.candidates[0]
    at = posixpath.normpath(mention.path)
    if mention.form in ("link", "image") and base != "." and standing.has(at):
        cause = Cause("from-root", to=at, folder=base)
        return Dead(one.file, mention, path, cause, base, at, True, certain=True)
    named = standing.named.get(posixpath.basename(tail), [])
    if len(named) != 1 or vendored(named[0]):
        return _deeper(one, named)
    # what a tool keeps for itself (`.claude/commands/orders.md`) is no page that went there
    if hidden_parts(named[0]) - hidden_parts(mention.path):
        return None
    # `Shop.Core.Orders/Order.cs`: the namespace, whose directories it is
    if "." in posixpath.dirname(tail) and f"/{_undotted(named[0])}".endswith(f"/{_undotted(tail)}"):
        return None
    # a name that is common elsewhere says nothing where it happens to stand once
    if posixpath.basename(tail).partition(".")[0].lower() in COMMON:
        return None
    cause = Cause("namesake", to=named[0])
    if named[0] == at:
        cause = Cause("from-root", to=at, folder=base)
    safe = mention.form in ("link", "image")
    return Dead(one.file, mention, path, cause, base, named[0], safe, certain=True)


def _deeper(one: Missing, named: Sequence[str]) -> Dead | None:
    """One file alone ends as the path does but for its first parts: `src/lib/auth.ts`, in `src/core/lib`."""
    parts = one.tail.split("/")
    for start in range(1, min(len(parts) - 1, DEEPEST)) if len(named) <= MANY else ():
        ending = "/".join(parts[start:])
        alike = [name for name in named if name.endswith(f"/{ending}")]
        for path, base in one.candidates if len(alike) == 1 else ():
            above = join(base, "/".join(parts[:start]))
            if alike[0].startswith(f"{above}/"):
                cause = Cause("namesake", to=alike[0])
                return Dead(one.file, one.mention, path, cause, base, alike[0])
        if alike:
            break
    return None


def _undotted(path: str) -> str:
    folder, name = posixpath.split(path)
    return f"{folder.replace('.', '/')}/{name}"


def misspelt(standing: Standing, one: Missing) -> Dead | None:
    """Its directory stands, and in it one that is almost so called."""
    mention = one.mention
    written = mention.path.strip("./")
    if mention.form not in ("code", "text") or "/" not in written:
        return None
    if not (mention.is_file or mention.is_directory) or hidden(mention):
        return None  # a route, a package, or a place that a tool looks in
    for path, base in one.candidates:
        alike = standing.alike(path)
        if len(alike) == 1 and (alike[0] in standing.files) == mention.is_file:
            cause = Cause("nearest", to=alike[0])
            return Dead(one.file, mention, path, cause, base, alike[0])
    return None


def other_ending(standing: Standing, one: Missing) -> Dead | None:
    """A configuration that its directory has with another ending: `next.config.js`, with .mjs."""
    mention = one.mention
    stem, ending = posixpath.splitext(mention.path)
    if mention.form not in ("code", "text") or "." not in posixpath.basename(stem).strip("."):
        return None
    others = next((family - {ending} for family in ALIKE if ending in family), frozenset())
    for path, base in one.candidates:
        start = posixpath.splitext(path)[0]
        found = [start + other for other in others if start + other in standing.files]
        # a text that names both leaves the choice to its reader
        if len(found) == 1 and posixpath.basename(found[0]) not in one.file.text:
            cause = Cause("namesake", to=found[0])
            return Dead(one.file, mention, path, cause, base, found[0])
    return None
