"""An override without a file to override: an ordinary nested file under a wrong name."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import paths
from agentslint.model import Finding, Fix, Rename, whole
from agentslint.verdicts.overrides import overrides

# files in which somebody names a file to run, copy or read it
TEXT = tuple(
    ".md .mdx .rst .txt .sh .bash .ps1 .py .rb .js .mjs .cjs .ts .go .toml .json .yml .yaml .cfg .ini .mk".split()
)
MOST = 3000  # such files; among more nobody looks, and the fix is unsafe


def check_repo(context: Context) -> Iterator[Finding]:
    found = [one for one in overrides(context) if one.hidden is None]
    if not found:
        return
    # where a text speaks of the file by its name, a rename alone would break that text
    named = {
        mention.path.rpartition("/")[2] for file in context.files for mention in paths.read(file)
    }
    blind = _blind(context)
    for one in found:
        name, plain = one.path.rpartition("/")[2], one.plain.rpartition("/")[2]
        yield Finding(
            whole(one.path),
            f"there is no {plain} here to override: rename this file to {plain}{blind}",
            fix=Fix(
                renames=(Rename(one.path, one.plain),),
                safe=name not in named and not _written(context, one.path),
            ),
            # those that do not read the name are told in the message
            agents=(context.agent.id,),
            cause=name,
        )


def _blind(context: Context) -> str:
    """Which of the agents of this run do not read the name."""
    names = [a.title for a in context.agents if not any(".override." in n for n in a.names)]
    do = "does" if len(names) == 1 else "do"
    return f"; {' and '.join(names)} {do} not read that name" if names else ""


def _written(context: Context, path: str) -> bool:
    """Whether another tracked file that is text names the override, which a rename would break."""
    name = path.rpartition("/")[2]
    texts = [p for p in context.repo.listing.tracked if p.endswith(TEXT) or "." not in p]
    return len(texts) > MOST or any(
        name in (context.repo.text(other) or "") for other in texts if other != path
    )
