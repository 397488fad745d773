"""Credentials are made here, so that none stands in the repository."""

from __future__ import annotations

import base64
import json
import random
import string
import zlib

import pytest

from agentslint.text.secrets import secrets

LETTERS = string.ascii_letters + string.digits
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in secrets(text)]


def made(length: int, alphabet: str = LETTERS) -> str:
    return "".join(random.Random(7).choices(alphabet, k=length))


def checked(body: str) -> str:
    number, text = zlib.crc32(body.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        text = DIGITS[rest] + text
    return body + text.rjust(6, "0")


def web_token(body: dict[str, str]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, body)]
    texts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*texts, made(43)])


@pytest.mark.parametrize(
    "value",
    [
        "ghp_" + checked(made(30)),
        "npm_" + checked(made(30)),
        "AKIA" + made(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "sk-" + made(20) + "T3Blbk" + "FJ" + made(20),
        "sk-ant-" + "api03-" + made(93),
        "AIza" + made(35),
        "glpat-" + made(20),
        "sk_live_" + made(24),
        "hf_" + made(34, string.ascii_letters),
        web_token({"sub": "4711", "role": "service_role"}),
        "-----BEGIN RSA PRIVATE KEY-----\n" + made(64) + "\n",
    ],
    ids=lambda value: value[:8],
)
def test_a_credential_is_found(value):
    assert found(f"Use `{value}`.\n") == [value.split("\n")[1] if "\n" in value else value]


@pytest.mark.parametrize(
    "value",
    [
        "ghp_" + made(36),
        "ghp_" + "a" * 36,
        "AKIA" + "EXAMPLE" + made(9, "ABCDEF234567"),
        "AIza" + "a" * 35,
        web_token({"iss": "supabase-demo", "role": "anon"}),
        "-----BEGIN PRIVATE KEY-----\n...\n",
    ],
    ids=lambda value: value[:8],
)
def test_what_only_looks_like_one_is_silent(value):
    assert found(f"Use `{value}`.\n") == []


def test_the_format_of_github_is_the_one_its_checksum_says():
    body = made(30)
    assert found("x ghp_" + checked(body)) == ["ghp_" + checked(body)]
    assert found("x ghp_" + checked(body)[::-1]) == []


def test_a_long_line_takes_no_longer_than_its_length():
    assert found("token" + "a1" * 400_000 + "://x:" + "b" * 400_000) == []
