"""A path that an instruction file names, and that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from agentslint.chain.context import Context
from agentslint.model import Finding, Severity
from agentslint.verdicts import paths
from agentslint.verdicts.missing_paths import prepare_file, take_prepared

__all__ = ["check_repo", "prepare_file", "take_prepared"]


def check_repo(context: Context) -> Iterator[Finding]:
    shallow = context.repo.history.shallow
    for dead in paths.dead(context.repo, context.files):
        if dead.mention.form in ("link", "image"):
            continue
        names = (dead.path, dead.mention.path)
        if any(fnmatchcase(name, glob) for glob in context.options["allow"] for name in names):
            continue
        unasked = "; the clone is shallow, older history is missing" if shallow else ""
        yield Finding(
            dead.mention.place,
            f"{dead.mention.path} does not exist: {dead.cause.text}{'' if dead.certain else unasked}",
            fix=paths.fixed(dead),
            severity=_severity(dead),
            cause=paths.shared(dead),
        )


def _severity(dead: paths.Dead) -> Severity | None:
    """None for the rule's own: what nothing but an empty place shows is worth a note."""
    if dead.cause.kind == "gap":
        return "info"
    return None if dead.certain else "warning"
