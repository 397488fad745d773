"""Settings of one person's machine or account in instructions for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import hedges
from agentslint.core import lazy_re
from agentslint.facts import environments
from agentslint.model import File, Finding, Note, Place
from agentslint.repo import Repo, join, parent, vendored

CONNECTS = lazy_re.compile(r"\b(?:ssh|ping|curl|scp|rsync)\b")
NAME = r"[`'\"]?(?P<name>[A-Za-z0-9][\w.@/-]*)"
# what is used by a name that only its owner's machine knows, and how it is written
USES = (
    (
        "conda environment",
        lazy_re.compile(
            rf"\b(?:conda|mamba|micromamba) run\b[^\n]{{0,200}}?\s(?:-n|--name)[ =]{NAME}"
        ),
    ),
    (
        "conda environment",
        lazy_re.compile(rf"\b(?:conda|mamba|micromamba|source) activate\s+{NAME}"),
    ),
    (
        "virtual environment",
        lazy_re.compile(rf"(?<![\w-])(?:workon|pyenv (?:activate|shell))\s+{NAME}"),
    ),
    ("AWS profile", lazy_re.compile(rf"\bAWS_(?:DEFAULT_)?PROFILE=(?P<q>){NAME}")),
    ("AWS profile", lazy_re.compile(rf"\baws\s[^\n`]{{0,200}}?--profile[ =]{NAME}")),
    ("gcloud configuration", lazy_re.compile(rf"\bgcloud config configurations activate\s+{NAME}")),
    ("kubectl context", lazy_re.compile(rf"\bkubectl config use-context\s+{NAME}")),
    (
        "GitHub account",
        lazy_re.compile(rf"\bgh auth switch\b[^\n`]{{0,200}}?(?:--user|-u)[ =]{NAME}"),
    ),
    (
        "account",
        lazy_re.compile(
            rf"\b(?:gcloud config set account|git config[^\n`]{{0,200}}?user\.email)\s+{NAME}"
        ),
    ),
)
# a text that has none of a row's words has no match of its pattern: five times as fast to see
WORDS = (
    ("conda", "mamba"),
    ("activate",),
    ("workon", "pyenv"),
    ("PROFILE=",),
    ("--profile",),
    ("gcloud",),
    ("kubectl",),
    ("gh auth",),
    ("gcloud", "git config"),
)
# a machine in somebody's own network
HOST = lazy_re.compile(
    r"(?<![\w.@-])(?:(?:https?|ssh|wss?)://)?(?:(?P<user>[a-z][\w-]*)@)?"
    r"(?P<host>192\.168\.\d{1,3}\.\d{1,3}|10\.\d{1,3}\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}"
    r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}\.\d{1,3}"
    r"|[A-Za-z][\w-]*(?:\.[\w-]+)*\.(?:ts\.net|local|lan|fritz\.box))(?![\w./-]*(?:/\d{1,2}\b)|[\w-])"
)
PARTS = ("192.168.", "10.", "172.", "100.", ".ts.net", ".local", ".lan", ".fritz.box")
ANYBODY = lazy_re.compile(
    r"^(?:<.*|\$.*|base|root|default|dev|development|prod|production|staging|stage|test|testing|qa|ci|"
    r"sandbox|local|main|env|venv|\.venv|my[-_]?\w*|your[-_]?\w*|example\w*|name|profile\w*|xxx+|"
    r"you@.*|user@.*|.*@example\.\w+|.*\[bot\].*|.*noreply.*|[\w.-]*bot@.*|"
    r"(?:admin|build|ci|contact|dev|devops|hello|help|info|legal|ops|release|security|support|team)@.*|"
    r"myenv|bin|the|it|your|a|an|if|not|"
    r"localstack|minikube|docker-desktop|kind-\w*|orbstack)$",
    lazy_re.IGNORECASE,
)
NETWORKS = lazy_re.compile(
    r"\.0$|\.255$|^10\.0\.[02]\.\d+$|^192\.168\.(?:0|1)\.(?:0|1)$|^172\.17\.|^10\.96\.|^10\.244\."
)
# words by which a line speaks of such names and does not use one
SPOKEN_OF = ("negated", "example", "instance", "spoken", "personal")


def check_file(file: File, context: Context) -> Iterator[Finding]:
    # the long form of a skill is about the technology, not about this place
    if vendored(file.path) or context.repo.is_file(join(parent(file.path), "SKILL.md")):
        return
    allowed = {str(one) for one in context.options.get("allow", ())}
    uses: dict[tuple[str, str], list[Place]] = {}
    text = file.text
    # one look at the whole text spares most files the look at each line
    rows = tuple(
        row
        for row, words in zip(USES, WORDS, strict=True)
        if any(word in text for word in words) and row[1].search(text)
    )
    hosts = any(part in text for part in PARTS) and HOST.search(text) is not None
    for number, line in enumerate(text.split("\n"), 1) if rows or hosts else ():
        for kind, name, place in _uses(file, number, line, rows):
            uses.setdefault((kind, name), []).append(place)
        if hosts:
            yield from _hosts(file, number, line, allowed, context.repo)
    made = environments.made_in(text) if uses else frozenset()
    for (kind, name), (first, *rest) in uses.items():
        if name not in allowed and name not in made and not _shared(name, kind, context.repo):
            notes = tuple(Note(place, "used here as well") for place in rest)
            yield Finding(first, f"nothing in this repository creates the {kind} {name}", notes)


def _uses(
    file: File, number: int, line: str, rows: tuple[tuple[str, lazy_re.Pattern[str]], ...]
) -> Iterator[tuple[str, str, Place]]:
    for kind, pattern in rows:
        for found in pattern.finditer(line):
            if any(end <= found.start() for _, end in hedges.found(line, *SPOKEN_OF)):
                break
            name = found["name"].rstrip(".,`'\"")
            if not ANYBODY.match(name):
                start = found.start("name") + 1
                yield kind, name, Place(file.path, number, start, number, start + len(name))


def _hosts(file: File, number: int, line: str, allowed: set[str], repo: Repo) -> Iterator[Finding]:
    if HOST.search(line) is None or hedges.found(line, *SPOKEN_OF):
        return
    connected = CONNECTS.search(line) is not None
    for found in HOST.finditer(line):
        host = found["host"]
        if (
            host in allowed
            or NETWORKS.search(host)
            or host.lower().startswith(("your", "my-", "example"))
        ):
            continue
        # a bare name in .local may be a file; one that is connected to is a machine
        named = connected or host[0].isdigit() or found[0] != host
        if named and host not in environments.hosts(repo):
            place = Place(file.path, number, found.start("host") + 1, number, found.end("host") + 1)
            yield Finding(
                place, f"{host} is an address in one private network: nobody outside can reach it"
            )


def _shared(name: str, kind: str, repo: Repo) -> bool:
    """Whether the repository makes the thing by that name."""
    if "environment" in kind:
        return name in environments.environments(repo)
    return kind == "AWS profile" and name in environments.profiles(repo)
