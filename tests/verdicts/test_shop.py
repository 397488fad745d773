"""A shop whose instructions are wrong in each way that a repository can answer, and its twin that is right."""

from __future__ import annotations

import json
from pathlib import Path

from ..command import agentslint, repository

RULES = ("dead-symbol", "stale-tool", "stale-setting", "stale-version")
WRONG = """\
- Install dependencies with `npm install`.
- Use 4 spaces for indentation.
- Lines are at most 120 characters.
- Use double quotes in TypeScript.
- Set `SHOP_API_TOKEN` before you start the server.
- Call `createOrder()` in `src/orders.ts`.
- We use Jest for tests.
- We use Black for formatting.
- Node 18 is required.
"""
RIGHT = """\
- Install dependencies with `pnpm install`.
- Use 2 spaces for indentation.
- Lines are at most 100 characters.
- Use single quotes in TypeScript.
- Set `SHOP_TOKEN` before you start the server.
- Call `placeOrder()` in `src/orders.ts`.
- We use Vitest for tests.
- We use Prettier for formatting.
- Node 22 is required.
"""
SHOP = {
    "package.json": json.dumps(
        {
            "name": "shop",
            "packageManager": "pnpm@9.1.0",
            "engines": {"node": ">=22"},
            "scripts": {"test": "vitest run"},
            "devDependencies": {"vitest": "^3.0.0", "prettier": "^3.0.0"},
        },
        indent=2,
    ),
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    ".prettierrc": '{"tabWidth": 2, "printWidth": 100, "singleQuote": true}\n',
    "src/config.ts": "export const token = process.env.SHOP_TOKEN;\n",
    "src/orders.ts": "export function placeOrder(cart: string) {\n  return cart;\n}\n",
}


def lines(root: Path) -> list[int]:
    """The lines of its instructions that are found wrong."""
    chosen = [word for rule in RULES for word in ("--select", rule)]
    ran = agentslint("check", "--format", "json", *chosen, cwd=root)
    return [finding["line"] for finding in json.loads(ran.out)["findings"]]


def test_each_fault_of_the_shop_is_found(tmp_path: Path) -> None:
    repository(tmp_path, {**SHOP, "AGENTS.md": WRONG})
    assert lines(tmp_path) == list(range(1, len(WRONG.splitlines()) + 1))


def test_its_twin_is_right(tmp_path: Path) -> None:
    repository(tmp_path, {**SHOP, "AGENTS.md": RIGHT})
    assert lines(tmp_path) == []
