"""Calls that documents say there are none of, against code that no test runs alone."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import call_bans
from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.code_files import is_test
from agentslint.facts.fact import Fact
from agentslint.model import File, Place
from agentslint.repo import Repo, vendored
from agentslint.repo.directories import aside, scripts
from agentslint.verdicts.verdict import Verdict, refuted, verified

_COMMENT = lazy_re.compile(r"\s*(?://|#|\*|/\*|--)")


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each of them."""
    for claim in call_bans.read(file) if not vendored(file.path) else ():
        hits = list(_calls(repo, claim.value, claim.scope))
        files = {place.path for place in hits}
        if not hits:
            yield verified(claim, reason="nothing calls it")
            continue
        more = f", as {len(files) - 1} more files do" if len(files) > 2 else ""
        more = ", as one more file does" if len(files) == 2 else more
        yield refuted(claim, Fact("calls", claim.value, f"calls {claim.value}{more}", hits[0]))


def _calls(repo: Repo, name: str, scope: str) -> Iterator[Place]:
    start, mark = "" if scope == "." else f"{scope}/", name.encode()
    call = lazy_re.compile(rf"(?<![\w.\"'`]){lazy_re.escape(name)}\(")
    for path, data in names.code(repo):
        apart = is_test(path) or vendored(path) or aside(path) or scripts(path)
        if mark not in data or not path.startswith(start) or apart:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            if name in line and not _COMMENT.match(line) and (found := call.search(line)):
                yield Place(path, number, found.start() + 1, number, found.end())
