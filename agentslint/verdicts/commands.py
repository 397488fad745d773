"""Commands that documents ask for, against what defines the tasks and holds the files that they run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from agentslint.claims.claim import Claim
from agentslint.claims.commands import Asked, asked
from agentslint.core import lazy_re
from agentslint.facts import tasks
from agentslint.facts.fact import Fact
from agentslint.facts.read_budget import FILE, Budget
from agentslint.facts.tasks import (
    Answer,
    programs,
    run_directories,
    workspaces,
)
from agentslint.model import File, Place, whole
from agentslint.repo import Repo, join, parent, vendored
from agentslint.text import tools
from agentslint.text.shell import simple
from agentslint.verdicts.unrunnable import Unrunnable, of_any_project, of_program
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

MOST = 2000  # commands of one file; no file that an agent reads whole has more
ROW = 20  # tasks of a row that are asked for
WORDS = 500  # of one command: no real one names as many tasks
ASKED = 20_000 * FILE  # manifests elsewhere that all of them are looked for in
SAID = 4  # words of a command that may be a phrase; of a longer one, what phrases do not have
SIGNS = frozenset("-/=:.")
BODY = 300  # characters of a script that are shown


def unrunnable(repo: Repo, file: File) -> Iterator[Unrunnable]:
    """The commands of a document that cannot run, in its order; one task of a command once."""
    yield from (one for found in _read(repo, file) for one in found.broken)


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each command: what defines its tasks, or why it cannot run."""
    for found in _read(repo, file):
        one = found.asked
        words = " ".join(one.command.words)
        claim = Claim("command", one.place(), words, words, "runs", "", one.directory)
        if found.broken:
            first = found.broken[0]
            at = Place(first.defined) if first.defined else claim.place
            fact = Fact("command", words, first.says, at)
            yield refuted(claim, fact, reason=first.says)
        elif task := next((each for each in found.answers if each.verdict == "defined"), None):
            # `cargo test` runs in any package: the manifest is all that it needs
            says = "is there" if task.kind == "package" else f"has the {task.kind} {task.task}"
            fact = Fact("command", words, says, whole(task.where))
            yield verified(claim, fact)
        elif path := next(_files(repo, one), ""):
            yield verified(claim, Fact("command", words, "is there", whole(path)))
        elif one.fenced or one.command.program in tools.shipped().heads:
            yield undecided(claim, "no manifest here defines what it runs")


def _files(repo: Repo, one: Asked) -> Iterator[str]:
    """The files that a command names or is."""
    if len(one.command.words) > 1 or one.demanded or one.fenced:
        for word in one.command.words[:WORDS]:
            path = posixpath.normpath(join(one.directory, word))
            if "/" in word and path in repo.listing.tracked:
                yield path


@dataclass(frozen=True, slots=True)
class _Found:
    """A command with what manifests answer of it, and what is wrong with it."""

    asked: Asked
    answers: tuple[Answer, ...]
    broken: tuple[Unrunnable, ...]


def _read(repo: Repo, file: File) -> Iterator[_Found]:
    # what somebody else wrote speaks of somebody else's repository
    if vendored(file.path):
        return
    told: set[tuple[Place, str]] = set()
    budget = Budget(ASKED)
    for one in islice(asked(file, repo.listing.directories), MOST):
        if _spoken(one):
            continue
        if one.directory.startswith(".."):
            where, words = parent(file.path), " ".join(one.command.words[:6])
            why = f"{words} cannot run: its cd leads from {where} out of the repository"
            yield _Found(one, (), (Unrunnable(one, one.place(), why),))
            continue
        if one.lost:
            yield from _nowhere(repo, one)
            continue
        if one.row and not _runner_of(repo, one):
            continue
        broken = list(of_program(repo, one))
        answers = tuple(
            tasks.ask(
                repo, one.directory, one.command.words[:WORDS], named=one.named, budget=budget
            )
        )
        for answer in answers:
            found = _of_task(one, answer) or _behind(repo, one, answer)
            if found and (found.place, answer.task) not in told:
                told.add((found.place, answer.task))
                broken.append(found)
        yield _Found(one, answers, tuple(broken))


def _nowhere(repo: Repo, one: Asked) -> Iterator[_Found]:
    """A command whose `cd` leads to a directory that no part of the repository has, nor a build makes."""
    away = None if of_any_project(one) else run_directories.unfound(repo, one.directory, one.lost)
    if away is not None:
        words = " ".join(one.command.words[:6])
        why = f"there is no directory {away.path}" + ("; it was deleted" if away.gone else "")
        said = f"cd {away.path} && {words} cannot run: {why}"
        yield _Found(one, (), (Unrunnable(one, one.place(away.path), said, cause=why),))


def _spoken(one: Asked) -> bool:
    """Whether it is a phrase that begins with a word of English: "just as we do it elsewhere"."""
    words = one.command.words
    if one.fenced or len(words) <= SAID or one.command.program not in tools.shipped().english:
        return False
    return not any(SIGNS & set(word) for word in words[1:])


def _runner_of(repo: Repo, one: Asked) -> bool:
    """Whether another word of its row is a task of the runner as well, and so this one is meant to be."""
    runner = one.command.words[:-1]
    return any(
        answer.verdict in ("defined", "idle")
        for task in one.row[:ROW]
        for answer in tasks.ask(repo, one.directory, (*runner, task), named=one.named)
    )


def _of_task(one: Asked, answer: Answer) -> Unrunnable | None:
    command = " ".join(one.command.words[:6])
    if answer.verdict == "idle":
        says = f"{command} verifies nothing: {answer.where} defines it as {answer.why}"
        return Unrunnable(one, one.place(), says, answer.where)
    if answer.verdict == "absent" and not of_any_project(one):
        where = f"in {one.directory}" if one.named else "here or above"
        said = f"{command} cannot run: there is no {answer.where} {where}"
        return Unrunnable(one, one.place(), said, cause=f"no {answer.where} {where}")
    if answer.verdict != "missing":
        return None
    near = f"; the nearest is {answer.near}" if answer.near else ""
    near = f"; {answer.instead} names it" if answer.instead else near
    return Unrunnable(
        one,
        one.place(),
        f"{command} cannot run: {answer.where} has no {answer.kind} {answer.task}{near}",
        task=answer.task,
        instead=answer.near,
        alike=tasks.folded(answer.near) == tasks.folded(answer.task),
        cause=f"no {answer.kind} {answer.task} in {answer.where}",
    )


def _behind(repo: Repo, one: Asked, answer: Answer) -> Unrunnable | None:
    """What a script of package.json runs in turn, and that is not there."""
    package = workspaces.package(repo, parent(answer.where))
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
                for each in tasks.ask(repo, package.directory, command.words[:WORDS], named=True)
                if each.verdict == "missing"
            ),
            "",
        )
        lost = programs.lost(
            repo, package.directory, command.words, named=True, firm=command == first
        )
        if lost is not None and not lacked and not _written(package, lost.path):
            lacked = f"there is no {join(package.directory, lost.path)}"
        if lacked:
            words = " ".join(one.command.words[:6])
            told = f"{words} cannot run: {package.path} defines it as {body}, and {lacked}"
            return Unrunnable(one, one.place(), told, package.path)
    return None


def _written(package: workspaces.Package, path: str) -> bool:
    """Whether a script of the package writes a file: `esbuild x.ts --outfile=server.js`."""
    name = lazy_re.escape(path.rpartition("/")[2])
    writes = lazy_re.compile(rf"(?:>|\s-o|\s--out[\w-]*)[\s=]*\S*{name}")
    return any(writes.search(text) for text in package.scripts.values())
