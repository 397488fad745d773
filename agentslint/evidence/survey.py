"""`check` over many repositories: one row each, whatever becomes of the others.

Rows go to `OUTPUT.part` as they are done, so that a survey which was stopped goes on where it was;
at the end they stand in `OUTPUT` in the order asked for. A row holds nothing that a second run
would say otherwise: no time, no duration.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any, Protocol

from agentslint import __version__
from agentslint.chain.repository_chains import all_chains
from agentslint.core import system
from agentslint.evidence import checks, json_lines, ledger
from agentslint.lint.check import Outcome
from agentslint.model import SEVERITIES, Agent, Failure
from agentslint.repo.codeowners import owners
from agentslint.repo.locks import lock
from agentslint.repo.revision import resolve
from agentslint.repo.write_target import target

NAME = "agentslint.survey/1"
MOST = 500  # findings of one repository that are kept; the counts are of all


@dataclass(frozen=True, slots=True)
class Options:
    """How each repository is checked. Plain values: they travel to other processes."""

    agent: str = "codex"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


Examine = Callable[[str, Options], dict[str, Any]]


class Engine(Protocol):
    """What examines paths: processes here, or a cluster. Each row comes as it is done."""

    def __call__(
        self, paths: Sequence[str], options: Options
    ) -> Iterator[tuple[str, dict[str, Any]]]: ...


def failed(path: str, why: str) -> dict[str, Any]:
    """The row of a repository that could not be checked."""
    return {"schema": NAME, "repository": path, "status": "failed", "why": why}


def run(
    paths: Iterable[str],
    options: Options,
    output: str,
    engine: Engine,
    progress: Callable[[int, int, int], None],
) -> tuple[int, int]:
    """Survey `paths` into `output`; how many there are and how many of them failed.

    `progress` is called with done, all and failed. Raises Failure where `output` cannot be
    written, or belongs to a survey with other options.
    """
    wanted = list(dict.fromkeys(paths))
    output = target(output)
    part = f"{output}.part"
    try:
        with _opened(part) as file:
            try:
                # unlike flock's, no worker inherits it: one that outlives us would hold it
                lock(file.fileno(), wait=False, inherited=False)
            except (BlockingIOError, PermissionError):
                raise Failure(f"{part}: another survey is writing it") from None
            known = _resume(file, part, options)
            bad = sum(known[path][1] for path in wanted if path in known)
            done = sum(path in known for path in wanted)
            progress(done, len(wanted), bad)
            left = [path for path in wanted if path not in known]
            for path, row in engine(left, options) if left else ():
                bad += row["status"] == "failed"
                known[path] = (_append(file, row), row["status"] == "failed")
                done += 1
                progress(done, len(wanted), bad)
            _finish(file, [known[path][0] for path in wanted], output)
            os.unlink(part)
    except OSError as error:
        raise Failure(f"{output}: {error.strerror}: name a file that can be written") from None
    return len(wanted), bad


def read(path: str) -> Iterator[dict[str, Any]]:
    """The rows of a survey, one at a time. Raises Failure for what is none."""
    for line in json_lines.read(path):
        if line.fault or line.value.get("schema") != NAME:
            told = line.fault or f"line {line.number} is no row of a survey"
            raise Failure(f"{path}: {told}: name what `agentslint survey` wrote")
        yield line.value


def schema() -> dict[str, Any]:
    """JSON Schema of one row."""
    from agentslint.core.json_schema import NUMBER, TEXT, TEXTS, array, maybe, record

    finding = record(
        {"rule": TEXT, "severity": TEXT, "path": TEXT, "line": NUMBER, "owners": TEXTS}, "owners"
    )
    both = {"schema": {"const": NAME}, "repository": TEXT}
    counts = record(dict.fromkeys(SEVERITIES, NUMBER))
    tasks = record({"entries": NUMBER, "stated": NUMBER, "open": NUMBER, "unknown": NUMBER})
    return {
        "title": NAME,
        "oneOf": [
            record({**both, "status": {"const": "failed"}, "why": TEXT}),
            record(
                {
                    **both,
                    "status": {"const": "checked"},
                    "commit": maybe(TEXT),
                    "agent": TEXT,
                    "checked": record({"files": NUMBER, "chains": NUMBER, "directories": NUMBER}),
                    "counts": counts,
                    "findings": array(finding),
                    "left_out": NUMBER,
                    "unverified": TEXTS,
                    "ledger": tasks,
                }
            ),
        ],
    }


def checked(path: str, outcome: Outcome, agent: Agent) -> dict[str, Any]:
    """The row of a repository that was checked."""
    repo = outcome.repo
    chains = all_chains(repo, agent)
    bare = [
        name
        for name, built in chains.items()
        if built.sources and not checks.required(built, repo.exists)
    ]
    counts = Counter(finding.severity for finding in outcome.findings)
    owned = owners(repo)
    place = os.path.join(repo.root, ledger.PATH)
    ours = os.path.isfile(place) and not repo.leaves(ledger.PATH)
    entries, _ = ledger.read(json_lines.text(place, 2**28)) if ours else ([], [])
    return {
        "schema": NAME,
        "repository": path,
        "status": "checked",
        "commit": resolve(repo.git, "HEAD") if repo.git else None,
        "agent": agent.id,
        "checked": {
            "files": outcome.files,
            "chains": outcome.chains,
            "directories": outcome.directories,
        },
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity,
                "path": each.place.path,
                "line": each.place.line,
                "owners": list(owned(each.place.path)),
            }
            for each in outcome.findings[:MOST]
        ],
        "left_out": max(0, len(outcome.findings) - MOST),
        "unverified": sorted(bare)[:MOST],
        "ledger": _ledger(entries),
    }


def _ledger(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the repository's own ledger says of its tasks."""
    found = list(entries)
    verdicts = [row.get("verdict") for each in found for row in each.get("sessions") or ()]
    return {
        "entries": len(found),
        "stated": sum(each.get("source") == "stated" for each in found),
        "open": verdicts.count("open"),
        "unknown": verdicts.count("unknown"),
    }


