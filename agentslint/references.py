"""What documents mention, held against what the repository has and had: which paths are dead.

A path is dead only with evidence: history shows that it was there, exactly one file of its name
stands elsewhere, it is an entry of a catalogue whose other entries stand, or the text points a
reader at it. Whatever a text takes back (`hedges`), or git ignores, is not dead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from agentslint import hedges
from agentslint import late as re
from agentslint.lacking import Missing, missing
from agentslint.mentions import AROUND, Mention
from agentslint.model import Edit, File, Fix
from agentslint.repo import Repo, join, parents, vendored
from agentslint.repo.history import Gone
from agentslint.standing import Standing


@dataclass(frozen=True, slots=True)
class Dead:
    """A mention of a path that is not there.

    path      where it would stand, from the root
    cause     what shows that it is dead, as the second half of a sentence
    base      the directory that it is written relative to; empty where that is not known
    to        where it stands now, where that is known
    safe      whether nothing but `to` could be meant
    certain   history or a file's name shows it, and not the company that it is in
    """

    file: File
    mention: Mention
    path: str
    cause: str
    base: str
    to: str = ""
    safe: bool = False
    certain: bool = False


_KNOWN: WeakKeyDictionary[Repo, dict[tuple[File, ...], tuple[Dead, ...]]] = WeakKeyDictionary()


def dead(repo: Repo, files: tuple[File, ...]) -> tuple[Dead, ...]:
    """Every dead path and link of the instruction files, vendored ones left out; found once."""
    known = _KNOWN.setdefault(repo, {})
    if files not in known:
        known[files] = tuple(_dead(repo, files))
    return known[files]


def _dead(repo: Repo, files: tuple[File, ...]) -> Iterator[Dead]:
    standing = Standing(repo)
    found = [one for file in _own(repo, files) for one in missing(standing, file)]
    if not found:
        return
    if any(path in standing.files for one in found for path in one.paths):
        standing = Standing(repo, repo.deleted)
    paths = {path for one in found for path in one.paths}
    gone = repo.history.gone(paths, standing.files, standing.directories)
    proven: dict[str, Dead] = {}
    rest = []
    for one in found:
        judged = judge(standing, one, gone)
        if judged is None:
            rest.append(one)
            continue
        proven.setdefault(judged.path, judged)
        yield judged
    for one in rest:
        # what one line proves, other lines may rely on: of another file only those that list it
        for path, base in one.candidates:
            same = proven.get(path)
            if same and _relies(one, same):
                base = base if same.base else ""
                yield replace(same, file=one.file, mention=one.mention, base=base)
                break
        else:
            within = _within(standing, one, proven)
            if within and not _ignored(repo, one):
                yield within


def _relies(one: Missing, same: Dead) -> bool:
    mention = one.mention
    if one.file.path == same.file.path:
        return not hedges.hedge(mention)
    listed = mention.leading and bool(mention.group) and mention.is_file
    return listed and not hedges.hedge(mention) and not hedges.introduced(mention)


def _within(standing: Standing, one: Missing, proven: Mapping[str, Dead]) -> Dead | None:
    """It lies in a directory that the same document names, and that is gone."""
    mention = one.mention
    named = mention.form in ("code", "text") and (mention.is_file or mention.is_directory)
    if not named or standing.ending(one.tail) or standing.modules(one.tail):
        return None
    for path, base in one.candidates:
        for folder in reversed(parents(posixpath.dirname(path) or ".")[1:]):
            same = proven.get(folder)
            if same and same.certain and not same.to and same.file.path == one.file.path:
                if hedges.placeholder(mention.path) or hedges.hedge(mention):
                    return None
                cause = f"there is no {folder}: {same.cause}"
                return Dead(one.file, mention, path, cause, base, certain=True)
    return None


def _own(repo: Repo, files: tuple[File, ...]) -> Iterator[File]:
    """The files that this repository answers for, each once, however many links lead to it."""
    real = {repo.real(file.path) for file in files if repo.target(file.path) is None}
    for file in files:
        linked = repo.target(file.path) is not None and repo.real(file.path) in real
        if not linked and not vendored(file.path):
            yield file


def judge(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """Why a missing path is dead, or None where nothing shows that it is."""
    mention = one.mention
    if mention.form in ("link", "image"):
        found = _link(standing, one, gone)
        return None if found is None or _ignored(standing.repo, one) else found
    if standing.ending(one.tail) or standing.modules(one.tail) or hedges.placeholder(mention.path):
        return None
    back = hedges.hedge(mention)
    if back == "made" and not hedges.making(mention):
        # it was kept in git, and was moved as it was: nothing makes it in the old place
        moved = _lost(standing, one, gone)
        safe = moved and moved.safe and not _ignored(standing.repo, one)
        return moved if safe else None
    if back or _of_another(standing, mention):
        return None
    pointed = _pointed(mention)
    lost = _lost(standing, one, gone)
    # what a run writes was once committed, and what a program looks for need not be here
    if lost and not lost.to and not pointed and (_made(mention) or _looked_for(one)):
        return None
    if lost:
        return lost if pointed or not _ignored(standing.repo, one) else None
    if (mention.group and hedges.introduced(mention)) or hedges.output(mention.path):
        return None
    found = (
        _elsewhere(standing, one)
        or _misspelt(standing, one)
        or _listed(standing, one)
        or _beside(standing, one)
        or _among(standing, one)
        or (pointed and _nowhere(standing, one))
        or None
    )
    return None if found is None or _ignored(standing.repo, one) else found


def _of_another(standing: Standing, mention: Mention) -> bool:
    """Whether it is "the backend's `docs/api.yaml`" and the backend is no part of the repository."""
    owner = _OWNER.search(mention.before[-NEAR:])
    return owner is not None and not standing.speaks_of(owner[1].lower())


def _made(mention: Mention) -> bool:
    """Whether a path is an entry of what a run leaves behind."""
    listed = mention.leading and bool(mention.group)
    return listed and (hedges.output(mention.path) or hedges.introduced(mention) == "made")


def _looked_for(one: Missing) -> bool:
    """Whether the document names the same path in the home directory: any project may have it."""
    return f"~/{one.tail}" in one.file.text


def _link(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """A link names its file exactly, so that its absence is evidence enough."""
    path = one.mention.path
    if not ("/" in path or "." in path) or hedges.placeholder(path) or hedges.output(path):
        return None
    candidate, base = one.candidates[0]
    lost = _lost(standing, one, gone)
    if lost:
        return lost
    return _elsewhere(standing, one) or Dead(
        one.file, one.mention, candidate, "no such file or directory", base, certain=True
    )


def _lost(standing: Standing, one: Missing, gone: dict[str, Gone]) -> Dead | None:
    """It was there: history says until when, and where it went."""
    tail = one.tail.rstrip("/")
    for path, base in one.candidates:
        if path in gone and gone[path].commit is None and not gone[path].to:
            # not committed yet, so that its new place may have to be guessed
            return _elsewhere(standing, one) or _went(one, gone[path], path, base)
        if path in gone and (one.mention.form != "tree" or _placed(standing, one, path)):
            return _went(one, gone[path], path, base)
    if one.mention.form in ("link", "image", "tree"):
        return None
    own = posixpath.dirname(one.file.path)
    if "/" in tail or one.mention.leading:
        history = standing.repo.history
        earlier = history.ending(tail)
        if "/" not in tail:
            earlier = [path for path in earlier if path.startswith(own + "/")]
        told = history.gone(earlier[:1], standing.files)
        for path, last in told.items():
            return _went(one, last, path, "")
    return None


def _went(one: Missing, last: Gone, path: str, base: str) -> Dead:
    commit = last.commit
    when = f"in {commit.short} ({commit.day})" if commit else "by what is not committed yet"
    if not last.to:
        cause = f"deleted {when}"
    elif posixpath.dirname(last.to) == posixpath.dirname(path):
        cause = f"renamed to {last.to} {when}"
    else:
        cause = f"moved to {last.to} {when}"
    if path != posixpath.normpath(one.mention.path):
        cause = f"{path} was {cause}"
    safe = bool(last.to and base) and last.exact
    return Dead(one.file, one.mention, path, cause, base, last.to, safe, certain=True)


def _elsewhere(standing: Standing, one: Missing) -> Dead | None:
    """Exactly one file of its name stands elsewhere, or in its place under another letter case."""
    tail, mention = one.tail.rstrip("/"), one.mention
    for path, base in one.candidates:
        cased = standing.folded.get(path.casefold(), [])
        if len(cased) == 1 and mention.form != "tree":
            cause = f"{cased[0]} is written in another letter case"
            # a bare name of a directory above may mean a file that was to stand here
            safe = "/" in mention.path or base == (posixpath.dirname(one.file.path) or ".")
            return Dead(one.file, mention, path, cause, base, cased[0], safe, certain=True)
    if (
        not mention.is_file
        or mention.form == "tree"
        or ("/" not in mention.path and mention.form == "code")
    ):
        return None
    named = standing.named.get(posixpath.basename(tail), [])
    if len(named) != 1 or vendored(named[0]):
        return None
    # `Shop.Core.Orders/Order.cs`: the namespace, whose directories it is
    if "." in posixpath.dirname(tail) and f"/{_undotted(named[0])}".endswith(f"/{_undotted(tail)}"):
        return None
    # a name that is common elsewhere says nothing where it happens to stand once
    if posixpath.basename(tail).partition(".")[0].lower() in COMMON:
        return None
    path, base = one.candidates[0]
    cause = f"one file of that name stands at {named[0]}"
    if named[0] == posixpath.normpath(mention.path):
        cause = f"a link is read from {base}, and this one is written from the root"
    safe = mention.form in ("link", "image")
    return Dead(one.file, mention, path, cause, base, named[0], safe, certain=True)


def _undotted(path: str) -> str:
    folder, name = posixpath.split(path)
    return f"{folder.replace('.', '/')}/{name}"


def _listed(standing: Standing, one: Missing) -> Dead | None:
    """The entries beside it stand."""
    mention = one.mention
    if not mention.leading or one.entries < 2:
        return None
    base, count = one.standing
    if mention.form == "tree":
        return _drawn(standing, one)
    if count >= 2 and count * 2 >= one.entries and (mention.is_file or "/" in mention.path):
        path = posixpath.normpath(join(base, mention.path))
        cause = f"{count} of the {one.entries} paths listed with it do"
        return Dead(one.file, mention, path, cause, base)
    for near in mention.near:
        folder = next(
            (p for b in _homes(one.file) if (p := join(b, near)) in standing.directories), ""
        )
        suffix = posixpath.splitext(mention.path)[1]
        if folder and suffix and "/" not in mention.path and mention.is_file:
            alike = standing.inside(folder, suffix)
            if alike >= 3 and not standing.named.get(mention.path):
                cause = f"{folder} holds {alike} {suffix} files, none of that name"
                return Dead(one.file, mention, f"{folder}/{mention.path}", cause, folder)
    return None


def _misspelt(standing: Standing, one: Missing) -> Dead | None:
    """Its directory stands, and in it one that is almost so called."""
    mention = one.mention
    written = mention.path.strip("./")
    if mention.form not in ("code", "text") or "/" not in written:
        return None
    if not (mention.is_file or mention.is_directory) or _hidden(mention):
        return None  # a route, a package, or a place that a tool looks in
    for path, base in one.candidates:
        alike = standing.alike(path)
        if len(alike) == 1 and (alike[0] in standing.files) == mention.is_file:
            cause = f"the nearest is {alike[0]}"
            return Dead(one.file, mention, path, cause, base, alike[0])
    return None


def _beside(standing: Standing, one: Missing) -> Dead | None:
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
            return Dead(one.file, mention, path, f"{there}, named beside it, does", base)
    return None


@lru_cache(maxsize=64)
def _spans_by_folder(sentence: str) -> dict[str, tuple[str, ...]]:
    """The paths in code spans of a sentence, by the directory that they are written in."""
    found: dict[str, list[str]] = {}
    for other in re.findall(r"`([^`\s]+)`", sentence):
        if "*" not in other:
            found.setdefault(posixpath.dirname(other.rstrip("/")), []).append(other)
    return {folder: tuple(others) for folder, others in found.items()}


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
    series = [row for row in _SERIES.findall(around) if f"`{mention.path}`" in row]
    names = {name for row in series for name in re.findall(r"`([^`]+)`", row)} - {mention.path}
    for path, base in near:
        folder = posixpath.dirname(path)
        count = sum(join(folder or ".", name) in standing.files for name in names)
        if count >= 2 and all(posixpath.splitext(name)[1] == suffix for name in names):
            cause = f"{count} of those named with it stand in {folder or 'the root'}"
            return Dead(one.file, mention, path, cause, base)
    return None


def _among(standing: Standing, one: Missing) -> Dead | None:
    """Its directory stands and holds others of its kind, and nothing anywhere has its name."""
    mention = one.mention
    suffix = posixpath.splitext(mention.path)[1]
    if "/" not in mention.path or mention.form == "tree" or not (mention.is_file and suffix):
        return None
    if _hidden(mention) or standing.named.get(posixpath.basename(mention.path)):
        return None
    if _filled(mention.sentence) <= mention.at:
        return None
    for path, base in one.candidates:
        folder = posixpath.dirname(path)
        if folder in standing.directories:
            alike = standing.inside(folder, suffix)
            if alike >= 3:
                cause = f"{folder} holds {alike} {suffix} files, none of that name"
                return Dead(one.file, mention, path, cause, base)
    return None


@lru_cache(maxsize=64)
def _filled(sentence: str) -> int:
    """Where the first word ends that tells to write what follows; behind the sentence: nowhere."""
    found = _FILLED.search(sentence)
    return found.end() if found else len(sentence) + 1


def _hidden(mention: Mention) -> bool:
    """Whether it leads through a hidden directory: a tool's, which holds what each user has."""
    return any(part.startswith(".") and part.strip(".") for part in mention.path.split("/"))


