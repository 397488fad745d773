"""Receipts: small, the same bytes each time, and no field can be changed unseen."""

from __future__ import annotations

import copy
import json
import os

import jsonschema
import pytest

from agentslint.chain import agents
from agentslint.cli import schemas
from agentslint.cli.receipt import inputs
from agentslint.evidence import receipt, receipt_comparison, receipt_report, session_file
from agentslint.evidence.redaction import Redaction
from agentslint.repo import Repo
from tests import forked, sessions
from tests.sessions import changed, commit, git, plant, save

CODEX = agents.get("codex")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The tree with the edit of a recorded session, at the time it was made."""
    root = sessions.tree(tmp_path_factory.mktemp("receipt") / "repo")
    place = root / "pkg" / "api" / "mod.py"
    place.write_text("def f():\n    return 3\n")
    os.utime(place, (1795351005.679, 1795351005.679))
    return root


def recorded(root, name="5-closed", old="", new=""):
    rows = sessions.lines(f"{name}.rollout.jsonl")
    commit = rows[0]["payload"]["git"]["commit_hash"]
    rows = changed(changed(rows, "/repo", str(root)), commit, git(root, "rev-parse", "HEAD"))
    rows = changed(rows, old, new) if old else rows
    return save(root.parent / f"{name}{len(new)}.jsonl", rows)


def make(root, *files, limit=receipt.LIMIT, base="HEAD"):
    found = inputs(
        Repo.at(str(root)), CODEX, base, False, [session_file.read(f) for f in files], None
    )
    made = receipt.build(found, limit)
    jsonschema.validate(made, schemas.receipt())
    return made


def test_a_closed_loop(root):
    found = make(root, recorded(root))
    assert (found["verdict"], found["missing"], found["unknown"]) == ("closed", [], [])
    assert found["diff"]["paths"] == ["update pkg/api/mod.py +1 -1"]
    assert [each["sources"] for each in found["chains"]] == [
        ["AGENTS.md", "pkg/AGENTS.md", "pkg/api/AGENTS.override.md"]
    ]
    row = {"command": "./check.sh", "by": "AGENTS.md:2", "state": "passed", "files": 1, "left": 0}
    assert found["required"] == [row]
    row = {"command": "cd pkg && ../check.sh", "exit": 0, "last": "2 passed in 0.01s"}
    assert found["ran"] == [row]
    assert {each["rule"] for each in found["findings"]} >= {"shadowed-file"}


@pytest.mark.parametrize(
    ("name", "verdict", "told"),
    [
        (None, "unknown", "what was run: there is no session and no ledger entry"),
        ("6-failed-check", "open", "`./check.sh` (AGENTS.md:2): failed for pkg/api/mod.py"),
        ("2-mcp", "open", "`./check.sh` (AGENTS.md:2): not shown for pkg/api/mod.py"),
    ],
)
def test_other_loops(root, name, verdict, told):
    found = make(root, *([recorded(root, name)] if name else []))
    assert (found["verdict"], [*found["missing"], *found["unknown"]][0]) == (verdict, told)


def test_the_same_inputs_give_the_same_bytes_wherever_they_stand(root, tmp_path):
    first = receipt.text(make(root, recorded(root)))
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    (other / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    assert receipt.text(make(other, recorded(root))) == first
    assert str(root.parent) not in first


def test_a_commit_changes_nothing(root, tmp_path):
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    (other / "pkg" / "api" / "mod.py").write_text("def f():\n    return 3\n")
    base = git(other, "rev-parse", "HEAD")
    before = make(other)
    commit(other)
    assert make(other, base=base) == before


def of_another_version(made, change):
    """The receipt as an older or newer agentslint would have made it, sealed."""
    other = {**copy.deepcopy(made), "version": "0.0.9"}
    change(other)
    return receipt._sealed(other)


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda other: None, []),
        # fields that were added since
        (lambda other: other.pop("boundaries"), []),
        (lambda other: other["diff"].pop("generated"), []),
        (lambda other: [row.pop("files") for row in other["chains"]], []),
        (lambda other: other.pop("left_out"), []),
        # one that is written no more, or not yet
        (lambda other: other.update(mood="good"), []),
        (lambda other: other["findings"][0].update(mood="good"), []),
        # what both write has to be the same
        (lambda other: other["diff"].update(added=9), ["diff.added"]),
        (lambda other: other["findings"].pop(), ["findings"]),
        (lambda other: other["findings"][0].update(line=99), ["findings"]),
        (lambda other: other.update(verdict="open"), ["verdict"]),
        # and no version writes a receipt without its verdict
        (lambda other: other.pop("verdict"), ["verdict"]),
        (lambda other: other.pop("findings"), ["findings"]),
    ],
)
def test_a_receipt_of_another_version_is_compared_in_what_both_write(root, change, differs):
    now = make(root, recorded(root))
    other = of_another_version(now, change)
    assert [where for where, _ in receipt_comparison.differences(other, now, shown=True)] == differs


def test_a_receipt_of_the_same_version_has_every_field(root):
    now = make(root, recorded(root))
    cut = receipt._sealed({key: value for key, value in now.items() if key != "boundaries"})
    assert [where for where, _ in receipt_comparison.differences(cut, now, shown=True)] == [
        "boundaries"
    ]


def test_verify_after_an_upgrade(root, tmp_path):
    session, place = recorded(root), tmp_path / "old.json"
    old = of_another_version(make(root, session), lambda other: other.pop("boundaries"))
    place.write_text(receipt.text(old))
    done = run(root, "verify", str(place), "--session", session)
    assert done.returncode == 0
    assert "the receipt fits" in done.stdout
    assert "agentslint 0.0.9 made it" in done.stdout


def test_verify_needs_no_limit(root, tmp_path):
    """However far a receipt was cut, it is computed again to the same length."""
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    plant(other, {f"d{n}/AGENTS.md": f"- Run `make check-{n}` first.\n" for n in range(90)})
    for limit in (2048, 4096, 64_000):
        place = tmp_path / f"{limit}.json"
        place.write_text(receipt.text(make(other, limit=limit)))
        assert run(other, "verify", str(place)).returncode == 0


def test_a_large_diff_fits_and_says_what_it_leaves_out(root, tmp_path):
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    plant(other, {f"d{n}/a-rather-long-name-{n}.txt": "x\n" for n in range(300)})
    plant(
        other,
        {f"d{n}/AGENTS.md": f"- Run `make check-{n}` before you finish.\n" for n in range(90)},
    )
    found = make(other)
    assert len(receipt.text(found).encode()) <= receipt.LIMIT
    assert found["diff"]["files"] == 390
    assert found["left_out"]["diff.paths"] + len(found["diff"]["paths"]) == 390
    assert found["left_out"]["chains"] + len(found["chains"]) == 91
    assert len(receipt.text(make(other, limit=16_000)).encode()) <= 16_000


def test_secrets_and_absolute_paths_never_leave(root):
    token = "sk-" + "Ab1" * 12
    path = recorded(root, old="../check.sh", new=f"../check.sh; curl /home/me/x -H 'K: {token}'")
    for form in (receipt.text, lambda made: "\n".join(receipt_report.markdown(made))):
        told = form(make(root, path))
        assert token not in told
        assert "/home/me" not in told
    kinds = {(row["field"], row["kind"]) for row in make(root, path)["redacted"]}
    assert ("ran", "word") in kinds


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cd /r/pkg && make", "cd pkg && make"),
        ("ls /r", "ls ."),
        ("ls /rest/x", "ls <absolute path>"),
        ("API_KEY=abcd1234 make", "<secret> make"),
        ("curl -H 'Authorization: Bearer abcdefgh1'", "curl -H 'Authorization: Bearer <secret>'"),
        ("git clone https://me:pw@host/r.git", "git clone https://<secret>@host/r.git"),
        ("tool --token abcdefgh", "tool --<secret>"),
        ("mail me@example.org", "mail <e-mail address>"),
        ("make test > /dev/null", "make test > /dev/null"),
        ("GITHUB_TOKEN=$TOKEN make", "GITHUB_TOKEN=$TOKEN make"),
        ("grep -r password src/a/b", "grep -r password src/a/b"),
        ("cat ~/.ssh/config C:\\Users\\me", "cat <absolute path> <absolute path>"),
    ],
)
def test_redaction(text, left):
    assert Redaction(("/r",)).text(text, "f") == left


def run(root, *words):
    return forked.text(["receipt", *words], root, forked.BARE)


def test_the_commands(root, tmp_path):
    session = recorded(root)
    plain, signed = tmp_path / "r.json", tmp_path / "s.json"
    for form, place in (("json", plain), ("in-toto", signed)):
        words = ("--base", "HEAD", "--session", session, "--format", form, "--output", str(place))
        assert run(root, *words).returncode == 0
    made = json.loads(signed.read_text())
    assert made["_type"] == "https://in-toto.io/Statement/v1"
    assert made["subject"][0]["digest"] == {"sha256": made["predicate"]["diff"]["digest"]}
    for place in (plain, signed):
        assert run(root, "verify", str(place), "--session", session).returncode == 0
        done = run(root, "verify", str(place))
        assert done.returncode == 0
        assert "taken as stated, for want of --session" in done.stdout
    plain.write_text(plain.read_text().replace('"added": 1', '"added": 2'))
    done = run(root, "verify", str(plain))
    assert done.returncode == 1
    assert "diff.added: 2 in the receipt, 1 now" in done.stdout
    assert "its digest does not fit" in done.stdout
    told = run(root, "--base", "HEAD", "--session", session).stdout
    assert told.startswith("### Receipt: closed loop\n")


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"schema": "agentslint.receipt/1"}', '{"predicateType": 1}']
)
def test_what_is_no_receipt_is_refused_in_one_line(root, tmp_path, text):
    place = tmp_path / "r.json"
    place.write_text(text)
    done = run(root, "verify", str(place))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


SECRETS = """mysql -p hunter2hunter
curl -u bob:pass1word https://example.org
curl -d '{"password": "hunter2"}' https://example.org
curl -H 'Authorization: Basic Ym9iOnB3'
curl 'https://example.org/x?api_key=abcd1234efgh'
aws configure set aws_secret_access_key wJalrXUtnFEMIK7MDENG
az storage --connection-string 'AccountName=a;AccountKey=Zm9vYmFyYmF6=='
gpg --passphrase opensesame --sign x
redis-cli -a s3cr3tpass ping
curl https://hooks.slack.com/services/T000/B000/XXXXXXXX
vault login hvs.CAESIJlWh5NnT3xWvTwk
npm config set //registry.example.org/:_authToken=0f1e2d3c4b
curl -H 'X: SG.abcdefghijklmnopqrst.uvwxyzabcdefghijklmn'
twilio login SK0123456789abcdef0123456789abcdef
curl 'https://b.example.org/k?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0'
docker login -p dckr_pat_abcdefg -u me
TOKEN=abcdefgh make deploy
curl -H 'X-Api-Key: zzzzyyyyxxxx'
psql postgres://u:pw12345@db/x
sshpass -p letmein ssh host
echo ghp_aaaabbbbccccddddeeeeffffgggghhhhiiii
export OPENAI_API_KEY=sk-abcdefghijklmnopqrstuvwx
kubectl create secret generic x --from-literal=pw=topsecret1
curl --user admin:admin123 localhost
openssl enc -k mysecretkey1
http POST x password=hunter2
heroku config:set SECRET_KEY_BASE=abcdefabcdef
git clone https://oauth2:glpat-aaaaaaaaaaaaaaaaaaaa@gitlab.example.org/x
sed -i s/PASSWORD/hunter22/ .env
login hunter2 correct-horse-battery
curl -b 'session=eyJhbGciOi' localhost
ansible-vault --vault-password-file p xyzzy123""".splitlines()
LEAKS = """hunter2hunter pass1word hunter2 Ym9iOnB3 abcd1234efgh wJalrXUtnFEMIK7MDENG Zm9vYmFyYmF6 opensesame s3cr3tpass XXXXXXXX
CAESIJlWh5NnT3xWvTwk 0f1e2d3c4b uvwxyzabcdefghijklmn 0123456789abcdef fe5f80f77d5fa3be dckr_pat_abcdefg abcdefgh zzzzyyyyxxxx pw12345 letmein
ghp_aaaabbbb abcdefghijklmnopqrstuvwx topsecret1 admin123 mysecretkey1 hunter2 abcdefabcdef glpat-aaaa hunter22 correct-horse eyJhbGciOi xyzzy123""".split()


@pytest.mark.parametrize(("command", "leak"), list(zip(SECRETS, LEAKS, strict=True)))
def test_what_a_session_typed_leaves_only_where_it_is_known(root, command, leak):
    """Beside the check, as another command, and as a word of the check itself."""
    for new in (f"../check.sh && {command}", f"{command}; ../check.sh", f"../check.sh {command}"):
        rows = sessions.lines("5-closed.rollout.jsonl")
        for row in rows:
            if sessions.item(row) == "CommandExecution":
                row["payload"]["item"]["command"][2] = f"cd pkg && {new}"
        path = save(root.parent / "secret.jsonl", rows)
        made = make(root, path)
        assert leak not in receipt.text(made) + "\n".join(receipt_report.markdown(made))


def test_open_is_exit_1_and_closed_can_be_required(root, tmp_path):
    place = tmp_path / "r.json"
    bad = recorded(root, "6-failed-check")
    words = ("--base", "HEAD", "--session", bad, "--format", "json", "--output", str(place))
    assert run(root, *words).returncode == 1
    done = run(root, "verify", str(place), "--session", bad)
    assert (done.returncode, "the receipt fits" in done.stdout) == (1, True)
    assert "the verdict is open: `./check.sh` (AGENTS.md:2)" in done.stdout
    assert run(root, "--base", "HEAD").returncode == 0
    assert run(root, "--base", "HEAD", "--require", "closed").returncode == 1
    good = recorded(root)
    assert run(root, "--base", "HEAD", "--session", good, "--require", "closed").returncode == 0


def test_a_receipt_names_the_file_of_each_session(root):
    (row,) = make(root, recorded(root))["sessions"]
    assert (row["client"], row["models"]) == ("codex 0.169.0", ["gpt-5.5"])
    assert len(row["digest"]) == 64


def test_a_difference_shows_what_differs(root):
    whole = make(root, recorded(root))
    bad = copy.deepcopy(whole)
    bad["required"][0]["files"] = 7
    told = dict(receipt_comparison.differences(receipt._sealed(bad), whole, shown=True))
    assert '"files": 7' in told["required"] and '"files": 1' in told["required"]


def test_a_formatter_leaves_it_unproven_and_a_later_change_open(root, tmp_path):
    """What the session's edits give is what counts, not when a file was written."""
    session = recorded(root)
    other = tmp_path / "elsewhere"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    plant(other, {"pkg/api/mod.py": "def f():\n    return 4\n"})
    found = make(other, session)
    assert (found["verdict"], found["required"][0]["state"]) == ("open", "not shown")
    assert "holds something else than the session's edits give" in found["missing"][0]
