"""What a session ran, as far as it may leave the repository: checks by an allow-list, the rest counted.

A command is shown where it is a required check, or a check that failed. Of its words those are
shown that a requirement, the repository or our tables know; any other may be a secret.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agentslint.claims import check_commands
from agentslint.core import lazy_re
from agentslint.evidence.programs import listed, tool
from agentslint.evidence.proof import Proof
from agentslint.evidence.redaction import Redaction
from agentslint.evidence.session import Run
from agentslint.repo import Repo
from agentslint.text.shell import script

WORD = lazy_re.compile(
    r"(?P<space>\s+)|(?P<sign>&&|\|\||[;|&()]|\d?>&?\d?|<)|(?P<word>[^\s;|&()<>]+)"
)
ASSIGNED = lazy_re.compile(r"([A-Za-z_]\w*)=(.*)")
SMALL = lazy_re.compile(r"\d{1,3}")
PLAIN = lazy_re.compile(r"[\w./-]{1,80}")
# a run of letters and digits that no person would write
ODD = lazy_re.compile(
    r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[A-Za-z0-9_+/=.-]{20,}|\S*(?:[=:@]\S{6,}|\S{40,})"
)
KNOWN = frozenset(
    "cd bash sh set export time env npx uv run python python3 -m pnpm poetry exec sudo".split()
)
LAST = 120  # characters of the last line of an output


@dataclass(frozen=True, slots=True)
class Told:
    """A check that ran: its command, as much of it as is known; its exit code; its last line."""

    command: str
    exit: int | None
    last: str


def told(proofs: Iterable[Proof], repo: Repo, out: Redaction, where: str) -> list[Told]:
    """The checks that ran in some sessions; how much else ran is counted in `out`, below `where`."""
    found = []
    for proof in proofs:
        required = [check.required.command for check in proof.checks]
        mine = {attempt.step[0] for check in proof.checks for attempt in check.attempts}
        for number, run in enumerate(proof.session.runs):
            if run.outcome == "declined":
                continue
            typed = script(run.words) or " ".join(run.words)
            if number in mine or (run.outcome == "failed" and check_commands.kinds(typed)):
                found.append(_told(run, typed, required, repo, out, where))
            else:
                out.taken[where, "command"] += 1
    return found


def _told(
    run: Run, typed: str, required: list[str], repo: Repo, out: Redaction, where: str
) -> Told:
    known = {word for command in required for word in command.split()}
    parts, hidden = [], 0
    for match in WORD.finditer(typed[:2000]):
        if match["word"] and not _shown(match["word"], known, repo):
            parts.append(_masked(match["word"]))
            hidden += 1
        else:
            parts.append(" " if match["space"] else match[0])
    if hidden:
        out.taken[where, "word"] += hidden
    lines = [line for line in run.output.splitlines() if line.strip()]
    last = out.text(lines[-1].strip()[:1000], where) if lines else ""
    return Told("".join(parts).strip(), run.exit, ODD.sub("…", last)[:LAST])


def _shown(word: str, known: set[str], repo: Repo) -> bool:
    """Whether a word is one that everybody may know."""
    if word in known or word in KNOWN or SMALL.fullmatch(word):
        return True
    if word.startswith("-"):
        return "=" not in word and any(word in names for names in _options(known))
    name = os.path.basename(word)
    if name in {os.path.basename(each) for each in known} and PLAIN.fullmatch(word):
        return True
    if PLAIN.fullmatch(word) and not word.startswith("/"):
        return (
            tool(word).known
            or word in listed("writes", "nothing")
            or repo.exists(os.path.normpath(word))
        )
    return False


def _options(known: set[str]) -> Iterator[frozenset[str]]:
    for word in {os.path.basename(each) for each in known} | {"any"}:
        own = tool(word)
        yield from (own.narrow, own.idle, own.valued, own.fine, own.rewrite, own.moves, own.strict)


def _masked(word: str) -> str:
    """A word that is not shown: of an assignment and of an option its name is."""
    if match := ASSIGNED.fullmatch(word):
        return f"{match[1]}=…" if not SMALL.fullmatch(match[2]) else word
    if lazy_re.fullmatch(r"--[a-z][a-z-]{0,30}(?:=.*)?", word):
        return f"{word.partition('=')[0]}=…" if "=" in word else word
    return "…"
