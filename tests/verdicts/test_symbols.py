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
        ("Names are general: `OrderBook` not `ShopOrderBook`.", ""),
        ("Prefer `create_order_now` over `create_order`.", ""),
        ("Use `create_order()`, not `submit()`.", "renamed it to place_order in src/orders.py"),
        ("`create_order` was removed.", ""),
        ("Never call `create_order`.", ""),
        ("`OrderShelf` holds orders.", "no file has this name"),
        ("`place_order` adds one.", ""),
    ],
)
def test_what_history_defined(tmp_path: Path, text: str, message: str) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": f"{text}\n"})
    repository(tmp_path, AFTER)
    found = said(tmp_path)
    assert len(found) == bool(message)
    assert all(line.endswith(message) for line in found)


FENCE = "```python\n{}\n```"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Orders flow from the cart to the OrderBook and out.", "removed it from src/orders.py"),
        ("```\ncart → OrderBook → till\n```", "removed it from src/orders.py"),
        (FENCE.format("create_order(cart)"), "renamed it to place_order in src/orders.py"),
        (FENCE.format("book = OrderBook()\nbook.open()"), "removed it from src/orders.py"),
        (
            "```vue\n<OrderBook v-if='open' />\n<OrderBook />\n```",
            "removed it from src/orders.py",
        ),
        # what says nothing of today's code
        ("The OrderBook was removed in v2.", ""),
        ("Never write an OrderBook by hand.", ""),
        ("See OrderBook.md and docs/OrderBook for more.", ""),
        ("Do not write this:\n\n" + FENCE.format("create_order(cart)"), ""),
        (FENCE.format("# create_order was here\nplace_order('create_order')"), ""),
        (FENCE.format("create_order = make()\ncreate_order()"), ""),
        ('```json\n{ "create_order": 1 }\n```', ""),
        # a field and a name that was only used may be anybody's
        (FENCE.format("cart.shop_limit = 1"), ""),
        ("It speaks WebSocket with the till.", ""),
        ("The place_order adds one.", ""),
    ],
)
def test_what_a_text_shows_and_history_declared(tmp_path: Path, text: str, message: str) -> None:
    channels = "class Channels(Enum):\n    WebSocket = 'ws'\n    shop_limit = 1\n"
    repository(tmp_path, {**BEFORE, "src/all.py": channels, "AGENTS.md": f"{text}\n"})
    repository(tmp_path, {**AFTER, "src/all.py": "class Channels(Enum): ...\n"})
    found = said(tmp_path)
    assert len(found) == bool(message)
    assert all(line.endswith(message) for line in found)


@pytest.mark.parametrize(
    ("path", "document", "told"),
    [
        ("Examples/Counter/View.swift", "Examples/Orders/CLAUDE.md", 0),
        ("samples/counter/View.swift", "AGENTS.md", 0),
        ("Examples/Counter/View.swift", "Examples/Counter/CLAUDE.md", 1),
        ("Sources/View.swift", "AGENTS.md", 1),
    ],
)
def test_what_an_example_declared_is_of_its_own_documents(
    tmp_path: Path, path: str, document: str, told: int
) -> None:
    fence = "```swift\nOrderScreen()\n```\n"
    other = {"Sources/App.swift": "let a = 1\n"}
    repository(tmp_path, {path: "struct OrderScreen: View {}\n", document: fence, **other})
    repository(tmp_path, {path: "struct TillScreen {}\nlet b = 1\n"})
    assert len(said(tmp_path)) == told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Use `TallCart` for it.", 1),
        ("```vue\n<TallCart size='sm' />\n```", 1),
        ("The MyCart and the tallCart are examples, and so is a `MyCart`.", 0),
    ],
)
def test_a_deleted_component(tmp_path: Path, text: str, number: int) -> None:
    """What a file is called by is what it defines."""
    shop = {"web/TallCart.vue": "<template/>\n", "web/MyCart.vue": "<template/>\n"}
    repository(tmp_path, {**shop, "web/a.ts": "export const a = 1;\n", "AGENTS.md": f"{text}\n"})
    for path in shop:
        (tmp_path / path).unlink()
    repository(tmp_path, {})
    assert len(said(tmp_path)) == number


def test_claims_have_what_a_text_shows(tmp_path: Path) -> None:
    repository(tmp_path, {**BEFORE, "AGENTS.md": "The OrderBook holds all.\n"})
    repository(tmp_path, AFTER)
    ran = agentslint("claims", "--format", "json", cwd=tmp_path)
    (row,) = [one for one in json.loads(ran.out)["statements"] if one["subject"] == "OrderBook"]
    assert row["state"] == "refuted"


def test_claims_have_what_owners_lack_once(tmp_path: Path) -> None:
    book = "class OrderBook:\n    def open_all(self): ...\n"
    text = "`OrderBook.close_all()` ends, `OrderBook.open_all()` begins.\n"
    repository(tmp_path, {"shop/book.py": book, "AGENTS.md": text})
    ran = agentslint("claims", "--format", "json", cwd=tmp_path)
    rows = json.loads(ran.out)["statements"]
    states = [(one["subject"], one["state"]) for one in rows if one["kind"] == "symbol"]
    assert states.count(("close_all", "refuted")) == 1
    assert ("close_all", "undecided") not in states
    assert ("open_all", "verified") in states


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


