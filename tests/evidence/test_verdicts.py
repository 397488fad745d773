"""A table of sessions of both truths: none that is open is told closed, no plain good one is told open."""

from __future__ import annotations

import pytest

from agentslint.chain import agents
from agentslint.evidence import proof, session_file
from agentslint.repo import Repo
from tests import sessions
from tests.scenes import patch, record, repository, run, unseen

CODEX = agents.get("codex")
ONE = "def f():\n    return 1\n"
TWO = "def f():\n    return 2\n"
THREE = "def f():\n    return 3\n"
MAKEFILE = "test: lib\n\t./check.sh\n\nlib:\n\ttrue\n\ngen:\n\tpython3 gen.py\n"
TESTS = "def test_f():\n    assert f() == 1\n\n\ndef test_g():\n    assert 1\n"
FILES = {
    "AGENTS.md": "# Root\n- Run `make test` before you finish.\n",
    "Makefile": MAKEFILE,
    "check.sh": "#!/bin/sh\nexit 0\n",
    "mod.py": ONE,
    "web/Makefile": "test:\n\ttrue\n",
    "web/app.js": "let a = 1\n",
    "tests/test_mod.py": TESTS,
    "package.json": '{"scripts": {"test": "jest"}, "dependencies": {}}\n',
    "pyproject.toml": "[project]\nname = 'a'\n\n[tool.pytest.ini_options]\naddopts = '-q'\n",
    ".gitignore": "build/\n",
    ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: make test}]}}\n",
}
EDIT = patch("mod.py", TWO)
TEST = run("make test")
AGAIN = {"mod_dot_py": THREE}
LINT = {"AGENTS.md": "# Root\n- Run `make lint` and `make test` before you finish.\n"}
BY_GLOB = {
    "AGENTS.md": "- After editing `*.py` run `pytest`.\n- After editing `**/*.js` run `npm test`.\n"
}
QUICK = {"AGENTS.md": "Run `make quick` before you finish.\n"}
PYTEST = {"AGENTS.md": "# Root\n- Run `pytest` before you finish.\n"}

