"""A tool that the text says is in use, and that nothing here uses."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note
from agentslint.repo import vendored
from agentslint.verdicts import libraries, tools
from agentslint.verdicts.libraries import Unlisted

GUIDE = lazy_re.compile(r"(?:^|/)skills/")  # guides for a technology, taken over as they are


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path) or GUIDE.search(file.path):
        return
    allowed = {word.casefold() for word in context.options["allow"]}
    for stale in tools.stale(context.repo, file):
        name = stale.use.name
        if name.casefold() in allowed:
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
    for one in libraries.unlisted(context.repo, file):
        if one.library.name.casefold() not in allowed:
            yield _unlisted(one)


def _unlisted(one: Unlisted) -> Finding:
    name, place = one.library.name, one.library.place
    if one.at is not None:
        message = f"nothing here is called {name}: {one.at.path}:{one.at.line} has {one.instead}"
        return Finding(
            place, message, (Note(one.at, f"the package is {one.instead}"),), cause=message
        )
    count, most = one.beside
    why = "no manifest, lock, workflow or script names it"
    if most:
        number = f"the {most}" if count == most else f"{count} of the {most}"
        why = f"manifests list {number} packages named with it, and no file names this one"
    message = f"nothing here uses {name}: {why}"
    return Finding(place, message, cause=message)
