"""What documents mention, held against what the repository has and had: which paths are dead.

A path is dead only with evidence: history shows that it was there, exactly one file of its name
stands elsewhere, it is an entry of a catalogue whose other entries stand, or the text points a
reader at it. Whatever a text takes back (`hedged`), or git ignores, is not dead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agentslint.claims.paths import hedged
from agentslint.facts import memo
from agentslint.facts.path_index import Standing
from agentslint.model import Edit, File, Fix
from agentslint.repo import Repo, parents, vendored
from agentslint.text import placeholders
from agentslint.verdicts.missing_paths import Missing, missing
from agentslint.verdicts.paths import members
from agentslint.verdicts.paths.cause import BECAME, Cause
from agentslint.verdicts.paths.decision import ignored, judge
from agentslint.verdicts.paths.indexed import indexed
from agentslint.verdicts.paths.line_numbers import beyond
from agentslint.verdicts.paths.patterns import patterns
from agentslint.verdicts.paths.verdict import Dead

__all__ = ["Dead", "dead", "fixed", "own_files"]


@memo.each
def dead(repo: Repo, files: tuple[File, ...]) -> tuple[Dead, ...]:
    """Every dead path and link of the instruction files, vendored ones left out; found once."""
    return tuple(_dead(repo, files))


def _dead(repo: Repo, files: tuple[File, ...]) -> Iterator[Dead]:
    standing = Standing(repo)
    for file in own_files(repo, files):
        yield from beyond(repo, file)
        yield from indexed(repo, file)
        yield from patterns(repo, file)
    yield from members.gone(repo, list(own_files(repo, files)))
    found = [one for file in own_files(repo, files) for one in missing(standing, file)]
    if not found:
        return
    if any(path in standing.files for one in found for path in one.paths):
        standing = Standing(repo, repo.deleted)
    paths = {path for one in found for path in one.paths}
    gone = repo.history.gone(paths, standing.files, standing.directories)
    proven: dict[str, Dead] = {}
    called: dict[tuple[str, str], Dead] = {}
    rest = []
    for one in found:
        judged = judge(standing, one, gone)
        # a mere gap may be better explained by what other lines prove
        if judged is None or judged.cause.kind == "gap":
            rest.append((one, judged))
            continue
        proven.setdefault(judged.path, judged)
        called.setdefault((judged.file.path, posixpath.basename(judged.path)), judged)
        yield judged
    for one, gap in rest:
        # what one line proves, other lines may rely on: of another file only those that list it
        for path, base in one.candidates:
            same = proven.get(path)
            if same and _relies(one, same):
                base = base if same.base else ""
                yield replace(same, file=one.file, mention=one.mention, base=base)
                break
        else:
            found_so = _called(standing, one, called) or _within(standing, one, proven)
            if found_so and not ignored(repo, one):
                yield found_so
            elif gap:
                yield gap


def _relies(one: Missing, same: Dead) -> bool:
    mention = one.mention
    if one.file.path == same.file.path:
        return not hedged.hedge(mention)
    listed = mention.leading and bool(mention.group) and mention.is_file
    return listed and not hedged.hedge(mention) and not hedged.introduced(mention)


def _called(
    standing: Standing, one: Missing, called: Mapping[tuple[str, str], Dead]
) -> Dead | None:
    """The name alone of a path that the same document writes out, and that is gone."""
    name = one.mention.path
    same = called.get((one.file.path, name))
    if same is None or not same.certain or not one.mention.is_file or standing.named.get(name):
        return None
    if one.mention.form != "code" or hedged.hedge(one.mention):
        return None
    cause = same.cause
    if cause.kind in BECAME and not cause.of:
        cause = replace(cause, of=same.path)
    return replace(same, mention=one.mention, base="", cause=cause)


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
                if placeholders.in_path(mention.path) or hedged.hedge(mention):
                    return None
                cause = Cause("within", folder=folder, inner=same.cause)
                return Dead(one.file, mention, path, cause, base, certain=True)
    return None


def own_files(repo: Repo, files: tuple[File, ...]) -> Iterator[File]:
    """The files that this repository answers for, each once, however many links lead to it."""
    real = {repo.real(file.path) for file in files if repo.target(file.path) is None}
    for file in files:
        linked = repo.target(file.path) is not None and repo.real(file.path) in real
        if not linked and not vendored(file.path):
            yield file


def shared(dead: Dead) -> str:
    """What mentions that are dead for one reason share, in all files: a directory that moved, or the path."""
    if dead.cause.kind == "twin":
        return f"{dead.cause.folder} is called otherwise"
    if dead.cause.kind == "lacks":
        return f"{dead.cause.folder} lacks it"
    was, now = dead.path.split("/"), dead.to.split("/")
    while dead.cause.kind in BECAME and was and now and was[-1] == now[-1]:
        was.pop()
        now.pop()
    moved = dead.to and len(was) < len(dead.path.split("/"))
    return f"{'/'.join(was)} is {'/'.join(now)}" if moved else dead.path


def fixed(one: Dead) -> Fix | None:
    """The edit that makes a dead reference point at where its path went; None where unknown."""
    mention = one.mention
    if not one.to or not one.base or mention.form == "tree":
        return None
    start = one.base if one.base != "." else ""
    path = posixpath.relpath(one.to, start or ".")
    if mention.path.startswith("/"):
        path = f"/{one.to}"
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
