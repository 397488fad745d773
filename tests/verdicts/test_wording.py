"""Nobody reads messages: other words for everything change no verdict, no merge and no severity."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentslint.chain import agents
from agentslint.core import phrases
from agentslint.core.phrases import AgentMessage
from agentslint.lint import check, registry
from agentslint.model import Finding
from agentslint.repo import Repo
from agentslint.verdicts.paths import cause

from ..command import git, repository

TODAY = datetime.date(2026, 11, 22)
SEVERAL = ("codex", "claude-code", "gemini-cli", "pi")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with paths that are dead for many causes, and with what several agents miss."""
    many = {f"src/api/{name}.ts": name for name in ("users", "orders", "carts", "items")}
    root = repository(
        tmp_path / "shop",
        {
            "old/a.ts": "one\n",
            "old/tasks.py": "two\n",
            "lib/gone.ts": "three\n",
            "src/core/auth/deep.ts": "four\n",
            "AGENTS.md": "",
            **many,
        },
    )
    for path in ("old/a.ts", "lib/gone.ts"):
        (root / path).unlink()
    (root / "old/tasks.py").rename(root / "src/tasks.py")
    (root / "AGENTS.md").write_text(
        "Read `old/a.ts` and `a.ts`, then `lib/gone.ts` and `lib/other.ts`.\n"
        "The jobs are in `old/tasks.py`.\n"
        "- `src/api/users.ts`: who\n- `src/api/orders.ts`: what\n- `src/api/bills.ts`: how much\n"
        "See `docs/none.md`. See [the guide](guide.md). See `src/auth/deep.ts`.\n"
        "`src/api/itens.ts` holds them. `src/api/users.ts` and `src/api/payers.ts` are pairs.\n"
        "@src/tasks.py\n"
    )
    (root / "pkg").mkdir()
    (root / "pkg" / "AGENTS.md").write_text("---\nglobs: a\n---\nNever log. @../src/tasks.py\n")
    (root / "pkg" / "AGENTS.override.md").write_text("Always log.\n")
    (root / "agents.md.bak").write_text("x\n")
    (root / "Agent.md").write_text("Keep it short.\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "work")
    return root


def told(root: Path) -> list[Finding]:
    rows = [agents.get(name) for name in SEVERAL]
    return list(check.run(Repo.at(str(root)), rows, registry.builtin(), today=TODAY).findings)


def verdicts(findings: list[Finding]) -> list[tuple[object, ...]]:
    """Everything of findings but their words."""
    return sorted(
        (f.rule, f.place, f.severity, f.agents, f.directories, f.fix is None) for f in findings
    )


def test_other_words_for_causes_change_no_verdict(shop: Path, monkeypatch) -> None:
    before = told(shop)
    dead = [f for f in before if f.rule in ("dead-path", "dead-link")]
    assert len({f.message.partition(": ")[2][:9] for f in dead}) >= 5
    words = {kind: f"(({kind}: {{to}} {{when}} {{inner}}))" for kind in cause.WORDS}
    monkeypatch.setattr(cause, "WORDS", words)
    after = told(shop)
    assert verdicts(after) == verdicts(before)
    assert all("((" in f.message for f in after if f.rule == "dead-path")
    assert [f.fingerprint for f in after] == [f.fingerprint for f in before]


def test_other_words_for_agents_change_no_merge(shop: Path, monkeypatch) -> None:
    before = told(shop)
    assert any("Codex and" in f.message or "all 4 agents" in f.message for f in before)
    real = AgentMessage.__new__

    def other(cls: type[AgentMessage], template: str, agent: str, /, **values: str) -> AgentMessage:
        return real(
            cls, f"it so happens that {template.replace('{reads}', 'may read')}", agent, **values
        )

    monkeypatch.setattr(AgentMessage, "__new__", other)
    after = told(shop)
    assert verdicts(after) == verdicts(before)
    assert any(f.message.startswith("it so happens that") for f in after)


def test_a_message_about_one_agent_and_about_several() -> None:
    said = AgentMessage(
        "{agents} never {reads} {name}: {it} {looks} for {right}", "pi", name="{a}", right="B"
    )
    assert said == "pi never reads {a}: it looks for B"
    assert said.about(["pi"]) == said
    assert said.about(["Codex", "pi"]) == "Codex and pi never read {a}: they look for B"
    assert said.about(["A", "B", "C"], 3) == "all 3 agents never read {a}: they look for B"
    assert type(said.about(["pi"])) is str


def test_a_message_reaches_another_process_whole() -> None:
    said = AgentMessage("{agents} {sends} {what}", "pi", what="it")
    back = pickle.loads(pickle.dumps(said, 5))
    assert (back, back.template, back.values) == (said, said.template, said.values)


@pytest.mark.parametrize("word", sorted(phrases.AGREEMENT))
def test_a_verb_agrees(word: str) -> None:
    said = AgentMessage(f"{{agents}} {{{word}}} x", "pi")
    assert said == f"pi {word} x"
    assert said.about(["a", "b"]) == f"a and b {phrases.AGREEMENT[word]} x"


def every(kind: cause.Kind) -> Iterator[cause.Cause]:
    inner = cause.Cause("deleted") if kind == "within" else None
    yield cause.Cause(kind, to="new.py", folder="src", name=".py", count=3, total=4, inner=inner)


@pytest.mark.parametrize("kind", cause.WORDS)
def test_every_cause_has_words(kind: cause.Kind) -> None:
    for each in every(kind):
        assert each.text and "{" not in each.text
