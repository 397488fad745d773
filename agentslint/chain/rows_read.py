"""The agents that are known from reading alone: a client's text, its source, its documentation."""

from __future__ import annotations

from typing import Any

from agentslint.chain.rows import CHECKED
from agentslint.model import Agent, Imports


def read(id: str, title: str, source: str, *slots: tuple[str, ...], **more: Any) -> Agent:
    """A row that nobody has held against the running client yet."""
    return Agent(id, title, slots, source=source, checked=CHECKED, ran=False, **more)


SHIPPED, OPEN, DOCUMENTED = "read in the client", "read in its source", "its documentation"
READ = (
    read(
        "amp",
        "Amp",
        SHIPPED,
        ("AGENTS.md", "AGENT.md", "CLAUDE.md"),
        ceiling="disk",
        lazy="below",
    ),
    read("crush", "Crush", SHIPPED, ("CRUSH.md",), ("AGENTS.md",), ("CLAUDE.md",), reach="here"),
    read(
        "goose",
        "goose",
        OPEN,
        (".goosehints",),
        ("AGENTS.md",),
        imports=Imports(hops=3, grammar="quoted-words"),
    ),
    read(
        "zed",
        "Zed",
        DOCUMENTED,
        (
            ".rules",
            ".cursorrules",
            ".windsurfrules",
            ".clinerules",
            ".github/copilot-instructions.md",
            "AGENT.md",
            "AGENTS.md",
            "CLAUDE.md",
            "GEMINI.md",
        ),
        reach="root",
    ),
    read("copilot-agent", "Copilot cloud agent", DOCUMENTED, ("AGENTS.md",), reach="nearest"),
    read("vscode", "VS Code", OPEN, ("AGENTS.md",), reach="root"),
    read("cursor", "Cursor", DOCUMENTED, ("AGENTS.md",), lazy="below"),
    read("windsurf", "Windsurf", DOCUMENTED, ("AGENTS.md",), lazy="below"),
    read("roo", "Roo Code", OPEN, ("AGENTS.md", "AGENT.md"), ("AGENTS.local.md",), reach="root"),
    read("warp", "Warp", DOCUMENTED, ("WARP.md", "AGENTS.md")),
    read("aider", "Aider", OPEN),
    read("junie", "Junie", DOCUMENTED, (".junie/guidelines.md",), reach="root"),
    read("jules", "Jules", "unverified", ("AGENTS.md",), reach="root"),
    read(
        "auggie",
        "Auggie",
        SHIPPED,
        (".augment-guidelines",),
        ("AGENTS.md",),
        ("CLAUDE.md",),
        (".augment/rules/**/*.md",),
        reach="root",
        version="0.36.0",
    ),
    read(
        "qoder-cli",
        "Qoder CLI",
        SHIPPED,
        ("AGENTS.md",),
        ("AGENTS.local.md",),
        reach="here",
        version="1.1.52",
    ),
    read("command-code", "Command Code", SHIPPED, ("AGENTS.md",), reach="root", version="1.64.0"),
    read(
        "kimi-cli",
        "Kimi CLI",
        OPEN,
        (".kimi/AGENTS.md",),
        ("AGENTS.md", "agents.md"),
        version="1.52.0",
    ),
    read(
        "openhands",
        "OpenHands",
        DOCUMENTED,
        (".cursorrules",),
        ("AGENTS.md",),
        (".openhands/microagents/**/*.md",),
        reach="here",
    ),
    read(
        "deepagents-cli",
        "Deep Agents CLI",
        OPEN,
        (".deepagents/AGENTS.md",),
        ("AGENTS.md",),
        reach="root",
        user_slots=(("~/.deepagents/agent/AGENTS.md",),),
        version="0.1.57",
    ),
)
