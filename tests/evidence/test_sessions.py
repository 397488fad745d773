"""Sessions of the real client, and variants of them: each gives the right verdict, or says why not."""

from __future__ import annotations

import copy
import json
import time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentslint.chain import agents
from agentslint.cli import schemas
from agentslint.evidence import (
    json_fields,
    json_lines,
    mcp_tools,
    proof,
    session_file,
    session_report,
    shell,
)
from agentslint.evidence.proof import Question
from agentslint.evidence.session import Moment, Run
from agentslint.model import Failure
from agentslint.repo import Repo
from tests import forked, sessions
from tests.sessions import FOLDER, changed, item, plant, save

CODEX = agents.get("codex")
VERDICTS = {
    "1-exec-and-patch": "open",
    "2-mcp": "closed",
    "3-sandboxed-two-turns": "closed",
    "4-code-mode": "open",
    "5-closed": "closed",
    "6-failed-check": "open",
    "7-parallel": "closed",
    "8-shell-patch": "closed",
    "9-resumed": "closed",
    "old-0.149.1-1-exec-and-patch": "open",
    "old-0.120.0-1-exec-and-patch": "open",
    "old-0.120.0-2-mcp": "closed",
    "old-0.120.0-6-failed-check": "open",
    # it notes no time at which a command began: what was called at once proves nothing
    "old-0.120.0-7-parallel": "open",
    "old-0.120.0-9-resumed": "closed",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return sessions.tree(tmp_path_factory.mktemp("sessions") / "repo")


def judge(path, where, **asked):
    return proof.prove(session_file.read(str(path)), Repo.at(str(where)), CODEX, Question(**asked))


def edited(check):
    return sorted({edit.path for edit in check.after if edit.sure})


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_recorded_sessions(root, name, verdict):
    found = judge(FOLDER / f"{name}.rollout.jsonl", root)
    assert found.verdict == verdict
    assert found.comparison.state == "equal"
    assert [check.required.command for check in found.checks] == ["./check.sh"]


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_the_same_from_exec_json_never_closes_the_loop(root, name, verdict):
    found = judge(FOLDER / f"{name}.exec-json.jsonl", root)
    # a resumed session prints each turn apart: the first has the edit, the second the check
    apart = name.endswith("9-resumed")
    assert found.verdict == ("open" if verdict == "open" or apart else "unknown")
    assert found.unknown[0] == "which instructions were loaded: exec-json does not carry them"


def test_what_the_first_session_did(root):
    found = judge(FOLDER / "1-exec-and-patch.rollout.jsonl", root)
    assert found.directory == "pkg/api"
    assert found.comparison.sources == ("AGENTS.md", "pkg/AGENTS.md", "pkg/api/AGENTS.override.md")
    assert found.comparison.user == len("# Me\n- Answer in English.")
    assert edited(found.checks[0]) == [
        "pkg/api/mod.py",
        "pkg/api/new.py",
        "pkg/api/renamed.py",
        "pkg/old.txt",
    ]
    assert [path for path, _ in found.refused] == ["pkg/api/mod.py"]
    (missing,) = found.missing
    assert missing == (
        "`./check.sh` (AGENTS.md:2) passed, and pkg/api/mod.py, pkg/api/new.py, "
        "pkg/api/renamed.py and 1 more were edited after it began"
    )


def test_the_documentation_shows_a_real_one(root):
    text = (FOLDER.parent.parent / "docs" / "evidence.md").read_text()
    _, _, rest = text.partition("    $ agentslint session 1-exec-and-patch.rollout.jsonl\n")
    shown, _, _ = rest.partition("\n\n")
    told = session_report.lines(judge(FOLDER / "1-exec-and-patch.rollout.jsonl", root))
    assert [line.removeprefix("    ") for line in shown.splitlines()] == list(told)


@pytest.mark.parametrize("name", ["2-mcp.rollout", "2-mcp.exec-json"])
def test_tools_and_who_names_them(root, name):
    (tool,) = judge(FOLDER / f"{name}.jsonl", root).tools
    assert (tool.server, tool.tool, tool.calls, tool.failed, tool.named) == ("stub", "add", 2, 1, 0)
    (tool,) = judge(FOLDER / f"{name}.jsonl", root, handoff="It used the Stub server.").tools
    assert tool.named
    (tool,) = judge(FOLDER / f"{name}.jsonl", root, handoff="stubborn").tools
    assert not tool.named


def test_only_the_last_run_of_a_check_counts(root, tmp_path):
    """The check passes, the file is edited, the check fails and is not run again."""
    rows = sessions.lines("1-exec-and-patch.rollout.jsonl")
    rows = changed(rows, "../../fail.sh", "../../check.sh")
    found = judge(save(tmp_path / "a.jsonl", rows), root)
    assert found.missing == (
        "`./check.sh` (AGENTS.md:2) failed with exit code 1 and did not pass afterwards",
    )


def test_a_check_that_passes_after_the_last_edit_closes_the_loop(root, tmp_path):
    rows = sessions.lines("1-exec-and-patch.rollout.jsonl")
    first = next(row for row in rows if item(row) == "CommandExecution")
    again = copy.deepcopy(first)
    again["payload"]["item"]["id"] = "call_8"
    again["payload"]["started_at_ms"] = again["payload"]["completed_at_ms"] = 1795342840600
    found = judge(save(tmp_path / "a.jsonl", [*rows[:-1], again, rows[-1]]), root)
    assert (found.verdict, found.missing) == ("closed", ())


def test_a_check_that_ran_while_the_edit_was_made_proves_nothing(root, tmp_path):
    rows = sessions.lines("7-parallel.rollout.jsonl")
    for row in rows:
        if item(row) == "CommandExecution":
            row["payload"]["started_at_ms"] = 1795351006900
    assert judge(save(tmp_path / "a.jsonl", rows), root).checks[0].state == "stale"


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("./check.sh", "passed"),
        ("cd pkg/api && ../../check.sh && git add -A", "passed"),
        ("CI=1 bash ./check.sh 2>&1", "passed"),
        ("timeout 60 bash -c 'set -e; ./check.sh; echo ok'", "passed"),
        ("set -o pipefail; ./check.sh | tail -3", "passed"),
        ("./check.sh | tail -3", "unproven"),
        ("./check.sh; echo done", "unproven"),
        ("./check.sh || true", "unproven"),
        ("if ./check.sh; then echo ok; fi", "unproven"),
        ("./check.sh &", "unproven"),
        ("./check.sh --list", "partial"),
        ("pkg/check.sh", "not run"),
        ("cat ./check.sh", "not run"),
        ("echo './check.sh passed'", "not run"),
        ("./check.sh && sed -i s/1/2/ pkg/api/mod.py", "stale"),
        ("sed -i s/1/2/ pkg/api/mod.py && ./check.sh", "passed"),
        ("./check.sh && echo x > /tmp/log", "passed"),
        ("./check.sh && ruff format .", "unproven"),
        ("./check.sh && ruff format --check .", "passed"),
        ("./check.sh && git checkout -b new", "passed"),
        ("./check.sh && git stash pop", "unproven"),
    ],
)
def test_commands_as_they_are_typed(root, tmp_path, typed, state):
    rows = sessions.lines("5-closed.rollout.jsonl")
    for row in rows:
        if item(row) == "CommandExecution":
            row["payload"]["item"]["command"][2] = typed
    found = judge(save(tmp_path / "a.jsonl", rows), root)
    assert found.checks[0].state == state
    verdict = {"passed": "closed", "unproven": "unknown"}.get(state, "open")
    assert found.verdict == verdict


