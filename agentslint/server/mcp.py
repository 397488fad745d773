"""The tools of an agent, by the Model Context Protocol on standard input and output: all read only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from agentslint import __version__
from agentslint.core.escape import shown
from agentslint.model import Failure
from agentslint.server.answers import STATES

Answer = Callable[[str, Mapping[str, Any], str], str]
"""The name of a tool, what it is given, and the client's name, to the text of an answer. Raises Failure."""

# a client sends all of this to its model with each request
INSTRUCTIONS = (
    "What coding agents are told in this repository (AGENTS.md, CLAUDE.md and the like), and where "
    "that is wrong. Paths are relative to the repository's root. Nothing is written."
)
PATH = {"type": "string", "description": "file or directory; default: the whole repository"}
AGENT = {"type": "string", "description": "such as codex or claude-code"}
TOOLS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "explain": (
        "Which instruction files apply to a path, in order, what of them is cut or not sent, and which checks to run.",
        {
            "path": PATH,
            "agent": AGENT,
            "demands": {"type": "boolean", "description": "also list the instructions in effect"},
        },
    ),
    "check": (
        "Faults in the instruction files that reach a path: dead paths, commands that cannot run, contradictions, cut files.",
        {
            "path": PATH,
            "rule": {"type": "string", "description": "this rule alone"},
            "agent": AGENT,
        },
    ),
    "claims": (
        "Statements of the instruction files, held against the repository, with the evidence.",
        {
            "path": PATH,
            "state": {"type": "string", "enum": [*STATES], "description": "default: refuted"},
        },
    ),
    "rule": (
        "What a rule of `check` means, how to fix and how to suppress a finding.",
        {"id": {"type": "string", "description": "such as dead-path"}},
    ),
}
REQUIRED = {"rule": ["id"]}


def run(answer: Answer) -> None:
    """Serve until the client closes standard input."""
    asyncio.run(_serve(answer))


def tools() -> list[types.Tool]:
    """What a client is told of each tool."""
    hints = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return [
        types.Tool(
            name=name,
            description=told,
            input_schema={
                "type": "object",
                "properties": properties,
                "additionalProperties": False,
                **({"required": REQUIRED[name]} if name in REQUIRED else {}),
            },
            annotations=hints,
        )
        for name, (told, properties) in TOOLS.items()
    ]


def fault(name: str, given: Mapping[str, Any]) -> str:
    """Why a tool cannot be called so, or ""."""
    properties = TOOLS[name][1] if name in TOOLS else {}
    kinds = {"string": str, "boolean": bool}
    for key, value in given.items():
        if key not in properties:
            return f"{key}: {name} has no such argument: it takes {', '.join(properties)}"
        if not isinstance(value, kinds[properties[key]["type"]]):
            return f"{key}: write a {properties[key]['type']}"
    missing = [key for key in REQUIRED.get(name, ()) if key not in given]
    return f"{missing[0]}: {name} needs it" if missing else ""


async def _serve(answer: Answer) -> None:
    one_at_a_time = asyncio.Lock()

    async def listed(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools())

    async def called(
        context: ServerRequestContext[Any], asked: types.CallToolRequestParams
    ) -> types.CallToolResult:
        given = asked.arguments or {}
        client = context.session.client_params
        name = client.client_info.name if client else ""
        if asked.name in TOOLS and (why := fault(asked.name, given)):
            return _told(why, failed=True)
        async with one_at_a_time:
            try:
                return _told(await asyncio.to_thread(answer, asked.name, given, name))
            except Failure as failure:
                return _told(shown(str(failure)), failed=True)
            except Exception as error:
                told = f"internal error, our fault: {type(error).__name__}: {error}"
                return _told(shown(told[:500]), failed=True)

    server: Server[Any] = Server(
        "agentslint",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _told(text: str, *, failed: bool = False) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], is_error=failed
    )
