"""`check --fix` and `check --diff`: findings mended, or shown how they would be."""

from __future__ import annotations

from collections.abc import Callable

import click

from agentslint.core.escape import shown
from agentslint.core.phrases import counted
from agentslint.lint import fix
from agentslint.lint.check import Outcome
from agentslint.lint.session import Judged

ROUNDS = 8  # a mended file may show what another finding hid


def mended(judged: Judged, again: Callable[[], Judged], *, unsafe: bool) -> Judged:
    """Write every fix, and what that brings up, and say how much; what is left is returned."""
    count, files = 0, set()
    for _ in range(ROUNDS):
        outcome = judged.outcome
        found = fix.plan(outcome.repo, outcome.findings, unsafe=unsafe)
        if not found.mended:
            break
        fix.apply(found)
        count += len(found.mended)
        files |= {*found.after, *(rename.path for rename in found.renames)}
        judged = again()
    done = f"fixed {counted(count, 'finding')} in {counted(len(files), 'file')}"
    nothing = f"no finding has a {'fix' if unsafe else 'safe fix'}"
    click.echo(
        f"agentslint: {done if count else nothing}{_waiting(judged.outcome, unsafe=unsafe)}",
        err=True,
    )
    return judged


def difference(outcome: Outcome, *, unsafe: bool, people: bool) -> str:
    """What `--fix` would write, as a unified difference: byte for byte, but for `people`."""
    found = fix.plan(outcome.repo, outcome.findings, unsafe=unsafe)
    return "".join(f"{shown(line) if people else line}\n" for line in fix.diff(found))


def _waiting(outcome: Outcome, *, unsafe: bool) -> str:
    left = sum(1 for f in outcome.findings if f.fix is not None and not f.fix.safe)
    return f"; {left} more with --unsafe-fixes" if left and not unsafe else ""
