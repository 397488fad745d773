"""A chain to its digest: these, and no others, were the instructions."""

from __future__ import annotations

import hashlib

from agentslint import chain
from agentslint.model import Chain


def of(value: Chain) -> str | None:
    """SHA-256, as hexadecimal, over exactly the text that is sent; None when nothing is."""
    sent = chain.text(value)
    return None if sent is None else of_text(sent)


def of_text(sent: str) -> str:
    """SHA-256, as hexadecimal, over a text as UTF-8."""
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
