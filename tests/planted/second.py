"""Other wordings of the planted statements, written after the readers had learnt the first."""

from __future__ import annotations

SAID: dict[str, tuple[str, ...]] = {
    "js test runner": (
        "- Run the Jest suite before you push.",
        "Specs: Jest + Testing Library",
        "`src/**/*.test.ts` files are picked up by Jest.",
        "| Layer | Framework |\n|---|---|\n| Unit | Jest |",
    ),
    "python test runner": (
        "nose2 runs the tests.",
        "- Testing stack: nose2",
        "The tests depend on nose2.",
    ),
    "js formatter": (
        "Biome takes care of formatting.",
        "Before committing, format everything with Biome.",
        "- Style is enforced by Biome",
    ),
    "python formatter": (
        "- Style: Black",
        "Black formats all Python files.",
        "Formatting follows Black.",
        "We rely on Black for formatting.",
    ),
    "js linter": (
        "ESLint is the linter.",
        "Lint rules live in the ESLint config.",
        "- Static analysis: ESLint",
        "The linter of this project is ESLint.",
    ),
    "js manager npm for pnpm": (
        "Dependencies: npm",
        "- All packages are handled by npm.",
        "Setup: run `npm install`, then `npm run dev`.",
        "Use `npm ci` to install the dependencies.",
        "npm is used for dependency management.",
    ),
    "js manager yarn for npm": (
        "Dependencies are installed with Yarn.",
        "- Package manager: yarn",
        "Run `yarn install` after pulling.",
    ),
    "python manager poetry for uv": (
        "Set up with `poetry install`.",
        "- Environment: Poetry",
        "Poetry is the dependency manager.",
        "Run everything through `poetry run`.",
    ),
    "js framework express": (
        "Express powers the backend.",
        "- Server: Express",
        "HTTP server: Express with TypeScript",
    ),
    "python framework django": (
        "Django serves the web pages.",
        "- Web layer: Django",
        "The project is a Django monolith.",
    ),
    "database compose": (
        "- Storage: MySQL",
        "Orders live in a MySQL table.",
        "Start MySQL with `docker compose up db`.",
        "Persistence layer: MySQL",
    ),
    "database prisma": (
        "We store everything in SQLite.",
        "- DB: SQLite",
        "A local SQLite file holds the data.",
    ),
    "lint runs eslint": (
        "Use `npm run lint` to run ESLint.",
        "- Lint (`npm run lint`): ESLint",
        "```\nnpm run lint     # runs ESLint on src/\n```",
        "Run ESLint with `npm run lint`.",
    ),
    "make target runs tool": (
        "`make lint` checks types with mypy.",
        "mypy runs as part of `make lint`.",
        "- `make lint`: mypy + ruff",
    ),
    "dependency gone": (
        "- Helpers come from `lodash`.",
        "Import collection helpers from `lodash`.",
        "lodash is available for utilities.",
    ),
    "indent editorconfig": (
        "- Four-space indents",
        "Indent: four spaces",
        "Code blocks are indented by four spaces.",
        "Our style is 4-space indentation.",
        "Set your editor to 4 spaces.",
    ),
    "indent tabs editorconfig": (
        "Indentation is two spaces in every file.",
        "- 2-space soft tabs",
        "We indent with 2 spaces.",
    ),
    "indent tabs stated": (
        "We indent with tabs.",
        "- Tabs for indentation",
        "Indentation style: tabs",
    ),
    "line length ruff": (
        "- Stay within 88 columns.",
        "Lines longer than 88 characters are rejected.",
        "Column limit: 88",
        "The formatter wraps at 88 characters.",
        "Do not exceed 88 characters per line.",
    ),
    "line length prettier": (
        "Max line length is 120.",
        "- 120 columns",
        "Prettier uses a print width of 120.",
    ),
    "quotes prettier": (
        "- Strings: double quotes",
        "Quote strings with double quotes.",
        "String literals take double quotes.",
        "Double-quoted strings only.",
    ),
    "semicolons prettier": (
        "- Semicolons: always",
        "Put a semicolon at the end of each statement.",
        "We use semicolons.",
        "Code has semicolons.",
    ),
    "no semicolons stated": (
        "- Semicolon-free style",
        "Leave out semicolons.",
        "Semicolons: never",
    ),
    "coverage": ("- At least 80% coverage", "Keep test coverage above 80%.", "Coverage gate: 80 %"),
    "port vite": (
        "- Local URL: http://localhost:3000",
        "The frontend is reachable on port 3000.",
        "Vite serves on port 3000.",
        "After `npm run dev`, visit http://localhost:3000.",
        "Dev port: 3000",
    ),
    "port compose": (
        "- Backend: http://localhost:8000",
        "The API listens on 8000.",
        "Port 8000 is exposed by the api container.",
    ),
    "port code": (
        "- Port 5000",
        "The HTTP server starts on port 5000.",
        "Server address: http://localhost:5000",
    ),
    "node version engines": (
        "- Runtime: Node 18",
        "Supported Node version: 18",
        "Use Node.js 18 (LTS).",
    ),
    "python version": (
        "- Runtime: Python 3.9",
        "Works with Python 3.9 and newer.",
        "Python 3.9 is the minimum.",
    ),
    "image python": (
        "- The container is built from Python 3.10.",
        "Container base: `python:3.10-slim`",
        "Our Docker image ships Python 3.10.",
    ),
    "licence file": (
        "- Licence: Apache-2.0",
        "Code is released under the Apache License 2.0.",
        "The repository is licensed under Apache 2.0.",
    ),
    "stale branch ci": (
        "- Work happens on branches off `develop`.",
        "All PRs go to `develop`.",
        "Merge your work into `develop`.",
        "The base branch is `develop`.",
    ),
    "stale branch default": (
        "- Default branch: master",
        "Start new branches from `master`.",
        "PRs are opened against `master`.",
    ),
    "function gone from file": (
        "- `createOrder()` is defined in `src/orders.ts`.",
        "See `src/orders.ts` for `createOrder()`.",
        "Orders are made by `createOrder()` from `src/orders.ts`.",
        "| `src/orders.ts` | `createOrder()` |\n|---|---|\n| `src/` | code |",
    ),
    "class renamed in history": (
        "- `EventDispatcher` delivers the events.",
        "Extend `EventDispatcher` for new events.",
        "The class `EventDispatcher` is in `src/bus.ts`.",
    ),
    "env variable renamed": (
        "- `SHOP_API_KEY`: the API token",
        "Export `SHOP_API_KEY` first.",
        "Needs the environment variable `SHOP_API_KEY`.",
        "```bash\nSHOP_API_KEY=abc node dist/main.js\n```",
    ),
    "option renamed": (
        "- The CLI takes `--limit-items`.",
        "Limit the output with `--limit-items`.",
        "`--limit-items N` caps the list.",
    ),
    "route renamed": (
        "- Orders: `GET /api/purchases`",
        "Clients call `/api/purchases`.",
        "`/api/purchases` lists all orders.",
        "POST to `/api/purchases` to create one.",
    ),
    "config key gone": (
        "- `idle_timeout` sets the timeout.",
        "The timeout is `server.idle_timeout`.",
        "Change `idle_timeout` in `config/app.yaml`.",
    ),
    "pytest node": (
        "- One test: `pytest tests/test_orders.py::test_create -v`",
        "Start with `uv run pytest tests/test_orders.py::test_create`.",
        "E.g. `pytest tests/test_orders.py::test_create`",
    ),
    "make target": (
        "- In the repository root: `make check`",
        "Call `make check` from the root.",
        "`make check` runs all checks in the root.",
    ),
    "list lacks package": (
        "The packages are `web`, `api` and `shared`.",
        "The repo contains three packages (`web`, `api`, `shared`).",
        "Three packages: `web`, `api`, `shared`",
        "## Workspace packages\n\n- `web` - the shop\n- `api` - the server\n- `shared` - types\n",
    ),
    "list names gone package": (
        "The packages are `web`, `api` and `legacy`.",
        "We have three packages: `web`, `api`, `legacy`.",
        "- Packages: `web`, `api`, `legacy`",
    ),
    "count of packages": (
        "- Five packages",
        "It is a monorepo with five packages.",
        "There are 5 packages in total.",
        "Five workspace packages",
    ),
    "count of workflows": (
        "- 4 workflows",
        "CI: four workflows",
        "There are four GitHub Actions workflows.",
    ),
    "lines of a file": (
        "- `src/worker.py` - 240 lines",
        "`src/worker.py` (about 240 lines)",
        "`src/worker.py` contains 240 lines.",
    ),
    "not yet implemented": (
        "- `src/export.py` (planned)",
        "Exports (`src/export.py`) are not implemented yet.",
        "`src/export.py`: to be implemented",
        "TODO: `src/export.py` is not written yet.",
    ),
    "no test suite": (
        "- Tests: not yet",
        "This repository does not have tests yet.",
        "There are currently no tests.",
        "Automated tests do not exist.",
    ),
    "no ci": ("- There is no CI yet.", "CI: not configured", "The project has no CI."),
    "no linter": ("- There is no lint setup.", "Linting: not set up", "No linter is set up yet."),
    "workflow gone": (
        "- The workflow `ci.yml` runs on each push.",
        "`ci.yml` is the main workflow.",
        "Checks run in `.github/workflows/ci.yml`.",
    ),
    "job gone": (
        "- CI runs the `integration` job.",
        "The workflow's `integration` job needs Docker.",
    ),
    "compose service gone": (
        "- Start it with `docker compose up -d worker`.",
        "The compose service `worker` runs the jobs.",
        "`docker compose restart worker`",
    ),
    "skill gone": (
        "- For issues use the `issue-writer` skill.",
        "Load the `issue-writer` skill first.",
        "There is a skill `issue-writer` for issues.",
    ),
    "AGENTS locations": (
        "- `api/AGENTS.md`: rules for the API",
        "`api/` has a local `AGENTS.md`.",
        "See `api/AGENTS.md` for the API.",
    ),
    "dependency arrow": (
        "- `@shop/web` requires `@shop/ee`.",
        "`@shop/web` imports `@shop/ee`.",
        "`packages/web` depends on `packages/ee`.",
    ),
    "own version": (
        "- Version 0.4.3 of `shop`",
        "Package version is 0.4.3.",
        "Current release: 0.4.3",
    ),
    "tsconfig strict": (
        "- `strict: true` in `tsconfig.json`",
        "TypeScript is strict.",
        "tsconfig has strict mode enabled.",
    ),
    "bundler": ("- Bundled by webpack", "webpack builds the frontend.", "Build tool: webpack"),
    "go version": ("- Go: 1.20+", "Built with Go 1.20.", "Go 1.20 or later."),
}
