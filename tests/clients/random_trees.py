"""Random trees for one client, the same for the same seed: its own names and everybody's, and what each may hold."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from typing import Any

NAMES = ("AGENTS.md",) * 5 + ("AGENTS.override.md", "CLAUDE.md", "AGENT.md", "GEMINI.md")
FOLDERS = ("a", "b", "pkg one", "dé", "0x", "Zz", "_u", "api")
BLANK = ("", "", "\n", " \n\t", "\u00a0")
IMPORTS = (
    "@doc%d.md\n",
    "See @doc%d.md now.\n",
    "- @./doc%d.md\n",
    "`@doc%d.md`\n",
    "```\n@doc%d.md\n```\n",
    "@doc%d.md, then\n",
    "(@doc%d.md)\n",
    "@doc%d.md.",
)
RULE = "{B}\nRule\n{E}\n"
COMMENTED = "<!-- note -->\n{B}\n<!-- more\nlines -->\nRule\n{E}\n"
TITLED = "---\ntitle: t\n---\n" + RULE

# what a rule file's front matter says of the files it is for, in the words of each client
GLOBS = (
    '"**/*.txt"', '"src/**"', '"*.txt"', "**/*.{txt,md}", '"**"', '"**/*"', "f.txt", '"a/*.txt"', '"down/**"', '["*.ts", "*.txt"]',
)  # fmt: skip
SCOPED = {
    "claude": ("paths: {}", "paths:\n  - {}", "title: t", "paths:"),
    "qwen": ("paths:\n  - {}", "paths: {}", "title: t"),
    "copilot": ("applyTo: {}", "applyTo: {}", 'applyTo: "**"', "title: t"),
    "continue": ("globs: {}", "alwaysApply: true", "alwaysApply: false", "globs: {}\nalwaysApply: true", "globs: {}\nalwaysApply: false", "description: d", "description: d\nglobs: {}\nalwaysApply: false", "regex: x"),
    "cline": ("paths:\n  - {}", "paths: {}", "title: t"),
}  # fmt: skip

CLAUDE = (
    "CLAUDE.md",
    "CLAUDE.local.md",
    ".claude/CLAUDE.md",
    ".claude/AGENTS.md",
    ".claude/rules/x.md",
    ".claude/rules/sub/y.md",
)
OWN: Mapping[str, tuple[str, ...]] = {
    "claude-code": CLAUDE,
    "opencode": ("CLAUDE.md", "CONTEXT.md"),
    "kilo-cli": ("CLAUDE.md", "CONTEXT.md", ".kilocode/rules/x.md", ".kilo/rules/y.md"),
    "gemini-cli": ("GEMINI.md",),
    "qwen-code": ("QWEN.md", ".qwen/QWEN.local.md", ".qwen/rules/x.md"),
    "pi": ("AGENTS.override.md", "AGENTS.MD", "CLAUDE.md", "CLAUDE.MD"),
    "copilot-cli": ("CLAUDE.md", "GEMINI.md", ".claude/CLAUDE.md", ".github/copilot-instructions.md", ".github/instructions/x.instructions.md", ".claude/rules/x.md", "agents.md", "Agents.MD"),
    "factory-droid": ("CLAUDE.md", ".factory/AGENTS.md", ".agents/AGENTS.md", ".agent/AGENTS.md", ".factory/CLAUDE.md", "agents.md", "Agents.md"),
    "continue-cli": ("AGENT.md", "CLAUDE.md", "CODEX.md", ".continue/rules/x.md", ".continue/rules/y.md"),
    "cline-cli": (".clinerules", ".clinerules/x.md", ".clinerules/sub/y.md", ".clinerules/z.txt", ".cline/rules/x.md"),
    "mistral-vibe": (),
}  # fmt: skip
USER: Mapping[str, tuple[str, ...]] = {
    "claude-code": ("~/.claude/CLAUDE.md", "~/.claude/rules/u.md", "~/CLAUDE.md"),
    "opencode": ("~/.config/opencode/AGENTS.md", "~/.claude/CLAUDE.md"),
    "kilo-cli": ("~/.config/kilo/AGENTS.md", "~/.claude/CLAUDE.md"),
    "gemini-cli": ("~/.gemini/GEMINI.md",),
    "gemini-cli[fileName=AGENTS.md]": ("~/.gemini/AGENTS.md", "~/.gemini/GEMINI.md"),
    "qwen-code": ("~/.qwen/QWEN.md", "~/.qwen/AGENTS.md"),
    "pi": ("~/.pi/agent/AGENTS.md", "~/.pi/agent/AGENTS.override.md", "~/.pi/agent/CLAUDE.md"),
    "copilot-cli": ("~/.copilot/copilot-instructions.md", "~/.copilot/instructions/u.instructions.md"),
    "factory-droid": ("~/.factory/AGENTS.md", "~/.agents/AGENTS.md", "~/.factory/CLAUDE.md", "~/.agent/AGENTS.md", "~/.agents/CLAUDE.md"),
    "continue-cli": ("~/.continue/rules/u.md",),
    "cline-cli": ("~/.agents/AGENTS.md", "~/Documents/Cline/Rules/u.md", "~/.cline/rules/v.md"),
    "mistral-vibe": ("~/.vibe/AGENTS.md",),
}  # fmt: skip
# rule files of a client: where they lie, and whose front matter says when they are sent
RULES = (
    (".claude/rules/", "claude"),
    (".qwen/rules/", "qwen"),
    (".instructions.md", "copilot"),
    (".continue/rules/", "continue"),
    (".clinerules/", "cline"),
    (".cline/rules/", "cline"),
    ("/rules/", "claude"),
)


def trees(agent: str, seed: int) -> Iterator[dict[str, Any]]:
    """Trees without end, as cases that a recording begins with."""
    dice = random.Random(f"{seed}-{agent}")
    number = 0
    while True:
        yield {"agent": agent, "case": f"random-{seed}-{number}", **tree(dice, agent)}
        number += 1


def tree(dice: random.Random, agent: str) -> dict[str, Any]:
    """Files, repositories, the directory to start in, and the file that is read in the run."""
    kin = agent if agent in OWN else agent.partition("[")[0]
    depth = dice.choice([0, 1, 1, 2, 2, 3])
    parts = [dice.choice(FOLDERS) for _ in range(depth)]
    chain = ["repo", *("/".join(["repo", *parts[: end + 1]]) for end in range(depth))]
    cwd = dice.choice(chain[-2:]) if dice.random() < 0.8 else dice.choice(chain)
    folders = [*chain]
    if dice.random() < 0.4:
        folders.append(f"{cwd}/down")
    if dice.random() < 0.3:
        folders.append("repo/side")
    files: dict[str, Any] = {}
    for folder in folders:
        _fill(dice, files, folder, (*NAMES, *OWN[kin], *OWN[kin]))
    if dice.random() < 0.2:
        files[dice.choice(["AGENTS.md", "CLAUDE.md"])] = None
    for name in USER.get(agent, USER[kin]):
        if dice.random() < 0.3:
            files[name] = dice.choice([None, None, None, ""])
    git = ["repo"] if dice.random() < 0.85 else []
    if dice.random() < 0.12 and len(chain) > 1:
        git.append(dice.choice(chain[1:]))
    elif git and len(chain) > 1 and dice.random() < 0.08:
        git = [f"wt:repo:{dice.choice(chain[1:])}"]
    _import(dice, files)
    _link(dice, files)
    _configure(dice, files, agent, cwd)
    read = None
    if dice.random() < 0.45:
        read = f"{dice.choice([*folders, f'{cwd}/down'])}/f.txt"
        files[read] = "data\n"
    return {"note": "random", "files": files, "git": git, "cwd": cwd, "read": read}


def _fill(dice: random.Random, files: dict[str, Any], folder: str, names: tuple[str, ...]) -> None:
    every = sorted(set(names), key=names.index)
    for name in dice.sample(every, min(len(every), dice.choice([0, 1, 1, 2, 2, 3]))):
        path = f"{folder}/{name}"
        if not any(p.startswith(f"{path}/") or path.startswith(f"{p}/") for p in files):
            files[path] = _text(dice, path)


def _text(dice: random.Random, path: str) -> Any:
    words = next((SCOPED[whose] for part, whose in RULES if part in path), ())
    if words and dice.random() < 0.5:
        said = dice.choice(words).format(dice.choice(GLOBS))
        return f"---\n{said}\n---\n{RULE}"
    kind = dice.random()
    if kind < 0.68:
        return None
    if kind < 0.81:
        return dice.choice(BLANK)
    if kind < 0.86:
        return COMMENTED
    return TITLED if kind < 0.90 else "IMPORT"


def _import(dice: random.Random, files: dict[str, Any]) -> None:
    wanted = [path for path, text in files.items() if text == "IMPORT"]
    for number, path in enumerate(wanted, 1):
        files[f"{os.path.dirname(path)}/doc{number}.md"] = None
        files[path] = "{B}\n" + dice.choice(IMPORTS) % number + "{E}\n"


def _link(dice: random.Random, files: dict[str, Any]) -> None:
    """Some of the files lie elsewhere, and a link leads there."""
    for number, path in enumerate(list(files)):
        inside = not path.startswith("~") and "/" in path and "doc" not in os.path.basename(path)
        if inside and files[path] is None and dice.random() < 0.06:
            target = f"repo/tgt{number}.md"
            files[target] = None
            files[path] = ["link", os.path.relpath(target, os.path.dirname(path))]


def _configure(dice: random.Random, files: dict[str, Any], agent: str, cwd: str) -> None:
    """The client's own settings, where they say what it reads."""
    for name, texts in SETTINGS.get(agent, {}).items():
        if dice.random() < 0.12:
            place = name if name.startswith("~") else f"{dice.choice(['repo', cwd])}/{name}"
            files[place] = dice.choice(texts)
            files.setdefault("repo/extra.md", None)


NAMED = (
    '{"context": {"fileName": "AGENTS.md"}}',
    '{"context": {"fileName": ["AGENT.md", "GEMINI.md"]}}',
)
LISTED = (
    '{"instructions": ["extra.md"]}',
    '{"instructions": ["*.md", "a/*.md"]}',
    '{"instructions": ["nowhere.md"]}',
)
SETTINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "gemini-cli": {".gemini/settings.json": NAMED},
    "qwen-code": {".qwen/settings.json": NAMED},
    "opencode": {"opencode.json": LISTED},
    "kilo-cli": {"kilo.json": LISTED, "opencode.json": LISTED},
}  # fmt: skip