def test_instructions_of_the_commit_are_those_compared(tmp_path):
    """What changed since is said; the loop was closed under what was in force."""
    root = sessions.tree(tmp_path / "repo")
    rows = sessions.lines("5-closed.rollout.jsonl")
    recorded = rows[0]["payload"]["git"]["commit_hash"]
    path = save(
        tmp_path / "a.jsonl", changed(rows, recorded, sessions.git(root, "rev-parse", "HEAD"))
    )
    assert judge(path, root).comparison.against == "the commit"
    plant(root, {"AGENTS.md": "# Root\n- Run `./other.sh` before you finish.\n"})
    sessions.commit(root)
    found = judge(path, root)
    assert (found.verdict, found.comparison.state) == ("closed", "equal")
    assert found.comparison.since


def test_instructions_that_are_not_the_commits_leave_the_loop_open(tmp_path):
    root = sessions.tree(tmp_path / "repo")
    plant(root, {"AGENTS.md": "# Root\n- Run `./check.sh`.\n- A line that nobody was told.\n"})
    rows = sessions.lines("5-closed.rollout.jsonl")
    recorded = rows[0]["payload"]["git"]["commit_hash"]
    path = save(tmp_path / "a.jsonl", changed(rows, recorded, sessions.commit(root)))
    found = judge(path, root)
    assert (found.verdict, found.comparison.state) == ("open", "drifted")
    assert found.comparison.why == (
        "AGENTS.md:2: `- Run `./check.sh`.` here, `- Run `./check.sh` before you finish.` loaded"
    )


