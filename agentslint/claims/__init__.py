"""What a document states, typed, with exact places, hedges and scope. Knows no manifest.

Deterministic reading by the words of `text/words`; no language model, no network.
"""
