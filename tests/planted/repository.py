"""Names, files, branches, licences, workflows, skills, counts, lists and absences that a text states."""

from __future__ import annotations

from .kinds import TS, Planted, ci, npm, python

LONG = "".join(f"line_{n} = {n}\n" for n in range(60))
WORKSPACE = {"package.json": '{"name": "root", "private": true, "workspaces": ["packages/*"]}\n'}


def package(name: str, *depends: str) -> dict[str, str]:
    import json

    rows = dict.fromkeys(depends, "*")
    return {
        f"packages/{name}/package.json": json.dumps(
            {"name": f"@shop/{name}", "version": "1.0.0", "dependencies": rows}
        ),
        f"packages/{name}/src/index.ts": "export const one = 1;\n",
    }


THREE = {**package("web", "@shop/shared"), **package("api"), **package("shared")}
MIT = "MIT License\n\nCopyright (c) 2024 Shop\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n"
APACHE = "                                 Apache License\n                           Version 2.0, January 2004\n"

KINDS = (
    Planted(
        "function in another letter case",
        {"ports.go": "package shop\n\nfunc FindFreePort() int { return 0 }\n"},
        {"ports.go": "package shop\n\nfunc findFreePort() int { return 0 }\n"},
        (
            "- `findFreePort()` scans the ports in use.",
            "| Function | Does |\n|---|---|\n| `findFreePort()` | scans |",
            "**Ports:** `findFreePort()` finds the next one.",
            "## `findFreePort()`\n\nScans the ports.",
            "Call `findFreePort()` before the server starts.",
            "`findFreePort()` 返回一个空闲端口。",
            "`findFreePort()` sucht einen freien Port.",
        ),
    ),
    Planted(
        "directory of a column gone",
        {"src/shop/prices/a.go": "package prices\n"},
        {"src/shop/stock/a.go": "package stock\n"},
        (
            "| Task | Location |\n|---|---|\n| Prices | src/shop/prices |\n| Stock | src/shop/stock |",
            "| Path | Holds |\n|---|---|\n| src/shop/prices | prices |\n| src/shop/stock | stock |",
            "| Directory | For |\n|---|---|\n| `src/shop/prices` | prices |\n| `src/shop/stock` | stock |",
            "| 位置 | 说明 |\n|---|---|\n| src/shop/prices | 价格 |\n| src/shop/stock | 库存 |",
            "| Pfad | Inhalt |\n|---|---|\n| src/shop/prices | Preise |\n| src/shop/stock | Bestand |",
            "| Where to look | Folder |\n|---|---|\n| Prices | src/shop/prices |\n| Stock | src/shop/stock/ |",
        ),
    ),
    Planted(
        "package that no manifest lists",
        {
            "go.mod": "module shop\n\nrequire (\n\tgithub.com/go-chi/chi/v5 v5.0.1\n\tgithub.com/jackc/pgx v4.1.0\n)\n",
            "main.go": "package main\n",
        },
        {
            "go.mod": "module shop\n\nrequire (\n\tgithub.com/go-chi/chi/v5 v5.0.1\n\tgithub.com/jackc/pgx v4.1.0\n"
            "\tgithub.com/rs/zerolog v1.30.0\n)\n"
        },
        (
            "**Key libraries**: `go-chi/chi` (router), `jackc/pgx` (database), `rs/zerolog` (logging).",
            "- Libraries: `go-chi/chi`, `jackc/pgx` and `rs/zerolog`",
            "We build on `go-chi/chi`, `jackc/pgx` and `rs/zerolog`.",
            "| Libraries |\n|---|\n| `go-chi/chi`, `jackc/pgx`, `rs/zerolog` |",
            "- `go-chi/chi` - router\n- `jackc/pgx` - database\n- `rs/zerolog` - logging",
            "依赖：`go-chi/chi`、`jackc/pgx`、`rs/zerolog`。",
        ),
    ),
    Planted(
        "class of a diagram gone",
        {
            "shop/models.py": "class BaseModel: ...\nclass OrderModel: ...\nclass PriceModel: ...\nclass StockModel: ...\n"
        },
        {
            "shop/models.py": "class BaseModel: ...\nclass OrderModel: ...\nclass PriceModel: ...\nclass StockModel: ...\nclass GiftModel: ...\n"
        },
        (
            "```\nBaseModel\n├── OrderModel\n├── PriceModel\n├── StockModel\n└── GiftModel\n```",
            "```text\nBaseModel\n├── OrderModel   # orders\n│   └── GiftModel\n├── PriceModel\n└── StockModel\n```",
            "- `OrderModel`\n- `PriceModel`\n- `StockModel`\n- `GiftModel`",
            "Models: `OrderModel`, `PriceModel`, `StockModel`, `GiftModel`.",
            "| Model | For |\n|---|---|\n| OrderModel | orders |\n| PriceModel | prices |\n| StockModel | stock |\n| GiftModel | gifts |",
            "### `OrderModel`\n\n### `PriceModel`\n\n### `StockModel`\n\n### `GiftModel`\n\nHolds gifts.\n",
        ),
    ),
    Planted(
        "function gone from file",
        {"src/orders.ts": "export function placeOrder(cart: string) {\n  return cart;\n}\n"},
        {"src/orders.ts": "export function createOrder(cart: string) {\n  return cart;\n}\n"},
        (
            "- Call `createOrder()` in `src/orders.ts`.",
            "| Function | File |\n|---|---|\n| `createOrder` | `src/orders.ts` |",
            "`src/orders.ts` exports `createOrder`.",
            "`createOrder()` (in `src/orders.ts`) writes an order.",
            "**Orders**: `createOrder` from `src/orders.ts`",
            "The function `createOrder` is defined in `src/orders.ts`.",
            "`src/orders.ts`: `createOrder()`",
            "- `src/orders.ts` - `createOrder()` creates an order",
            "Use the `createOrder` function in `src/orders.ts`.",
            "`createOrder()` lives in `src/orders.ts`.",
            "In `src/orders.ts` the function `createOrder()` does the work.",
            "[`createOrder`](src/orders.ts) makes an order.",
            "Rufe `createOrder()` in `src/orders.ts` auf.",
        ),
    ),
    Planted(
        "python function gone from file",
        {"shop/orders.py": "def place_order(cart):\n    return cart\n"},
        {"shop/orders.py": "def create_order(cart):\n    return cart\n"},
        (
            "- Call `create_order()` in `shop/orders.py`.",
            "`shop/orders.py` defines `create_order`.",
            "| `shop/orders.py` | `create_order()` |\n|---|---|\n| `shop/` | code |",
            "`create_order` in `shop/orders.py` is the entry point.",
            "Entry point: `shop.orders.create_order`",
            "Entry point: `shop/orders.py::create_order`",
            "See `create_order` (`shop/orders.py`).",
        ),
    ),
    Planted(
        "class renamed in history",
        {"src/bus.ts": "export class MessageBroker {\n  send() {}\n}\n"},
        {"src/bus.ts": "export class EventDispatcher {\n  send() {}\n}\n"},
        (
            "- Send events through `EventDispatcher`.",
            "`EventDispatcher` is the bus.",
            "| `EventDispatcher` | sends events |\n|---|---|\n| `src/` | code |",
            "**`EventDispatcher`**: sends events",
            "The EventDispatcher sends all events.",
            "All events go through the `EventDispatcher` class.",
            "```ts\nconst bus = new EventDispatcher();\n```",
        ),
        before={"src/bus.ts": "export class EventDispatcher {\n  send() {}\n}\n"},
    ),
    Planted(
        "env variable renamed",
        {"src/config.ts": "export const token = process.env.SHOP_TOKEN;\n"},
        {"src/config.ts": "export const token = process.env.SHOP_API_KEY;\n"},
        (
            "- Set `SHOP_API_KEY` before you start the server.",
            "| Variable | Meaning |\n|---|---|\n| `SHOP_API_KEY` | the token |",
            "```bash\nexport SHOP_API_KEY=abc\n```",
            "The server reads SHOP_API_KEY from the environment.",
            "**`SHOP_API_KEY`**: the token",
            "Required: `$SHOP_API_KEY`",
        ),
        before={"src/config.ts": "export const token = process.env.SHOP_API_KEY;\n"},
    ),
    Planted(
        "option renamed",
        {
            "shop/cli.py": 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--max-items")\n'
        },
        {
            "shop/cli.py": 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--limit-items")\n'
        },
        (
            "- Pass `--limit-items` to the CLI.",
            "`python -m shop.cli --limit-items 5` lists five.",
            "```bash\npython -m shop.cli --limit-items 5\n```",
            "| `--limit-items` | how many |\n|---|---|\n| `--help` | help |",
            "The option `--limit-items` caps the list.",
            "Use --limit-items to cap the list.",
        ),
        before={
            "shop/cli.py": 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--limit-items")\n'
        },
    ),
    Planted(
        "route renamed",
        {"src/app.ts": 'app.get("/api/orders", list);\n'},
        {"src/app.ts": 'app.get("/api/purchases", list);\n'},
        (
            "- The list is served at `/api/purchases`.",
            "`GET /api/purchases` lists the orders.",
            "| `GET /api/purchases` | lists orders |\n|---|---|\n| `src/` | code |",
            "```bash\ncurl http://localhost:3000/api/purchases\n```",
            "The endpoint `/api/purchases` returns all orders.",
            "**`/api/purchases`**: all orders",
        ),
        before={"src/app.ts": 'app.get("/api/purchases", list);\n'},
    ),
    Planted(
        "python route renamed",
        {"shop/app.py": '@app.get("/orders")\ndef orders(): ...\n'},
        {"shop/app.py": '@app.get("/purchases")\ndef orders(): ...\n'},
        (
            "- `GET /purchases` lists the orders.",
            "The `/purchases` endpoint lists the orders.",
            "| `/purchases` | GET | lists orders |\n|---|---|---|\n| `/x` | | |",
        ),
        before={"shop/app.py": '@app.get("/purchases")\ndef orders(): ...\n'},
    ),
    Planted(
        "config key gone",
        {
            "config/app.yaml": "server:\n  request_timeout: 5\n",
            "src/a.ts": "load(config.server.request_timeout);\n",
        },
        {
            "config/app.yaml": "server:\n  idle_timeout: 5\n",
            "src/a.ts": "load(config.server.idle_timeout);\n",
        },
        (
            "- Set `idle_timeout` in `config/app.yaml`.",
            "`config/app.yaml` has `server.idle_timeout`.",
            "The key `idle_timeout` in `config/app.yaml` sets the timeout.",
            "| `idle_timeout` | timeout in seconds |\n|---|---|\n| `config/app.yaml` | the file |",
            "Timeouts are set by `server.idle_timeout`.",
            "**`idle_timeout`** (`config/app.yaml`): seconds",
        ),
        before={
            "config/app.yaml": "server:\n  idle_timeout: 5\n",
            "src/a.ts": "load(config.server.idle_timeout);\n",
        },
    ),
    Planted(
        "config key not in file",
        {"config/app.yaml": "server:\n  request_timeout: 5\n"},
        {"config/app.yaml": "server:\n  idle_timeout: 5\n"},
        (
            "- Set `idle_timeout` in `config/app.yaml`.",
            "The key `idle_timeout` in `config/app.yaml` sets the timeout.",
            "`server.idle_timeout` in `config/app.yaml`",
        ),
    ),
    Planted(
        "pytest node",
        {
            "pyproject.toml": python("pytest"),
            "tests/test_orders.py": "def test_place():\n    pass\n",
        },
        {"tests/test_orders.py": "def test_create():\n    pass\n"},
        (
            "- Run `pytest tests/test_orders.py::test_create`.",
            "```bash\npytest tests/test_orders.py::test_create\n```",
            "`tests/test_orders.py::test_create` shows how.",
            "| One test | `pytest tests/test_orders.py::test_create` |\n|---|---|\n| all | `pytest` |",
            "A single test: `uv run pytest tests/test_orders.py::test_create -q`",
            "**Single test**: `python -m pytest tests/test_orders.py::test_create`",
        ),
    ),
    Planted(
        "pytest class node",
        {
            "pyproject.toml": python("pytest"),
            "tests/test_orders.py": "class TestOrders:\n    def test_place(self):\n        pass\n",
        },
        {"tests/test_orders.py": "class TestOrders:\n    def test_create(self):\n        pass\n"},
        (
            "- Run `pytest tests/test_orders.py::TestOrders::test_create`.",
            "```bash\npytest tests/test_orders.py::TestOrders::test_create -x\n```",
        ),
    ),
    Planted(
        "make target",
        {"Makefile": "test:\n\tpytest\n", "pyproject.toml": python("pytest")},
        {"Makefile": "test:\n\tpytest\n\ncheck:\n\tpytest -x\n"},
        (
            "- Run `make check` in the root.",
            "Run `make check` in the repository root.",
            "From the root, run `make check`.",
            "In the root: `make check`",
            "```bash\n# in the root\nmake check\n```",
            "`make check` (in the root) runs everything.",
            "Before you push, run `make check` at the root of the repository.",
            "Führe `make check` im Wurzelverzeichnis aus.",
            "Exécutez `make check` à la racine.",
        ),
    ),
    Planted(
        "npm script",
        {"package.json": npm("vite", scripts={"build": "vite build"})},
        {"package.json": npm("vite", scripts={"build": "vite build", "check": "vite build"})},
        (
            "- Run `npm run check` before you commit.",
            "| `npm run check` | all checks |\n|---|---|\n| `npm run build` | build |",
            "The `check` script runs all checks.",
            "**Check:** `npm run check`",
            "## Checks\n\n`npm run check` must pass.",
        ),
    ),
    Planted(
        "list lacks package",
        {**WORKSPACE, **THREE, **package("billing")},
        dict.fromkeys(package("billing")),
        (
            "There are three packages: `web`, `api`, `shared`.",
            "## Packages\n\n- `packages/web`: the shop\n- `packages/api`: the server\n- `packages/shared`: types\n",
            "The monorepo has three packages.",
            "The workspace consists of `packages/web`, `packages/api` and `packages/shared`.",
            "| Package | Purpose |\n|---|---|\n| `packages/web` | shop |\n| `packages/api` | server |\n| `packages/shared` | types |",
            "```\npackages/\n├── web/\n├── api/\n└── shared/\n```",
            "Packages: `web`, `api`, `shared`.",
            "Es gibt drei Pakete: `web`, `api` und `shared`.",
            "Il y a trois paquets : `web`, `api` et `shared`.",
            "Hay tres paquetes: `web`, `api` y `shared`.",
            "共有三个包：`web`、`api`、`shared`。",
        ),
    ),
    Planted(
        "list names gone package",
        {**WORKSPACE, **package("web"), **package("api")},
        package("legacy"),
        (
            "There are three packages: `web`, `api`, `legacy`.",
            "## Packages\n\n- `web`: the shop\n- `api`: the server\n- `legacy`: old things\n",
            "The workspace has the packages `web`, `api` and `legacy`.",
            "| Package | Purpose |\n|---|---|\n| `web` | shop |\n| `api` | server |\n| `legacy` | old |",
            "Packages: `@shop/web`, `@shop/api`, `@shop/legacy`.",
            "```\npackages/\n├── web/\n├── api/\n└── legacy/\n```",
            "`packages/` holds `web`, `api` and `legacy`.",
        ),
    ),
    Planted(
        "count of packages",
        {**WORKSPACE, **THREE},
        {**package("billing"), **package("mail")},
        (
            "The monorepo has five packages.",
            "- 5 packages in `packages/`",
            "This workspace contains 5 packages.",
            "`packages/` contains five packages.",
            "Five packages live under `packages/`.",
            "**Packages:** 5",
            "Das Monorepo besteht aus fünf Paketen.",
            "Le monorepo contient cinq paquets.",
            "该仓库包含 5 个包。",
        ),
    ),
    Planted(
        "count cargo members",
        {
            "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
            "crates/a/Cargo.toml": '[package]\nname = "a"\n',
            "crates/b/Cargo.toml": '[package]\nname = "b"\n',
        },
        {f"crates/{n}/Cargo.toml": f'[package]\nname = "{n}"\n' for n in "cde"},
        (
            "The workspace has five crates.",
            "- 5 crates",
            "A Cargo workspace of five crates.",
            "There are 5 crates under `crates/`.",
            "The workspace consists of 5 members.",
        ),
    ),
    Planted(
        "count of workflows",
        {".github/workflows/ci.yml": ci(), ".github/workflows/release.yml": ci(name="Release")},
        {f".github/workflows/{n}.yml": ci(name=n) for n in ("docs", "nightly")},
        (
            "There are four workflows in `.github/workflows/`.",
            "- Four GitHub Actions workflows",
            "CI consists of four workflows.",
            "We have 4 workflows.",
            "`.github/workflows/` holds 4 workflows.",
        ),
    ),
    Planted(
        "count of skills",
        {
            f".agents/skills/{n}/SKILL.md": f"---\nname: {n}\ndescription: d\n---\n"
            for n in ("ship", "till-check")
        },
        {
            f".agents/skills/{n}/SKILL.md": f"---\nname: {n}\ndescription: d\n---\n"
            for n in ("review", "triage")
        },
        (
            "There are four skills in `.agents/skills/`.",
            "- 4 skills",
            "`.agents/skills/` contains 4 skills.",
            "We ship four skills.",
        ),
    ),
    Planted(
        "lines of a file",
        {"src/worker.py": LONG[:300], "src/x.py": ""},
        {"src/worker.py": LONG * 4},
        (
            "`src/worker.py` (240 lines)",
            "| File | Lines |\n|---|---|\n| `src/worker.py` | 240 |",
            "```\nsrc/\n├── worker.py  # 240 lines\n└── x.py\n```",
            "`src/worker.py` has 240 lines.",
            "`src/worker.py` is 240 lines long.",
            "The 240 lines of `src/worker.py` do the work.",
            "- `src/worker.py`: ~240 lines",
            "`src/worker.py` is a 240-line file.",
            "`src/worker.py` hat 240 Zeilen.",
        ),
    ),
    Planted(
        "not yet implemented",
        {
            "src/export.py": "def export_orders(rows):\n"
            + "".join(f"    rows.append({n})\n" for n in range(40)),
            "src/x.py": "",
        },
        {"src/export.py": None},
        (
            "- `src/export.py`: not yet implemented",
            "```\nsrc/\n├── export.py   # TODO: not yet implemented\n└── x.py\n```",
            "`src/export.py` is not yet implemented.",
            "| `src/export.py` | not implemented yet |\n|---|---|\n| `src/x.py` | done |",
            "`src/export.py` does not exist yet.",
            "`src/export.py` — planned",
            "The exporter (`src/export.py`) is not implemented yet.",
            "`src/export.py` ist noch nicht implementiert.",
        ),
    ),
    Planted(
        "feature not yet",
        {
            "src/export.py": "def export_orders(rows):\n"
            + "".join(f"    rows.append({n})\n" for n in range(40)),
            "src/x.py": "",
        },
        {"src/export.py": "def other(): ...\n"},
        (
            "`export_orders()` is not yet implemented.",
            "- `export_orders`: not implemented yet",
            "There is no `export_orders` function yet.",
            "| `export_orders` | planned |\n|---|---|\n| `x` | done |",
        ),
    ),
    Planted(
        "no test suite",
        {
            **TS,
            "package.json": npm("vitest", scripts={"test": "vitest"}),
            "tests/pay.test.ts": "it('pays', () => {});\n",
        },
        {"tests/pay.test.ts": None, "package.json": npm("vite")},
        (
            "There is no test suite.",
            "- No test suite exists.",
            "**Tests:** none",
            "| Tests | none yet |\n|---|---|\n| Lint | none |",
            "This project has no tests.",
            "There are no automated tests yet.",
            "No tests yet.",
            "We do not have tests.",
            "Tests do not exist yet.",
            "The project has no automated tests.",
            "Es gibt keine Tests.",
            "Il n'y a pas de tests.",
            "No hay pruebas.",
            "没有测试。",
            "テストはありません。",
        ),
    ),
    Planted(
        "no ci",
        {".github/workflows/ci.yml": ci()},
        {".github/workflows/ci.yml": None},
        (
            "There is no CI.",
            "- No CI is configured.",
            "**CI:** none",
            "CI is not set up yet.",
            "This repository has no CI pipeline.",
            "We have no GitHub Actions workflows.",
        ),
    ),
    Planted(
        "no dockerfile",
        {"Dockerfile": "FROM python:3.12\n"},
        {"Dockerfile": None},
        (
            "There is no Dockerfile.",
            "- There is no `Dockerfile` yet.",
            "No Dockerfile exists.",
            "The project does not have a `Dockerfile`.",
            "A `Dockerfile` does not exist yet.",
        ),
    ),
    Planted(
        "no linter",
        {
            **TS,
            "package.json": npm("eslint", scripts={"lint": "eslint ."}),
            "eslint.config.js": "export default [];\n",
        },
        {"package.json": npm("vite"), "eslint.config.js": None},
        (
            "There is no linter.",
            "- No linter is configured.",
            "**Lint:** none",
            "No lint setup yet.",
            "The project has no linter.",
            "Linting is not configured.",
        ),
    ),
    Planted(
        "stale branch ci",
        {".github/workflows/ci.yml": ci(branch="main"), **TS},
        {".github/workflows/ci.yml": ci(branch="develop")},
        (
            "- Branch off `develop`.",
            "Open pull requests against `develop`.",
            "**Default branch:** `develop`",
            "The default branch is `develop`.",
            "| Main branch | `develop` |\n|---|---|\n| CI | GitHub Actions |",
            "CI runs on pushes to `develop`.",
            "Create feature branches from `develop`.",
            "PRs target the `develop` branch.",
            "```bash\ngit checkout develop\n```",
            "Rebase onto `develop` before you push.",
            "Der Standardbranch ist `develop`.",
            "Les pull requests visent `develop`.",
            "主分支是 `develop`。",
        ),
        before={},
    ),
    Planted(
        "stale branch default",
        TS,
        {"src/x.ts": "export const x = 1;\n"},
        (
            "The default branch is `master`.",
            "- Base your work on `master`.",
            "**Main branch:** `master`",
            "Merge into `master` by pull request.",
            "Never push to `master`.",
        ),
        before={},
    ),
    Planted(
        "licence file",
        {**TS, "LICENSE": MIT},
        {"LICENSE": APACHE},
        (
            "- The code is licensed under Apache-2.0.",
            "**License:** Apache-2.0",
            "| License | Apache 2.0 |\n|---|---|\n| Language | TypeScript |",
            "Licensed under the Apache License 2.0.",
            "The project is Apache-2.0 licensed.",
            "License: Apache License, Version 2.0",
            "This is Apache-2.0 software.",
            "Lizenz: Apache-2.0",
            "许可证：Apache-2.0",
        ),
    ),
    Planted(
        "licence manifest",
        {**TS, "package.json": npm("vite", license="MIT")},
        {"package.json": npm("vite", license="GPL-3.0-only")},
        (
            "- GPL-3.0 license.",
            "The code is under the GPL-3.0.",
            "**License:** GPL-3.0",
            "The project is licensed under GPLv3.",
            "New files get a GPL-3.0 header; the project is GPL-3.0.",
        ),
    ),
    Planted(
        "workflow gone",
        {".github/workflows/test.yml": ci()},
        {".github/workflows/ci.yml": ci()},
        (
            "- CI is defined in `.github/workflows/ci.yml`.",
            "The `ci.yml` workflow runs the tests.",
            "| `ci.yml` | tests |\n|---|---|\n| `src/` | code |",
            "**Workflow:** `ci.yml`",
            "See the workflow `ci.yml`.",
            "```\n.github/workflows/\n├── ci.yml   # tests\n└── x.yml\n```",
        ),
    ),
    Planted(
        "job gone",
        {".github/workflows/ci.yml": ci(job="unit")},
        {".github/workflows/ci.yml": ci(job="integration")},
        (
            "- The `integration` job in `.github/workflows/ci.yml` runs the tests.",
            "The `integration` job of `ci.yml` must pass.",
            "CI has an `integration` job.",
            "The job `integration` runs on each push.",
            "| Job | Runs |\n|---|---|\n| `integration` | tests |",
        ),
    ),
    Planted(
        "compose service gone",
        {"docker-compose.yml": "services:\n  db:\n    image: postgres:16\n  web:\n    build: .\n"},
        {
            "docker-compose.yml": "services:\n  db:\n    image: postgres:16\n  worker:\n    build: .\n"
        },
        (
            "- `docker compose up worker` starts the worker.",
            "The `worker` service in `docker-compose.yml` runs jobs.",
            "```bash\ndocker compose logs worker\n```",
            "`docker compose exec worker sh`",
            "| Service | Purpose |\n|---|---|\n| `db` | database |\n| `worker` | jobs |",
            "Compose services: `db`, `worker`.",
            "Run `docker compose run worker pytest`.",
        ),
    ),
    Planted(
        "skill gone",
        {".agents/skills/till-check/SKILL.md": "---\nname: till-check\ndescription: d\n---\n"},
        {".agents/skills/issue-writer/SKILL.md": "---\nname: issue-writer\ndescription: d\n---\n"},
        (
            "- Use the `issue-writer` skill for issues.",
            "| Skill | Use |\n|---|---|\n| `issue-writer` | issues |",
            "Skills: `issue-writer`.",
            "The skill `issue-writer` files issues.",
            "Invoke `$issue-writer` to file an issue.",
            "## Skills\n\n- `issue-writer`: files issues",
            "**Skill**: `issue-writer`",
        ),
    ),
    Planted(
        "exhaustive index",
        {
            "web/AGENTS.md": "Use tabs.\n",
            "api/AGENTS.md": "Use spaces.\n",
            "jobs/AGENTS.md": "Run it.\n",
            "web/a.ts": "",
            "api/a.ts": "",
            "jobs/a.ts": "",
        },
        {"jobs/AGENTS.md": None},
        (
            "This file is the exhaustive index of every other `AGENTS.md`:\n\n- `web/AGENTS.md`\n- `api/AGENTS.md`\n",
            "All nested `AGENTS.md` files:\n\n- `web/AGENTS.md`\n- `api/AGENTS.md`\n",
            "Complete list of `AGENTS.md` files: `web/AGENTS.md`, `api/AGENTS.md`.",
            "Every `AGENTS.md` in the repository is listed here: `web/AGENTS.md`, `api/AGENTS.md`.",
            "There are two nested `AGENTS.md` files: `web/AGENTS.md` and `api/AGENTS.md`.",
        ),
    ),
    Planted(
        "AGENTS locations",
        {"web/AGENTS.md": "Use tabs.\n", "web/a.ts": "", "api/a.ts": "", "jobs/a.ts": ""},
        {"api/AGENTS.md": "Use spaces.\n"},
        (
            "| Location | AGENTS.md |\n|---|---|\n| `web/` | yes |\n| `api/` | yes |",
            "These directories have their own AGENTS.md:\n\n- `web/`\n- `api/`\n",
            "`web/` and `api/` have their own `AGENTS.md`.",
            "Nested guides: `web/AGENTS.md`, `api/AGENTS.md`.",
            "`api/` has its own `AGENTS.md`.",
        ),
    ),
    Planted(
        "current scripts",
        {
            "scripts/build.sh": "#!/bin/sh\n",
            "scripts/deploy.sh": "#!/bin/sh\n",
            "scripts/clean.sh": "#!/bin/sh\n",
        },
        {"scripts/deploy.sh": None, "scripts/clean.sh": None},
        (
            "`scripts/` holds helper scripts. Current scripts:\n\n- `scripts/build.sh`: builds\n",
            "The only script in `scripts/` is `build.sh`.",
            "`scripts/` contains only `build.sh`.",
            "All scripts in `scripts/`:\n\n- `build.sh`\n",
            "`scripts/` has one script: `build.sh`.",
        ),
    ),
    Planted(
        "list of files names a gone one",
        {"src/a.py": "a = 1\n", "src/b.py": "b = 1\n"},
        {"src/cart.py": "c = 1\n"},
        (
            "Files in `src/`:\n\n- `a.py`: one\n- `b.py`: two\n- `cart.py`: three\n",
            "`src/` contains `a.py`, `b.py` and `cart.py`.",
            "## `src/`\n\n| File | Purpose |\n|---|---|\n| `a.py` | one |\n| `b.py` | two |\n| `cart.py` | three |",
            "```\nsrc/\n├── a.py\n├── b.py\n└── cart.py\n```",
            "The modules of `src/` are `a.py`, `b.py`, `cart.py`.",
        ),
    ),
    Planted(
        "readme links all docs",
        {
            "README.md": "# Shop\n\n[guide](docs/guide.md)\n",
            "docs/guide.md": "# Guide\n",
            "docs/api.md": "# API\n",
        },
        {"README.md": "# Shop\n\n[guide](docs/guide.md) [api](docs/api.md)\n"},
        (
            "`README.md` links to all docs.",
            "- `README.md` links to every page in `docs/`.",
            "The README links to all documents in `docs/`.",
            "Every page in `docs/` is linked from `README.md`.",
            "All docs are linked from the README.",
        ),
    ),
    Planted(
        "dependency arrow",
        {
            **WORKSPACE,
            **package("web", "@shop/shared"),
            **package("api"),
            **package("shared"),
            **package("ee"),
        },
        package("web", "@shop/shared", "@shop/ee"),
        (
            "- `@shop/web` -> `@shop/shared`, `@shop/ee`",
            "`@shop/web` depends on `@shop/ee`.",
            "```\n@shop/web -> @shop/ee\n```",
            "`@shop/web` → `@shop/ee`",
            "`web` imports from `@shop/ee`.",
            "| Package | Depends on |\n|---|---|\n| `@shop/web` | `@shop/shared`, `@shop/ee` |",
            "`@shop/web` uses `@shop/shared` and `@shop/ee`.",
            "`@shop/ee` is used by `@shop/web`.",
        ),
    ),
    Planted(
        "each package has",
        {**WORKSPACE, **THREE, "packages/api/README.md": "# API\n"},
        {f"packages/{n}/README.md": "# P\n" for n in ("web", "shared")},
        (
            "Each package has its own `README.md`.",
            "- Every package contains a `README.md`.",
            "All packages have a `README.md`.",
            "Every package in `packages/` has a `README.md`.",
            "There is a `README.md` in each package.",
        ),
    ),
    Planted(
        "sole user",
        {**WORKSPACE, **package("web", "tsdown"), **package("api", "tsdown"), **package("shared")},
        package("api"),
        (
            "`packages/web` is the only package using `tsdown`.",
            "Only `packages/web` uses `tsdown`.",
            "`tsdown` is used only in `packages/web`.",
            "`@shop/web` is the only package that uses `tsdown`.",
            "Only `@shop/web` depends on `tsdown`.",
        ),
    ),
    Planted(
        "several directories in one line",
        {"development/backend/a.py": "", "src/a.py": ""},
        {"development/frontend/a.ts": ""},
        (
            "```\n.\n├── development/{backend,frontend}/   # local setup\n└── src/\n```",
            "- `development/{backend,frontend}/`: local setup",
            "`development/backend` and `development/frontend` hold the setup.",
            "```\n.\n├── development/backend/, development/frontend/\n└── src/\n```",
        ),
        before={"development/frontend/a.ts": ""},
    ),
    Planted(
        "bare file name gone",
        {"src/a.py": "a = 1\n"},
        {"src/billing.py": "b = 1\n"},
        (
            "- Prices live in `billing.py`.",
            "`billing.py` computes prices.",
            "| `billing.py` | prices |\n|---|---|\n| `a.py` | other |",
            "**`billing.py`**: prices",
            "See billing.py for prices.",
        ),
        before={"src/billing.py": "b = 1\n"},
    ),
    Planted(
        "commitlint",
        {
            "package.json": npm("@commitlint/cli", "@commitlint/config-conventional"),
            "commitlint.config.js": "module.exports = { extends: ['@commitlint/config-conventional'] };\n",
            "src/a.ts": "",
        },
        {"package.json": npm("gitmoji-cli"), "commitlint.config.js": None},
        (
            "- Commit messages follow gitmoji.",
            "We use gitmoji for commits.",
            "**Commits**: gitmoji",
        ),
    ),
)
