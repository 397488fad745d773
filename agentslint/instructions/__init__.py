"""Pieces to instructions: who must do what, to what, where, when, and how firmly.

Deterministic reading by the words of `vocabulary.toml`; no language model, no network.
"""

from __future__ import annotations

from agentslint.instructions.chains import Effective, Verification, effective, verification
from agentslint.instructions.reading import of

__all__ = ["Effective", "Verification", "effective", "of", "verification"]
