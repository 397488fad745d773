"""The clients that a package brings: what is installed, and how each is started against a model of ours.

One list, longer than a file should be: it reads as a table. Everything that a client writes goes to a home of its own, and nothing it sends leaves the machine.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROMPT = "Say OK."
WINDOW = 4_000_000
Env = dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What a client is told of one run: its home, where it starts, its model, its environment."""

    home: Path
    cwd: Path
    port: int
    env: Env

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def write(self, path: str, value: Any) -> None:
        """A file of the home: text as it is, anything else as JSON; what a case has laid there stays."""
        place = self.home / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(value, str):
            laid = json.loads(place.read_text()) if place.exists() else {}
            value = json.dumps({**laid, **value})
        place.write_text(value)


@dataclass(frozen=True, slots=True)
class Client:
    """One client: the row it is recorded as, its packages, its program, and what starts it.

    agent     the id in `agentslint agents`
    packages  of npm, or of PyPI where `python`; the version is the first one's
    program   below the place of installation; a `.js` is run by the node that comes along
    prepare   writes the client's settings and environment
    words     what stands behind the program's name
    pinned    the version asked where nobody asks for the newest: the row's own
    """

    agent: str
    packages: tuple[str, ...]
    program: str
    prepare: Callable[[Run], None]
    words: tuple[str, ...] = ("-p", PROMPT)
    python: bool = False
    pinned: str = ""


def claude(run: Run) -> None:
    run.env.update(
        ANTHROPIC_BASE_URL=run.url,
        ANTHROPIC_API_KEY="sk-ant-dummy",
        DISABLE_TELEMETRY="1",
        DISABLE_AUTOUPDATER="1",
        DISABLE_ERROR_REPORTING="1",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1",
    )


def claude_both(run: Run) -> None:
    claude(run)
    chosen = {"options": {"instructionFiles": "claude-md-and-agents-md"}}
    run.write(".claude/settings.json", {"pluginConfigs": {"cc-plugin-agents-md@builtin": chosen}})


def opencode_settings(run: Run) -> dict[str, Any]:
    limit = {"context": WINDOW, "output": 8000}
    return {
        "provider": {
            "mock": {
                "npm": "@ai-sdk/openai-compatible",
                "name": "mock",
                "options": {"baseURL": f"{run.url}/v1", "apiKey": "x"},
                "models": {"mock-model": {"name": "mock-model", "limit": limit}},
            }
        },
        "model": "mock/mock-model",
        "small_model": "mock/mock-model",
        "autoupdate": False,
        "share": "disabled",
    }


def opencode(run: Run) -> None:
    run.write(".config/opencode/opencode.json", opencode_settings(run))
    run.env.update(
        OPENCODE_DISABLE_AUTOUPDATE="1",
        OPENCODE_DISABLE_MODELS_FETCH="1",
        OPENCODE_DISABLE_LSP_DOWNLOAD="1",
    )


def kilo(run: Run) -> None:
    run.write(".config/kilo/kilo.json", opencode_settings(run))
    run.env.update(
        KILO_DISABLE_AUTOUPDATE="1", KILO_DISABLE_MODELS_FETCH="1", KILO_TELEMETRY_LEVEL="off"
    )


def gemini(run: Run, names: str = "") -> None:
    settings: dict[str, Any] = {
        "security": {
            "auth": {"selectedType": "gemini-api-key"},
            "folderTrust": {"enabled": False},
        },
        "telemetry": {"enabled": False},
        "general": {
            "disableAutoUpdate": True,
            "disableUpdateNag": True,
            "enableAutoUpdate": False,
        },
        "privacy": {"usageStatisticsEnabled": False},
    }
    if names:
        settings["context"] = {"fileName": names}
    run.write(".gemini/settings.json", settings)
    run.env.update(
        GEMINI_API_KEY="x", GOOGLE_GEMINI_BASE_URL=run.url, GEMINI_CLI_TRUST_WORKSPACE="true"
    )


def gemini_agents(run: Run) -> None:
    gemini(run, "AGENTS.md")


def qwen(run: Run) -> None:
    run.write(
        ".qwen/settings.json",
        {
            "security": {"auth": {"selectedType": "openai"}},
            "general": {"enableAutoUpdate": False},
            "telemetry": {"enabled": False},
            "privacy": {"usageStatisticsEnabled": False},
        },
    )
    run.env.update(OPENAI_API_KEY="x", OPENAI_BASE_URL=f"{run.url}/v1", OPENAI_MODEL="mock-model")


def pi(run: Run) -> None:
    model = {
        "id": "mock-model",
        "name": "m",
        "reasoning": False,
        "input": ["text"],
        "contextWindow": WINDOW,
        "maxTokens": 4096,
        "cost": dict.fromkeys(("input", "output", "cacheRead", "cacheWrite"), 0),
    }
    mock = {"baseUrl": f"{run.url}/v1", "apiKey": "x", "api": "openai-completions"}
    run.write(".pi/agent/models.json", {"providers": {"mock": {**mock, "models": [model]}}})
    run.env.update(PI_OFFLINE="1", PI_SKIP_VERSION_CHECK="1")


def copilot(run: Run) -> None:
    run.env.update(
        COPILOT_PROVIDER_BASE_URL=f"{run.url}/v1",
        COPILOT_PROVIDER_TYPE="openai",
        COPILOT_PROVIDER_API_KEY="x",
        COPILOT_MODEL="mock-model",
        COPILOT_OFFLINE="true",
        COPILOT_AUTO_UPDATE="false",
        COPILOT_PROVIDER_MAX_PROMPT_TOKENS=str(WINDOW),
    )