LISTED = {
    "src/checks.py": "def check_cart(): ...\ndef check_price(): ...\ndef check_stock(): ...\n",
    "src/till.py": "class Till:\n    total_due = 0\n    items_sold = 0\n",
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("`check_cart`, `check_price`, `check_stock`, `check_gift`.", ["check_gift"]),
        (
            "Checks: `check_cart()` / `check_gift()` / `check_price()` / `check_stock()`",
            ["check_gift"],
        ),
        (
            "- `check_cart`: a\n- `check_gift`: b\n- `check_price`: c\n- `check_stock`: d",
            ["check_gift"],
        ),
        (
            "|A|\n|-|\n|`check_cart`|\n|`check_gift`|\n|`check_price`|\n|`check_stock`|",
            ["check_gift"],
        ),
        ("|A|\n|-|\n|check_cart|\n|check_gift|\n|check_price|\n|check_stock|", ["check_gift"]),
        (
            "| File | Fields |\n|-|-|\n| `src/till.py` | total_due, items_sold, tax_due |",
            ["tax_due"],
        ),
        ("| File | What |\n|-|-|\n| `src/till.py` | holds `taxDue` |", ["taxDue"]),
        ("- `src/till.py` - sums up in `sum_up()`", ["sum_up"]),
        ("```\nsrc/\n├── till.py  # sums up in sum_up\n└── checks.py\n```", ["sum_up"]),
        ("```\nsrc/\n├── till.py  # sums up in sumUp()\n└── checks.py\n```", ["sumUp"]),
        ("`check_cart`, `check_price`, `check_gift`.", []),
        ("`check_cart`, `check_price`, `check_stock`, `till`.", []),
        ("Never `check_cart`, `check_price`, `check_stock`, `check_gift`.", []),
        ("Planned: `check_cart`, `check_price`, `check_stock`, `check_gift`.", []),
        ("Names follow a pattern: `check_cart`, `check_price`, `check_stock`, `check_gift`.", []),
        ("| Tool | Why |\n|-|-|\n| `src/till.py` | FastAPI, GraphQL, YouTube |", []),
        ("```\nsrc/\n├── till.py  # talks to FastAPI\n└── checks.py\n```", []),
    ],
)
def test_what_stands_beside_a_name(tmp_path: Path, text: str, names: list[str]) -> None:
    repository(tmp_path, {**LISTED, "AGENTS.md": f"{text}\n"})
    assert [line.split(" ")[0] for line in said(tmp_path)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("```ts\nimport { A, B } from '@/till';\n```", ["B"]),
        ("```tsx\nimport Till, { type B as Other } from './src/till';\n```", ["B"]),
        ('```javascript\nimport {\n  A,\n  B,\n} from "~/till.js";\n```', ["B"]),
        ("```py\nfrom src.checks import check_cart, check_gift\n```", ["check_gift"]),
        (
            "```python\nfrom src.checks import (\n    check_cart,\n    check_gift as g,\n)\n```",
            ["check_gift"],
        ),
        ("```ts\n// ❌ wrong\nimport { B } from '@/till';\n```", []),
        ("Removed in v2:\n\n```ts\nimport { B } from '@/till';\n```", []),
        ("```ts\nimport { B } from '@/other';\nimport { C } from 'react';\n```", []),
        ("```py\nfrom src import checks, till\n```", []),
    ],
)
def test_what_an_import_names(tmp_path: Path, text: str, names: list[str]) -> None:
    code = {"src/till.ts": "export const A = 1;\n", "src/__init__.py": ""}
    repository(tmp_path, {**LISTED, **code, "AGENTS.md": f"{text}\n"})
    assert [line.split(" ")[0] for line in said(tmp_path)] == names


def test_a_deleted_file_of_the_name(tmp_path: Path) -> None:
    """A header without an ending, a module that was one file."""
    text = "Include `kit_vector`. See `kit_list`. Use `kit_map`.\n"
    before = {
        "lib/kit_vector": "#pragma once\n",
        "lib/kit_list.hpp": "#pragma once\n",
        "a.cc": "\n",
    }
    repository(tmp_path, {**before, "AGENTS.md": text})
    for name in ("lib/kit_vector", "lib/kit_list.hpp"):
        (tmp_path / name).unlink()
    repository(tmp_path, {"a.cc": "int a;\n"})
    assert [line.split(" ")[0] for line in said(tmp_path)] == ["kit_vector", "kit_list"]


SHAPE = "class Shop:\n    def open(self) -> None: ...\n\n    def find_till(self, name: str) -> int: ...\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"```python\n{SHAPE}```", ["find_till"]),
        (
            f"## The shop (`shop.py`)\n\n```py\n{SHAPE.replace('def find', 'async def find')}```",
            ["find_till"],
        ),
        (f"```python\nimport abc\n\n{SHAPE.replace('Shop:', 'Shop(Protocol):')}```", ["find_till"]),
        (f"```python\n{SHAPE.replace('Shop', 'Store')}```", []),
        (f"```python\n{SHAPE.replace('Shop', 'Stand')}```", []),
        (f"Removed in v2:\n\n```python\n{SHAPE}```", []),
        ("```python\nclass Shop:\n    def find_till(self): ...\n```", []),
        (
            "```python\nclass Shop:\n    def shut(self):\n        return 1\n    def find_till(self):\n        return 2\n```",
            [],
        ),
    ],
)
def test_what_a_class_is_shown_to_have(tmp_path: Path, text: str, names: list[str]) -> None:
    code = "class Shop:\n    def open(self): ...\n    def list_tills(self): ...\n"
    stand = "class Stand(Base):\n    def open(self): ...\n"
    repository(tmp_path, {"src/shop.py": code, "src/stand.py": stand, "AGENTS.md": f"{text}\n"})
    assert [line.split(" ")[0] for line in said(tmp_path)] == names
