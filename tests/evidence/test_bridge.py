"""The policy bridge: three answers, each with its reason; analytics exported and pulled."""

from __future__ import annotations

import dataclasses
import http.server
import json
import threading
import urllib.parse

import jsonschema
import pytest

from agentslint.cli import schemas
from agentslint.cli.bridge import short_names
from agentslint.evidence import analytics, bridge, bridge_report, client_logs
from agentslint.evidence.analytics import Analytics, Source
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.repo.codeowners import owners
from tests import forked
from tests.sessions import FOLDER

GOOD = {
    "schema": "agentslint.survey/1",
    "repository": "/x/good",
    "status": "checked",
    "checked": {"files": 1, "chains": 2, "directories": 3},
    "findings": [],
    "unverified": [],
    "ledger": {"entries": 0, "stated": 0, "open": 0, "unknown": 0},
}


def finding(rule, path="AGENTS.md"):
    return {"rule": rule, "severity": "warning", "path": path, "line": 1}


def note(*rows, receipts=(), entries=(), usage=(), people=False):
    found = bridge.Bridge()
    for row in rows:
        found.survey(row, row["repository"].rpartition("/")[2])
    for row in receipts:
        found.receipt(row, "good")
    for row in entries:
        found.entry(row, "good")
    for row in usage:
        found.analytics.add(row)
    made = found.note(people=people)
    jsonschema.validate(made, schemas.review_note())
    return made


def plain(row):
    """A row without what ranks and places it."""
    return {key: row[key] for key in row if key not in ("rank", "links", "owners", "trend")}


def test_stricter_verification_with_its_reasons():
    bad = {**GOOD, "repository": "/x/bad", "unverified": ["web"]}
    bad["findings"] = [finding("truncated-chain"), finding("shadowed-file")]
    bad["ledger"] = {"entries": 4, "stated": 1, "open": 3, "unknown": 0}
    none = {**GOOD, "repository": "/x/none", "checked": {"files": 0, "chains": 0, "directories": 1}}
    lost = {"repository": "/x/lost", "status": "failed", "why": "Permission denied"}
    rows = {row["repository"]: row for row in note(GOOD, bad, none, lost)["verification"]}
    assert plain(rows["good"]) == {"repository": "good", "reasons": [], "decision": "approval"}
    assert rows["bad"]["decision"] == "follow-up"
    assert rows["bad"]["reasons"] == [
        "1 of 2 chains name no check to run",
        "1 × truncated-chain",
        "3 of 4 ledger entries left the loop open",
        "1 of 4 ledger entries are stated, not shown",
    ]
    assert rows["none"]["reasons"] == ["it has no instructions"]
    assert rows["lost"]["reasons"] == ["it could not be checked: Permission denied"]


def test_stale_files_by_what_is_stale_in_them():
    rules = ["dead-path", "dead-path", "stale-version", "shadowed-file"]
    row = {**GOOD, "findings": [*map(finding, rules), finding("dead-link", "web/AGENTS.md")]}
    assert [*map(plain, note(row)["stale"])] == [
        {
            "repository": "good",
            "path": "AGENTS.md",
            "reasons": ["2 × dead-path", "1 × stale-version"],
            "decision": "follow-up",
        },
        {
            "repository": "good",
            "path": "web/AGENTS.md",
            "reasons": ["1 × dead-link"],
            "decision": "follow-up",
        },
    ]


def test_what_weighs_most_comes_first_with_its_places_owners_and_trend():
    names = ("a", "b", "c")
    rows = {name: {**GOOD, "repository": f"/x/{name}"} for name in names}
    rows["b"]["findings"] = [{**finding("truncated-chain"), "owners": ["@core", "@docs"]}]
    rows["c"]["ledger"] = {"entries": 4, "stated": 0, "open": 3, "unknown": 0}
    found = bridge.Bridge()
    for name in names:
        found.survey(rows[name], name)
    two = [finding("truncated-chain"), finding("missing-verification")]
    found.earlier({**GOOD, "repository": "/y/b", "findings": two}, "b")
    made = found.note()
    jsonschema.validate(made, schemas.review_note())
    assert [(row["repository"], row["rank"]) for row in made["verification"]] == [
        ("c", 15),
        ("b", 3),
        ("a", 0),
    ]
    one = made["verification"][1]
    assert (one["links"], one["owners"]) == (["AGENTS.md:1"], ["@core", "@docs"])
    assert (one["trend"], made["verification"][2]["trend"]) == ({"before": 2, "now": 1}, None)
    lines = bridge_report.csv_text(made).splitlines()
    assert lines[0].startswith("question,rank,repository,reasons,links,owners,trend,decision")
    assert (
        lines[2]
        == "verification,3,b,1 × truncated-chain,AGENTS.md:1,'@core; @docs,2 → 1,follow-up,,,,,"
    )
    assert "2 → 1" in "\n".join(bridge_report.markdown(made))


