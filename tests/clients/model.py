"""A model on loopback that speaks as four vendors do, and keeps all that it is asked.

One file, longer than it should be: the four are read side by side. Once it has the client read a file, where a case says which; then it says OK.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

READERS = (
    "Read",
    "read",
    "read_file",
    "view",
    "read_files",
    "ReadFile",
    "view_file",
    "file_editor",
)
PATHS = (
    "file_path",
    "filePath",
    "absolute_path",
    "absolutePath",
    "path",
    "filepath",
    "target_file",
)
LISTS = ("files", "file_paths", "paths")
TEXTS = ("system", "systemInstruction", "system_instruction", "instructions", "messages")
LATER = ("contents", "input")
NO_TEXT = ("tools", "cache_control", "type", "id", "role")
Call = tuple[str, dict[str, Any]] | None


class Model(ThreadingHTTPServer):
    """One model for one run of a client."""

    daemon_threads = True

    def __init__(self, read: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.read, self.called = read, False
        self.asked: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    @property
    def texts(self) -> list[str]:
        """What the model saw of each request that offers tools; of all where none does."""
        main = [body for body in self.asked if body.get("tools")] or self.asked
        return [flat(body) for body in main]

    def call(self, body: dict[str, Any]) -> Call:
        """The one call of a tool: the first request that offers a reader gets it."""
        with self.lock:
            self.asked.append(body)
            made = None if self.called or not self.read else reader(body, self.read)
            self.called = self.called or made is not None
            return made


def reader(body: dict[str, Any], path: str) -> Call:
    """A call that reads `path`, in the words of the tool that is offered for it."""
    tools = dict(_tools(body.get("tools") or []))
    for name in READERS:
        offered = (tools.get(name) or {}).get("properties") or {}
        for key in PATHS:
            if key in offered:
                more = {"command": "view"} if "command" in offered else {}
                return name, {key: path, **more}
        for key in LISTS:
            if key in offered:
                one = ((offered[key] or {}).get("items") or {}).get("type") == "string"
                return name, {key: [path if one else {"path": path}]}
    return None


def _tools(tools: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for tool in tools:
        for one in tool.get("functionDeclarations") or [tool.get("function") or tool]:
            if "name" in one:
                keys = ("parametersJsonSchema", "input_schema", "parameters")
                yield one["name"], next((one[key] for key in keys if one.get(key)), {})


def flat(body: dict[str, Any]) -> str:
    """Every text of a request that the model sees, in order; the tools' own are left out."""
    return "\n".join(text for key in (*TEXTS, *LATER) for text in _texts(body.get(key)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NO_TEXT:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


class Handler(BaseHTTPRequestHandler):
    """The endpoints that clients were seen to ask."""

    protocol_version = "HTTP/1.1"
    server: Model

    def log_message(self, format: str, *args: Any) -> None:
        """A run is quiet."""

    def do_HEAD(self) -> None:
        self._put(b"")

    def do_GET(self) -> None:
        model = {"id": "mock-model", "object": "model", "type": "model", "display_name": "m"}
        listed = {"object": "list", "data": [model], "has_more": False}
        self._put(json.dumps(listed if "models" in self.path else {}).encode())

    def do_POST(self) -> None:
        body = self._body()
        path = self.path.partition("?")[0]
        if "ount" in path and "okens" in path:
            self._put(b'{"input_tokens": 10, "totalTokens": 10}')
            return
        call = self.server.call(body)
        for end, speak in SPEAK.items():
            if end in path:
                whole, events = speak(body, call)
                streamed = body.get("stream") or "stream" in path
                self._put(
                    *(
                        (_stream(events), "text/event-stream")
                        if streamed
                        else (json.dumps(whole).encode(),)
                    )
                )
                return
        self._put(b"{}")

    def _body(self) -> dict[str, Any]:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            raw = b"".join(self._chunks())
        else:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().strip() or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _put(self, data: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


Event = tuple[str, Any]
Spoken = tuple[dict[str, Any], list[Event]]


def _stream(events: list[Event]) -> bytes:
    told = (
        (f"event: {name}\n" if name else "")
        + f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"
        for name, data in events
    )
    return "".join(told).encode()


def anthropic(body: dict[str, Any], call: Call) -> Spoken:
    usage = {
        "input_tokens": 10,
        "output_tokens": 2,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }
    block: dict[str, Any] = {"type": "text", "text": "OK"}
    empty: dict[str, Any] = {"type": "text", "text": ""}
    delta: dict[str, Any] = {"type": "text_delta", "text": "OK"}
    if call:
        block = {
            "type": "tool_use",
            "id": f"toolu_{time.time_ns()}",
            "name": call[0],
            "input": call[1],
        }
        empty, delta = block, {"type": "input_json_delta", "partial_json": json.dumps(call[1])}
    stop = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    message = {
        "id": f"msg_{time.time_ns()}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", "m"),
        "usage": usage,
    }
    none = {"stop_reason": None, "stop_sequence": None}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "content": [], **none}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 2}},
        {"type": "message_stop"},
    ]
    return {**message, "content": [block], **stop}, [(str(e["type"]), e) for e in events]


def chat(body: dict[str, Any], call: Call) -> Spoken:
    base = {"id": "chatcmpl-1", "created": int(time.time()), "model": body.get("model", "m")}
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
    message: dict[str, Any] = {"role": "assistant", "content": None if call else "OK"}
    if call:
        function = {"name": call[0], "arguments": json.dumps(call[1])}
        one = {"index": 0, "id": f"call_{time.time_ns()}", "type": "function", "function": function}
        message["tool_calls"] = [one]
    end = "tool_calls" if call else "stop"
    part = {**base, "object": "chat.completion.chunk"}
    whole = {
        **base,
        "object": "chat.completion",
        "usage": usage,
        "choices": [{"index": 0, "message": message, "finish_reason": end}],
    }
    return whole, [
        ("", {**part, "choices": [{"index": 0, "delta": message, "finish_reason": None}]}),
        ("", {**part, "choices": [{"index": 0, "delta": {}, "finish_reason": end}]}),
        ("", {**part, "choices": [], "usage": usage}),
        ("", "[DONE]"),
    ]


def responses(body: dict[str, Any], call: Call) -> Spoken:
    item: dict[str, Any] = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "OK", "annotations": []}],
    }
    if call:
        item = {
            "type": "function_call",
            "id": "fc_1",
            "call_id": f"call_{time.time_ns()}",
            "name": call[0],
            "arguments": json.dumps(call[1]),
            "status": "completed",
        }
    whole = {
        "id": "resp_1",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "model": body.get("model", "m"),
        "output": [item],
        "usage": {"input_tokens": 10, "output_tokens": 2, "total_tokens": 12},
    }
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    return whole, [(str(e["type"]), {**e, "sequence_number": at}) for at, e in enumerate(events)]


def gemini(body: dict[str, Any], call: Call) -> Spoken:
    part: dict[str, Any] = {"text": "OK"}
    if call:
        part = {"functionCall": {"name": call[0], "args": call[1]}}
    elif (body.get("generationConfig") or {}).get("responseMimeType") == "application/json":
        chosen = {"reasoning": "x", "model_choice": "flash", "next_speaker": "user"}
        part = {"text": json.dumps({**chosen, "complexity_reasoning": "x", "complexity_score": 1})}
    content = {"role": "model", "parts": [part]}
    whole: dict[str, Any] = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 2, "totalTokenCount": 12},
        "modelVersion": "mock",
    }
    return whole, [("", whole)]


SPEAK = {
    "/messages": anthropic,
    "/chat/completions": chat,
    "/responses": responses,
    "enerateContent": gemini,
}
