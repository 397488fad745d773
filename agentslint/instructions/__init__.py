"""Pieces to instructions: who must do what, to what, where, when, and how firmly.

Deterministic reading by the words of `vocabulary.toml`; no language model, no network.
"""