ID = "01a22c42-b680-77d3-a9b3-ce2551cad12e"


def test_otlp_logs_of_the_real_client():
    calls = list(
        client_logs.read((FOLDER.parent / "logs" / "codex-0.171.0.otlp-logs.jsonl").read_text())
    )
    assert {call.session for call in calls} == {ID}
    assert ("exec_command", "", True) in [(c.tool, c.server, c.failed) for c in calls]


@pytest.mark.parametrize(
    "line",
    [
        {"type": "CODEX_LOG", "event": "APP_MCP_CALL", "session_id": ID, "tool_name": "add", "server": "stub", "status": "error"},
        {"type": "CODEX_LOG", "payload": {"type": "TOOL_CALL_COMPLETED", "session_id": ID, "tool_name": "add", "mcp_server": "stub", "status": "failed"}},
        {"event_type": "TOOL_CALL_COMPLETED", "data": {"session_id": ID, "tool_name": "add", "server": "stub", "status": "FAILED"}},
    ],
)  # fmt: skip
def test_logs_are_joined_to_entries_by_their_session(line):
    (call,) = client_logs.read(json.dumps(line))
    assert (call.session, call.tool, call.server, call.failed) == (ID, "add", "stub", True)
    entry = {
        "agent": "codex",
        "source": "session",
        "sessions": [{"id": ID, "verdict": "closed"}],
        "files": [],
        "tools": [],
    }
    found = bridge.Bridge()
    found.entry(entry, "good")
    found.log([call, dataclasses.replace(call, session="other")])
    made = found.note()
    jsonschema.validate(made, schemas.review_note())
    (row,) = made["verification"]
    assert row["reasons"] == [
        "the log of session 01a22c42 shows MCP calls of stub, its entry does not"
    ]
    assert (
        "What 1 of 2 logged sessions did: no ledger and no receipt has them." in made["cannot_say"]
    )
    found.entry({**entry, "tools": [{"server": "stub", "tool": "add"}]}, "good")
    assert found.note()["verification"][0]["decision"] == "approval"


def test_repositories_of_one_name_are_told_apart():
    paths = ["/x/api", "/y/api", "/y/web", "api"]
    assert short_names(paths) == {
        "/x/api": "x/api",
        "/y/api": "y/api",
        "/y/web": "web",
        "api": "api",
    }


def test_parquet(tmp_path):
    arrow = pytest.importorskip("pyarrow.parquet")
    made = note({**GOOD, "unverified": ["web"]})
    bridge_report.parquet(made, str(tmp_path / "n.parquet"))
    assert arrow.read_table(tmp_path / "n.parquet").to_pylist() == list(bridge_report.table(made))


def test_owners_are_those_of_the_last_line_that_matches():
    text = "# all\n* @org/all\n/web/ @web me@example.org\n*.md @docs # words\n/web/free.txt\n[Section]\n"
    owned = owners(Repo.of({".github/CODEOWNERS": text, "CODEOWNERS": "* @never\n"}))
    told = {path: owned(path) for path in ("a.py", "web/a.js", "web/AGENTS.md", "web/free.txt")}
    assert told == {
        "a.py": ("@org/all",),
        "web/a.js": ("@web", "me@example.org"),
        "web/AGENTS.md": ("@docs",),
        "web/free.txt": (),
    }
    assert owners(Repo.of({}))("a.py") == ()


def test_a_workflow_keeps_producing_what_cannot_be_reviewed():
    small = {"agent": "codex", "verdict": "closed", "sessions": [{}], "diff": {"files": 2}}
    large = {**small, "diff": {"files": 40, "added": 900, "deleted": 1}}
    still_open = {**small, "verdict": "open"}
    (one,) = note(receipts=[small, large])["workflows"]
    assert (one["diffs"], one["not_reviewable"], one["decision"]) == (2, 1, "approval")
    (one,) = note(receipts=[small, large, still_open])["workflows"]
    assert (one["diffs"], one["not_reviewable"], one["decision"]) == (3, 2, "follow-up")
    assert set(one["reasons"]) == {
        "1 × more than 30 files",
        "1 × more than 800 lines",
        "1 × open loop",
    }
    stated = {"agent": "codex", "source": "stated", "sessions": [], "files": []}
    shown = {
        "agent": "codex",
        "source": "session",
        "sessions": [{"verdict": "closed"}],
        "files": [],
    }
    rows = note(entries=[stated, shown, stated])["workflows"]
    assert [(row["shown_by"], row["decision"]) for row in rows] == [
        ("a person", "follow-up"),
        ("sessions", "approval"),
    ]


