"""The version of each client that was asked last, and when. Written by `python -m tests.clients --write`."""

from __future__ import annotations

LAST: dict[str, tuple[str, str]] = {
    "claude-code": ("2.1.333", "2026-12-01"),
    "claude-code[claude-md-and-agents-md]": ("2.1.333", "2026-12-01"),
    "cline-cli": ("3.0.65", "2026-11-30"),
    "codex": ("codex-cli 0.171.0", "2026-11-30"),
    "continue-cli": ("1.5.47", "2026-11-30"),
    "copilot-cli": ("1.0.102", "2026-11-30"),
    "factory-droid": ("0.225.2", "2026-11-30"),
    "gemini-cli": ("0.61.0", "2026-11-30"),
    "gemini-cli[fileName=AGENTS.md]": ("0.61.0", "2026-11-30"),
    "kilo-cli": ("7.7.9", "2026-11-30"),
    "mistral-vibe": ("3.0.2", "2026-11-30"),
    "opencode": ("1.18.34", "2026-11-30"),
    "pi": ("1.6.0", "2026-11-30"),
    "qwen-code": ("0.24.4", "2026-11-30"),
}