def test_an_override_that_hides_what_was_loaded(tmp_path):
    root = sessions.tree(tmp_path / "repo")
    plant(root, {"AGENTS.override.md": "# Other\n- Run `./check.sh` too.\n"})
    rows = sessions.lines("5-closed.rollout.jsonl")
    recorded = rows[0]["payload"]["git"]["commit_hash"]
    path = save(tmp_path / "a.jsonl", changed(rows, recorded, sessions.commit(root)))
    found = judge(path, root).comparison
    assert found.state == "overridden"
    assert found.why == "AGENTS.override.md hides AGENTS.md, which was loaded"


def test_instructions_that_end_early(tmp_path):
    root = sessions.tree(tmp_path / "repo")
    rows = changed(sessions.lines("5-closed.rollout.jsonl"), ' before you finish.\\n"', '"')
    recorded = rows[0]["payload"]["git"]["commit_hash"]
    head = sessions.git(root, "rev-parse", "HEAD")
    found = judge(save(tmp_path / "a.jsonl", changed(rows, recorded, head)), root)
    assert (found.verdict, found.comparison.state) == ("open", "truncated")
    assert found.comparison.why == "it ends after 25 of 45 bytes"


def test_a_subdirectory_requires_more(tmp_path):
    """The files' own chains count, whatever the directory the session was started in."""
    root = sessions.tree(tmp_path / "repo")
    plant(root, {"pkg/AGENTS.md": "# Package\n- Run `./lint.sh` before you finish.\n"})
    sessions.commit(root)
    found = judge(FOLDER / "5-closed.rollout.jsonl", root)
    assert found.missing == ("`./lint.sh` (pkg/AGENTS.md:2) was not run",)


def test_instructions_of_edited_files_that_were_not_loaded(root):
    """Codex loads the chain of the directory it is started in, and of no other."""
    found = judge(FOLDER / "5-closed.rollout.jsonl", root)
    assert found.comparison.sources == ("AGENTS.md",)
    assert found.unloaded == ("pkg/AGENTS.md", "pkg/api/AGENTS.override.md")
    assert judge(FOLDER / "1-exec-and-patch.rollout.jsonl", root).unloaded == ()


def test_a_session_of_another_checkout_whose_instructions_changed_since(tmp_path):
    root = sessions.tree(tmp_path / "elsewhere")
    plant(root, {"AGENTS.md": "# Root\n- Run `./check.sh` before you finish.\n- And rest.\n"})
    found = judge(FOLDER / "2-mcp.rollout.jsonl", root)
    assert (found.verdict, found.comparison.state) == ("unknown", "drifted")
    assert found.comparison.why == "AGENTS.md:3: the loaded text lacks `- And rest.`"
    (told,) = found.unknown
    assert told.startswith("the instructions are not those of the work tree: AGENTS.md:3: ")
    assert told.endswith("; commit 52818b4 is not in this repository")


