"""Statements planted in small repositories: false in one, true in its twin, worded in many ways."""