def _drawn(standing: Standing, one: Missing) -> Dead | None:
    """An entry of a tree diagram whose directory stands."""
    mention = one.mention
    for path, base in one.candidates:
        above = posixpath.dirname(path) or "."
        if above not in standing.directories or not _placed(standing, one, path):
            continue
        count = one.standing[1]
        if count >= 2 and count * 2 >= one.entries:
            cause = f"{count} of the {one.entries} entries drawn beside it do"
            return Dead(one.file, mention, path, cause, base)
        deeper = [
            other
            for other in standing.named.get(posixpath.basename(path), [])
            if other.startswith(above + "/")
        ]
        if len(deeper) == 1 and above != ".":
            cause = f"one of that name stands at {deeper[0]}"
            return Dead(one.file, mention, path, cause, base)
    return None


def _placed(standing: Standing, one: Missing, path: str) -> bool:
    """Whether what a diagram draws above an entry stands, so that it draws this repository."""
    return posixpath.dirname(path) in standing.directories or one.standing[1] > 0


def _nowhere(standing: Standing, one: Missing) -> Dead | None:
    """The text points at a file, and nothing of that name is anywhere."""
    mention = one.mention
    if not mention.is_file or standing.named.get(posixpath.basename(one.tail)):
        return None
    # what a tool keeps in a hidden directory often is each user's own
    if mention.path.startswith("."):
        return None
    path, base = one.candidates[0]
    return Dead(one.file, mention, path, "no file of that name is in the repository", base)


