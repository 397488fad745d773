"""`agentslint mcp`: what an agent may ask about its own instructions, on standard input and output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.io import document_cache
from agentslint.lint.request import Request
from agentslint.model import Failure
from agentslint.repo import Repo


@click.command("mcp")
@click.argument("path", default=".")
@shared.agent_option
@shared.config_options
def mcp_command(
    path: str, agents_asked: tuple[str, ...], config_file: str | None, isolated: bool
) -> None:
    """Serve the Model Context Protocol on standard input and output, for a coding agent.

    Four tools about the repository that PATH lies in, all read only: explain, check, claims, rule.
    Their answers are short. docs/mcp.md says how to configure Codex, Claude Code, Cursor and
    VS Code.
    """
    try:
        from agentslint.server import answers, mcp
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise Failure(
            "mcp: the MCP SDK is not installed: pip install 'agentslint-chain[mcp]'"
        ) from None
    asked = Request(agents_asked, config_file, isolated)
    desk = answers.Desk(Repo.at(path).root, asked)

    def answer(name: str, given: Mapping[str, Any], client: str) -> str:
        with document_cache.shelf(desk.root, write=False):
            return answers.answer(desk, name, given, client)

    mcp.run(answer)
    raise SystemExit(CLEAN)
