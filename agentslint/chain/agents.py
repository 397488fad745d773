"""How each coding agent loads instructions: one row of data each.

Clients were asked on 2026-11-22: laid before a tree, with a model on loopback that keeps what it
is sent (fixtures/conformance/agents.jsonl). How to add one: docs/agents.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from agentslint.chain import codex_settings, json_settings
from agentslint.chain.checked import LAST
from agentslint.core.phrases import nearest
from agentslint.model import Agent, Failure, Imports, Scope

CHECKED = "2026-11-22"
ASKED = "the client was run on recorded trees"

CODEX = Agent(
    id="codex",
    title="Codex",
    slots=(("AGENTS.override.md", "AGENTS.md"),),
    unreadable="lose-all",
    budget=32768,
    user_slots=(("$CODEX_HOME/AGENTS.override.md", "$CODEX_HOME/AGENTS.md"),),
    user_blank="falls-through",
    user_joint="\n\n--- project-doc ---\n\n",
    version="codex-cli 0.169.0",
    checked=CHECKED,
    source="the client was run: 587 recorded trees, and asked again in CI",
    configure=codex_settings.configure,
)
CLAUDE = Agent(
    id="claude-code",
    title="Claude Code",
    slots=(
        ("CLAUDE.md",),
        (".claude/CLAUDE.md",),
        (".claude/rules/**/*.md",),
        ("CLAUDE.local.md",),
    ),
    spare=(("AGENTS.md",), (".claude/AGENTS.md",)),
    silencers=("CLAUDE.md", ".claude/CLAUDE.md", "CLAUDE.local.md"),
    once=True,
    ceiling="disk",
    lazy="below",
    lazy_slots=(
        ("CLAUDE.md",),
        (".claude/CLAUDE.md",),
        ("CLAUDE.local.md",),
        (".claude/rules/**/*.md",),
    ),
    scopes=(Scope("rules/", grammar="gitignore", whole=("**",), base="holder"),),
    rule_links="here",
    as_listed="rules",
    imports=Imports(hops=4, within="here", grammar="rendered-words"),
    strips=("front-matter", "comment"),
    file_limit=4 * 1024 * 1024,
    worktree=(
        "CLAUDE.md",
        ".claude/CLAUDE.md",
        ".claude/rules/**/*.md",
        "AGENTS.md",
        ".claude/AGENTS.md",
    ),
    user_slots=(("$CLAUDE_CONFIG_DIR/CLAUDE.md",), ("$CLAUDE_CONFIG_DIR/rules/**/*.md",)),
    version="2.1.330",
    checked=CHECKED,
    source=ASKED,
)
OPENCODE = Agent(
    id="opencode",
    title="opencode",
    slots=(("AGENTS.md", "CLAUDE.md", "CONTEXT.md"),),
    choice="first-name",
    unmarked="disk",
    order="nearest-first",
    lazy="below",
    lazy_order="nearest-first",
    frame="Instructions from: {path}\n{text}",
    joint="\n",
    user_joint="\n",
    user_slots=(("$XDG_CONFIG_HOME/opencode/AGENTS.md", "$CLAUDE_CONFIG_DIR/CLAUDE.md"),),
    configure=json_settings.opencode,
    version="1.18.33",
    checked=CHECKED,
    source=ASKED,
)
KILO = replace(
    OPENCODE,
    id="kilo-cli",
    title="Kilo CLI",
    end_slots=((".kilo/rules/*.md",), (".kilocode/rules/*.md",)),
    ends=("here",),
    rule_links="no",
    unmarked="here",
    configure=json_settings.kilo,
    user_slots=(("$XDG_CONFIG_HOME/kilo/AGENTS.md", "$CLAUDE_CONFIG_DIR/CLAUDE.md"),),
    version="7.7.9",
)
GEMINI = Agent(
    id="gemini-cli",
    title="Gemini CLI",
    slots=(("GEMINI.md",),),
    once=True,
    order="by-path",
    lazy="below",
    imports=Imports(hops=5, grammar="words", again=True),
    budget=4 * 1024 * 1024,
    overflow="nothing",
    frame="--- Context from: {path} ---\n{text}\n--- End of Context from: {path} ---",
    user_slots=(("~/.gemini/GEMINI.md",),),
    remedy='set context.fileName to "AGENTS.md" in .gemini/settings.json',
    configure=json_settings.gemini,
    version="0.61.0",
    checked=CHECKED,
    source=ASKED,
)
QWEN = Agent(
    id="qwen-code",
    title="Qwen Code",
    slots=(("QWEN.md",), ("AGENTS.md",)),
    end_slots=((".qwen/QWEN.local.md",),),
    rule_slots=((".qwen/rules/**/*.md",),),
    rule_links="no",
    scopes=(Scope(".qwen/rules/", split=False, broken="left-out", strict=True),),
    deep="by-path",
    once=True,
    ceiling="above-marker",
    unmarked="disk",
    order="by-name",
    imports=Imports(hops=5, grammar="words-outside-code", again=True, real=False),
    frame="--- Context from: {path} ---\n{text}\n--- End of Context from: {path} ---",
    user_slots=(("~/.qwen/QWEN.md",), ("~/.qwen/AGENTS.md",)),
    user_rule_slots=(("~/.qwen/rules/**/*.md",),),
    configure=json_settings.qwen,
    version="0.24.4",
    checked=CHECKED,
    source=ASKED,
)
PI_NAMES = ("AGENTS.override.md", "AGENTS.md", "AGENTS.MD", "CLAUDE.md", "CLAUDE.MD")
PI = Agent(
    id="pi",
    title="pi",
    slots=(PI_NAMES,),
    ceiling="disk",
    worktree_twin=True,
    user_slots=(tuple(f"~/.pi/agent/{name}" for name in PI_NAMES),),
    version="0.87.1",
    checked=CHECKED,
    source="the client was run on recorded trees, and asked again in CI",
)
COPILOT_NAMES = (("AGENTS.md",), ("CLAUDE.md",), ("GEMINI.md",))
COPILOT_BELOW = (
    (".github/copilot-instructions.md",),
    ("AGENTS.md",),
    ("CLAUDE.md",),
    (".claude/CLAUDE.md",),
    ("GEMINI.md",),
)
COPILOT_RULES = ((".github/instructions/**/*.instructions.md",), (".claude/rules/**/*.md",))
COPILOT_SCOPES = (
    Scope(
        ".instructions.md",
        ("applyTo", "paths"),
        "by-name",
        whole=("**", "**/*", "*"),
        unless=(("excludeAgent", "coding-agent"),),
        broken="left-out",
    ),
    Scope(".claude/rules/", grammar="by-name", whole=("**", "**/*", "*"), broken="left-out"),
)
COPILOT = Agent(
    id="copilot-cli",
    title="Copilot CLI",
    slots=COPILOT_NAMES,
    between=COPILOT_BELOW,
    top_slots=((".github/copilot-instructions.md",),),
    rule_slots=COPILOT_RULES,
    scopes=COPILOT_SCOPES,
    ends=("root", "here"),
    deep="by-path",
    any_case="whole",
    once=True,
    order="root-here-between",
    lazy="anywhere",
    lazy_order="nearest-first",
    lazy_slots=(*COPILOT_BELOW, *COPILOT_RULES),
    as_listed="twins",
    awaited_first=True,
    imports=Imports(
        hops=8, grammar="quoted-words", again=True, apart=("gemini.md", ".instructions.md")
    ),
    user_slots=(("~/.copilot/copilot-instructions.md",),),
    user_rule_slots=(("~/.copilot/instructions/**/*.instructions.md",),),
    version="1.0.102",
    checked=CHECKED,
    source=ASKED,
)
DROID_SLOTS = tuple(
    (f"{place}{name}",)
    for place in ("", ".factory/", ".agents/", ".agent/")
    for name in ("CLAUDE.md", "AGENTS.md")
)
DROID = Agent(
    id="factory-droid",
    title="Factory droid",
    slots=DROID_SLOTS,
    any_case="stem",
    links=False,
    order="nearest-first",
    lazy="anywhere",
    budget=80000,
    unit="characters",
    user_end_slots=tuple((f"~/{slot[0]}",) for slot in DROID_SLOTS[2:]),
    version="0.215.0",
    checked=CHECKED,
    source=ASKED,
)
CONTINUE = Agent(
    id="continue-cli",
    title="Continue CLI",
    slots=(("AGENTS.md", "AGENT.md", "CLAUDE.md", "CODEX.md"), (".continue/rules/**/*.md",)),
    reach="here",
    scopes=(
        Scope(".continue/rules/", ("globs",), later=False, always="alwaysApply", also=("regex",)),
    ),
    user_end_slots=(("~/.continue/rules/**/*.md",),),
    version="1.5.47",
    checked=CHECKED,
    source=ASKED,
)
CLINE = Agent(
    id="cline-cli",
    title="Cline CLI",
    slots=(
        (".clinerules",),
        (".clinerules/*.md",),
        (".clinerules/*.txt",),
        ("AGENTS.md",),
        (".cline/rules/*.md",),
        (".cline/rules/*.txt",),
    ),
    reach="here",
    order="by-title",
    rule_links="no",
    titles=((".agents/AGENTS.md", "global"), ("AGENTS.md", "workspace")),
    strips=("front-matter",),
    user_slots=(
        ("~/.agents/AGENTS.md",),
        ("~/.cline/rules/*.md",),
        ("~/.cline/rules/*.txt",),
        ("~/Documents/Cline/Rules/*.md",),
        ("~/Documents/Cline/Rules/*.txt",),
    ),
    version="3.0.65",
    checked=CHECKED,
    source=ASKED,
)
VIBE = Agent(
    id="mistral-vibe",
    title="Mistral Vibe",
    slots=(("AGENTS.md",),),
    lazy="below",
    # 300 kB were sent whole, with 5 MB it refused to start: its threshold is in tokens
    budget=800_000,
    overflow="nothing",
    user_slots=(("~/.vibe/AGENTS.md",),),
    version="3.0.2",
    checked=CHECKED,
    source=ASKED,
)
OTHER_SETTINGS = (
    replace(
        CLAUDE,
        id="claude-code[claude-md-and-agents-md]",
        title="Claude Code (instructionFiles: claude-md-and-agents-md)",
        silencers=(),
        aside=True,
    ),
    replace(
        GEMINI,
        id="gemini-cli[fileName=AGENTS.md]",
        title="Gemini CLI (context.fileName: AGENTS.md)",
        slots=(("AGENTS.md",), ("GEMINI.md",)),
        user_slots=(("~/.gemini/AGENTS.md",), ("~/.gemini/GEMINI.md",)),
        aside=True,
    ),
)
OLDER = (
    replace(
        CLAUDE,
        id="claude-code-old",
        title="Claude Code 2.1.276",
        spare=(),
        version="2.1.276",
        aside=True,
    ),
    replace(PI, id="pi-0.73", title="pi 0.73", slots=(PI_NAMES[1:],), version="0.73.1", aside=True),
)


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
        OPEN,
        (".cursorrules",),
        ("agents.md", "AGENTS.md"),
        (".openhands/microagents/**/*.md",),
        reach="here",
        version="1.16.0",
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

# names that somebody meant for an agent, case folded, and that no agent of the table reads so
LOOKALIKES = frozenset(
    [
        "agent.md",
        "agent.override.md",
        "agents-override.md",
        "agents.local.md",
        "agents.markdown",
        "agents.md",
        "agents.mdx",
        "agents.override",
        "agents.override.markdown",
        "agents.override.txt",
        "agents.overrides.md",
        "agents.txt",
        "agents_override.md",
    ]
)
OWN_SETTINGS = ("/.codex/config.toml", "/.gemini/settings.json")
SETTINGS = tuple(path.rpartition("/")[2] for path in OWN_SETTINGS)


def asked_last(agent: Agent) -> Agent:
    """A row with the version and the day of the last run of its client in which all was equal."""
    version, day = LAST.get(agent.id, (agent.version, agent.checked))
    return replace(agent, version=version, checked=day)


AGENTS: dict[str, Agent] = {
    agent.id: asked_last(agent)
    for agent in (
        CODEX,
        CLAUDE,
        OPENCODE,
        KILO,
        GEMINI,
        QWEN,
        PI,
        COPILOT,
        DROID,
        CONTINUE,
        CLINE,
        VIBE,
        *OTHER_SETTINGS,
        *OLDER,
        *READ,
    )
}


def get(name: str, table: Mapping[str, Agent] = AGENTS) -> Agent:
    """The row of one agent. Raises Failure with the ids that exist."""
    if name not in table:
        meant = nearest(name, table)
        told = f": did you mean {meant}?" if meant else f": use one of {', '.join(table)}"
        raise Failure(f"--agent {name}: not a known agent{told}")
    return table[name]


def corrected(rows: Iterable[Mapping[str, Any]], where: str = "") -> dict[str, Agent]:
    """The table with some rows added or corrected, as a configuration writes them.

    A row starts from the one it is `like`, or from its own. Raises Failure where neither is there
    and no slots are given.
    """
    table = dict(AGENTS)
    for row in rows:
        values = {key: _frozen(value) for key, value in row.items() if key not in ("id", "like")}
        if "imports" in row:
            values["imports"] = Imports(**row["imports"])
        id, base = row["id"], row.get("like", row["id"])
        if base in table:
            table[id] = replace(table[base], id=id, **values)
        elif "like" in row or "slots" not in row:
            raise Failure(f"{where}: agent-rows.{id}: no agent is called {base}: write its slots")
        else:
            table[id] = Agent(**{"id": id, "title": id, "ran": False, **values})
    return table


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def everyone(table: Iterable[Agent]) -> list[Agent]:
    """The agents that "all agents" means: those whose clients were run, as they are today."""
    return [agent for agent in table if agent.ran and not agent.aside]
