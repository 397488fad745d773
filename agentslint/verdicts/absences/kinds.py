"""What a document says is not there yet, against what is."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from agentslint.claims.absences import kinds
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.facts import branches, code_files, definitions, names, scripts, tools
from agentslint.facts.fact import Fact
from agentslint.model import File, whole
from agentslint.repo import Repo, join, parents, sample, vendored
from agentslint.verdicts.absences import held
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

_NAME = lazy_re.compile(r"[A-Za-z_$][\w$]*(?:[._]?[\w$]+)*")
_WORD = lazy_re.compile(r"[^\W_][\w-]*")
_OWN = ("file", "toml", "key")  # signs of a tool that somebody has set up
_CHECKS = lazy_re.compile(r"\b(?:push|pull_request)\b")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in kinds.read(file):
        if claim.kind == "absence" and _of_a_part(repo, claim):
            yield undecided(claim, "it is said of a part")
        elif claim.kind == "absence":
            fact = _FOUND[claim.subject](repo, claim.scope)
            yield refuted(claim, fact) if fact else verified(claim, reason="nothing shows one")
        elif told := _written(repo, claim):
            yield told


def _of_a_part(repo: Repo, claim: Claim) -> bool:
    """Whether a heading above names a directory or a file: what is said below it is said of that."""
    words = set(_WORD.findall(claim.value.casefold()))
    if "`" in claim.value:
        return True
    return any(
        name in words and not name.startswith(claim.subject[:4])
        for path in repo.listing.below(claim.scope)
        for name in (part.partition(".")[0].casefold() for part in path.split("/"))
        if name
    )


def _ci(repo: Repo, scope: str) -> Fact | None:
    for path in branches.workflows(repo):
        if _CHECKS.search(repo.text(path) or ""):
            return Fact("file", path, "is a workflow", whole(path))
    for one in tools.used(repo, "continuous-integration", "."):
        if one.tool != "github-actions":
            return Fact("file", one.place.path, "is tracked", whole(one.place.path))
    return None


def _set_up(*roles: str, task: str) -> Callable[[Repo, str], Fact | None]:
    def look(repo: Repo, scope: str) -> Fact | None:
        script = scripts.named(repo, scope, task)
        if script is not None:
            return Fact("script", task, f"defines {task} as {script.text[:60]}", script.place)
        for role in roles:
            for one in tools.used(repo, role, scope):
                if one.kind in _OWN:
                    value = "is tracked" if one.kind == "file" else f"has {one.text}"
                    return Fact("tool", one.tool, value, one.place)
        return None

    return look


def _docker(repo: Repo, scope: str) -> Fact | None:
    for path in repo.listing.below(scope):
        name = posixpath.basename(path)
        named = name in ("Dockerfile", "Containerfile") and path in repo.listing.tracked
        if named and not vendored(path) and not sample(path):
            return Fact("file", path, "is tracked", whole(path))
    return None


_FOUND: dict[str, Callable[[Repo, str], Fact | None]] = {
    "tests": held.a_test,
    "ci": _ci,
    "linter": _set_up("linter-javascript", "linter-python", task="lint"),
    "formatter": _set_up("formatter-javascript", "formatter-python", task="format"),
    "docker": _docker,
}


def _written(repo: Repo, claim: Claim) -> Verdict | None:
    """A file that is there, or a name that code defines; nothing of what could be neither."""
    for base in reversed(parents(claim.scope)):
        path = posixpath.normpath(join(base, claim.subject))
        if path in repo.listing.tracked:
            stub = held.is_stub(repo.text(path) or "")
            if claim.relation == "to-come" and stub:
                return undecided(claim, "what is there may be a stub")
            return refuted(claim, Fact("file", path, "is tracked", whole(path)))
    if not _NAME.fullmatch(claim.subject) or "_" not in claim.subject.strip("_") + _humps(claim):
        return None
    holders = names.held(repo, [claim.subject]).get(claim.subject, ())
    for path in holders:
        text = repo.text(path) or ""
        if code_files.is_code(path) and definitions.defines(text.encode(), claim.subject):
            stub = held.is_stub(text) or held.is_empty(text, claim.subject)
            if claim.relation == "to-come" and stub:
                return undecided(claim, "what is there may be a stub")
            place = names.place_of(repo, path, claim.subject)
            return refuted(claim, Fact("name", claim.subject, f"defines {claim.subject}", place))
    return verified(claim, reason="no code defines it")


def _humps(claim: Claim) -> str:
    """An underscore for a name of several words written together."""
    return "_" if lazy_re.search(r"[a-z][A-Z]", claim.subject) else ""
