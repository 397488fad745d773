"""`agentslint.toml` or `[tool.agentslint]` to a `Config`: what a repository says of its checks."""

from agentslint.config.read import NAMES, load, named, nest, override, parse, settle
from agentslint.config.schema import check, schema, unknown
from agentslint.config.values import Config, Scope

__all__ = [
    "NAMES",
    "Config",
    "Scope",
    "check",
    "load",
    "named",
    "nest",
    "override",
    "parse",
    "schema",
    "settle",
    "unknown",
]
