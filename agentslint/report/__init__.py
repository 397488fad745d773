"""Findings to text, JSON and the formats that other programs read."""
