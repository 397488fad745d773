"""What CI and the git hooks are said to run, against what their files and all that these call run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentslint.claims import automation
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import automation as facts
from agentslint.facts import tools
from agentslint.facts.automation import Reach
from agentslint.facts.fact import Fact
from agentslint.model import File, Place, whole
from agentslint.repo import Repo, vendored
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each command that one of them is said to run."""
    if not vendored(file.path):
        for claim in automation.read(file):
            yield _judged(repo, claim)


def _judged(repo: Repo, claim: Claim) -> Verdict:
    reach = facts.of(repo, claim.subject)
    if reach is None or not reach.files:
        return _nobody(repo, claim) if reach is None else undecided(claim, "no file of it is here")
    if claim.relation == "works":
        return verified(
            claim, Fact("automation", claim.subject, "is set up", whole(reach.files[0]))
        )
    if claim.relation == "spares":
        return _spared(repo, reach, claim)
    place = reach.files[0]
    if facts.runs(reach, claim.value):
        return verified(
            claim, Fact("automation", claim.subject, f"runs {claim.value}", whole(place))
        )
    if reach.opaque:
        return undecided(claim, f"what {reach.opaque.strip()} runs is not known")
    told = f"runs no {claim.value}"
    if len(reach.files) > 1:
        told = f"and {len(reach.files) - 1} more run no {claim.value}"
    fact = Fact("automation", claim.subject, told, whole(place))
    return refuted(claim, fact)


def _nobody(repo: Repo, claim: Claim) -> Verdict:
    """Nothing of the kind is set up: no workflow, and no file of another CI; no hook, and no manager of hooks."""
    role, what = "hooks", "no git hook, and no configuration of one"
    if claim.subject == "ci":
        role, what = "continuous-integration", "no configuration of CI"
    if claim.hedge or tools.used(repo, role, ".") or _spoken(repo, claim.subject):
        return undecided(claim, "the repository has no file for it")
    claim = replace(claim, relation="nobody")
    return refuted(claim, Fact("automation", claim.subject, f"has {what}", whole(".")))


def _spoken(repo: Repo, subject: str) -> bool:
    """Whether a file of the repository is called after hooks or CI: it may set up what is meant."""
    sign = lazy_re.compile(r"(?:^|[/._-])(?:hooks?|githooks)(?:[/._-]|$)")
    if subject == "ci":
        sign = lazy_re.compile(r"(?:^|[/._-])(?:ci|pipelines?|jenkins\w*|build\.ya?ml)(?:[/._-]|$)")
    return any(sign.search(path.lower()) for path in repo.listing.ordered)


def _spared(repo: Repo, reach: Reach, claim: Claim) -> Verdict:
    """What one of its own files runs as it is written, in a step of its own."""
    step = lazy_re.compile(
        rf"^[^\n#]*?(?:run:\s*|^\s*){lazy_re.escape(claim.value)}(?=\s|$)[^\n]*", lazy_re.M
    )
    for path in reach.files:
        text = repo.text(path) or ""
        if found := step.search(text):
            line = text.count("\n", 0, found.start()) + 1
            shown = found[0].strip().removeprefix("- ").removeprefix("run:").strip()
            place = Place(path, line, 1, line, len(found[0]) + 1)
            return refuted(claim, Fact("automation", claim.subject, f"runs {shown}", place))
    return undecided(claim, "another file may run it")
