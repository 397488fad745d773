"""What the help of the command line teaches: commands by purpose, and lines to copy."""

from __future__ import annotations

from collections.abc import Mapping

# in the order of a first week
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "What an agent is told": ("explain", "map", "diff", "agents"),
    "What is wrong with it": ("check", "claims", "review", "rules", "rule"),
    "Setup and editors": ("init", "server", "mcp", "completion", "schema"),
    "Reviewing agents' work": ("receipt", "handoff", "ledger", "session", "bridge", "survey"),
}
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "check": {
        "agentslint check": "the repository you are in",
        "agentslint check docs api": "only what concerns these paths",
        "agentslint check --select dead-path,dead-link": "these rules alone",
        "agentslint check --staged": "what a commit would record, for a hook",
        "agentslint check --since origin/main": "what a branch broke",
        "agentslint check --format sarif --output out.sarif": "for code scanning",
    },
    "explain": {
        "agentslint explain": "the directory you are in",
        "agentslint explain src/app.py": "the directory of a file",
        "agentslint explain --format prompt": "the exact text that is sent",
        "agentslint explain --user": "with your own files and settings",
    },
    "map": {
        "agentslint map": "a tree with fates and budgets",
        "agentslint map services": "what lies above and below a directory",
        "agentslint map --format html --output map.html": "a page to click through",
        "agentslint map --format mermaid": "a picture for a README",
    },
    "claims": {
        "agentslint claims": "each statement of the instruction files, with the evidence",
        "agentslint claims --undecided": "what only a reader can judge",
        "agentslint claims web --format json": "of one directory, for a script",
    },
    "review": {
        "agentslint review": "the questions, with the evidence that a reader gets",
        "agentslint review --judge 'llm -m NAME'": "put to a program of yours",
        "agentslint review --model https://host/v1 --model-name NAME": "put to an address of yours",
        "agentslint review --answers answers.json": "what was answered, verified and reported",
        "agentslint review --format prompt": "one page for an agent to work through",
    },
    "diff": {
        "agentslint diff main": "from main to the work in hand",
        "agentslint diff v1 v2 --format markdown": "for a comment on a pull request",
    },
    "rules": {
        "agentslint rules": "every rule, its severity, what it finds",
        "agentslint rules --format json": "with the options' schemas",
    },
    "rule": {"agentslint rule dead-path": "what it means and how to answer it"},
    "agents": {"agentslint agents": "whose reading is known, and how it was checked"},
    "schema": {
        "agentslint schema": "of agentslint.toml, for an editor",
        "agentslint schema findings": "of check --format json",
    },
    "init": {"agentslint init": "a configuration and a hook, where none is"},
    "server": {"agentslint server": "started by an editor: see docs/editors.md"},
    "mcp": {"agentslint mcp": "started by an agent: see docs/mcp.md"},
    "receipt": {
        "agentslint receipt --base main --session last.jsonl": "of what this branch holds",
        "agentslint receipt verify receipt.json": "still true?",
    },
    "handoff": {
        "agentslint handoff HANDOFF.md --base main": "against what was changed",
        "agentslint handoff --draft --base main": "a draft with the facts filled in",
    },
    "ledger": {"agentslint ledger list": "the entries, oldest first"},
    "session": {
        "agentslint session": "the latest one of this repository",
        "agentslint session rollout.jsonl --base main": "one file, against a branch",
    },
    "survey": {"agentslint survey ../a ../b --output survey.jsonl": "many repositories"},
    "bridge": {"agentslint bridge --survey survey.jsonl": "which of them need a look"},
    "completion": {'eval "$(agentslint completion bash)"': "a line for ~/.bashrc"},
}
# what other linters call it
OTHERS: Mapping[str, str] = {
    "fix": "check --fix",
    "lint": "check",
    "list": "rules",
    "config": "check --show-settings",
    "baseline": "check --init-baseline",
}
EXIT = (
    "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the request could not be carried "
    "out, 3 a fault in agentslint."
)


def epilog(command: str, columns: int) -> str | None:
    """The lines under a command's options, for a terminal of so many columns."""
    examples = EXAMPLES.get(command)
    if not examples:
        return None
    wide = max(map(len, examples))
    if wide + max(map(len, examples.values())) + 4 <= columns:
        lines = [f"  {line:<{wide}}  {what}" for line, what in examples.items()]
    else:
        lines = [part for line, what in examples.items() for part in (f"  {line}", f"      {what}")]
    shown = "\n".join(["\b", "Examples:", *lines])
    return f"{shown}\n\n{EXIT}" if command == "check" else shown


def sections(known: list[str]) -> dict[str, list[str]]:
    """The commands that exist, by purpose; those of no section come last."""
    found = {title: [c for c in names if c in known] for title, names in SECTIONS.items()}
    placed = {name for names in found.values() for name in names}
    found["More"] = [name for name in known if name not in placed]
    return {title: names for title, names in found.items() if names}
