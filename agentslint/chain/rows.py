"""The agents whose clients were run: one row of data each.

They were asked with recorded and random trees, laid before them, with a model on loopback that keeps
what it is sent (fixtures/conformance).

One file on purpose: one list, which reads as a table.
"""

from __future__ import annotations

from dataclasses import replace

from agentslint.chain import codex_settings, json_settings
from agentslint.model import Agent, Imports, Scope

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
    lazy="everywhere",
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

ASKED_ROWS = (
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
)