ROWS = [
    {
        "start_time": 1795132800,
        "user_id": "u1",
        "actor": {"user_id": "u1", "email": "a@example.org"},
        "totals": {"threads": 3, "turns": 40, "credits": 1.5},
        "models": [{"model": "m"}],
        "surprise": 1,
    },
    {"start_time": 1795219200, "user_id": "u2", "totals": {"threads": 1}},
    {"date": "2026-11-21", "pull_request_reviews": 4, "comment_details": {"p0": 1}},
]


def test_who_did_what_is_left_out_unless_asked_for():
    made = note(GOOD, usage=ROWS)
    assert made["context"]["totals"] == {
        "comments_p0": 1,
        "credits": 1.5,
        "reviews": 4,
        "threads": 4,
        "turns": 40,
    }
    assert (made["context"]["from"], made["context"]["to"]) == ("2026-11-20", "2026-11-21")
    assert made["context"]["people"] == 2
    for form in (json.dumps(made), "\n".join(bridge_report.markdown(made))):
        assert "u1" not in form
        assert "example.org" not in form
    assert note(usage=ROWS, people=True)["context"]["persons"]["u1"]["threads"] == 3


def test_what_the_data_cannot_say():
    said = note(GOOD, usage=ROWS)["cannot_say"]
    assert said[0].startswith("Codex analytics name no repository")
    assert said[1] == "The analytics hold no comments, comments_p1, comments_p2."
    assert said[2] == "Fields of the analytics that nothing here reads: models, surprise."
    assert "How much agents are used: no analytics were given." in note(GOOD)["cannot_say"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps({"data": ROWS, "has_more": False}),
        "\n".join(map(json.dumps, ROWS)),
    ],
)
def test_exports_as_json(text):
    assert list(analytics.parse(text, "x.json")) == ROWS


def test_exports_as_csv():
    found = Analytics()
    text = '\ufeffDate,User Email,Threads,Credits Used,Odd\n2026-11-20,a@b.org,"1,200",2.5,x\n2026-11-21,,3,,\n'
    for row in analytics.parse(text, "x.csv"):
        found.add(row)
    assert (found.rows, found.totals) == (2, {"threads": 1203, "credits": 2.5})
    assert (found.first, found.last, len(found.people)) == ("2026-11-20", "2026-11-21", 1)
    assert found.other == {"odd"}


@pytest.mark.parametrize("text", ["", "hello", "{", "[" * 100_000, "\x00\x00"])
def test_what_is_no_export_fails_with_one_line(text):
    with pytest.raises(Failure) as failure:
        list(analytics.parse(text, "x"))
    assert str(failure.value).startswith("x: ")
    assert "\n" not in str(failure.value)


class Server(http.server.ThreadingHTTPServer):
    """An API that answers from a script and remembers what it was asked."""

    def __init__(self, script):
        self.script, self.asked = list(script), []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(parts.query))
        self.server.asked.append((parts.path, asked, self.headers["Authorization"]))
        status, headers, body = self.server.script.pop(0)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(*script):
        servers.append(Server(script))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def pull(server, waits=None):
    waits = [] if waits is None else waits
    source = Source("ws/1", "top-secret", server.url, sleep=waits.append)
    return list(source.pull("usage", 100, 200, people=False))


def test_pages_are_followed(serve):
    server = serve(
        (200, {}, {"data": [{"a": 1}], "has_more": True, "next_page": "two"}),
        (200, {}, {"data": [{"a": 2}], "has_more": False, "next_page": None}),
    )
    assert pull(server) == [{"a": 1}, {"a": 2}]
    (path, first, key), (_, second, _) = server.asked
    assert path == "/v1/workspaces/ws%2F1/usage"
    assert key == "Bearer top-secret"
    assert first == {
        "start_time": "100",
        "end_time": "200",
        "group_by": "day",
        "limit": "100",
        "group": "workspace",
    }
    assert second == {**first, "page": "two"}


