"""Values that a text gives keys of code and configuration: in several wordings, and those that are no statement."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import keys

CODE = {
    "config/queue.php": "return ['db' => ['retry_after' => 300, 'after' => env('AFTER', 5)]];\n",
    "app/Jobs/SendMailJob.php": "class SendMailJob {\n    public int $tries = 1;\n    public $wait = self::WAIT;\n}\n",
    "vitest.config.ts": "export default { test: { isolate: true, pool: 'forks' } };\n",
    "release.json": '{"skip": true}\n',
    "base.json": '{"extends": "./a.json"}\n',
    "src/run.py": "def run(max_steps: int = 100, loud_mode=loud_mode):\n    pass\n",
    "src/run.ts": "interface A { pageSize: number }\nconst a = { pageSize: 20, hardLimit: z.number().default(9) };\n",
    "test/run.py": "run(max_steps=3)\n",
    "api/a.proto": "message A { int32 page_hint = 3; }\n",
}
SAID = [
    ("Single queue with `retry_after=1800` (`config/queue.php`).", "refuted"),
    ("`retry_after=300` in `config/queue.php`.", "verified"),
    ("| `config/queue.php` | `retry_after => 90` |", "refuted"),
    ("- **`SendMailJob`**: mails the bill. No loop, `$tries=2`.", "refuted"),
    ("- **`SendMailJob`**: mails the bill, `$tries = 1`, `$wait=9`.", "verified undecided"),
    ("**Workers (`isolate: false`)**: one graph (`vitest.config.ts`).", "refuted"),
    ("`vitest.config.ts` läuft mit `isolate: false`.", "refuted"),
    ('`release.json` has `"draft": true`.', "refuted"),
    ('`base.json` has `"draft": true`.', "undecided"),
    ("- `max_steps` (default: `50`): how far it goes", "refuted"),
    ("`max_steps` defaults to 50.", "refuted"),
    ("- `max_steps`: 50", "refuted"),
    ("`max_steps`（默认 `50`）", "refuted"),
    ("`max_steps` (por defecto 50).", "refuted"),
    ("| Option | Default |\n|-|-|\n| `pageSize` | `25` |", "refuted"),
    ("`pageSize` (default 20), `hardLimit` (default: `9`)", "verified verified"),
    # asked for, in some case, of old, or not of this
    ("Set `isolate: false` in `vitest.config.ts` to share it.", "undecided"),
    ("When `isolate: false`, `vitest.config.ts` shares it.", "undecided"),
    ("For example `isolate: false` in `vitest.config.ts`.", "undecided"),
    ("It was `isolate: false` in `vitest.config.ts` before.", "undecided"),
    ("The job ends with `loud_mode=false`.", "undecided"),
    ("`page_hint: 100` (`api/a.proto`)", "undecided"),
    ("Pass `max_steps=50`.", "undecided"),
    ("It listens on `localhost:3000`.", ""),
]


@pytest.mark.parametrize(("text", "verdict"), SAID)
def test_a_key_gets_its_verdict(text: str, verdict: str) -> None:
    repo = Repo.of({**CODE, "AGENTS.md": text})
    found = keys.judged(repo, File("AGENTS.md", text.encode(), len(text.encode())))
    assert " ".join(one.state for one in found) == verdict
