"""How many tokens a text is. The only module that knows bpe-openai, which brings its tables along."""

from __future__ import annotations

from functools import cache
from typing import Any

from agentslint.model import Failure

TOKENIZERS = ("o200k_base", "cl100k_base")
LONGEST = 1 << 16  # characters that are encoded at once: far longer ones are refused


def count(text: str, tokenizer: str) -> int:
    """The tokens of a text for one of TOKENIZERS. Raises Failure where the extra is not installed."""
    encoding = _encoding(tokenizer)
    parts = (text[start : start + LONGEST] for start in range(0, len(text), LONGEST))
    return sum(len(encoding.encode_ordinary(part)) for part in parts)


@cache
def _encoding(tokenizer: str) -> Any:
    try:
        import bpe_openai
    except ImportError:
        raise Failure(
            "tokens cannot be counted without the package bpe-openai: "
            "pip install 'agentslint-chain[tokens]'"
        ) from None
    return bpe_openai.get_encoding(tokenizer)