# name, what is done, the verdicts that are right
CLOSED = {
    "edit, check": [EDIT, TEST],
    "check, edit, check": [TEST, EDIT, TEST],
    "fail, edit, check": [EDIT, run("make test", 2), patch("mod.py", THREE), TEST],
    "look around afterwards": [
        EDIT,
        TEST,
        run("git status --short && git diff | head -50; ls -la; cat mod.py"),
    ],
    "commit afterwards": [EDIT, TEST, run("git add -A && git commit -m 'f returns 2'")],
    "here-document": [run("cat > mod.py <<'E'\n" + TWO + "E", mod_dot_py=TWO), TEST],
    "sed": [run("sed -i 's/return 1/return 2/' mod.py", mod_dot_py=TWO), TEST],
    "formatter before": [EDIT, run("ruff format .", mod_dot_py="def f():\n    return  2\n"), TEST],
    "python writes before": [
        run("python3 - <<'E'\nopen('mod.py','w').write('x')\nE", mod_dot_py="x"),
        TEST,
    ],
    "unknown program that changed nothing": [EDIT, TEST, run("./demo")],
    "python looks afterwards": [EDIT, TEST, run("python3 -c 'import mod; print(mod.f())'")],
    "more of make": [EDIT, run("make -j4 test lib")],
    "keep going": [EDIT, run("make -k test")],
    "from below": [EDIT, run("cd web && make -C .. test")],
    "workdir and back": [EDIT, run("cd .. && make test", workdir="web")],
    "in a shell": [EDIT, run("bash -lc 'set -e; make test; echo ok'")],
    "wrapped": [EDIT, run("sudo timeout 60 env CI=1 make test 2>&1")],
    "pipe that fails with it": [EDIT, run("set -o pipefail; make test | tee /tmp/log")],
    "another file outside": [EDIT, TEST, run("echo done > /tmp/notes.txt")],
    "new test": [EDIT, patch("tests/test_new.py", "def test_new():\n    assert 1\n"), TEST],
    "another rule of the Makefile": [
        patch("Makefile", MAKEFILE + "\nclean:\n\trm -rf out\n"),
        TEST,
    ],
    "a dependency": [
        patch("package.json", '{"scripts": {"test": "jest"}, "dependencies": {"a": "1"}}\n'),
        TEST,
    ],
    "project metadata": [
        patch(
            "pyproject.toml", "[project]\nname = 'b'\n\n[tool.pytest.ini_options]\naddopts = '-q'\n"
        ),
        TEST,
    ],
    "moved tests": [
        patch("tests/unit/test_mod.py", TESTS),
        patch("tests/test_mod.py", None),
        TEST,
    ],
    "removed and made again": [run("rm mod.py", mod_dot_py=None), patch("mod.py", TWO), TEST],
    "second check beside": [EDIT, TEST, run("pytest -q && ruff check . && git diff --check")],
    "curl a page": [EDIT, TEST, run("curl -s localhost:8000 | head")],
    "deleted": [patch("web/app.js", None), TEST],
    "the exit code is printed": [EDIT, run('make test; echo "exit=$?"', out="ok\nexit=0\n")],
    "printed behind a pipe": [
        EDIT,
        run("make test 2>&1 | tail -3; echo ${PIPESTATUS[0]}", out="ok\n0\n"),
    ],
    "kept and handed on": [EDIT, run("make test >/tmp/log; rc=$?; tail /tmp/log; exit $rc")],
    "to the top": [EDIT, run('cd "$(git rev-parse --show-toplevel)" && make test', workdir="web")],
    "make at the top": [EDIT, run("make -C $(git rev-parse --show-toplevel) test", workdir="web")],
    "top in a name": [EDIT, run('TOP=`git rev-parse --show-toplevel`; cd "$TOP"; make test')],
    "there and back": [EDIT, run("cd web && make test && cd - && make test")],
    "its own log": [EDIT, run("make test > check.txt 2>&1", check_dot_txt="ok\n")],
    "its own log by tee": [
        EDIT,
        run("set -o pipefail; make test | tee check.txt", check_dot_txt="ok\n"),
    ],
    "an ignored file": [EDIT, TEST, run("date > build/stamp", build__stamp="now\n")],
    "stashed and back": [EDIT, TEST, run("git stash && git stash pop")],
    "a script that the shell reads": [
        run(
            "bash <<'E'\nset -e\nsed -i 's/return 1/return 2/' mod.py\nmake test\nE", mod_dot_py=TWO
        )
    ],
    "changed and changed back": [EDIT, TEST, patch("mod.py", THREE), patch("mod.py", TWO)],
    "a scratch file": [
        EDIT,
        TEST,
        run("echo x > a.txt", a_dot_txt="x\n"),
        run("rm a.txt", a_dot_txt=None),
    ],
    "nothing to bring in": [EDIT, TEST, run("git pull --rebase", out="Already up to date.\n")],
}
OPEN = {
    "no check": [EDIT],
    "edit after": [TEST, EDIT],
    "fails": [EDIT, run("make test", 2)],
    "passes, then fails": [EDIT, TEST, run("make test", 2)],
    "in another directory": [EDIT, run("cd web && make test")],
    "workdir": [EDIT, run("make test", workdir="web")],
    "make -C": [EDIT, run("make -C web test")],
    "make --directory": [EDIT, run("make --directory=web test")],
    "outside": [EDIT, run("cd /tmp/elsewhere && make test")],
    "another target": [EDIT, run("make lib")],
    "ignoring errors": [EDIT, run("make -i test")],
    "question": [EDIT, run("make -q test")],
    "dry run": [EDIT, run("make -n test")],
    "touch": [EDIT, run("make -kt test")],
    "another Makefile": [EDIT, run("make -f other.mk test")],
    "fewer tests": [EDIT, run("make test TESTS=one")],
    "fewer tests by environment": [EDIT, run("TESTS=one make test")],
    "here-document after": [TEST, run("cat > mod.py <<'E'\n" + TWO + "E", mod_dot_py=TWO)],
    "sed after": [TEST, run("sed -i s/1/2/ mod.py", mod_dot_py=TWO)],
    "sed in sudo": [EDIT, TEST, run("sudo sed -i s/2/3/ mod.py", **AGAIN)],
    "dd": [EDIT, TEST, run("dd if=/tmp/x of=mod.py", **AGAIN)],
    "echo": [EDIT, TEST, run("echo x > mod.py", mod_dot_py="x\n")],
    "only said": [EDIT, run("echo make test passed")],
    "prints that it failed": [EDIT, run('make test; echo "exit=$?"', out="exit=2\n")],
    "hands its failure on": [EDIT, run("make test; rc=$?; echo done; exit $rc", 2)],
    "git mv after": [EDIT, TEST, run("git mv mod.py new.py", mod_dot_py=None, new_dot_py=TWO)],
    "removed after": [EDIT, TEST, run("rm web/app.js", web__app_dot_js=None)],
}
UNPROVEN = {
    "python writes": [
        EDIT,
        TEST,
        run(
            "python3 - <<'E'\nfrom pathlib import Path\nPath('mod.py').write_text('x')\nE",
            mod_dot_py="x",
        ),
    ],
    "python -c": [EDIT, TEST, run("python3 -c \"open('mod.py','w')\"", mod_dot_py="")],
    "node -e": [EDIT, TEST, run("node -e \"fs.writeFileSync('mod.py','x')\"", mod_dot_py="x")],
    "xargs sed": [EDIT, TEST, run("git ls-files | xargs sed -i s/2/3/", **AGAIN)],
    "find -exec": [EDIT, TEST, run("find . -name '*.py' -exec sed -i s/2/3/ {} +", **AGAIN)],
    "make fmt": [EDIT, TEST, run("make fmt", **AGAIN)],
    "npm run format": [EDIT, TEST, run("npm run format", **AGAIN)],
    "npx prettier": [EDIT, TEST, run("npx prettier --write .", **AGAIN)],
    "uv run ruff": [EDIT, TEST, run("uv run ruff check --fix .", **AGAIN)],
    "lint --fix": [EDIT, TEST, run("npm run lint -- --fix", **AGAIN)],
    "clippy --fix": [EDIT, TEST, run("cargo clippy --fix", **AGAIN)],
    "pre-commit fixes": [EDIT, TEST, run("pre-commit run -a", 1, **AGAIN)],
    "npm i": [EDIT, TEST, run("npm i left-pad", package_dot_json="{}\n")],
    "uv add": [EDIT, TEST, run("uv add x", pyproject_dot_toml="")],
    "go mod tidy": [EDIT, TEST, run("go mod tidy", **AGAIN)],
    "yq": [EDIT, TEST, run("yq -i .a=1 a.yml", **AGAIN)],
    "awk": [EDIT, TEST, run("awk -i inplace 1 mod.py", **AGAIN)],
    "tar": [EDIT, TEST, run("tar xf /tmp/a.tar", **AGAIN)],
    "rsync": [EDIT, TEST, run("rsync -a /tmp/a/ .", **AGAIN)],
    "jest -u": [EDIT, TEST, run("npx jest -u", **AGAIN)],
    "snapshots": [EDIT, TEST, run("pytest --snapshot-update", **AGAIN)],
    "git checkout": [EDIT, TEST, run("git checkout HEAD~1 -- mod.py", **AGAIN)],
    "unknown program": [EDIT, TEST, run("./gen", **AGAIN)],
    "in the background": [
        EDIT,
        run("(sleep 9; ./gen) & echo started"),
        TEST,
        unseen("mod.py", THREE),
    ],
    "still running": [EDIT, run("./watch", None), TEST, unseen("mod.py", THREE)],
    "rewritten unseen": [EDIT, TEST, unseen("mod.py", THREE)],
    "reverted unseen": [EDIT, TEST, unseen("mod.py", ONE)],
    "gone unseen": [EDIT, TEST, unseen("mod.py", None)],
    "hidden by a pipe": [EDIT, run("make test | tail -5")],
    "hidden by what follows": [EDIT, run("make test; echo done")],
    "hidden by or": [EDIT, run("make test || true")],
    "a function of that name": [EDIT, run("make() { true; }; make test")],
    "another make": [EDIT, run("PATH=/tmp/fake:$PATH make test")],
    "Makefile weakened": [EDIT, patch("Makefile", MAKEFILE.replace("./check.sh", "@true")), TEST],
    "a rule it needs": [EDIT, patch("Makefile", MAKEFILE.replace("\ttrue", "\tfalse")), TEST],
    "Makefile by sed": [
        EDIT,
        run("sed -i 's/check.sh/true/' Makefile", Makefile=MAKEFILE.replace("check.sh", "true")),
        TEST,
    ],
    "script weakened": [EDIT, patch("check.sh", "#!/bin/sh\nexit 0 # all fine\n"), TEST],
    "script of npm": [
        EDIT,
        patch("package.json", '{"scripts": {"test": "true"}, "dependencies": {}}\n'),
        TEST,
    ],
    "options of pytest": [
        EDIT,
        patch(
            "pyproject.toml",
            "[project]\nname = 'a'\n\n[tool.pytest.ini_options]\naddopts = '-k x'\n",
        ),
        TEST,
    ],
    "new pytest.ini": [EDIT, patch("pytest.ini", "[pytest]\naddopts = --co\n"), TEST],
    "skip": [
        EDIT,
        patch("tests/test_mod.py", "import pytest\n\n\n@pytest.mark.skip\n" + TESTS),
        TEST,
    ],
    "deleted test": [EDIT, patch("tests/test_mod.py", None), TEST],
    "fewer tests in the file": [
        EDIT,
        patch("tests/test_mod.py", TESTS.split("\n\n\n")[0] + "\n"),
        TEST,
    ],
    "workflow": [EDIT, patch(".github/workflows/ci.yml", "jobs: {}\n"), TEST],
    "stashed while it ran": [EDIT, run("git stash && make test && git stash pop")],
    "stashed before and back after": [EDIT, run("git stash"), TEST, run("git stash pop")],
    "stashed, and back by hand": [EDIT, run("git stash push -u"), TEST],
    "restored while it ran": [
        EDIT,
        run("git checkout HEAD -- ."),
        TEST,
        run("git checkout work -- ."),
    ],
    "another file, unseen": [EDIT, TEST, unseen("other.py", ONE)],
    "a tracked file, unseen": [EDIT, TEST, unseen("web/app.js", "let a = 2\n")],
    "git rm of a test": [
        EDIT,
        run("git rm -q tests/test_mod.py", tests__test_mod_dot_py=None),
        TEST,
    ],
    "a directory of tests": [EDIT, run("rm -rf tests", tests__test_mod_dot_py=None), TEST],
    "a directory that is not told": [EDIT, run('cd "$ELSEWHERE" && make test')],
    "printed by another": [EDIT, run('make test | tail; echo "exit=$?"', out="exit=0\n")],
    "a test under another name": [
        EDIT,
        patch("tests/mod_off.py", TESTS),
        patch("tests/test_mod.py", None),
        TEST,
    ],
    "hooks elsewhere": [EDIT, TEST, run("git -c core.hooksPath=/dev/null commit -am x")],
    "--no-verify": [EDIT, TEST, run("git commit --no-verify -am x")],
    "commit -n": [EDIT, TEST, run("git commit -anm x")],
}
TABLE = [
    (f"{verdict}: {name}", acts, verdict)
    for verdict, rows in (("closed", CLOSED), ("open", OPEN), ("unknown", UNPROVEN))
    for name, acts in rows.items()
]


