"""One case put to one real client: which files it sends, when, in what order, and whether whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .cases import lay, marked, marks
from .install import Installed
from .model import Model
from .table import Run

SECONDS = 120
NOWHERE = "http://127.0.0.1:9"
ALONE = "CLIENTS_ALONE" in os.environ  # in a network of its own, which leads nowhere
PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def ask(installed: Installed, case: dict[str, Any], *, keep: str = "") -> dict[str, Any]:
    """The case as a recording: with the version that answered and what it sent.

    With `keep`, the tree and the texts stay in that folder. An `error` says what the client wrote
    where it asked its model nothing.
    """
    base = Path(keep or tempfile.mkdtemp(prefix="client-"))
    top, home = base / "top", base / "home"
    for folder in (top, home):
        folder.mkdir(parents=True)
    lay(case, top, home, git=True)
    model = Model(str(top / case["read"]) if case["read"] else "")
    try:
        said = _started(installed, Run(home, top / case["cwd"], model.server_port, _env(home)))
    finally:
        model.close()
    texts = model.texts
    made = {**case, "agent": installed.client.agent, "version": installed.version}
    if texts:
        made["loaded"] = list(_loaded(case, texts))
    else:
        made |= {"loaded": [], "error": said[-600:]}
    if case["read"] and not model.called:
        made["unread"] = True
    if keep:
        (base / "sent.txt").write_text("\n#### REQUEST ####\n".join(texts))
    else:
        shutil.rmtree(base, ignore_errors=True)
    return made


def _loaded(case: dict[str, Any], texts: list[str]) -> Any:
    """Each marked file that stands in a request, in the order of the first that has it."""
    found: dict[str, tuple[int, int, bool]] = {}
    for number, text in enumerate(texts):
        for at, (path, written) in enumerate(case["files"].items()):
            begin, end = marks(at)
            place = text.find(begin)
            if path not in found and marked(written) and place >= 0:
                found[path] = (number, place, end in text)
    for order, path in enumerate(sorted(found, key=lambda path: found[path][:2]), 1):
        request, _, whole = found[path]
        phase = "after_read" if request else "start"
        yield {"path": path, "order": order, "phase": phase, "complete": whole}


def _env(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "CI": "1",
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **({} if ALONE else dict.fromkeys(PROXIES, NOWHERE)),
    }


def _started(installed: Installed, run: Run) -> str:
    """What the client writes until it ends; it is ended after a while, with all that it started."""
    client = installed.client
    run.env["PATH"] = f"{installed.node}:{run.env['PATH']}"
    run.env["CLIENT_PROGRAM"] = str(installed.program)
    client.prepare(run)
    words = [word.format(home=run.home) for word in client.words]
    start = ["node"] if client.program.endswith(".js") else []
    alone = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*(alone if ALONE else []), *start, installed.program, *words],
            cwd=run.cwd,
            env=run.env,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        said.seek(0)
        return said.read().decode("utf-8", "replace")