def _opened(part: str) -> IO[bytes]:
    """The rows that are done, to read and to add to. Raises OSError, for a link and a pipe too."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | system.NOFOLLOW | system.NONBLOCK
    file = os.fdopen(os.open(part, flags | system.CLOEXEC | system.BINARY, 0o666), "a+b")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, f"{os.path.basename(part)} is no regular file")
    return file


def _resume(file: Any, part: str, options: Options) -> dict[str, tuple[int, bool]]:
    """Where the row of each repository that is done begins; half a line is cut off."""
    head = {"schema": NAME, "begun": _fingerprint(options)}
    file.seek(0)
    known: dict[str, tuple[int, bool]] = {}
    start = 0
    for line in file:
        try:
            row = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            break
        if start == 0 and row != head:
            raise Failure(f"{part}: begun with other options or another version: remove it")
        if start:
            known[str(row.get("repository"))] = (start, row.get("status") == "failed")
        start += len(line)
    file.truncate(start)
    if start == 0:
        _append(file, head)
    return known


def _append(file: Any, row: dict[str, Any]) -> int:
    """Add a row; the offset that it begins at."""
    file.seek(0, os.SEEK_END)
    start = int(file.tell())
    file.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
    file.flush()
    return start


def _finish(file: Any, starts: Iterable[int], output: str) -> None:
    """The rows in the order asked for, one in memory at a time."""
    temporary = f"{output}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)  # a killed run's, or a link that leads elsewhere
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | system.CLOEXEC | system.BINARY
    with os.fdopen(os.open(temporary, flags, 0o666), "wb") as sorted_file:
        for start in starts:
            file.seek(start)
            sorted_file.write(file.readline())
        sorted_file.flush()
        os.fsync(sorted_file.fileno())
    os.replace(temporary, output)


def _fingerprint(options: Options) -> str:
    told = json.dumps([__version__, asdict(options)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
