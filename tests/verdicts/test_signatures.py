"""Functions as a text declares them, against the code: in several languages and wordings."""

from __future__ import annotations

import pytest

from agentslint.model import File
from agentslint.repo import Repo
from agentslint.verdicts import signatures

CODE = {
    "till.go": "package till\n\nfunc Open(s *core.Store, who, why string) (*Till, error) {\n}\n\nfunc (t *Till) Close() error {\n}\n",
    "till.ts": "export async function sell(\n  cart: Cart,\n  on: Date,\n): Promise<Bill> {\n}\nexport function log(...rest: string[]): void {}\n",
    "till.py": "class Till:\n    def count(self, cash: int, *, coins: bool = False) -> int:\n        ...\n",
    "till.rs": "pub fn weigh(cart: &Cart) -> u32 {\n}\n",
}
SAID = [
    ("```go\nfunc Open(s *Store, who, why string) (*Till, error)\n```", "verified"),
    (
        "```go\nfunc Open(store *Store, who string, why string) (till *Till, err error)\n```",
        "verified",
    ),
    ("```go\nOpen(s *Store, who, why string)\n```", "verified"),
    ("```go\nfunc Open(path string) (*Till, error)\n```", "refuted"),
    ("```go\nOpen(s Store, who, why string) (*Till, error)  // opens it\n```", "refuted"),
    ("- `Open(s *Store, who, why string) *Till` opens it", "refuted"),
    ("| Function |\n|-|\n| `func Open(s *Store) (*Till, error)` |", "refuted"),
    ("```go\nfunc (t *Till) Close(force bool) error\n```", "refuted"),
    ("```go\nfunc Open(path string) (*Till, error) {\n\treturn nil\n}\n```", ""),
    ("Call `Open(path, owner)` first.", ""),
    ("Planned: `func Open(path string) (*Till, error)`", ""),
    ("```ts\nfunction sell(cart: Cart, on: Date): Promise<Bill>\n```", "verified"),
    ("```ts\nfunction sell(cart: Cart): Promise<Bill>;\n```", "verified"),
    (
        "```ts\nexport async function sell(cart: Cart, on: Date, by: Clerk): Promise<Bill>;\n```",
        "refuted",
    ),
    ("`sell(shop: Shop)` sells", "refuted"),
    ("```ts\nfunction log(text: string, level: number): void\n```", ""),
    ("```py\ndef count(self, cash: int) -> int: ...\n```", "verified"),
    ("```python\ndef count(self, coins: list) -> int: ...\n```", "verified"),
    ("```python\ndef weigh(box: str, size: int) -> int: ...\n```", "undecided"),
    ("```rust\npub fn weigh(cart: &Cart, shelf: Shelf) -> u32\n```", "refuted"),
    ("```rust\nfn weigh(cart: &Cart) -> u32 { ... }\n```", "verified"),
]


@pytest.mark.parametrize(("text", "verdict"), SAID)
def test_a_function_gets_its_verdict(text: str, verdict: str) -> None:
    repo = Repo.of({**CODE, "AGENTS.md": text})
    found = signatures.judged(repo, File("AGENTS.md", text.encode(), len(text.encode())))
    assert " ".join(one.state for one in found) == verdict


def test_a_function_of_another_package_or_of_two_is_not_meant() -> None:
    text = "```go\nfunc Open(path string) error\n```\n"
    file = File("web/AGENTS.md", text.encode(), len(text))
    for tree in (CODE, {"web/a.go": CODE["till.go"], "web/b.go": "func Open() {\n}\n"}):
        found = signatures.judged(Repo.of({**tree, "web/AGENTS.md": text}), file)
        assert [one.state for one in found] == ["undecided"]
