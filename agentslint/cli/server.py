"""`agentslint server`: the language server on standard input and output."""

from __future__ import annotations

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.lint import registry
from agentslint.lint.request import Request
from agentslint.model import Failure


@click.command("server")
@shared.agent_option
@shared.config_options
@click.option("--local-rules", is_flag=True, help="Run Python rules that the repository brings.")
def server_command(
    agents_asked: tuple[str, ...], config_file: str | None, isolated: bool, local_rules: bool
) -> None:
    """Speak the Language Server Protocol on standard input and output, for an editor.

    Findings while you type, on text that is not saved yet; the chain in force and the rule's
    reason on hover; fixes; links. docs/editors.md says how to start it from VS Code, Neovim,
    Helix and Zed.
    """
    try:
        from agentslint.server import serve
        from agentslint.server.judge import Judge
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs"):
            raise
        raise Failure(
            "server: pygls is not installed: pip install 'agentslint-chain[lsp]'"
        ) from None
    asked = Request(agents_asked, config_file, isolated, local_rules=local_rules)
    registry.builtin()  # here, and not in two threads at one time
    serve.server(Judge(asked)).start_io()
    raise SystemExit(CLEAN)
