"""The values of a configuration, and what holds for one path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from agentslint.core import globs as patterns
from agentslint.lint.config.where import Where
from agentslint.model import Failure, Rule, Severity

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from agentslint.chain.detect import Found

OFF: Literal["off"] = "off"
Level = Severity | Literal["off"]
Options = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Scope:
    """One `[[paths]]` table: what holds for the files that its globs match, over what holds else.

    `globs` are read as git reads ignore patterns, relative to the configuration's directory.
    """

    globs: tuple[str, ...]
    exclude: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Level] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What a repository says about how it is checked.

    path      the file it was read from, as shown in messages; empty where there is none
    packs     folders of local rules, relative to the repository's root
    baseline  the file of known findings, relative to the repository's root; empty for none
    severity  rule id -> level
    options   rule id -> option -> value
    evidence  the ledger's path and the limits of one focused diff, those that are set
    nested    directory -> the configuration that a directory below brings, which replaces
              this one for the files there
    submodules  whether what lies in submodules is checked too
    rows      agents that are added to the table or corrected in it
    detected  how `agents` were found, where nobody named them
    where     the same file, for messages; `given` the keys that are written in it or in what it extends
    parts     what each file says by itself, where this is what several say together: outermost first
    faults    what is wrong in the configurations below, which then do not count
    only      the files that are looked at, where an editor asks about some; all of them where it is empty
    """

    path: str = ""
    agents: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    exclude: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    severity: Mapping[str, Level] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    baseline: str = ""
    scopes: tuple[Scope, ...] = ()
    nested: Mapping[str, Config] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] = ()
    submodules: bool = False
    detected: Found | None = None
    where: Where | None = None
    given: frozenset[str] = frozenset()
    parts: tuple[Config, ...] = ()
    faults: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()

    @property
    def even(self) -> bool:
        """Whether the same holds everywhere."""
        return not (self.scopes or self.nested or self.exclude or self.only)

    def at(self, path: str) -> Config:
        """What holds for one file: the nearest configuration, its matching scopes applied."""
        near, _ = self.nearest(path)
        for scope in self.scoped(path):
            near = near.narrowed(scope)
        return near

    def scoped(self, path: str) -> tuple[Scope, ...]:
        """The scopes that match a file, in order."""
        near, below = self.nearest(path)
        return tuple(scope for scope in near.scopes if matches(scope.globs, below))

    def excludes(self, path: str) -> bool:
        """Whether a file is left alone: nothing is reported of it."""
        if self.only and path not in self.only:
            return True
        near, below = self.nearest(path)
        if near.exclude and matches(near.exclude, below):
            return True
        return any(scope.exclude and matches(scope.globs, below) for scope in near.scopes)

    def runs(self, rule: Rule) -> bool:
        """Whether a rule is on here: selected, or on by itself, and not ignored.

        A rule that is off by default is on where the configuration gives it a severity; one that another
        command reports is never on.
        """
        if rule.only or self.severity.get(rule.id) == OFF:
            return False
        usual = rule.default or rule.id in self.severity
        return (rule.id in self.select if self.select else usual) and rule.id not in self.ignore

    def narrowed(self, scope: Scope) -> Config:
        """With what one scope says on top."""
        options = {
            rule: {**self.options.get(rule, {}), **scope.options.get(rule, {})}
            for rule in [*self.options, *scope.options]
        }
        return replace(
            self,
            select=scope.select or self.select,
            ignore=(*self.ignore, *scope.ignore),
            severity={**self.severity, **scope.severity},
            options=options,
        )

    def nearest(self, path: str) -> tuple[Config, str]:
        """The configuration of the nearest directory that has one, and the path from there."""
        inside = [folder for folder in self.nested if path.startswith(f"{folder}/")]
        if not inside:
            return self, path
        folder = max(inside, key=len)
        return self.nested[folder], path[len(folder) + 1 :]


def matches(globs: tuple[str, ...], path: str) -> bool:
    """Whether git would match a path by one of these patterns."""
    return _spec(globs).match_file(path)


@cache
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    try:
        return patterns.spec(globs)
    except ValueError:
        raise Failure(f"{', '.join(globs)}: not patterns as .gitignore has them") from None
