"""`agentslint.toml` or `[tool.agentslint]` to a `Config`: what a repository says of its checks."""

from agentslint.lint.config.read import NAMES, load, named, nest, override, parse, settle
from agentslint.lint.config.schema import check, schema, unknown
from agentslint.lint.config.values import Config, Scope

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
