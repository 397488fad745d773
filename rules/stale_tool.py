"""A tool that the text says is in use, and that nothing here uses."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note
from agentslint.repo import vendored
from agentslint.verdicts import tools

GUIDE = lazy_re.compile(r"(?:^|/)skills/")  # guides for a technology, taken over as they are


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path) or GUIDE.search(file.path):
        return
    for stale in tools.stale(context.repo, file):
        name = stale.use.name
        if name.casefold() in {word.casefold() for word in context.options["allow"]}:
            continue
        if stale.instead is None:
            message = f"nothing here uses {name}: no manifest, lock, workflow or script names it"
            yield Finding(stale.use.place, message, severity="info")
            continue
        at, text = stale.instead.place, stale.instead.text
        where = at.path if stale.instead.kind == "file" else f"{at.path}:{at.line} has {text}"
        if stale.instead.kind == "file":
            where += " is here"
        related = (Note(at, f"{stale.instead.tool} is in use"),)
        yield Finding(stale.use.place, f"nothing here uses {name}: {where}", related=related)
