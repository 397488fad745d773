"""What a document says is not there: in a sentence of its own, of a kind of thing, or by a marker behind a path.

sentences  "There is no test suite", "no committed `package.json`", "currently empty"
kinds      "No CI yet", "Tests: none", "`createOrder()` is not implemented yet"
markers    "pets/  # PENDING", "- `web/`: frontend (planned)"
"""