def judge(root, path):
    return proof.prove(session_file.read(path), Repo.at(str(root)), CODEX)


@pytest.mark.parametrize(("name", "acts", "verdict"), TABLE, ids=[row[0] for row in TABLE])
def test_a_session_and_its_verdict(tmp_path, name, acts, verdict):
    root = repository(tmp_path / "repo", FILES)
    found = judge(root, record(root, acts))
    assert (found.verdict, found.missing, found.unknown) == (verdict, found.missing, found.unknown)
    assert found.comparison.state == "equal"


MORE = [
    ("pytest -k", PYTEST, [EDIT, run("pytest -k f")], "open"),
    ("pytest --ignore", PYTEST, [EDIT, run("pytest --ignore tests/slow")], "open"),
    ("pytest --co", PYTEST, [EDIT, run("pytest --co")], "open"),
    ("pytest below", PYTEST, [EDIT, run("cd web && pytest")], "open"),
    ("pytest -n auto", PYTEST, [EDIT, run("pytest -n auto -p no:cacheprovider")], "closed"),
    ("coverage", PYTEST, [EDIT, run("coverage run -m pytest")], "closed"),
    ("python -m", PYTEST, [EDIT, run("uv run python -m pytest -q")], "closed"),
    ("both", LINT, [EDIT, run("make lint"), run("make test")], "closed"),
    ("both at once", LINT, [EDIT, run("make lint && make test")], "closed"),
    ("by glob", BY_GLOB, [patch("web/app.js", "let a = 3\n"), run("npm test")], "closed"),
    ("by glob, another", BY_GLOB, [patch("web/app.js", "let a = 3\n"), run("pytest")], "open"),
    ("by glob, neither", BY_GLOB, [patch("notes.md", "# N\n")], "closed"),
    ("a task of any name", QUICK, [EDIT, run("make quick")], "closed"),
    ("a task of any name, not run", QUICK, [EDIT, TEST], "open"),
    ("one of both", LINT, [EDIT, TEST], "open"),
]


@pytest.mark.parametrize(("name", "files", "acts", "verdict"), MORE, ids=[row[0] for row in MORE])
def test_with_other_instructions(tmp_path, name, files, acts, verdict):
    root = repository(tmp_path / "repo", FILES | files)
    found = judge(root, record(root, acts))
    assert (found.verdict, found.missing, found.unknown) == (verdict, found.missing, found.unknown)


def test_no_verdict_depends_on_the_time_of_a_file(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    path = record(root, [EDIT, TEST])
    sessions.git(root, "stash", "-q")
    sessions.git(root, "stash", "pop", "-q")
    (root / "mod.py").touch()
    assert judge(root, path).verdict == "closed"


def test_work_that_was_committed_since_is_found_there(tmp_path):
    root = repository(tmp_path / "repo", FILES)
    path = record(root, [EDIT, TEST])
    sessions.commit(root)
    sessions.plant(root, {"mod.py": THREE})
    sessions.commit(root)
    assert judge(root, path).verdict == "closed"
