"""Where a text says that a name is defined, against the one file that defines it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..command import agentslint, repository


def said(root: Path) -> list[str]:
    ran = agentslint("check", "-q", "--select", "stale-claim", "--format", "json", cwd=root)
    return [finding["message"] for finding in json.loads(ran.out)["findings"]]


FILES = {
    "src/main.rs": "fn main() {\n    builder().invoke_handler(list![]);\n}\n",
    "src/lib.rs": "pub mod services;\n",
    "src/board.h": "#pragma once\n#define BIG_BOARD\n",
    "src/draw.cpp": "#ifdef BIG_BOARD\nint a;\n#endif\n",
    "src/orders.ts": "export function createOrder() {}\n",
    "src/cart.ts": "export const items = 1\n",
    "src/index.ts": "export * from './orders'\n",
    "shop/store.py": "class OrderStore:\n    pass\n",
    "shop/pay.py": "from shop.store import thing\n\n\ndef pay_all():\n    pass\n",
}
BOARD = "is out of date: src/board.h:2 defines BIG_BOARD, and src/draw.cpp does not"
HANDLER = "is out of date: src/main.rs:2 has invoke_handler, and src/lib.rs does not name it"
ORDER = "is out of date: src/orders.ts:1 defines createOrder, and src/cart.ts does not name it"
STORE = "is out of date: shop/store.py:1 defines OrderStore, and shop/pay.py does not name it"


@pytest.mark.parametrize(
    "text,message",
    [
        ("- **Board**: Controlled by `#define BIG_BOARD` in src/draw.cpp", f'"#define BIG_BOARD in src/draw.cpp" {BOARD}'),
        ("2. Register it in the `invoke_handler` list in `src/lib.rs`.", f'"invoke_handler in src/lib.rs" {HANDLER}'),
        ("`createOrder()` is defined in `src/cart.ts`.", f'"createOrder in src/cart.ts" {ORDER}'),
        ("`createOrder()` (`src/cart.ts`) is where it begins.", f'"createOrder in src/cart.ts" {ORDER}'),
        ("`src/cart.ts` exports `createOrder`.", f'"createOrder in src/cart.ts" {ORDER}'),
        ("`OrderStore` lives in `shop/pay.py`.", f'"OrderStore in shop/pay.py" {STORE}'),
        ("| Store | `OrderStore` lives in `shop/pay.py` |", f'"OrderStore in shop/pay.py" {STORE}'),
        ("`OrderStore` ist definiert in `shop/pay.py`.", f'"OrderStore in shop/pay.py" {STORE}'),
        ("`OrderStore` está definida en `shop/pay.py`.", f'"OrderStore in shop/pay.py" {STORE}'),
        ("`OrderStore`は`shop/pay.py`で定義されている。", f'"OrderStore in shop/pay.py" {STORE}'),
        ("`OrderStore`는 `shop/pay.py`에 정의되어 있다.", f'"OrderStore in shop/pay.py" {STORE}'),
        ("`OrderStore` 定义在 `shop/pay.py` 中。", f'"OrderStore in shop/pay.py" {STORE}'),
    ],
)  # fmt: skip
def test_a_name_that_another_file_defines(tmp_path: Path, text: str, message: str) -> None:
    table = "| What | Where |\n|-|-|\n" if text.startswith("|") else ""
    repository(tmp_path, {**FILES, "AGENTS.md": f"{table}{text}\n"})
    assert said(tmp_path) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "`createOrder()` is defined in `src/orders.ts`.",
        "`createOrder()` is exported from `src/index.ts`.",
        "`createOrder()` will be defined in `src/cart.ts`.",
        "Never import `createOrder()` in `src/cart.ts`.",
        "If `createOrder()` is defined in `src/cart.ts`, move it.",
        "`src/cart.ts` asks `createOrder` for more.",
        "`OrderStore` is defined in `shop/gone.py`.",
        "`items` is defined in `src/orders.ts`.",
        "`createCart()` is defined in `src/orders.ts`.",
    ],
)
def test_what_is_no_such_statement(tmp_path: Path, text: str) -> None:
    repository(tmp_path, {**FILES, "AGENTS.md": f"{text}\n"})
    assert [one for one in said(tmp_path) if " defines " in one or " has " in one] == []


def test_a_name_that_two_files_define_is_in_neither_for_sure(tmp_path: Path) -> None:
    twice = {"shop/old.py": "class OrderStore:\n    pass\n"}
    repository(tmp_path, {**FILES, **twice, "AGENTS.md": "`OrderStore` lives in `shop/pay.py`.\n"})
    assert said(tmp_path) == []


NAMES = ["`CartItem`, `OrderRow`, `PriceList`, `TaxRate`", "CartItem, OrderRow, PriceList, TaxRate"]


@pytest.mark.parametrize(
    "other,told",
    [
        ("", True),
        ("import { TaxRate } from './tax'\n", True),
        ("import type { TaxRate } from '@shop/sdk'\n", False),
        ("export { TaxRate } from './tax'\n", False),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        f"| File | What |\n|-|-|\n| `src/types.ts` | {NAMES[0]} |",
        f"| File | What |\n|-|-|\n| `src/types.ts` | {NAMES[1]} |",
        f"- `src/types.ts`: {NAMES[0]}",
        f"```\nsrc/\n├── types.ts    {NAMES[1]} (90 lines)\n└── tax.ts\n```",
    ],
)
def test_a_name_of_a_row_that_its_file_does_not_define(
    tmp_path: Path, text: str, other: str, told: bool
) -> None:
    types = "".join(f"export type {name} = 1\n" for name in ("CartItem", "OrderRow", "PriceList"))
    files = {"src/types.ts": types + other, "src/tax.ts": "export type TaxRate = 1\n"}
    repository(tmp_path, {**files, "AGENTS.md": f"{text}\n"})
    cause = "src/tax.ts:1 defines TaxRate, and src/types.ts does not"
    mine = [one for one in said(tmp_path) if "TaxRate" in one]
    assert mine == [f'"TaxRate in src/types.ts" is out of date: {cause}'] * told
