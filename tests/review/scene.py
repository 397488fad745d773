"""A repository to review, a scripted judge, and an address that answers as a model's does."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.command import Ran, agentslint, repository

FILES = {
    "AGENTS.md": (
        "# Shop\n\n## Layout\n\n- `web/` holds the teacher's UI.\n- `api/` holds the orders.\n\n"
        "## Checks\n\n- `make check` runs lint and tests.\n"
    ),
    "web/cart.ts": "export function addToCart(id: string) {}\n",
    "api/orders.py": "def create_order(basket):\n    return basket\n",
    "Makefile": "check:\n\truff check .\n",
}
BEGIN = re.compile(r"^BEGIN (\w+) question (\w+), kind (\w+)$", re.MULTILINE)
NAMED = re.compile(r"^STATEMENT (\S+\.\d+) ", re.MULTILINE)

Row = dict[str, Any]
Answer = Callable[[str], str]


def shop(tmp_path: Path, **more: str) -> Path:
    """The repository of the tests; files by name, `AGENTS_md` for `AGENTS.md`."""
    return repository(
        tmp_path / "shop", FILES | {k.replace("_", ".", 1): v for k, v in more.items()}
    )


def parts(prompt: str) -> list[str]:
    """The names of all that a prompt asks for."""
    pairs = [id for _, id, kind in BEGIN.findall(prompt) if kind == "pair"]
    return [*NAMED.findall(prompt), *pairs]


def row(id: str, verdict: str = "undecided", **more: Any) -> Row:
    """One answer."""
    return {"id": id, "verdict": verdict, "words": "", "quotes": [], "why": "", **more}


def wrong(id: str) -> Row:
    """The answer that the directory holds something else."""
    quote = {"path": "web/cart.ts", "line": 1, "text": "export function addToCart(id: string) {}"}
    return row(
        id, "refuted", words="the teacher's UI", quotes=[quote], why="web/ holds the cart of a shop"
    )


def answered(prompt: str) -> str:
    """What an honest reader answers: one statement of the shop is wrong."""
    teacher = re.search(r"^STATEMENT (\S+) .*\n(?:  .*\n)*.*teacher's UI", prompt, re.MULTILINE)
    name = teacher[1] if teacher else ""
    return json.dumps({"answers": [wrong(id) if id == name else row(id) for id in parts(prompt)]})


JUDGE = """
import sys, pathlib
sys.path.insert(0, {home!r})
from tests.review.scene import *
asked = sys.stdin.read()
here = pathlib.Path({log!r})
with here.open("a") as log:
    log.write(asked + chr(0))
turn = here.read_text().count(chr(0))
{body}
"""


def judge(tmp_path: Path, body: str = "print(answered(asked))") -> tuple[str, Path]:
    """A program that is asked: the command, and the file where it writes what it was asked."""
    log = tmp_path / "asked"
    script = tmp_path / "judge.py"
    home = str(Path(__file__).parents[2])
    script.write_text(JUDGE.format(home=home, log=str(log), body=body))
    return f"{sys.executable} {script}", log


def asked(log: Path) -> list[str]:
    """What the program was asked, in order."""
    return log.read_text().split("\0")[:-1] if log.exists() else []


def review(root: Path, *words: str, cache: Path | None = None, **env: str) -> Ran:
    """Run `agentslint review` in a repository; answers are kept in `cache`, or nowhere."""
    kept = {"XDG_CACHE_HOME": str(cache or ""), "AGENTSLINT_NO_CACHE": "" if cache else "1"}
    return agentslint("review", *words, cwd=root, **kept, **env)


@contextmanager
def endpoint(answer: Callable[[Row, Any], tuple[int, Any, Row]]) -> Iterator[tuple[str, list[Row]]]:
    """An address that answers as `answer` says: status, body, headers; and what it was asked."""
    from http.server import BaseHTTPRequestHandler, HTTPServer  # no judge starts with it

    calls: list[Row] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls.append({"path": self.path, "headers": dict(self.headers), "body": body})
            status, found, headers = answer(body, len(calls))
            data = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", calls
    finally:
        server.shutdown()
        server.server_close()


def completion(body: Row, _: Any = None) -> tuple[int, Any, Row]:
    """What a model answers that judges honestly."""
    text = answered(body["messages"][0]["content"])
    usage = {"prompt_tokens": 900, "completion_tokens": 40}
    return 200, {"choices": [{"message": {"content": text}}], "usage": usage}, {}
