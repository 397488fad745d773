"""What keeps a command from running beside its task: its program, its files, its directory, its options."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.claims.commands import Asked
from agentslint.facts.tasks import (
    dotnet,
    npm,
    packages,
    platforms,
    programs,
    removed,
    run_directories,
)
from agentslint.model import Place, Severity
from agentslint.repo import Repo, template_above

SHOWN = 60  # characters of a script that is told in passing


@dataclass(frozen=True, slots=True)
class Unrunnable:
    """A command that the repository cannot run, or that does nothing.

    place    the command, or the word of it that is wrong
    says     which command, and why it does not run
    defined  the manifest that defines it as it is, "" where none does
    instead  the one task that may be meant, in place of `task`; `alike` but for case and separators
    cause    what several commands may share
    severity where it is not the rule's own: it does run and does something else, or may be an example
    """

    asked: Asked
    place: Place
    says: str
    defined: str = ""
    task: str = ""
    instead: str = ""
    alike: bool = False
    cause: str = ""
    severity: Severity | None = None


def of_program(repo: Repo, one: Asked) -> Iterator[Unrunnable]:
    """Why a command cannot run, or does something else, whatever its tasks are."""
    words = one.command.words
    # a path that stands alone in running text is a reference, and dead-path's to judge: what was there
    # once, or stands elsewhere, it reports
    alone = not one.fenced and len(words) == 1
    lost = None
    if not alone or one.demanded:
        lost = programs.lost(repo, one.directory, words, named=one.named, fenced=one.fenced)
    if lost is not None and not (alone and (lost.stands or lost.gone)):
        stands = f"; did you mean {lost.stands}?" if lost.stands else ""
        stands = "; it was deleted" if lost.gone else stands
        name = posixpath.basename(lost.path)
        file = next((at for at, word in enumerate(words) if word.endswith(name)), 1)
        shown = words[0] if words[0].startswith("./") else " ".join(words[: file + 1])
        yield Unrunnable(
            one,
            one.place(),
            f"{shown} cannot run: there is no {lost.path}{stands}",
            severity="info" if lost.weak else None,
        )
    away = run_directories.missing(repo, one.directory, words, named=one.named)
    if away is not None:
        why = f"there is no directory {away.path}" + ("; it was deleted" if away.gone else "")
        said = f"{' '.join(words[:6])} cannot run: {why}"
        yield Unrunnable(one, one.place(away.path), said, cause=why)
    # in running text `bun test` often names bun's runner itself
    asked_for = one.command.program in npm.TOOLS and (one.fenced or one.demanded)
    shadow = npm.overshadowed(repo, one.directory, words) if asked_for else None
    if shadow is not None:
        found, name = shadow
        says = f"{' '.join(words)} is {words[0]}'s own command, and not the script {name} of {found.path}"
        says += f" ({_short(found.scripts[name])}): that is {words[0]} run {name}"
        yield Unrunnable(one, one.place(), says, found.path, severity="warning")
    project = dotnet.missing(repo, one.directory, words, named=one.named)
    if project is not None and not of_any_project(one):
        why = f"there is no project {project.path}"
        why += f"; did you mean {project.stands}?" if project.stands else ""
        why += "; it was deleted" if project.gone and not project.stands else ""
        said = f"{' '.join(words[:6])} cannot run: {why}"
        yield Unrunnable(one, one.place(project.path), said, cause=why)
    local = programs.undeclared(repo, one.outer, words)
    if local is not None:
        program, runner = local
        yield Unrunnable(
            one, one.place(), f"{runner} {program} cannot run: no manifest here declares {program}"
        )
    manifest = programs.unfounded(repo, words) if one.asked_for else None
    if manifest is not None and local is None and not of_any_project(one):
        yield Unrunnable(
            one,
            one.place(),
            f"{' '.join(words[:6])} cannot run: there is no {manifest} in the repository",
        )
    yield from _outlived(repo, one)
    refused = programs.refused(repo, one.directory, words)
    if refused:
        yield Unrunnable(one, one.place(), f"{' '.join(words[:6])} cannot run: {refused}")
    brought = packages.unlisted(repo, words)
    if brought is not None:
        task, package = brought
        yield Unrunnable(
            one,
            one.place(),
            f"{' '.join(words[:6])} cannot run: {task} comes with {package}, and no manifest here lists that",
        )
    option = programs.unknown_option(words) or programs.unknown_option(one.outer or words)
    if option is not None:
        tool, name, instead = option
        has = f": it is {instead}" if instead else ""
        yield Unrunnable(one, one.place(name), f"{tool} has no option {name}{has}")


def _short(body: str) -> str:
    return body if len(body) <= SHOWN else f"{body[:SHOWN]}…"


def _outlived(repo: Repo, one: Asked) -> Iterator[Unrunnable]:
    """A build for a platform that is not set up, and a command that its tool has no more."""
    words = one.command.words
    lacking = platforms.missing(repo, one.directory, words) if one.asked_for else ""
    if lacking and not of_any_project(one):
        why = f"there is no directory {lacking}"
        yield Unrunnable(one, one.place(), f"{' '.join(words[:6])} cannot run: {why}", cause=why)
    gone = removed.removed(repo, one.directory, words) if one.asked_for else None
    if gone is not None and not of_any_project(one):
        runs = f"its script runs {gone.command}, which" if gone.script else "it"
        asked = f"{gone.at.path}:{gone.at.line} asks for {gone.asks}"
        says = f"{' '.join(words[:6])} cannot run: {runs} was removed in version {gone.since}, and {asked}"
        yield Unrunnable(
            one, one.place(), f"{says}; use {gone.instead}", gone.at.path if gone.script else ""
        )


def of_any_project(one: Asked) -> bool:
    """Whether the text is of whatever project its reader has, and so of manifests not here."""
    return one.exemplary or template_above(one.piece.place.path) is not None