_OWNER = re.compile(
    r"\bthe (back-?end|front-?end|server|client|mobile app)['’]s\s+`?$", re.IGNORECASE
)
# `a.rb`, `b.rb`, and `c.rb`
_SERIES = re.compile(r"`[^`\s/]+`(?:\s*,\s*(?:(?:and|or)\s+)?`[^`\s/]+`){2,}")
COMMON = frozenset(
    "index main init __init__ readme config settings types utils helpers constants test tests mod lib "
    "license changelog package setup app server client schema page layout route routes agents claude "
    "skill makefile dockerfile base common core data".split()
)

# How a text sends its reader to a file that it takes for granted.
_POINTS = re.compile(
    r"(?:\b(?:see|consult|refer to|follow|read|(?:defined|configured|documented|described|specified"
    r"|declared|lives?|located|listed|explained) (?:in|at|by)|according to|source of truth(?: is|:)?"
    r"|siehe|voir|véase|consulte|см\.|xem)|(?:location|file|source|path)\W*:"
    r"|\bsee (?:the |also )?(?:[\w-]+ ){1,4}in)\W*$",
    re.IGNORECASE,
)
# "Implement it in `effects.py`": the file may be what is to be written
_FILLED = re.compile(r"\b(?:implement|put|define|place|move|extract)\b", re.IGNORECASE)
NEAR = 80  # characters before a mention that may send the reader to it
# "read `a.md`, `b.md` and `c.md`" sends to each of them
_AND = re.compile(r"(?:`[^`\s]+`(?:,| and| or| &|, and|, or) )+`?$")
_EDIT = re.compile(r"\b(?:edit|update|change)\W*$", re.IGNORECASE)


