"""Doubles a text and a chain and prints what that costs: a ratio of 2 is linear.

python -m tests.benchmarks.linearity
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from agentslint.chain.agents import AGENTS
from agentslint.claims import instructions
from agentslint.lint import check, registry
from agentslint.model import File
from agentslint.repo import Repo
from agentslint.text import markdown

WORDS = (
    "run make test before you commit never use npm prefer pnpm for the api of this module".split()
)
SIZES = tuple(1 << power for power in range(16, 21))  # 64 KB to 1 MB
# repeated to a size; a `#` stands for the number of the repetition
HOSTILE = {
    "brackets": "[", "stars": "*a **b ", "quotes": "> ", "ticks": "`a``", "links": "[a](b",
    "table": "|a", "lists": "- ", "html": "<a ", "comments": "<!--",
    "names": "`n#.py`, ", "paths": "`a/b#/c.py` ", "headings": "= A#\n\n",
    "commands": "`cargo test -p x#`, `uv run y#`, ", "homes": "/home/u#/x and /Users/v#/y ",
    "targets": "    make x# \\\n", "projects": "- Test #: `mix test x#`, `go vet x#`\n",
    "drawn": "    ├── src/\n    │   ├── a#.py\n    │   └── ...\n", "labels": "- Part #: `src/a#.py`\n",
    "sentences": "Use tabs, not spaces. ", "returns": "- a\r",
    "rows": "| Use tabs | not spaces |\n",
    "deeper": "- See `src/lib/x#/index.ts`, built using `a/b#.sh`.\n",
}  # fmt: skip


def document(sentences: int) -> str:
    """A document of plain sentences in lists, with commands and headings."""
    pick = random.Random(1)
    lines = []
    for number in range(sentences):
        if number % 20 == 0:
            lines.append(f"\n## Part {number}\n")
        words = " ".join(pick.choice(WORDS) for _ in range(10))
        lines.append(f"- {words.capitalize()} `make {number}` and [this](docs/{number}.md).")
    return "\n".join(lines)


def parsed(text: str) -> None:
    markdown.read(File(f"{time.perf_counter_ns()}.md", text.encode(), len(text)))


def understood(text: str) -> None:
    instructions.of(File(f"{time.perf_counter_ns()}.md", text.encode(), len(text)))


def chained(sentences: int) -> Callable[[], None]:
    """A root and a nested file of so many sentences, and the rules that compare them."""
    files = {".git/HEAD": "", "a/b.ts": ""}
    outer, inner = document(sentences), document(sentences).replace("Part", "Chapter")
    rules = registry.builtin()
    ids = ("contradictory-instruction", "repeated-instruction", "contradictory-scope")

    def run() -> None:
        # a text that was read before is not read again
        files["AGENTS.md"] = f"# {time.perf_counter_ns()}\n\n{outer}"
        files["a/AGENTS.md"] = f"# {time.perf_counter_ns()}\n\n{inner}"
        check.run(Repo.of(files), [AGENTS["codex"]], {id: rules[id] for id in ids})

    return run


def repeated(unit: str, size: int) -> str:
    """A text of about `size` characters."""
    many = size // len(unit)
    return "".join(unit.replace("#", str(n)) for n in range(many)) if "#" in unit else unit * many


def seconds(work: Callable[[], None]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def whole(text: str) -> float:
    """Seconds of processor time of every rule over a repository with this one file."""
    repo = Repo.of({".git/HEAD": "", "AGENTS.md": f"# {time.perf_counter_ns()}\n\n{text}"})
    start = time.process_time()
    check.run(repo, [AGENTS["codex"]], registry.builtin())
    return time.process_time() - start


def main() -> None:
    for name, work in (("parse", parsed), ("parse and read", understood)):
        small, large = document(500), document(1000)
        one, two = seconds(lambda: work(small)), seconds(lambda: work(large))  # noqa: B023
        print(f"{name:24} {len(large) / two / 1e6:5.2f} MB/s   doubled: x{two / one:.2f}")
    one, two = seconds(chained(300)), seconds(chained(600))
    print(f"{'rules over a chain':24} {two:5.2f} s      doubled: x{two / one:.2f}")
    print("\nevery rule over one file, seconds by its size")
    print(f"{'':12}" + "".join(f"{size >> 10:>7} K" for size in SIZES))
    for name, unit in HOSTILE.items():
        took = [whole(repeated(unit, size)) for size in SIZES]
        print(f"{name:12}" + "".join(f"{each:9.2f}" for each in took), flush=True)


if __name__ == "__main__":
    main()
