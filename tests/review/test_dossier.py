"""What a reader is shown: the lines, directories and other instructions that speak of a statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import all_chains, instruction_files
from agentslint.lint import statements
from agentslint.repo import Repo
from agentslint.review import index, selection
from agentslint.review.question import Question
from tests.command import repository


def questions(root: Path, **files: str) -> tuple[Question, ...]:
    """The questions of a repository of these files."""
    repo = Repo.rooted(str(repository(root / "here", files)))
    chains = all_chains(repo, AGENTS["codex"])
    found = instruction_files(chains.values())
    read = statements.read(repo, found)
    return selection.of(repo, chains.values(), found, read, most=60, tokens=1500).questions


def shown(root: Path, **files: str) -> dict[str, tuple[str, list[str]]]:
    """The evidence of all questions: by path what is told of it, and its lines."""
    every = questions(root, **files)
    return {
        each.path: (each.about, [row for _, row in each.lines])
        for one in every
        for each in one.evidence
    }


def test_a_file_is_shown_with_its_length(tmp_path: Path) -> None:
    found = shown(
        tmp_path,
        **{
            "AGENTS.md": "# A\n\n`core.py` (12 lines) holds the queue.\n",
            "core.py": "q = []\n" * 40,
        },
    )
    about, rows = found["core.py"]
    assert about == "40 lines"
    assert rows[-1] == "q = []"


def test_the_lines_that_tell_most_are_found_far_down_in_a_file(tmp_path: Path) -> None:
    tasks = "".join(f"deploy-{n}:\n\techo wrapper\n" for n in range(900))
    found = shown(
        tmp_path,
        **{
            "AGENTS.md": "# A\n\nThe `Makefile` has no `renounce` wrapper for the mainnet.\n",
            "Makefile": f"{tasks}renounce-mainnet:\n\techo renounce\n",
        },
    )
    assert any("renounce-mainnet" in row for row in found["Makefile"][1])


def test_where_a_named_file_is_not_its_directory_is_shown_and_no_other_file(tmp_path: Path) -> None:
    found = shown(
        tmp_path,
        **{
            "sdk/AGENTS.md": "# A\n\n`src/providers/root.tsx` is the main provider.\n",
            "sdk/src/providers/client.tsx": "export const Client = 1\n",
            "docs/src/providers/root.tsx": "export const Root = 1\n",
        },
    )
    assert found["sdk/src/providers/"][1] == ["client.tsx"]
    assert "docs/src/providers/root.tsx" not in {
        path for path, (about, _) in found.items() if about.startswith("directory")
    }


def test_the_first_line_of_a_diagram_names_its_directory(tmp_path: Path) -> None:
    tree = "apps/api/src\n├── users/   # users\n└── main.ts  # start\n"
    found = shown(
        tmp_path,
        **{
            "AGENTS.md": f"# A\n\n```\n{tree}```\n",
            "apps/api/src/users/a.ts": "export const a = 1\n",
            "apps/api/src/memory/b.ts": "export const b = 1\n",
            "apps/api/src/main.ts": "start()\n",
        },
    )
    assert "memory/b.ts" in found["apps/api/src/"][1]


def test_what_other_instructions_say_of_the_same_is_shown(tmp_path: Path) -> None:
    filler = {f"lib/m{n}.py": "registry = 'components'\n" for n in range(30)}
    found = shown(
        tmp_path,
        **{
            "AGENTS.md": "# A\n\nThe registry of components is authored in the cli.\n",
            "cli/AGENTS.md": "# B\n\nThe registry of components is authored in packages.\n",
            **filler,
        },
    )
    assert "cli/AGENTS.md" in found
    assert "AGENTS.md" in found


@pytest.mark.parametrize(
    "text, word",
    [
        ("承認後に作業する", "承認"),
        ("事前承認が必要", "承認"),
        ("テンプレートを置く", "テンプレート"),
        ("最近的resolución的文件", "文件"),
        ("la resolución de rutas", "resolución"),
    ],
)
def test_words_of_other_languages(text: str, word: str) -> None:
    assert word in index.words(text)


def test_an_accent_is_part_of_its_word() -> None:
    assert "resoluci" not in index.words("resolución")


def test_bare_commands_are_no_pair(tmp_path: Path) -> None:
    every = questions(
        tmp_path,
        **{
            "AGENTS.md": "# A\n\n```\nnpm run deploy --prod\n```\n\n```\nnpm run deploy --dry\n```\n",
            "package.json": "{}\n",
        },
    )
    assert not [one for one in every if one.kind == "pair"]
