"""Names that the code had once: what git's history says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..command import agentslint, git, repository
from ..repositories import Repository


def said(root: Path) -> list[str]:
    ran = agentslint("check", "-q", "--select", "dead-symbol", "--format", "json", cwd=root)
    return [finding["message"] for finding in json.loads(ran.out)["findings"]]


BEFORE = {
    "src/orders.py": "import os\n\n\ndef create_order(cart):\n    return cart\n\n\nclass OrderBook:\n    size = os.environ['SHOP_LIMIT']\n",
    "src/cli.py": "parser.add_argument('--entities', default='')\n",
}
AFTER = {
    "src/orders.py": "import os\n\n\ndef place_order(cart):\n    return cart\n\n\nsize = os.environ['SHOP_MOST']\n",
    "src/cli.py": "parser.add_argument('--only', default='')\n",
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Call `create_order(cart)`.", "renamed it to place_order in src/orders.py"),
        ("| `create_order` | adds |", "renamed it to place_order in src/orders.py"),
        ("- **OrderBook**: holds orders", "removed it from src/orders.py"),
        ("For example `OrderBook.size`.", "removed it from src/orders.py"),
        ("`SHOP_LIMIT` sets the limit.", "renamed it to SHOP_MOST in src/orders.py"),
        ("Run `shop sync --entities a`.", "renamed it to --only in src/cli.py"),
        ("## `OrderBook`", "removed it from src/orders.py"),
        ("`create_order` was removed.", ""),
        ("Never call `create_order`.", ""),
        ("`OrderShelf` holds orders.", ""),
        ("`place_order` adds one.", ""),
    ],
)
def test_what_history_defined(tmp_path: Path, text: str, message: str) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{text}\n"})
    repository(tmp_path, AFTER)
    found = said(tmp_path)
    assert len(found) == bool(message)
    assert all(line.endswith(message) for line in found)


def test_unsaved_work_gives_a_name_back(tmp_path: Path) -> None:
    """And a repeated run hears of it."""
    repository(tmp_path, {**BEFORE, "AGENTS.md": "Call `create_order`.\n"})
    repository(tmp_path, AFTER)
    assert len(said(tmp_path)) == 1
    (tmp_path / "src/orders.py").write_text(BEFORE["src/orders.py"])
    assert said(tmp_path) == []
    (tmp_path / "src/orders.py").write_text(AFTER["src/orders.py"])
    assert len(said(tmp_path)) == 1


def test_what_unsaved_work_takes_away_counts_until_it_is_staged(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": "Call `create_order`.\n"})
    (tmp_path / "src/orders.py").write_text(AFTER["src/orders.py"])
    assert said(tmp_path) == []


def test_a_comment_is_no_code(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": "Call `create_order`.\n"})
    repository(tmp_path, {**AFTER, "src/b.py": "# create_order was here\n"})
    assert len(said(tmp_path)) == 1


def test_an_option_and_the_name_of_its_value_are_two(tmp_path: Path) -> None:
    """`--size-limit` is `size_limit` in code: neither hides the other."""
    repository(
        tmp_path, {"AGENTS.md": "`--size-limit` sets `size_limit`.\n", "a.py": "size_limit = 1\n"}
    )
    repository(tmp_path, {"a.py": "size_limit = 2\n", "b.py": "print(size_limit)\n"})
    assert said(tmp_path) == []


def test_what_a_merged_branch_took_away(tmp_path: Path) -> None:
    """And the main line never had between two merges."""
    repository(tmp_path, {"AGENTS.md": "Raise `SyncError`.\n"})
    git(tmp_path, "checkout", "-q", "-b", "work")
    repository(tmp_path, {"src/errors.py": "class SyncError(Exception):\n    pass\n"})
    repository(tmp_path, {"src/errors.py": "class Failure(Exception):\n    pass\n"})
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "work")
    assert len(said(tmp_path)) == 1


def test_what_shows_how_names_are_made_names_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": "Naming convention: `OrderBook`.\n"})
    repository(tmp_path, AFTER)
    assert said(tmp_path) == []


def test_where_the_code_is_not_seen_no_name_is_missed(tmp_path: Path) -> None:
    """A clone whose index is missing, and a sparse one: nothing is said of what they leave out."""
    made = Repository(tmp_path / "shop")
    made.commit(
        {"AGENTS.md": "Call `createOrder` first.\n", "src/a.py": "def createOrder(): ...\n"}
    )
    made.commit({"src/a.py": "def placeOrder(): ...\n", "web/b.py": "createOrder = 1\n"})
    made.git("sparse-checkout", "set", "src")
    told = agentslint("check", "--select", "dead-symbol", "--no-cache", cwd=made.root).out
    assert "dead-symbol" not in told
    made.git("sparse-checkout", "disable")
    (made.root / ".git" / "index").unlink()
    told = agentslint("check", "--select", "dead-symbol", "--no-cache", cwd=made.root).out
    assert "dead-symbol" not in told
