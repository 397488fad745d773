"""A command that the repository cannot run: its task is gone, or does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.model import Edit, File, Finding, Fix, Note, whole
from agentslint.verdicts import commands


def check_file(file: File, context: Context) -> Iterator[Finding]:
    for one in commands.unrunnable(context.repo, file):
        edit = Edit(one.asked.place(one.task), one.instead) if one.instead else None
        yield Finding(
            one.place,
            one.says,
            (Note(whole(one.defined), "defined here"),) if one.defined else (),
            fix=Fix((edit,), safe=one.alike) if edit else None,
            severity=one.severity,
            cause=one.cause,
        )
