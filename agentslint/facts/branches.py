"""The branches of a repository: those that git knows, the default one, and those that workflows start on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.manifests import yaml_table
from agentslint.facts.memo import once
from agentslint.facts.versions.declared import line_of
from agentslint.model import whole
from agentslint.repo import Repo

_WORKFLOW = lazy_re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_GLOB = lazy_re.compile(r"[*?\[\]!+{}$]")


@once
def triggers(repo: Repo) -> tuple[Fact, ...]:
    """The branches by whose name a workflow starts on a push or a pull request, with their places."""
    return tuple(fact for path in workflows(repo) for fact in _of(path, repo.text(path) or ""))


@once
def workflows(repo: Repo) -> tuple[str, ...]:
    """The tracked workflows of GitHub, in path order."""
    return tuple(p for p in repo.listing.below(".github/workflows") if _WORKFLOW.fullmatch(p))


def _of(path: str, text: str) -> Iterator[Fact]:
    data = yaml_table(text) or {}
    events: Any = data.get("on", data.get("true"))
    for name in ("push", "pull_request", "pull_request_target"):
        row = events.get(name) if isinstance(events, dict) else None
        listed = row.get("branches") if isinstance(row, dict) else None
        for branch in [listed] if isinstance(listed, str) else listed or ():
            if isinstance(branch, str):
                yield Fact("branch", branch, f"starts on {branch}", line_of(path, text, branch))


@once
def default(repo: Repo) -> Fact | None:
    """The default branch of the remote, as the clone has noted it."""
    name = repo.history.remote_head()
    return (
        Fact("branch", name, f"says that the default branch is {name}", whole(".git"))
        if name
        else None
    )


@once
def known(repo: Repo) -> frozenset[str]:
    """The names of all branches that git knows here, a remote's without its name."""
    return frozenset(repo.history.branches())


def pattern(branch: str) -> bool:
    """Whether a trigger is a pattern of names."""
    return bool(_GLOB.search(branch))