def _pointed(mention: Mention) -> bool:
    before = _AND.sub("", mention.before[-4 * NEAR :])[-NEAR:]
    if _POINTS.search(before):
        return True
    return bool(_EDIT.search(before) and re.match(r"\W*instead\b", mention.after))


def _homes(file: File) -> list[str]:
    return list(reversed(parents(posixpath.dirname(file.path) or ".")))


def _ignored(repo: Repo, one: Missing) -> bool:
    """Whether git ignores one of the candidates, as a file or as a directory."""
    return bool(repo.ignored([*one.paths, *(f"{path}/" for path in one.paths)]))


def fixed(one: Dead) -> Fix | None:
    """The edit that makes a dead reference point at where its path went; None where unknown."""
    mention = one.mention
    if not one.to or not one.base or mention.form == "tree":
        return None
    start = one.base if one.base != "." else ""
    path = posixpath.relpath(one.to, start or ".")
    if mention.path.startswith("./") and not path.startswith("."):
        path = f"./{path}"
    if mention.path.endswith("/"):
        path += "/"
    if mention.form == "text" or mention.form == "code":
        return Fix((Edit(mention.place, path),), safe=one.safe)
    target = mention.target.replace(mention.path, path, 1)
    # what was written with escapes cannot be told apart from its own text
    if mention.path not in mention.target or " " in path:
        return None
    return Fix((Edit(mention.place, target),), safe=one.safe)
