"""Inputs made up, mutated and guided by coverage, held against laws: `python -m tests.fuzz`."""
