"""The files by which coding agents are instructed: what they are called, and how a text names them."""

from __future__ import annotations

import posixpath

SHARED = "AGENTS.md"
OVERRIDE = "AGENTS.override.md"
BRIDGING = "CLAUDE.md"  # of the one agent that reads no SHARED, unless this imports it
# the names under which one text is kept for several agents, the shared one first
TWINS = (SHARED, BRIDGING, "GEMINI.md", "QWEN.md", "AGENT.md")
# of one agent each: elsewhere than at the root they may be about anything
OWN = ("CODEX.md", "CONTEXT.md", "CRUSH.md", "WARP.md")
# the personal or older forms of these, and the files of rules
OTHERS = (
    OVERRIDE, "AGENTS.local.md", "AGENTS.MD", "CLAUDE.MD", "CLAUDE.local.md", "copilot-instructions.md",
    "guidelines.md", ".rules", ".cursorrules", ".windsurfrules", ".clinerules", ".roorules", ".goosehints",
    ".augment-guidelines", "llms.txt", "llms-full.txt", "CONVENTIONS",
)  # fmt: skip
NAMES = frozenset((*TWINS, *OWN, *OTHERS))
# the stem of such a name in a pattern: what every project with instructions may have
STEM = r"(?:AGENTS(?:\.override)?|AGENT(?=\.md)|CLAUDE|GEMINI|QWEN|copilot-instructions)"
# what is no Markdown by its ending, and speaks of code like a document
PLAIN = tuple(name for name in OTHERS if not name.lower().endswith(".md"))


def named(path: str) -> bool:
    """Whether a path ends in the name of a file that instructs an agent."""
    return posixpath.basename(path) in NAMES
