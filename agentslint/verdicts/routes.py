"""The routes that documents name, against those that the code has and had."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import routes
from agentslint.facts import routes as facts
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each route: only one that the code had once is gone."""
    claims = list(routes.read(file))
    if not claims:
        return
    held = facts.held(repo, {claim.subject for claim in claims})
    absent = {claim.subject for claim in claims} - held
    lost = (
        {route: (path, commit) for route, path, commit in facts.lost(repo, absent, [file.path])}
        if absent
        else {}
    )
    for claim in claims:
        if claim.subject in held:
            yield verified(claim, reason="code has it")
        elif claim.subject in lost:
            path, commit = lost[claim.subject]
            when = f" until {commit.short} ({commit.day})" if commit else " once"
            yield refuted(claim, Fact("route", claim.subject, f"had it{when}", whole(path)))
        else:
            yield undecided(claim, "no code ever had it")