def test_no_repository_at_all(tmp_path):
    """The file alone tells what it was told to run, and whether that passed last."""
    found = judge(FOLDER / "2-mcp.rollout.jsonl", tmp_path)
    assert (found.verdict, found.place, found.comparison.state) == ("closed", None, "unknown")
    found = judge(FOLDER / "4-code-mode.rollout.jsonl", tmp_path)
    assert found.verdict == "open"
    assert found.missing[0].startswith("`./check.sh` (the loaded instructions) passed, and /repo/")


@pytest.mark.parametrize("name", ["nothing", "user-only"])
def test_no_project_instructions(tmp_path, name):
    plant(tmp_path, {"a.txt": "x\n", "check.sh": "exit 0\n"})
    sessions.git(tmp_path, "init", "-q")
    sessions.commit(tmp_path)
    found = judge(FOLDER / f"{name}.rollout.jsonl", tmp_path, root="/repo")
    assert (found.verdict, found.comparison.state, found.checks) == ("closed", "equal", ())
    assert found.comparison.user == (25 if name == "user-only" else 0)


def test_edits_that_nothing_verifies_are_not_a_closed_loop(tmp_path):
    root = sessions.tree(tmp_path / "repo")
    rows = changed(
        sessions.lines("5-closed.rollout.jsonl"), "Run `./check.sh` before", "Rest before"
    )
    plant(root, {"AGENTS.md": "# Root\n- Rest before you finish.\n"})
    found = judge(save(tmp_path / "a.jsonl", rows), root)
    assert (found.verdict, found.unknown) == (
        "unknown",
        ("what verifies it: its instructions name no check to run",),
    )


def test_touched_outside_the_diff(root, tmp_path):
    rows = sessions.lines("5-closed.rollout.jsonl")
    for row in rows:
        if item(row) == "FileChange":
            row["payload"]["item"]["changes"]["/home/me/.profile"] = {"type": "add", "content": ""}
    path = save(tmp_path / "a.jsonl", rows)
    assert judge(path, root).outside == ("/home/me/.profile",)
    diff = frozenset({"check.sh"})
    assert judge(path, root, diff=diff).outside == ("pkg/api/mod.py", "/home/me/.profile")


def test_an_unfinished_turn_and_a_torn_line_are_told(root, tmp_path):
    text = (FOLDER / "5-closed.rollout.jsonl").read_text()
    torn = tmp_path / "torn.jsonl"
    torn.write_text(text[: text.rindex("task_complete")])
    found = judge(torn, root)
    assert (found.verdict, len(found.unknown)) == ("unknown", 2)
    assert found.unknown[0].endswith(" is cut off")


