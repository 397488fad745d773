"""What every room may use, and what uses none: lazy patterns, bounded parsers, globs, escaping."""
