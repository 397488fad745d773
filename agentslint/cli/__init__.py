"""argv to exit code. The terminal lives in this room and nowhere else; a command is a module."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys

import click

from agentslint import __version__
from agentslint.cli import help, terminal
from agentslint.cli.exit_codes import BROKEN, CLEAN, INTERRUPTED, REFUSED
from agentslint.core import interrupt
from agentslint.io.git import GitFailure
from agentslint.io.replay import runs
from agentslint.model import Failure

WHOLE = 1000  # characters of what a list says of a command: a first sentence is not cut
COMPLETE = "_AGENTSLINT_COMPLETE"  # set by the completion scripts
# what a full or broken disk says of a stream that has no name
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

# command -> module of this package, imported only when the command runs
COMMANDS = {
    "check": "check",
    "explain": "explain",
    "map": "map",
    "claims": "claims",
    "review": "review",
    "server": "server",
    "mcp": "mcp",
    "rules": "rules",
    "rule": "rules",
    "agents": "agents",
    "schema": "schema",
    "completion": "completion",
    "init": "init",
    "diff": "diff",
    "session": "session",
    "ledger": "ledger",
    "handoff": "handoff",
    "receipt": "receipt",
    "survey": "survey",
    "bridge": "bridge",
}


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"agentslint.cli.{COMMANDS[name]}")
        command = getattr(module, f"{name}_command")
        assert isinstance(command, click.Command)
        command.epilog = command.epilog or help.epilog(name, terminal.columns())
        if COMPLETE in os.environ:
            from agentslint.cli.completion import attached

            return attached(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in help.sections(self.list_commands(ctx)).items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                # one column for all sections
                wide = max(len(name) for name in COMMANDS)  # `map` is a command here
                formatter.write_dl(
                    [(f"{name:<{wide}}", c.get_short_help_str(WHOLE)) for name, c in found if c]
                )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name == "help":
            command = self.get_command(ctx, args[1]) if len(args) > 1 else None
            inner = click.Context(command, ctx, args[1]) if command else ctx
            click.echo(inner.get_help())
            ctx.exit()
        if name and not name.startswith("-") and name not in COMMANDS and os.path.exists(name):
            args = ["check", *args]  # a path is what one wants checked
            name = "check"
        if name and not name.startswith("-") and name not in COMMANDS:
            from agentslint.lint.config import unknown

            meant = help.OTHERS.get(name)
            told = f"{name} is not a command: run `agentslint {meant}`" if meant else ""
            raise click.UsageError(told or unknown(name, COMMANDS, "a command"), ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings=CONTEXT)
@click.version_option(__version__, "--version", prog_name="agentslint")
def agentslint() -> None:
    """Shows exactly what a coding agent is told in each directory, and says where that is wrong.

    \b
    agentslint check              lint this repository
    agentslint explain src/a.py   what a file is told, and why
    agentslint rule dead-path     what it means, how to fix
    """


def main() -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 could not, 3 our own fault."""
    if COMPLETE in os.environ:
        from agentslint.cli.completion import answer

        answer(agentslint, os.environ[COMPLETE])
        sys.exit(CLEAN)
    try:
        present(sys.argv[1:])
        with runs.noted(sys.argv[1:]):
            status = agentslint.main(prog_name="agentslint", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        # whatever an interrupt came up in may have made another error of it
        status = INTERRUPTED if interrupt.over() else failed(error)
    if interrupt.over() or status == INTERRUPTED:
        complain("interrupted")
        status = INTERRUPTED
    sys.exit(status if isinstance(status, int) else CLEAN)


def failed(error: BaseException) -> int | str | None:
    """Say what ended a run; the exit code."""
    if isinstance(error, SystemExit):
        return error.code
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return closed()
    if isinstance(error, OSError) and error.filename is None and error.errno in NO_ROOM:
        closed()
        complain(f"what was found cannot be written: {error.strerror}")
        return REFUSED
    if isinstance(error, (Failure, GitFailure)):
        complain(str(error))
        return REFUSED
    with contextlib.suppress(OSError):
        error.show() if isinstance(error, click.ClickException) else report(error)
    return REFUSED if isinstance(error, click.ClickException) else BROKEN


def present(words: list[str]) -> None:
    """Raise Failure where a command has nowhere to stand or to write to."""
    if words[:1] and words[0] in COMMANDS:
        try:
            os.getcwd()
        except OSError as error:
            raise Failure(f"the working directory: {error.strerror}") from None
        if sys.stdout is None and "--output" not in words:
            raise Failure("standard output is closed: give --output FILE")


def complain(text: str) -> None:
    """Say one line on standard error, where somebody listens."""
    from agentslint.core.escape import shown

    with contextlib.suppress(OSError):
        click.echo(f"agentslint: {shown(text)}", err=True)


def closed() -> int:
    """The exit code where the reader of standard output went away; nothing more is written to it."""
    # so that Python does not complain of it at exit
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return 141


def report(error: BaseException) -> None:
    """Say that the fault is ours, and how to tell us."""
    import traceback

    where = traceback.extract_tb(error.__traceback__)[-1]
    notes = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
    click.echo(
        f"agentslint: internal error{notes}: {type(error).__name__}: {str(error)[:200]!r} "
        f"at {os.path.basename(where.filename)}:{where.lineno}\n"
        "This is our fault. Please report it with the output of AGENTSLINT_TRACEBACK=1.",
        err=True,
    )
    if os.environ.get("AGENTSLINT_TRACEBACK"):
        traceback.print_exception(error)