def test_rate_limits_are_waited_for(serve):
    waits = []
    server = serve(
        (429, {"Retry-After": "7"}, {}),
        (503, {}, {}),
        (429, {"Retry-After": "9999"}, {}),
        (200, {}, {"data": [{"a": 1}]}),
    )
    assert pull(server, waits) == [{"a": 1}]
    assert waits == [7.0, 2.0, 60.0]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ([(401, {}, {})], "the key is refused (401)"),
        ([(403, {}, {})], "the key may not read this workspace (403)"),
        ([(404, {}, {})], "there is no such workspace (404)"),
        ([(302, {"Location": "http://127.0.0.1:9/"}, {})], "the request is refused (302)"),
        ([(200, {}, b"<html>")], "the answer is not JSON"),
        ([(429, {}, {})] * 5, "it answers 429 after 5 tries"),
        (
            [(200, {}, {"data": [], "next_page": "again", "has_more": True})] * 9,
            "more than 8 pages",
        ),
    ],
)
def test_what_the_api_refuses_is_said_in_one_line(serve, monkeypatch, script, told):
    monkeypatch.setattr(analytics, "PAGES", 8)
    with pytest.raises(Failure) as failure:
        pull(serve(*script))
    assert str(failure.value).startswith("analytics usage: ")
    assert told in str(failure.value)
    assert "secret" not in str(failure.value)


def test_a_server_that_is_not_there():
    source = Source("ws", "k", "http://127.0.0.1:1", sleep=lambda _: None)
    with pytest.raises(Failure, match="refused after 5 tries"):
        list(source.pull("usage", 1, 2, people=False))


@pytest.mark.parametrize("url", ["http://example.org/v1", "ftp://127.0.0.1", "example.org", ""])
def test_the_key_is_never_sent_in_the_clear(url):
    with pytest.raises(Failure, match="not https"):
        analytics.reachable(url)


def run(tmp_path, *words, **environ):
    return forked.text(["bridge", *words], tmp_path, {**forked.BARE, **environ})


def test_the_command_in_each_form(serve, tmp_path):
    evil = {**GOOD, "repository": "/x/<script>|`x`", "unverified": ["."]}
    (tmp_path / "s.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (GOOD, evil)))
    (tmp_path / "u.csv").write_text("date,threads\n2026-11-20,3\n")
    server = serve(*[(200, {}, {"data": ROWS})] * 3)
    words = ("--survey", "s.jsonl", "--analytics", "u.csv", "--pull", "--workspace", "w")
    words += ("--until", "2026-11-22", "--days", "7", "--url", server.url)
    done = run(tmp_path, *words, CODEX_ANALYTICS_KEY="k", no_proxy="*")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 2 need follow-up." in done.stdout
    assert "<script>" not in done.stdout.replace("\\<script\\>", "")
    assert [path.rpartition("/")[2] for path, _, _ in server.asked] == list(analytics.KINDS)
    days = int(server.asked[0][1]["end_time"]) - int(server.asked[0][1]["start_time"])
    assert days == 7 * 86400
    page = run(tmp_path, "--survey", "s.jsonl", "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "<script>" not in page
    assert "http" not in page.replace("http-equiv", "")
    made = json.loads(run(tmp_path, "--survey", "s.jsonl", "--format", "json").stdout)
    jsonschema.validate(made, schemas.review_note())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "nothing to join"),
        (("--pull", "--workspace", "w"), "CODEX_ANALYTICS_KEY is not set"),
        (("--survey", "absent"), "absent: No such file"),
        (("--receipt", "r=absent"), "absent: No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path, words, told):
    done = run(tmp_path, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr


def test_a_receipt_counts_once_and_a_changed_one_is_not_closed():
    from agentslint.evidence import receipt

    made = receipt._sealed({"agent": "codex", "verdict": "closed", "diff": {}, "sessions": [{}]})
    one = note(receipts=[made, made])
    assert [row["diffs"] for row in one["workflows"]] == [1]
    assert one["verification"][0]["decision"] == "approval"
    other = note(receipts=[{**made, "agent": "other"}])
    assert plain(other["verification"][0]) == {
        "repository": "good",
        "reasons": ["a receipt was changed after it was made"],
        "decision": "follow-up",
    }
    late = receipt._sealed({**made, "verdict": "open"})
    assert note(receipts=[made, late])["verification"][0]["reasons"] == [
        "a receipt left the loop open"
    ]


def test_an_answer_to_a_review_is_no_further_review():
    from agentslint.evidence.analytics import Analytics

    found = Analytics()
    found.add({"pull_request_reviews": 28}, "code_reviews")
    found.add({"pull_request_reviews": 28, "comments": 3}, "code_review_responses")
    assert (found.totals["reviews"], found.totals["answered_reviews"]) == (28, 28)
