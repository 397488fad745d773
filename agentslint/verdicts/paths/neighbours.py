"""What stands beside a missing path, in its list, its sentence, its diagram or its directory."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from functools import lru_cache

from agentslint.claims.paths import AROUND, Mention, hedged, inventories
from agentslint.core import lazy_re
from agentslint.facts.path_index import Standing
from agentslint.model import File
from agentslint.repo import join, parents
from agentslint.text import wording
from agentslint.text.tree_diagrams import elided
from agentslint.verdicts.missing_paths import Missing
from agentslint.verdicts.paths.cause import Cause
from agentslint.verdicts.paths.verdict import Dead

# `a.rb`, `b.rb`, and `c.rb`
_SERIES = r"`[^`\s/]+`(?:\s*(?:[,，、]\s*(?:«and»|«or»)?|«and»|«or»)\s*`[^`\s/]+`){2,}"


def listed(standing: Standing, one: Missing) -> Dead | None:
    """The entries beside it stand."""
    mention = one.mention
    if not mention.leading or one.entries < 2:
        return None
    base, count = one.standing
    if mention.form == "tree":
        return _drawn(standing, one)
    first = mention.form != "code" or mention.block.lstrip("*_[(`~ ").startswith(mention.path)
    most = count * 2 >= one.entries if first else count * 4 >= one.entries * 3
    if count >= 2 and most and (mention.is_file or "/" in mention.path):
        path = posixpath.normpath(join(base, mention.path))
        cause = Cause("listed", count=count, total=one.entries)
        return Dead(one.file, mention, path, cause, base)
    for near in mention.near:
        folder = next(
            (p for b in _homes(one.file) if (p := join(b, near)) in standing.directories), ""
        )
        suffix = posixpath.splitext(mention.path)[1]
        if folder and suffix and "/" not in mention.path and mention.is_file:
            alike = standing.inside(folder, suffix)
            if alike >= 3 and not standing.named.get(mention.path):
                cause = Cause("folder", folder=folder, count=alike, name=suffix)
                return Dead(one.file, mention, f"{folder}/{mention.path}", cause, folder)
    return None


def beside(standing: Standing, one: Missing) -> Dead | None:
    """A path of the same directory, named in the same sentence, stands."""
    mention = one.mention
    folder = posixpath.dirname(mention.path.rstrip("/"))
    if mention.form != "code":
        return None
    if not folder:
        return _in_series(standing, one)
    for path, base in one.candidates:
        if posixpath.dirname(path) not in standing.directories:
            continue
        others = _spans_by_folder(mention.sentence).get(folder, ())
        there = standing.first(base, (mention.sentence, folder), others)
        if there:
            return Dead(one.file, mention, path, Cause("beside", name=there), base)
    return None


def among(standing: Standing, one: Missing) -> Dead | None:
    """Its directory stands and holds others of its kind, and nothing anywhere has its name."""
    mention = one.mention
    suffix = posixpath.splitext(mention.path)[1]
    if "/" not in mention.path or mention.form == "tree" or not (mention.is_file and suffix):
        return None
    if hidden(mention) or standing.named.get(posixpath.basename(mention.path)):
        return None
    if _filled(mention.sentence) <= mention.at:
        return None
    for path, base in one.candidates:
        folder = posixpath.dirname(path)
        if folder in standing.directories:
            alike = standing.inside(folder, suffix)
            if alike >= 3:
                cause = Cause("folder", folder=folder, count=alike, name=suffix)
                return Dead(one.file, mention, path, cause, base)
    return None


def located(standing: Standing, one: Missing) -> Dead | None:
    """A column says where things are, and the directory that it names has nothing of that name."""
    mention = one.mention
    if "/" not in mention.path.strip("/") or not inventories.located(mention) or hidden(mention):
        return None
    for path, base in one.candidates:
        folder = posixpath.dirname(path)
        if folder in standing.directories and (_home(one.file, folder) or one.standing[1]):
            return Dead(one.file, mention, path, Cause("lacks", folder=folder), base)
    return None


def _home(file: File, folder: str) -> bool:
    """Whether a directory is that of a document, or lies in it or above it."""
    own = posixpath.dirname(file.path)
    return bool(own) and (f"{folder}/".startswith(f"{own}/") or f"{own}/".startswith(f"{folder}/"))


def hidden(mention: Mention) -> bool:
    """Whether it leads through a hidden directory: a tool's, which holds what each user has."""
    return bool(hidden_parts(mention.path))