def test_compressed(root, tmp_path):
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "rollout-1.jsonl.zst"
    path.write_bytes(zstandard.compress((FOLDER / "1-exec-and-patch.rollout.jsonl").read_bytes()))
    assert judge(path, root).verdict == "open"
    path.write_bytes(b"not zstandard")
    with pytest.raises(Failure, match="not zstandard data"):
        judge(path, root)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is empty"),
        ("hello\n", "line 1 is not JSON"),
        ("[1]\n", "line 1 is not a JSON object"),
        ('{"type": "other"}\n', "no line begins a session"),
        ("[" * 100_000 + "\n", "line 1 is not JSON"),
        ('{"a": ' + "9" * 5000 + "}\n", "line 1 is not JSON"),
        ("\x00\xff", "line 1 is cut off"),
    ],
)
def test_what_is_no_session_fails_with_one_line(tmp_path, content, why):
    path = tmp_path / "a.jsonl"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(Failure) as failure:
        session_file.read(str(path))
    assert f"{path}: not an agent session: {why}: name a rollout-" in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_huge_line_is_skipped_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(json_lines, "LINE_LIMIT", 4096)
    head, *rest = sessions.lines("2-mcp.exec-json.jsonl")
    path = save(tmp_path / "a.jsonl", [head, {"type": "x", "text": "y" * 20_000}, *rest])
    found = session_file.read(path)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("line 2 is longer than")
    assert len(found.calls) == 2


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_value_breaks_the_reading(tmp_path_factory, data):
    """Any field of any line may hold anything: the verdict may change, nothing is raised."""
    name = data.draw(st.sampled_from(sorted(path.name for path in FOLDER.glob("*.jsonl"))))
    rows = sessions.lines(name)
    for _ in range(data.draw(st.integers(1, 4))):
        here = data.draw(st.sampled_from(rows[1:]))
        while isinstance(here, dict | list) and here:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(here[key], dict | list) or data.draw(st.booleans()):
                here[key] = data.draw(HOSTILE)
                break
            here = here[key]
    path = tmp_path_factory.mktemp("hostile") / "a.jsonl"
    found = judge(save(path, rows), FOLDER)
    document = session_report.document(found)
    jsonschema.validate(document, schemas.session())
    assert list(session_report.lines(found))
    json.dumps(document).encode()


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="ab \n;&|<>()'\"`$\\{}#!=-1", max_size=30))
def test_no_script_breaks_the_shell_reading(text):
    run = Run(("bash", "-lc", text), "/r", 0, "passed", Moment(0, 1), Moment(0, 1))
    assert all(step.directory for step in shell.steps(run))


def test_long_commands_and_many_tools_take_linear_steps():
    # each of these took a minute when it was compared with all of the others
    start = time.process_time()
    run = Run(("sh", "-c", "make test && " * 40_000), "/r", 0, "passed", *[Moment(0, 1)] * 2)
    assert [step.outcome for step in shell.steps(run)] == ["passed"] * 40_000
    line = "make 'test' && " * 100_000
    assert json_fields.words(line) == (line,)
    text = " ".join(f"Srv{n}" for n in range(10_000))
    assert all(mcp_tools.names(text, f"srv{n}") for n in range(10_000))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "word", "named"),
    [
        ("We used GitHub.", "github", True),
        ("githubs, then github", "github", True),
        ("my_github and github2", "github", False),
        ("@acme/db-server", "acme/db", True),
        ("anything", "", False),
    ],
)
def test_a_tool_is_named_as_a_word_of_its_own(text, word, named):
    assert mcp_tools.names(text, word) is named


def test_sessions_are_found_by_their_directory(tmp_path):
    home = tmp_path / "codex"
    day = home / "sessions" / "2026" / "11" / "22"
    day.mkdir(parents=True)
    rows = sessions.lines("5-closed.rollout.jsonl")
    for name, directory in (("1", "/repo"), ("2", "/repo/pkg"), ("3", "/repository"), ("4", "/a")):
        save(day / f"rollout-{name}.jsonl", changed(rows, '"/repo"', f'"{directory}"'))
    (day / "rollout-5.jsonl").write_text("torn")
    (day / "notes.jsonl").write_text("{}")
    found = list(session_file.found(str(home), "/repo"))
    assert [path.rpartition("/")[2] for path in found] == ["rollout-2.jsonl", "rollout-1.jsonl"]


def test_the_command(root):
    path = FOLDER / "1-exec-and-patch.rollout.jsonl"

    def run(*words):
        return forked.text(["session", *words], root, forked.BARE)

    done = run(str(path), "--format", "json")
    jsonschema.validate(json.loads(done.stdout), schemas.session())
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (1, "open")
    done = run(str(path))
    assert done.stdout.splitlines()[0] == (
        "open loop: 1-exec-and-patch.rollout.jsonl (codex 0.169.0, in pkg/api at 7ec36bc)"
    )
    assert run(str(path), "--fail-on", "never").returncode == 0
    done = run("nowhere.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "agentslint: nowhere.jsonl: No such file or directory: name a file that can be read\n"
    )
