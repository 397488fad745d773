"""An OpenAI-compatible address as a judge: `POST …/chat/completions`, as OpenAI's API reference has it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.parse import urlsplit

from agentslint.core import parsing
from agentslint.model import Failure
from agentslint.review.judges.judge import JudgeFailure, Reply

MOST = 4 << 20  # bytes of an answer that are read
LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})  # codes after which one asks again
LONGEST_WAIT = 60.0  # seconds that a server may ask for
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, the model that is named to it, and the key that it is given, "" for none."""

    url: str
    model: str
    key: str
    timeout: float

    @property
    def name(self) -> str:
        return f"model {self.model} at {self.url}"

    def ask(self, prompt: str) -> Reply:
        """Raises JudgeFailure."""
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": 0,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(
            completions(self.url), json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(
                request, timeout=self.timeout
            ) as got:
                data = got.read(MOST + 1)
        except urllib.error.HTTPError as error:
            raise _refused(error) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise JudgeFailure(f"{type(error).__name__}: {reason}") from None
        if len(data) > MOST:
            raise JudgeFailure(f"it answered more than {MOST >> 20} MB", again=False)
        return _reply(data)


def completions(url: str) -> str:
    """The address that is posted to, of a base such as `https://host/v1`."""
    bare = url.rstrip("/")
    return bare if bare.endswith("/chat/completions") else f"{bare}/chat/completions"


def checked(url: str, key: str) -> None:
    """Raise Failure for an address that cannot be asked, or that a key must not be sent to."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise Failure(f"--model: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Failure("--model: want an address such as https://api.example.com/v1")
    if parts.username or parts.password:
        raise Failure("--model: an address with a password: give the key in the environment")
    if key and parts.scheme == "http" and host not in HERE:
        raise Failure(f"--model: {host}: a key is sent over https only")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is a failure: questions and key go to the named address, or nowhere."""

    def redirect_request(self, *_: Any) -> NoReturn:
        raise JudgeFailure("it redirects: name the address that it redirects to", again=False)


def _refused(error: urllib.error.HTTPError) -> JudgeFailure:
    wait = error.headers.get("Retry-After", "") if error.headers else ""
    seconds = min(float(wait), LONGEST_WAIT) if wait.isdigit() else 0.0
    said = " ".join(error.read(300).decode("utf-8", "replace").split())
    again = error.code in LATER
    return JudgeFailure(f"HTTP {error.code}: {said or error.reason}", again=again, wait=seconds)


def _reply(data: bytes) -> Reply:
    try:
        found = parsing.json(data.decode("utf-8", "replace"))
        text = found["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise JudgeFailure("its answer is no chat completion") from None
    if not isinstance(text, str):
        raise JudgeFailure("its answer holds no text")
    usage = found.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Reply(text, _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
