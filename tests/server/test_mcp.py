"""`agentslint mcp` as an agent meets it: the SDK's own client over stdio; and its answers by themselves."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp_types")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from agentslint.lint.request import Request
from agentslint.model import Failure
from agentslint.server import answers, mcp
from agentslint.server.answers import Desk
from tests import program
from tests.command import agentslint, repository

FILES = {
    "AGENTS.md": "# Shop\n\nUse pnpm. Before you commit, run `make test`.\n\nStart at `src/app.py`.\n",
    "Makefile": "test:\n\ttrue\n",
    "api/AGENTS.md": "# API\n\nThe handlers are in `api/handlers.py`.\n",
    "api/AGENTS.override.md": "# API\n\nHandlers are in [one file](hanlders.py).\n",
    "api/handlers.py": "",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("shop"), FILES)


@pytest.fixture
def desk(shop: Path) -> Desk:
    return Desk(str(shop), Request())


def test_an_agent_asks_over_stdio(shop: Path) -> None:
    async def session() -> None:
        words = ["-m", "agentslint", "mcp"]
        asked = StdioServerParameters(
            command=sys.executable, args=words, env=program.environment(), cwd=str(shop / "api")
        )
        async with Client(stdio_client(asked)) as client:
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == ["explain", "check", "claims", "rule"]
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)

            async def told(name: str, given: Mapping[str, Any]) -> tuple[str, bool]:
                answer = await client.call_tool(name, dict(given))
                assert answer.structured_content is None  # or it would be paid for twice
                (content,) = answer.content
                return str(getattr(content, "text", "")), answer.is_error

            text, failed = await told("explain", {"path": "api/handlers.py"})
            assert not failed
            assert text.splitlines()[:3] == [
                "Codex in api: 2 files, 126 of 32,768 bytes, in this order",
                "1. AGENTS.md (78 bytes)",
                "2. api/AGENTS.override.md (48 bytes)",
            ]
            text, failed = await told("check", {"path": "api"})
            assert (not failed) and "api/AGENTS.override.md:3: error dead-link: " in text
            # what the agent has just written is seen
            (shop / "api/hanlders.py").write_text("")
            text, _ = await told("check", {"path": "api", "rule": "dead-link"})
            assert text.startswith("no findings")
            (shop / "api/hanlders.py").unlink()
            assert await told("check", {"pth": "api"}) == (
                "pth: check has no such argument: it takes path, rule, agent",
                True,
            )
            assert (await told("rule", {"id": "dead-lnk"}))[1]

    asyncio.run(session())


def test_what_a_client_pays_before_it_asks(shop: Path) -> None:
    """The list of tools goes to the model with each request."""
    listed = [tool.model_dump(by_alias=True, exclude_unset=True) for tool in mcp.tools()]
    assert len(json.dumps(listed)) + len(mcp.INSTRUCTIONS) < 2200
    assert {name for name, _ in mcp.TOOLS.items()} == set(answers.ANSWERS)


def test_what_is_cut_is_named(tmp_path: Path) -> None:
    long = "# Long\n\n" + "Words of the root.\n" * 1800 + "\n## Deploy\n\nRun `make ship`.\n"
    root = repository(tmp_path, {"AGENTS.md": long, "a/AGENTS.md": "# A\n\nHere.\n"})
    told = answers.explain(Desk(str(root), Request()), "a")
    assert "cut: lost from line" in told and "Deploy: read it yourself" in told
    assert "not sent: a/AGENTS.md (dropped" in told


def test_the_client_says_which_agent_asks(desk: Desk) -> None:
    assert answers.explain(desk, client="claude-code").startswith("Claude Code in the root")
    assert answers.explain(desk, client="codex-mcp-client").startswith("Codex in the root")
    assert answers.explain(desk, client="Visual Studio Code").startswith("Codex in the root")
    named = Desk(desk.root, Request(agents=("pi",)))
    assert answers.explain(named, client="claude-code").startswith("pi in the root")
    assert answers.explain(named, agent="codex").startswith("Codex in the root")


def test_demands_are_listed_when_asked_for(desk: Desk) -> None:
    assert "Use pnpm" not in answers.explain(desk, "api")
    assert "Use pnpm" in answers.explain(desk, "api", demands=True)


def test_a_file_that_is_to_be_written_has_instructions(desk: Desk) -> None:
    assert answers.explain(desk, "api/new.py").startswith("Codex in api: 2 files")
    note, first, *_ = answers.explain(desk, "api/v2/new.py").splitlines()
    assert note == "api/v2/new.py does not exist: this is what applies in api"
    assert first.startswith("Codex in api: 2 files")


@pytest.mark.parametrize(
    "path", ["..", "../shop2", "/etc/passwd", "api/../../x", "out/passwd", "a\0b"]
)
@pytest.mark.parametrize("name", ["explain", "check", "claims"])
def test_no_path_leads_out(desk: Desk, name: str, path: str) -> None:
    link = Path(desk.root) / "out"
    if not link.is_symlink():
        link.symlink_to("/etc")
    try:
        with pytest.raises(Failure):
            answers.answer(desk, name, {"path": path})
    finally:
        link.unlink()


@pytest.mark.parametrize("name", ["check", "claims"])
def test_what_is_not_there_is_not_called_clean(desk: Desk, name: str) -> None:
    with pytest.raises(Failure, match="no/such: no such path: name one from the repository's root"):
        answers.answer(desk, name, {"path": "no/such"})


def test_a_path_may_be_absolute(desk: Desk) -> None:
    assert answers.explain(desk, f"{desk.root}/api") == answers.explain(desk, "api")


def test_claims_are_counted_and_the_refuted_told(desk: Desk) -> None:
    summary, *rows = answers.claims(desk).splitlines()
    assert "2 refuted" in summary and "make test verifies nothing" in rows[0]
    assert len(rows) == 2 and "hanlders.py" in rows[1]
    with pytest.raises(Failure, match="state: wrong: write one of"):
        answers.claims(desk, state="wrong")


def test_information_is_counted(tmp_path: Path) -> None:
    files = {
        "AGENTS.md": "# Shop\n\nSee [the guide](guide.md).\n",
        "agentslint.toml": '[rules.dead-link]\nseverity = "info"\n',
    }
    desk = Desk(str(repository(tmp_path, files)), Request())
    first, last = answers.check(desk).splitlines()
    assert first == "1 info in 1 instruction file, 1 chain"
    assert last == "info, shown for one rule: dead-link (1)"
    assert "info dead-link: " in answers.check(desk, rule="dead-link")


@pytest.mark.parametrize("word", ["words", "語の"])
def test_no_answer_is_long(tmp_path: Path, word: str) -> None:
    """However many lines, and whatever bytes a letter takes."""
    lines = "".join(f"- See [{word} {n}](docs/{word}{n}.md).\n" for n in range(400))
    desk = Desk(str(repository(tmp_path, {"AGENTS.md": f"# All\n\n{lines}"})), Request())
    for told in (answers.check(desk), answers.claims(desk), answers.explain(desk, demands=True)):
        assert len(told.encode()) <= answers.LONGEST
        assert "more line" in told.splitlines()[-1]


def test_every_rule_is_told_in_short() -> None:
    from agentslint.lint import registry

    desk = Desk("/", Request(isolated=True))
    for id in registry.builtin():
        told = answers.rule(desk, id)
        assert id in told and len(told.encode()) < 2000


def test_nothing_is_written(shop: Path, desk: Desk) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in shop.rglob("*")
            if path.is_file()
        }

    before = state()
    for name, given in (("explain", {}), ("check", {}), ("claims", {}), ("rule", {"id": "secret"})):
        answers.answer(desk, name, given)
    assert state() == before


def test_without_the_sdk_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "mcp_types.py").write_text("raise ModuleNotFoundError(name='mcp_types')\n")
    ran = agentslint("mcp", cwd=tmp_path, PYTHONPATH=f"{tmp_path}:{program.PLACE}")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "agentslint: mcp: the MCP SDK is not installed: pip install 'agentslint-chain[mcp]'\n"
    )
