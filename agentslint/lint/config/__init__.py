"""`agentslint.toml` or `[tool.agentslint]` to a `Config`: what a repository says of its checks."""

from agentslint.lint.config.read import NAMES, load, named, nest, parse
from agentslint.lint.config.schema import check, schema, unknown
from agentslint.lint.config.settle import override, settle
from agentslint.lint.config.values import OFF, Config, Level, Scope
from agentslint.lint.config.where import Where

__all__ = [
    "NAMES",
    "OFF",
    "Config",
    "Level",
    "Scope",
    "Where",
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