def hidden_parts(path: str) -> frozenset[str]:
    """The parts of a path that begin with a dot."""
    return frozenset(part for part in path.split("/") if part.startswith(".") and part.strip("."))


def placed(standing: Standing, one: Missing, path: str) -> bool:
    """Whether what a diagram draws above an entry stands, so that it draws this repository."""
    entries, stand = one.drawn
    most = stand > 0 and stand * 2 >= entries
    return posixpath.dirname(path) in standing.directories or one.standing[1] > 0 or most


def _drawn(standing: Standing, one: Missing) -> Dead | None:
    """An entry of a tree diagram whose directory stands."""
    mention = one.mention
    for path, base in one.candidates:
        above = posixpath.dirname(path) or "."
        if above not in standing.directories or not placed(standing, one, path):
            continue
        count = one.standing[1]
        if count >= 2 and count * 2 >= one.entries:
            cause = Cause("drawn", count=count, total=one.entries)
            return Dead(one.file, mention, path, cause, base)
        entries, stand = one.drawn
        most = mention.is_file and stand >= 5 and stand * 4 >= entries * 3 and above != "."
        if most and mention.sentence not in elided(mention.block):
            cause = Cause("diagram", count=stand, total=entries)
            return Dead(one.file, mention, path, cause, base)
        deeper = [
            other
            for other in standing.named.get(posixpath.basename(path), [])
            if other.startswith(above + "/")
        ]
        if len(deeper) == 1 and above != ".":
            cause = Cause("below", to=deeper[0])
            return Dead(one.file, mention, path, cause, base)
    return None


def drawn_at_home(standing: Standing, one: Missing) -> Dead | None:
    """A diagram that hangs from the directory of its document draws an entry that is not in it."""
    mention = one.mention
    own = posixpath.dirname(one.file.path)
    top = posixpath.normpath(mention.top) if mention.form == "tree" and mention.top else ""
    if not own or not top or not f"/{own}".endswith(f"/{top}"):
        return None
    # `changes/[name]/` is a layout that is yet to be filled; `[id]/` of a router is a directory
    for name in _STANDS_FOR.findall(mention.block):
        if not any(f"/{folder}".endswith(f"/{name}") for folder in standing.directories):
            return None
    for path, base in one.candidates:
        above = posixpath.dirname(path)
        inside = f"{above}/".startswith(f"{own}/") and above in standing.directories
        if inside and mention.sentence not in elided(mention.block):
            return Dead(one.file, mention, path, Cause("lacks", folder=above), base)
    return None


def drawn_in(standing: Standing, one: Missing) -> Dead | None:
    """A diagram, half of which stands, draws a file in a directory that holds others of its kind."""
    entries, stand = one.drawn
    for path, base in one.candidates if one.mention.form == "tree" else ():
        above = posixpath.dirname(path)
        if above in standing.directories and _lacks(standing, one, above):
            cause = Cause("diagram", count=stand, total=entries)
            suffix = posixpath.splitext(path)[1]
            if (alike := standing.inside(above, suffix)) >= MANY:
                cause = Cause("folder", folder=above, count=alike, name=suffix)
            return Dead(one.file, one.mention, path, cause, base)
    return None


def siblings_drawn(standing: Standing, one: Missing) -> bool:
    """Whether a diagram, half of which stands, draws it in a directory that holds others of its kind."""
    return one.mention.form == "tree" and any(
        posixpath.dirname(path) in standing.directories
        and _lacks(standing, one, posixpath.dirname(path))
        for path, _ in one.candidates
    )


