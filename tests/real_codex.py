"""The real codex, asked which files it would load: `codex app-server`, no model, no network."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from .npm import installed

PACKAGE, VERSION = "@openai/codex", "0.169.0"
NOWHERE = "http://127.0.0.1:9"


def install(folder: Path, version: str = VERSION) -> Path | None:
    """The binary out of the npm package, or None where npm cannot have it."""
    held = (folder / "node_modules").exists()
    if not held and not installed(folder, f"{PACKAGE}@{version}"):
        return None
    found = sorted(folder.glob("node_modules/@openai/codex-*/vendor/*/bin/codex"))
    return found[0] if found else None


class Server:
    """One app-server process; its home is written anew for each question."""

    def __init__(self, binary: Path, home: Path) -> None:
        self.home, self.trees = home, 0
        home.mkdir(parents=True, exist_ok=True)
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "CODEX_HOME": str(home), **proxies}
        self.process = subprocess.Popen(
            [binary, "app-server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        self.asked = 0
        self.call("initialize", {"clientInfo": {"name": "agentslint", "version": "0"}})
        self.send({"method": "initialized"})

    def sources(self, cwd: Path) -> list[str]:
        """The files that contribute in `cwd`, in order."""
        answer = self.call(
            "thread/start", {"cwd": str(cwd), "ephemeral": True, "sandbox": "read-only"}
        )
        found: list[str] = answer["instructionSources"]
        self.call("thread/unsubscribe", {"threadId": answer["thread"]["id"]})
        return found

    def call(self, method: str, params: dict[str, Any]) -> Any:
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        assert self.process.stdout is not None
        for line in self.process.stdout:
            answer = json.loads(line)
            if answer.get("id") == self.asked and "method" not in answer:
                assert "error" not in answer, answer
                return answer["result"]
        raise AssertionError("codex app-server ended")

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
