"""`agentslint server`: the language server on standard input and output."""

from __future__ import annotations

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.lint import in_force
from agentslint.lint.request import Request
from agentslint.lint.session import judge, without_known
from agentslint.model import Failure
from agentslint.repo import Repo


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
        from agentslint.server.desk import Judged
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs"):
            raise
        raise Failure(
            "server: pygls is not installed: pip install 'agentslint-chain[lsp]'"
        ) from None
    asked = Request(agents_asked, config_file, isolated, local_rules=local_rules)

    def ask(repo: Repo) -> Judged:
        judged = without_known(judge(repo, asked), asked)
        rows = in_force.asked_agents(asked.agents, judged.config)
        return Judged(judged.outcome, judged.rules, tuple(rows))

    serve.server(ask).start_io()
    raise SystemExit(CLEAN)
