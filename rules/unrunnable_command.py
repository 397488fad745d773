"""A command that the repository cannot run: its task is gone, or does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agentslint.chain.context import Context
from agentslint.claims.commands import Asked, asked
from agentslint.facts import tasks
from agentslint.facts.read_budget import FILE, Budget
from agentslint.facts.tasks import Answer, programs, workspaces
from agentslint.model import Edit, File, Finding, Fix, Note, Place, whole
from agentslint.repo import join, parent, template_above, vendored
from agentslint.text import tools
from agentslint.text.shell import simple

MOST = 2000  # commands of one file; no file that an agent reads whole has more
WORDS = 500  # of one command: no real one names as many tasks
ASKED = 20_000 * FILE  # manifests elsewhere that all of them are looked for in
BODY = 300  # characters of a script that are shown


def check_file(file: File, context: Context) -> Iterator[Finding]:
    # what somebody else wrote speaks of somebody else's repository
    if vendored(file.path):
        return
    told: set[tuple[Place, str]] = set()
    budget = Budget(ASKED)
    for one in islice(asked(file, context.repo.listing.directories), MOST):
        if (
            one.command.program in tools.shipped().english
            and len(one.command.words) > 4
            and not one.fenced
        ):
            continue
        yield from _program(one, context)
        for answer in tasks.ask(
            context.repo, one.directory, one.command.words[:WORDS], named=one.named, budget=budget
        ):
            finding = _finding(one, answer) or _behind(one, answer, context)
            if finding and (finding.place, answer.task) not in told:
                told.add((finding.place, answer.task))
                yield finding


def _program(one: Asked, context: Context) -> Iterator[Finding]:
    words = one.command.words
    # a path that stands alone in running text is a reference, and dead-path's to judge
    spoken = not one.fenced and len(words) == 1
    lost = None if spoken else programs.lost(context.repo, one.directory, words, named=one.named)
    if lost is not None:
        stands = f"; a file of that name stands at {lost.stands}" if lost.stands else ""
        stands = "; it was deleted" if lost.gone else stands
        shown = words[0] if words[0].startswith("./") else " ".join(words[:2])
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
    option = programs.unknown_option(words)
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
        return Finding(one.place(), f"{command} cannot run: there is no {answer.where} {where}")
    if answer.verdict != "missing":
        return None
    place = one.place(answer.task)
    near = f"; the nearest is {answer.near}" if answer.near else ""
    return Finding(
        one.place(),
        f"{command} cannot run: {answer.where} has no {answer.kind} {answer.task}{near}",
        fix=_fix(place, answer) if answer.near else None,
    )


def _behind(one: Asked, answer: Answer, context: Context) -> Finding | None:
    """What a script of package.json runs in turn, and that is not there."""
    package = workspaces.package(context.repo, parent(answer.where))
    if answer.verdict != "defined" or package is None or package.path != answer.where:
        return None
    body = package.scripts.get(answer.task, "")
    for command in simple(body) if len(body) <= BODY else ():
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
        lost = programs.lost(context.repo, package.directory, command.words, named=True)
        if lost is not None and not lacked:
            lacked = f"there is no {join(package.directory, lost.path)}"
        if lacked:
            words = " ".join(one.command.words[:6])
            told = f"{words} cannot run: {package.path} defines it as {body}, and {lacked}"
            return Finding(one.place(), told, (Note(whole(package.path), "defined here"),))
    return None


def _fix(place: Place, answer: Answer) -> Fix:
    same = tasks.folded(answer.near) == tasks.folded(answer.task)
    return Fix((Edit(place, answer.near),), safe=same)
