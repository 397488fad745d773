"""An override without a file to override: an ordinary nested file under a wrong name."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import paths
from agentslint.model import Finding, Fix, Rename, whole
from agentslint.verdicts.overrides import overrides


def check_repo(context: Context) -> Iterator[Finding]:
    found = [one for one in overrides(context) if one.hidden is None]
    # where a text speaks of the file by its name, a rename alone would break that text
    named = {
        mention.path.rpartition("/")[2]
        for file in (context.files if found else ())
        for mention in paths.read(file)
    }
    for one in found:
        name, plain = one.path.rpartition("/")[2], one.plain.rpartition("/")[2]
        yield Finding(
            whole(one.path),
            f"{name} overrides nothing: there is no {plain} beside it, so it is read as one",
            fix=Fix(renames=(Rename(one.path, one.plain),), safe=name not in named),
            cause=name,
        )
