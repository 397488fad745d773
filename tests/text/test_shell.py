"""Shell lines: simple commands, wrappers, and whether one line runs another."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentslint.text.shell import canonical, lines, simple, split, typed_lines, unwrap


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("make test", [("make", "test")]),
        ("$ make test  # the suite", [("make", "test")]),
        ("CI=1 FOO='a b' npm test", [("npm", "test")]),
        ("cd libs/a && make lint; make test", [("make", "lint"), ("make", "test")]),
        ("pytest -k \"a and b\" 'x y'", [("pytest", "-k", "a and b", "x y")]),
        ("pytest 2>&1 | tail -5 > out.txt", [("pytest",), ("tail", "-5")]),
        ("cargo test \\\n  --workspace", [("cargo", "test", "--workspace")]),
        ("(cd web && pnpm test) || exit 1", [("pnpm", "test"), ("exit", "1")]),
        ("cargo nextest run -p <package>", [("cargo", "nextest", "run", "-p", "<package>")]),
        ("echo $(git status) ${HOME}", [("echo", "$(git status)", "${HOME}")]),
        ("it's", [("it's",)]),
        ("", []),
    ],
)
def test_split(line: str, expected: list[tuple[str, ...]]) -> None:
    assert [command.words for command in split(line)] == expected


# What a script holds as commands, `cd` and its like aside: the words of each, the directory behind it.
SCRIPTS = {
    "cat > a.txt <<'EOF'\nmake gone\nnpm run gone\nEOF\nmake test": ["cat", "make test"],
    "cat <<-EOF | tee x\n\tmake gone\n\tEOF\nmake test": ["cat", "tee x", "make test"],
    "cat <<A <<B\nmake a\nA\nmake b\nB\nmake test": ["cat", "make test"],
    "cat <<EOF\nmake gone": ["cat"],
    "python - <<'EOF'\nimport os; os.getcwd()\nEOF": ["python -"],
    "wc -l <<< 'make gone'": ["wc -l"],
    "if make lint; then make test; else make fix; fi": ["make lint", "make test", "make fix"],
    "if ! git diff --quiet\nthen\n  make fmt\nfi": ["git diff --quiet", "make fmt"],
    "if a; then if b; then c; fi; elif d; then e; fi; f": list("abcdef"),
    "for p in web api; do npm test -w $p; done": ["npm test -w $p"],
    "for f in *.py; do\n  ruff check $f\ndone | sort": ["ruff check $f", "sort"],
    "while ! curl -s localhost; do sleep 1; done": ["curl -s localhost", "sleep 1"],
    "until make ready; do sleep 1; done; make test": ["make ready", "sleep 1", "make test"],
    "case $1 in a|b) make a ;; *) make rest ;; esac": ["make a", "make rest"],
    "! make test": ["make test"],
    "{ make a; make b; } > log": ["make a", "make b"],
    "(cd web && make a); make b": ["web: make a", "make b"],
    "(cd a && (cd b; make x); make y) && make z": ["a/b: make x", "a: make y", "make z"],
    "check() {\n  make test\n}\ncheck": ["make test", "check"],
    "function check { make test; }": ["make test"],
    "[[ -f a && $b > c ]] && make test": ["make test"],
    "[ -f Makefile ] && make test": ["[ -f Makefile ]", "make test"],
    "cd web && npm test && cd .. && make": ["web: npm test", ".: make"],
    "cd web; cd ../api; make": ["api: make"],
    "pushd web; make a; popd; make b": ["web: make a", "make b"],
    "cd -- 'my app' && make": ["my app: make"],
    "A=1 B='x y' C=(1 2) make": ["make"],
    "A=$(git rev-parse HEAD) make test": ["make test"],
    "echo $(make gone && (make g)) `make gone`": ["echo $(make gone && (make g)) `make gone`"],
    'git commit -m "make gone; make x"': ["git commit -m make gone; make x"],
    "git commit -m 'one\n\nmake gone'": ["git commit -m one\n\nmake gone"],
    "diff <(make a) <(make b)": ["diff <(make a) <(make b)"],
    "make a 2>/dev/null >&2 | tee log || make b": ["make a", "tee log", "make b"],
    "make a & make b; wait": ["make a", "make b", "wait"],
    "make \\\n  a \\\n  b": ["make a b"],
    "make a # then; make gone": ["make a"],
    "make a#b": ["make a#b"],
    "$ make a\n$ make b": ["make a", "make b"],
    "PS C:\\app> npm test": ["npm test"],
    ".\\tools\\build.ps1 -Fast": ["./tools/build.ps1 -Fast"],
    "grep a\\.b x": ["grep a.b x"],
    "(venv) $ pytest": ["pytest"],
    "me@host:~/app$ make": ["make"],
    "npm run <name>": ["npm run <name>"],
    "deploy <app name> --to <a|b>": ["deploy <app name> --to <a|b>"],
    "sort < in.txt > out.txt": ["sort"],
    "Get-ChildItem -Recurse | Select-String foo": ["Get-ChildItem -Recurse", "Select-String foo"],
    "$env:CI = 1; npm test": ["$env:CI = 1", "npm test"],
    "set -euo pipefail; make": ["set -euo pipefail", "make"],
    "if the build fails, tell": ["if the build fails, tell"],
    "for the web": ["for the web"],
    "do it, then stop": ["do it, then stop"],
    "it's what don't mean": ["its what dont mean"],
    "that's it": ["that's it"],
}


@pytest.mark.parametrize("text", SCRIPTS, ids=lambda text: ascii(text[:40]))
def test_scripts(text: str) -> None:
    found = [(f"{c.directory}: " if c.directory else "") + " ".join(c.words) for c in split(text)]
    assert found == SCRIPTS[text]
    # a command starts at its first word, quotes aside
    assert all(text[c.start : c.end].startswith(c.words[0][:1]) for c in split(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("make a\nmake b", ["make a", "make b"]),
        ("a \\\n b\nc", ["a \\\n b", "c"]),
        ("cat <<E\nx\nE\nmake", ["cat <<E\nx\nE", "make"]),
        ("for x in 1; do\n a\ndone\nb", ["for x in 1; do\n a\ndone", "b"]),
        ("m -m 'x\ny'\nb", ["m -m 'x\ny'", "b"]),
        ("echo (\nb\nc", ["echo (", "b", "c"]),
        ("cat <<E\nx", ["cat <<E\nx"]),
        ("# it's\nb", ["# it's", "b"]),
    ],
)
def test_lines_of_a_script(text: str, parts: list[str]) -> None:
    assert list(lines(text)) == parts


def test_reading_takes_linear_time() -> None:
    rows = [
        "$(a ",
        "'a",
        '"a',
        "(a ",
        "{ a; ",
        ") ",
        "[[ ",
        "f() ",
        "cat <<E\n",
        "cd a && ",
        "a=(",
        "<(a ",
    ]
    rows += [
        "for x in a; do ",
        "case a in ",
        "if a; then ",
        "! ",
        "`a",
        "\\",
        "<a ",
        "fi; ",
        "function f ",
    ]
    begun = time.process_time()
    for row in rows:
        split(row * 8_000)
        list(lines(row * 8_000 + "\ndo; then } in esac"))
    assert time.process_time() - begun < 24


def test_a_directory_and_its_environment_are_kept() -> None:
    (command,) = simple("cd services && cd api && CI=1 bash -lc 'cd src && make test'")
    assert (command.words, command.directory) == (("make", "test"), "services/api/src")
    assert command.environment == ("CI=1",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("uv run --with x pytest -q", "pytest -q"),
        ("poetry run python -m pytest", "pytest"),
        ("npx --yes vitest run", "vitest run"),
        ("pnpm exec -- eslint .", "eslint ."),
        ("sudo -u app env A=1 timeout 30 make test", "make test"),
        ("conda run -n py311 pytest", "pytest"),
        ("bundle exec rspec", "rspec"),
        ("docker compose exec -T web pytest", "pytest"),
        ("uv run", "uv run"),
        ("npm run test", "npm run test"),
    ],
)
def test_unwrap(line: str, expected: str) -> None:
    assert " ".join(unwrap(line.split())) == expected


@given(st.text(alphabet="ab $'\"\\;&|<>(){}#=\n-./", max_size=40))
def test_any_text_comes_apart(line: str) -> None:
    for command in simple(line):
        assert command.words
        assert 0 <= command.start <= command.end <= len(line)
        assert canonical(command.words)


@given(st.lists(st.from_regex(r"q[a-z0-9./]{0,6}", fullmatch=True), min_size=1, max_size=5))
def test_a_line_runs_itself_through_any_wrapper(words: list[str]) -> None:
    line = " ".join(words)
    (command,) = simple(f"cd x && CI=1 bash -lc '{line}'")
    assert command.words == tuple(words)


def test_what_a_terminal_printed_is_not_typed() -> None:
    def typed(text: str) -> list[tuple[int, str]]:
        return list(typed_lines(text))

    assert typed("$ make\nbuilt\n# then\n> x@1 test\n$ ls") == [
        (0, "$ make"),
        (13, "# then"),
        (31, "$ ls"),
    ]
    assert typed("make\n> built") == [(0, "make"), (5, "> built")]
    assert typed("\n> make\nbuilt\n> ls") == [(1, "> make"), (14, "> ls")]
    assert [line for _, line in typed("$ cat <<E\nmake\nE\nout")] == ["$ cat <<E\nmake\nE"]
