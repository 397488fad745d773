"""One target under atheris, guided by coverage: a process of its own, run by `python -m tests.fuzz`.

python -m tests.fuzz.coverage TARGET SECONDS SEEDS FAILURES

SEEDS is a directory that grows by what reaches new code. A failing input goes to FAILURES, and
the run goes on. The last line of its output says how many inputs ran.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["agentslint"]):
    from agentslint.cli import schemas  # noqa: F401
    from agentslint.evidence import proof, receipt  # noqa: F401

    from . import failures, readers

MEMORY = 3 << 30  # bytes that the process may take
SLOWER = 5  # times that the same takes while coverage is counted
LENGTH = 1 << 13


def main() -> None:
    target, seconds, seeds, folder = sys.argv[1:5]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ["AGENTSLINT_NO_CACHE"] = "1"
    until = time.monotonic() + float(seconds)
    known: set[str] = set()
    inputs = 0

    def one(data: bytes) -> None:
        nonlocal inputs
        inputs += 1
        if inputs % 500 == 0:
            readers.forget()
        failing = failures.tried(target, data, seconds=failures.SECONDS * SLOWER)
        if failing is not None and failing.kind not in known:
            known.add(failing.kind)
            path = failures.kept(target, data, Path(folder))
            print(f"FAILING {path.name}: {failing.said}", flush=True)
        if time.monotonic() > until:
            print(json.dumps({"inputs": inputs}), flush=True)
            # libFuzzer would not end without a crash or a signal, and atheris has no handlers
            os._exit(0)

    words = Path(__file__).with_name("words") / f"{target}.txt"
    options = [
        f"-max_total_time={int(float(seconds)) + 30}", f"-max_len={LENGTH}", "-timeout=60",
        f"-rss_limit_mb={MEMORY >> 20}", f"-artifact_prefix={folder}/{target}-", "-print_final_stats=0",
        *([f"-dict={words}"] if words.exists() else []),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], seeds, *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