CONTINUE = """\
name: mock
version: 1.0.0
schema: v1
models:
  - name: mock
    provider: openai
    model: mock-model
    apiBase: {url}/v1
    apiKey: x
    roles: [chat]
    capabilities: [tool_use]
    defaultCompletionOptions:
      contextLength: 4000000
"""


def continue_cli(run: Run) -> None:
    run.write(".continue/config.yaml", CONTINUE.format(url=run.url))
    run.env.update(CONTINUE_TELEMETRY_ENABLED="0")


def cline(run: Run) -> None:
    run.env.update(CLINE_TELEMETRY_DISABLED="1")
    words = ["auth", "-p", "openai", "-k", "x", "-m", "mock-model", "-b", f"{run.url}/v1"]
    program = run.env["CLIENT_PROGRAM"]
    subprocess.run(
        [program, *words],
        env=run.env,
        cwd=run.home,
        capture_output=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def droid(run: Run) -> None:
    model = {
        "model": "mock-model",
        "displayName": "Mock",
        "baseUrl": f"{run.url}/v1",
        "apiKey": "x",
        "provider": "generic-chat-completion-api",
        "maxOutputTokens": 4096,
    }
    run.write(".factory/settings.json", {"customModels": [model], "enableDroidShield": False})
    run.env.update(
        FACTORY_AIRGAP_ENABLED="true",
        FACTORY_API_BASE_URL=run.url,
        FACTORY_API_KEY="fk-dummy",
        FACTORY_DISABLE_KEYRING="1",
        FACTORY_DROID_AUTO_UPDATE_ENABLED="false",
        FACTORY_DISABLE_DYNAMIC_CONFIG="1",
    )


VIBE = """\
active_model = "mock"
enable_update_checks = false
enable_telemetry = false
[[providers]]
name = "mock"
api_base = "{url}/v1"
api_key_env_var = "MOCK_KEY"
api_style = "openai"
backend = "generic"
[[models]]
name = "mock-model"
provider = "mock"
alias = "mock"
"""


def vibe(run: Run) -> None:
    """Its user trusts the git root where there is one, as its question at the start proposes."""
    run.write(".vibe/config.toml", VIBE.format(url=run.url))
    way = (run.cwd, *run.cwd.parents)
    root = next((each for each in way if (each / ".git").exists()), run.cwd)
    run.write(
        ".vibe/trusted_folders.toml", f"trusted = [{json.dumps(str(root))}]\nuntrusted = []\n"
    )
    run.env.update(MOCK_KEY="x", MISTRAL_API_KEY="x")


MODEL = ("--model", "mock/mock-model")
CLAUDE = Client(
    "claude-code",
    ("@anthropic-ai/claude-code-linux-x64",),
    "node_modules/@anthropic-ai/claude-code-linux-x64/claude",
    claude,
    ("-p", PROMPT, "--model", "claude-sonnet-4-5", "--allowedTools", "Read"),
)
GEMINI = Client(
    "gemini-cli",
    ("@google/gemini-cli",),
    "node_modules/@google/gemini-cli/bundle/gemini.js",
    gemini,
    ("-p", PROMPT, "-m", "gemini-2.5-flash"),
)
PI = "@earendil-works/pi-coding-agent"
CLIENTS = (
    CLAUDE,
    Client(
        "claude-code[claude-md-and-agents-md]",
        CLAUDE.packages,
        CLAUDE.program,
        claude_both,
        CLAUDE.words,
    ),
    Client(
        "opencode",
        ("opencode-linux-x64",),
        "node_modules/opencode-linux-x64/bin/opencode",
        opencode,
        ("run", PROMPT, *MODEL),
    ),
    Client(
        "kilo-cli",
        ("@kilocode/cli-linux-x64",),
        "node_modules/@kilocode/cli-linux-x64/bin/kilo",
        kilo,
        ("run", PROMPT, *MODEL),
    ),
    GEMINI,
    Client(
        "gemini-cli[fileName=AGENTS.md]",
        GEMINI.packages,
        GEMINI.program,
        gemini_agents,
        GEMINI.words,
    ),
    Client(
        "qwen-code",
        ("@qwen-code/qwen-code",),
        "node_modules/@qwen-code/qwen-code/cli.js",
        qwen,
        ("-p", PROMPT, "--auth-type", "openai"),
    ),
    Client(
        "pi",
        (PI,),
        f"node_modules/{PI}/dist/cli.js",
        pi,
        ("-p", PROMPT, "--provider", "mock", "--model", "mock-model", "--no-session"),
    ),
    Client(
        "copilot-cli",
        ("@github/copilot-linux-x64",),
        "node_modules/@github/copilot-linux-x64/copilot",
        copilot,
        ("-p", PROMPT, "--allow-all-tools"),
    ),
    Client(
        "continue-cli",
        ("@continuedev/cli",),
        "node_modules/@continuedev/cli/dist/cn.js",
        continue_cli,
        ("-p", PROMPT, "--config", "{home}/.continue/config.yaml", "--auto"),
    ),
    Client("cline-cli", ("cline",), "node_modules/.bin/cline", cline, ("-t", "60", PROMPT)),
    Client(
        "factory-droid",
        ("@factory/cli-linux-x64",),
        "node_modules/@factory/cli-linux-x64/bin/droid",
        droid,
        ("exec", "-m", "custom:mock-model", PROMPT),
    ),
    Client(
        "mistral-vibe",
        ("mistral-vibe",),
        "bin/vibe",
        vibe,
        ("-p", PROMPT, "--max-turns", "3"),
        python=True,
    ),
)
