"""A command that the repository cannot run: its task is gone, or does nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from agentslint.chain.context import Context
from agentslint.claims.commands import Asked, asked
from agentslint.core import lazy_re
from agentslint.facts import tasks
from agentslint.facts.read_budget import FILE, Budget
from agentslint.facts.tasks import Answer, packages, programs, workspaces
from agentslint.model import Edit, File, Finding, Fix, Note, Place, whole
from agentslint.repo import join, parent, template_above, vendored
from agentslint.text import tools
from agentslint.text.shell import simple

MOST = 2000  # commands of one file; no file that an agent reads whole has more
ROW = 20  # tasks of a row that are asked for
WORDS = 500  # of one command: no real one names as many tasks
ASKED = 20_000 * FILE  # manifests elsewhere that all of them are looked for in
SAID = 4  # words of a command that may be a phrase; of a longer one, what phrases do not have
SIGNS = frozenset("-/=:.")
BODY = 300  # characters of a script that are shown


def check_file(file: File, context: Context) -> Iterator[Finding]:
    # what somebody else wrote speaks of somebody else's repository
    if vendored(file.path):
        return
    told: set[tuple[Place, str]] = set()
    budget = Budget(ASKED)
    for one in islice(asked(file, context.repo.listing.directories), MOST):
        if _spoken(one):
            continue
        if one.directory.startswith(".."):
            where, words = parent(file.path), " ".join(one.command.words[:6])
            why = f"{words} cannot run: its cd leads from {where} out of the repository"
            yield Finding(one.place(), why)
            continue
        if one.row and not _runner_of(one, context):
            continue
        yield from _program(one, context)
        for answer in tasks.ask(
            context.repo, one.directory, one.command.words[:WORDS], named=one.named, budget=budget
        ):
            finding = _finding(one, answer) or _behind(one, answer, context)
            if finding and (finding.place, answer.task) not in told:
                told.add((finding.place, answer.task))
                yield finding


def _spoken(one: Asked) -> bool:
    """Whether it is a phrase that begins with a word of English: "just as we do it elsewhere"."""
    words = one.command.words
    if one.fenced or len(words) <= SAID or one.command.program not in tools.shipped().english:
        return False
    return not any(SIGNS & set(word) for word in words[1:])


def _runner_of(one: Asked, context: Context) -> bool:
    """Whether another word of its row is a task of the runner as well, and so this one is meant to be."""
    runner = one.command.words[:-1]
    return any(
        answer.verdict in ("defined", "idle")
        for task in one.row[:ROW]
        for answer in tasks.ask(context.repo, one.directory, (*runner, task), named=one.named)
    )


def _program(one: Asked, context: Context) -> Iterator[Finding]:
    words = one.command.words
    # a path that stands alone in running text is a reference, and dead-path's to judge: what was there
    # once, or stands elsewhere, it reports
    alone = not one.fenced and len(words) == 1
    lost = None
    if not alone or one.demanded:
        lost = programs.lost(context.repo, one.directory, words, named=one.named)
    if lost is not None and not (alone and (lost.stands or lost.gone)):
        stands = f"; did you mean {lost.stands}?" if lost.stands else ""
        stands = "; it was deleted" if lost.gone else stands
        name = posixpath.basename(lost.path)
        file = next((at for at, word in enumerate(words) if word.endswith(name)), 1)
        shown = words[0] if words[0].startswith("./") else " ".join(words[: file + 1])
        yield Finding(one.place(), f"{shown} cannot run: there is no {lost.path}{stands}")
    local = programs.undeclared(context.repo, one.outer, words)
    if local is not None:
        program, runner = local
        yield Finding(
            one.place(), f"{runner} {program} cannot run: no manifest here declares {program}"
        )
    manifest = programs.unfounded(context.repo, words) if one.asked_for else None
    if manifest is not None and not _of_any_project(one):
        yield Finding(
            one.place(),
            f"{' '.join(words[:6])} cannot run: there is no {manifest} in the repository",
        )
    refused = programs.refused(context.repo, one.directory, words)
    if refused:
        yield Finding(one.place(), f"{' '.join(words[:6])} cannot run: {refused}")
    brought = packages.unlisted(context.repo, words)
    if brought is not None:
        task, package = brought
        yield Finding(
            one.place(),
            f"{' '.join(words[:6])} cannot run: {task} comes with {package}, and no manifest here lists that",
        )
    option = programs.unknown_option(words) or programs.unknown_option(one.outer or words)
    if option is not None:
        tool, name, instead = option
        has = f": it is {instead}" if instead else ""
        yield Finding(one.place(name), f"{tool} has no option {name}{has}")


def _of_any_project(one: Asked) -> bool:
    """Whether the text is of whatever project its reader has, and so of manifests not here."""
    return one.exemplary or template_above(one.piece.place.path) is not None


def _finding(one: Asked, answer: Answer) -> Finding | None:
    command = " ".join(one.command.words[:6])
    if answer.verdict == "idle":
        return Finding(
            one.place(),
            f"{command} verifies nothing: {answer.where} defines it as {answer.why}",
            (Note(whole(answer.where), "defined here"),),
        )
    if answer.verdict == "absent" and not _of_any_project(one):
        where = f"in {one.directory}" if one.named else "here or above"
        said = f"{command} cannot run: there is no {answer.where} {where}"
        return Finding(one.place(), said, cause=f"no {answer.where} {where}")
    if answer.verdict != "missing":
        return None
    place = one.place(answer.task)
    near = f"; the nearest is {answer.near}" if answer.near else ""
    near = f"; {answer.instead} names it" if answer.instead else near
    return Finding(
        one.place(),
        f"{command} cannot run: {answer.where} has no {answer.kind} {answer.task}{near}",
        fix=_fix(place, answer) if answer.near else None,
        cause=f"no {answer.kind} {answer.task} in {answer.where}",
    )


def _behind(one: Asked, answer: Answer, context: Context) -> Finding | None:
    """What a script of package.json runs in turn, and that is not there."""
    package = workspaces.package(context.repo, parent(answer.where))
    if answer.verdict != "defined" or package is None or package.path != answer.where:
        return None
    body = package.scripts.get(answer.task, "")
    commands = simple(body) if len(body) <= BODY else ()
    first = commands[0] if commands else None  # what a later one needs, this may make
    for command in commands:
        if command.directory:
            continue
        lacked = next(
            (
                f"{each.where} has no {each.kind} {each.task}"
                for each in tasks.ask(
                    context.repo, package.directory, command.words[:WORDS], named=True
                )
                if each.verdict == "missing"
            ),
            "",
        )
        lost = programs.lost(
            context.repo, package.directory, command.words, named=True, firm=command == first
        )
        if lost is not None and not lacked and not _written(package, lost.path):
            lacked = f"there is no {join(package.directory, lost.path)}"
        if lacked:
            words = " ".join(one.command.words[:6])
            told = f"{words} cannot run: {package.path} defines it as {body}, and {lacked}"
            return Finding(one.place(), told, (Note(whole(package.path), "defined here"),))
    return None


def _written(package: workspaces.Package, path: str) -> bool:
    """Whether a script of the package writes a file: `esbuild x.ts --outfile=server.js`."""
    name = lazy_re.escape(path.rpartition("/")[2])
    writes = lazy_re.compile(rf"(?:>|\s-o|\s--out[\w-]*)[\s=]*\S*{name}")
    return any(writes.search(text) for text in package.scripts.values())


def _fix(place: Place, answer: Answer) -> Fix:
    same = tasks.folded(answer.near) == tasks.folded(answer.task)
    return Fix((Edit(place, answer.near),), safe=same)
