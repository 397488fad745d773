"""How many of the planted statements are found, and how many alarms the twins raise: `python -m tests.planted.measure`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from agentslint.chain.agents import AGENTS
from agentslint.lint import check, config, registry
from agentslint.lint.config import Config
from agentslint.model import Finding
from agentslint.repo import Repo

from ..repositories import Repository
from . import repository, settings, tools
from .kinds import Planted

KINDS = (*tools.KINDS, *settings.KINDS, *repository.KINDS)
# what a lone sentence lacks anyway
_ASIDE = frozenset({"missing-verification", "verification-loop-ledger"})


def findings(repo: Repo) -> list[Finding]:
    """All that `check` says of the repository's AGENTS.md, what any short file lacks aside."""
    known = registry.builtin()
    chosen = config.settle(Config(), known)
    found = check.run(repo, [AGENTS["codex"]], known, chosen, known=known).findings
    return [one for one in found if one.place.path == "AGENTS.md" and one.rule not in _ASIDE]


def said(
    kind: Planted, wordings: tuple[str, ...], *, twin: bool
) -> Iterator[tuple[str, list[Finding]]]:
    """Each wording with what is found of it, in the repository of its kind or in the twin."""
    files = {**kind.wrong, **kind.right} if twin else dict(kind.wrong)
    here = {path: text for path, text in files.items() if text is not None}
    if kind.before is None:
        for text in wordings:
            yield text, findings(Repo.of({**here, "AGENTS.md": text + "\n"}))
        return
    folder = Path(tempfile.mkdtemp())
    try:
        made = Repository(folder)
        branch = "develop" if twin and "branch ci" in kind.name else "main"
        branch = "master" if twin and "branch default" in kind.name else branch
        made.git("checkout", "-q", "-b", branch) if branch != "main" else None
        made.commit({**here, **kind.before, "AGENTS.md": "One.\n"})
        gone = {path: None for path in kind.before if path not in here}
        made.commit({**here, **gone})
        for text in wordings:
            (folder / "AGENTS.md").write_text(text + "\n")
            yield text, findings(Repo.at(str(folder)))
    finally:
        shutil.rmtree(folder)


def main(which: Mapping[str, tuple[str, ...]] | None = None, *, verbose: bool = False) -> None:
    total = hits = alarms = 0
    for kind in KINDS:
        wordings = kind.said if which is None else which.get(kind.name, ())
        if not wordings:
            continue
        missed = [text for text, found in said(kind, wordings, twin=False) if not found]
        false = [(text, found) for text, found in said(kind, wordings, twin=True) if found]
        total += len(wordings)
        hits += len(wordings) - len(missed)
        alarms += len(false)
        print(
            f"{kind.name:36} {len(wordings) - len(missed):3}/{len(wordings):<3} twins {len(false)}"
        )
        if verbose:
            for text in missed:
                print("     missed", repr(text))
            for text, found in false:
                print("     FALSE ", repr(text), [(f.rule, f.message) for f in found])
    print(f"{'all':36} {hits:3}/{total:<3} twins {alarms}")


if __name__ == "__main__":
    if "--second" in sys.argv:
        from .second import SAID

        main(SAID, verbose="-v" in sys.argv)
    else:
        main(verbose="-v" in sys.argv)