def gap(standing: Standing, one: Missing) -> Dead | None:
    """A directory of several parts: the one above it stands, and none of that name is anywhere."""
    mention = one.mention
    parts = mention.path.strip("/").split("/")
    written = mention.form == "code" and mention.is_directory and len(parts) > 1
    # `/web/orders/` is a route
    route = mention.path.startswith("/")
    if not written or route or hidden(mention) or _filled(mention.sentence) <= mention.at:
        return None
    own = posixpath.dirname(one.file.path) or "."
    for path, base in one.candidates:
        above = posixpath.dirname(path)
        if base in (own, ".") and above in standing.directories:
            return Dead(one.file, mention, path, Cause("gap", folder=above), base)
    return None


def _lacks(standing: Standing, one: Missing, above: str) -> bool:
    mention = one.mention
    entries, stand = one.drawn
    suffix = posixpath.splitext(mention.path)[1]
    if not mention.is_file or stand < 4 or stand * 2 < entries:
        return False
    if mention.sentence in elided(mention.block) or not standing.inside(above, suffix):
        return False
    name = posixpath.basename(mention.path)
    return not any(path.startswith(above + "/") for path in standing.named.get(name, ()))


def of_directory(standing: Standing, one: Missing) -> Dead | None:
    """An entry of the list of its directory's files: neither it nor one of its name below is there."""
    own = posixpath.dirname(one.file.path)
    name = one.mention.path.rstrip("/")
    if any(path.startswith(own + "/") for path in standing.named.get(name, ())):
        return None
    mention = one.mention
    # what is said of an entry stands behind its dash
    said = _DASH.sub("` ", mention.after)
    if hedged.hedge(replace(mention, sentence=mention.before + mention.path + said)) in (
        "optional",
        "planned",
        "past",
    ):
        return None
    cause = Cause("own", folder=own)
    return Dead(one.file, one.mention, f"{own}/{name}", cause, own, certain=True)


_STANDS_FOR = lazy_re.compile(r"(?:[├└]──|\|--|`--|\+--)\s*([\[<{][\w -]+[\]>}])/?(?=\s|$)")
MANY = 3  # files of a kind that make a directory one of that kind
_DASH = lazy_re.compile(r"^`?[*_]*\s*[-–—:]\s+")


def _in_series(standing: Standing, one: Missing) -> Dead | None:
    """A bare name: others of its sentence stand in one directory, and it is nowhere."""
    mention = one.mention
    suffix = posixpath.splitext(mention.path)[1]
    if not mention.is_file or standing.named.get(mention.path):
        return None
    near = [row for row in one.candidates if standing.inside(posixpath.dirname(row[0]), suffix) > 1]
    if not near:
        return None
    around = mention.sentence[max(mention.at - AROUND, 0) : mention.at + AROUND]
    series = [
        row
        for row in wording.pattern("join", _SERIES).findall(around)
        if f"`{mention.path}`" in row
    ]
    names = {name for row in series for name in lazy_re.findall(r"`([^`]+)`", row)} - {mention.path}
    for path, base in near:
        folder = posixpath.dirname(path)
        count = sum(join(folder or ".", name) in standing.files for name in names)
        if count >= 2 and all(posixpath.splitext(name)[1] == suffix for name in names):
            cause = Cause("series", count=count, folder=folder)
            return Dead(one.file, mention, path, cause, base)
    return None


@lru_cache(maxsize=64)
def _spans_by_folder(sentence: str) -> dict[str, tuple[str, ...]]:
    """The paths in code spans of a sentence, by the directory that they are written in."""
    found: dict[str, list[str]] = {}
    for other in lazy_re.findall(r"`([^`\s]+)`", sentence):
        if "*" not in other:
            found.setdefault(posixpath.dirname(other.rstrip("/")), []).append(other)
    return {folder: tuple(others) for folder, others in found.items()}


@lru_cache(maxsize=64)
def _filled(sentence: str) -> int:
    """Where the first word ends that tells to write what follows; behind the sentence: nowhere."""
    # "Implement it in `effects.py`": the file may be what is to be written
    found = wording.pattern("sends", "«fills»").search(sentence)
    return found.end() if found else len(sentence) + 1


def _homes(file: File) -> list[str]:
    return list(reversed(parents(posixpath.dirname(file.path) or ".")))
